-- What turned out not to be what its label says: libraries and a plate of a simulated cohort, after they were imported and called.
\set ON_ERROR_STOP 1
SELECT cfdna.withdraw(l.library_id, t.withdrawn) FROM truth.libraries AS t JOIN cfdna.library AS l ON l.name = t.library WHERE t.withdrawn IS NOT NULL ORDER BY l.library_id;
SELECT cfdna.withdraw_run(run, withdrawn) FROM truth.plates WHERE withdrawn IS NOT NULL ORDER BY run;
