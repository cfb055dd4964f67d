-- Knowledge tables: rows, sources, and keys that join to resistance_mutation.
SET search_path = public, alkres;
SELECT (SELECT count(*) FROM resistance_mutation) AS resistance_mutation, (SELECT count(*) FROM bypass_hotspot) AS bypass_hotspot,
	(SELECT count(*) FROM inhibitor) AS inhibitor, (SELECT count(*) FROM inhibitor_sensitivity) AS inhibitor_sensitivity,
	(SELECT count(*) FROM published_frequency) AS published_frequency, (SELECT count(*) FROM compound_mutation) AS compound_mutation;
SELECT inhibitor, generation, code_names, manufacturer, other_targets FROM inhibitor ORDER BY generation NULLS LAST, inhibitor;

-- every mutation of the tables is one of resistance_mutation
SELECT DISTINCT s.name_in_source FROM inhibitor_sensitivity AS s, unnest(mutations) AS m
WHERE NOT EXISTS (SELECT FROM resistance_mutation AS r WHERE r.mutation = m) ORDER BY 1;
SELECT count(*) AS compounds, count(a.hgvs_c) AS first_known, count(b.hgvs_c) AS second_known,
	count(*) FILTER (WHERE abs(start_position(a.grch38) - start_position(b.grch38)) = distance) AS right_distance,
	count(*) FILTER (WHERE (a.mutation, a.exon, b.mutation, b.exon) = (mutation_a, exon_a, mutation_b, exon_b)) AS right_routes
FROM compound_mutation LEFT JOIN resistance_mutation AS a ON a.hgvs_c = hgvs_c_a LEFT JOIN resistance_mutation AS b ON b.hgvs_c = hgvs_c_b;
SELECT mutation, alteration, NOT EXISTS (SELECT FROM resistance_mutation AS r WHERE r.mutation = f.mutation) AS is_class
FROM published_frequency AS f GROUP BY 1, 2 ORDER BY 1, 2;

-- statements: calls by inhibitor; conflicts are shown, with what every source says
SELECT inhibitor, call, count(*) FROM inhibitor_sensitivity GROUP BY 1, 2 ORDER BY 1, 2;
SELECT mutations, inhibitor, calls, statements FROM inhibitor_sensitivity_summary WHERE call = 'conflict' ORDER BY mutations, inhibitor;
SELECT call, disease, evidence_level, pmid, source FROM inhibitor_sensitivity
WHERE mutation = 'ALK F1174L' AND inhibitor = 'crizotinib' ORDER BY source, civic_evidence_id;
-- a compound is judged by itself: resistant to lorlatinib, sensitive to crizotinib, which the single mutation is not
SELECT mutations, inhibitor, call FROM inhibitor_sensitivity_summary
WHERE 'ALK C1156Y' = ANY (mutations) AND inhibitor IN ('crizotinib', 'lorlatinib') ORDER BY mutations, inhibitor;
SELECT count(*) AS compounds, count(mutation) AS single FROM inhibitor_sensitivity WHERE cardinality(mutations) = 2;

-- frequencies with their limits belong to the reader; here are the numbers
SELECT after_text, alteration, positive, total, printed_percent, pmid FROM published_frequency ORDER BY pmid, alteration;

-- every row has a source, every table and column a comment, everyone may read
SELECT c.relname, has_table_privilege('public', c.oid, 'SELECT') AS readable, count(*) AS columns, count(col_description(c.oid, attnum)) AS commented,
	obj_description(c.oid, 'pg_class') IS NOT NULL AS described
FROM pg_class AS c JOIN pg_attribute ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
WHERE relnamespace = 'alkres'::regnamespace AND relname IN ('resistance_mutation', 'bypass_hotspot', 'inhibitor', 'inhibitor_sensitivity',
	'inhibitor_sensitivity_summary', 'published_frequency', 'compound_mutation') GROUP BY c.oid, c.relname ORDER BY 1;

-- what the note prints, and limits with their sources
SELECT note_table, place, alteration, mutation, frequency_text, references_text, lowest_percent, highest_percent FROM note_frequency ORDER BY 1, 2;
SELECT measure, tube, lowest, highest, unit, source FROM preanalytic_limit ORDER BY measure, tube;
SELECT unit, count(*) FROM published_frequency GROUP BY unit ORDER BY unit;
BEGIN;
INSERT INTO knowledge_preanalytic_limit (measure, tube, highest, source) VALUES ('draw_to_spin_hours', 'edta', 4, 'ours');
INSERT INTO knowledge_preanalytic_limit (measure, is_asked, source) VALUES ('blood_ml', false, 'ours');
SELECT measure, tube, lowest, highest FROM preanalytic_limit_in_use ORDER BY measure, tube;
ROLLBACK;
INSERT INTO knowledge_preanalytic_limit (measure, lowest, highest, source) VALUES ('blood_ml', 2, 1, 'ours');
