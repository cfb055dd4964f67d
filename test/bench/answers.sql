-- A cohort of :patients patients in bulk: five draws of plasma each, every listed ALK mutation asked for in each (or :listed nucleotide changes of them), two lines
-- of treatment.
-- Made with triggers off, then derived: what an import of each would have left behind.
SET client_min_messages = warning;
SET search_path = cfdna, public, alkres;
SET session_replication_role = replica;
INSERT INTO study (study_id, name, time_zone) VALUES (1, 'bench', 'UTC');
INSERT INTO run (run_id, study_id, name, kind, assembly) VALUES (1, 1, 'R', 'sequencing', 'GRCh38');
INSERT INTO patient (patient_id, study_id, external_id) SELECT n, 1, 'P' || n FROM generate_series(1, :patients) AS n;
INSERT INTO treatment (patient_id, line, drug, start_date, end_date)
SELECT n, 1, ('{crizotinib,alectinib,brigatinib}'::text[])[1 + n % 3], date '2022-01-01' + n % 900, date '2022-01-01' + n % 900 + 190 FROM generate_series(1, :patients) AS n
UNION ALL
SELECT n, 2, 'lorlatinib', date '2022-01-01' + n % 900 + 200, NULL FROM generate_series(1, :patients) AS n;
INSERT INTO assessment (patient_id, assessed_on, kind, result)
SELECT n, date '2022-01-01' + n % 900 + d, 'RECIST', 'PD' FROM generate_series(1, :patients) AS n, unnest('{185,430}'::int[]) AS d WHERE d = 185 OR n % 2 = 0;
INSERT INTO sample (patient_id, sample_id, external_id, study_id, time_zone, drawn_on, drawn_at)
SELECT n, 5 * (n - 1) + k, 'P' || n || '-D' || k, 1, 'UTC', date '2022-01-01' + n % 900 + d, date '2022-01-01' + n % 900 + d
FROM generate_series(1, :patients) AS n, unnest('{-5,60,180,300,420}'::int[]) WITH ORDINALITY AS u(d, k);
INSERT INTO library (patient_id, library_id, sample_id, run_id, name, assembly, molecule_depth, file_digest)
SELECT patient_id, sample_id, sample_id, 1, external_id, 'GRCh38', 4000, external_id FROM sample;
-- Half of the patients acquire a mutation before the first progression, a few kinds much more often than others; a third of these keep it; every tenth
-- acquires G1202R in the second line.
\if :{?listed}
\else
	\set listed 1000
\endif
CREATE TEMP TABLE listed AS SELECT r.mutation, r.grch38, dense_rank() OVER (ORDER BY r.mutation) AS rank, row_number() OVER (PARTITION BY r.mutation ORDER BY r.grch38) AS route
FROM (SELECT k.mutation, k.grch38 FROM resistance_mutation AS k ORDER BY k.mutation NOT IN ('ALK L1196M', 'ALK G1202R'), k.grch38 LIMIT :listed) AS r;
INSERT INTO observation (patient_id, observation_id, sample_id, method, library_id, run_id, mutation, variant, state, fraction, fraction_lower, fraction_upper, vaf, lod95, target_vaf,
	posterior, score, qual, reason)
SELECT s.patient_id, 80 * (s.sample_id - 1) + row_number() OVER (PARTITION BY s.sample_id ORDER BY l.grch38), s.sample_id, 'sequencing', s.sample_id, 1, l.mutation, l.grch38,
	CASE WHEN x.found THEN 'detected' ELSE 'absent' END, CASE WHEN x.found THEN x.fraction ELSE 0 END, CASE WHEN x.found THEN x.fraction * 0.7 ELSE 0 END,
	CASE WHEN x.found THEN x.fraction * 1.4 ELSE 0.00092 END, vaf(CASE WHEN x.found THEN (4000 * x.fraction)::bigint ELSE 0 END, 4000), 0.0009, 0.005,
	CASE WHEN x.found THEN 1 ELSE 1e-5 END, CASE WHEN x.found THEN 40 ELSE -5 END, CASE WHEN x.found THEN 90 ELSE 0 END,
	CASE WHEN x.found THEN '61 of 4000 molecules' ELSE '0 of 4000 molecules; above 0.0920 % excluded, 0.0900 % detectable' END
FROM (SELECT *, (sample_id - 1) % 5 + 1 AS k FROM sample) AS s CROSS JOIN listed AS l
	CROSS JOIN LATERAL (SELECT (0.001 + 0.05 * ((s.sample_id * 7919) % 1000) / 1000.0)::float8 AS fraction,
		l.route = 1 AND ((s.patient_id % 2 = 0 AND (s.k = 3 OR (s.k IN (4, 5) AND s.patient_id % 3 = 0)) AND l.rank = 1 + floor(50 * power((s.patient_id * 0.6180339887) % 1, 3)))
			OR (s.patient_id % 10 = 1 AND s.k >= 4 AND l.mutation = 'ALK G1202R')) AS found) AS x;
INSERT INTO observation (patient_id, observation_id, sample_id, method, library_id, run_id, mutation, variant, is_marker, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf)
SELECT patient_id, 80 * (sample_id - 1) + 78, sample_id, 'sequencing', sample_id, 1, 'ALK L1204=', 'GRCh38:chr2:29220739:C:T', true,
	CASE WHEN (sample_id - 1) % 5 IN (1, 3) AND patient_id % 4 = 0 THEN 'absent' ELSE 'detected' END, 0.02, 0.015, 0.03, 0.0009, 0.005 FROM sample WHERE patient_id % 5 <> 0;
INSERT INTO observation (patient_id, observation_id, sample_id, method, library_id, run_id, mutation, state, fraction, fraction_lower, fraction_upper, lod95, target_vaf)
SELECT patient_id, 80 * (sample_id - 1) + 79, sample_id, 'sequencing', sample_id, 1, 'KRAS G12C', 'detected', 0.01, 0.007, 0.014, 0.0009, 0.005 FROM sample WHERE patient_id % 17 = 0 AND (sample_id - 1) % 5 = 4;
SET session_replication_role = origin;
