-- Imports what a simulated cohort has from elsewhere, the VCF files of several callers and a laboratory's table, into the store cfdna.
-- psql variables: cohort, the simulator's folder.
\set ON_ERROR_STOP 1
-- Who calls looks at the targets; the laboratory says which genes it looks at, and both from which fraction on they report.
INSERT INTO cfdna.panel (study_id, name, description, design, reported_limit)
SELECT s.study_id, 'targets elsewhere', 'the simulator', (SELECT array_agg(alkres.region('GRCh38', t.contig, t.first, t.last) ORDER BY t.first) FROM truth.targets AS t), 0.003 FROM cfdna.study AS s
UNION ALL SELECT s.study_id, 'a laboratory''s genes', 'the simulator', NULL, 0.003 FROM cfdna.study AS s;
INSERT INTO cfdna.panel_target (study_id, panel_id, mutation)
SELECT p.study_id, p.panel_id, unnest('{ALK,ALK fusion,KRAS,EGFR,MET,KIT}'::alkres.mutation[]) FROM cfdna.panel AS p WHERE p.design IS NULL;
SELECT r.sample, i.detected, i.filtered, i.not_named, i.unread FROM truth.reports AS r, LATERAL cfdna.import_vcf(:'cohort' || '/' || r.file, 'VCF of ' || r.style, r.sample, panel => 'targets elsewhere',
	assembly => 'GRCh38', target_vaf => 0.01) AS i WHERE r.style <> 'guardant360' ORDER BY r.report;
SELECT i.sample_name, i.detected, i.not_named, i.unread FROM (SELECT DISTINCT file FROM truth.reports WHERE style = 'guardant360') AS r,
	LATERAL cfdna.import_report_table(pg_read_file(:'cohort' || '/' || r.file), cfdna.report_mapping('guardant360'), 'TABLE01', 'guardant360.tsv', panel => 'a laboratory''s genes', source => 'a laboratory',
		assay => 'its panel', target_vaf => 0.01) AS i;
