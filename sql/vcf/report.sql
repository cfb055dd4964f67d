-- What is said of reports: is what plasma shows that of white cells, too?
SELECT f, w, alkres.from_white_cells(f, w) FROM (VALUES (0.02, 0.005), (0.02, 0.00499), (0.02, 0), (0, 0), (0.5, 0.5), ('NaN'::float8, 0.1)) AS k(f, w);
SELECT alkres.from_white_cells(NULL, 0.1) IS NULL AS of_null, alkres.from_white_cells(0.1, NULL) IS NULL AS by_null;
SELECT alkres.reported_state(NULL), alkres.reported_state('{}'), alkres.reported_state('{Germline}'), alkres.reported_state('{weak_evidence}');

-- Genes of blood cells: nobody knows, until a list says.
SELECT alkres.is_chip_gene('TET2') IS NULL AS without_a_list, alkres.is_chip_gene(NULL) IS NULL AS of_null;
INSERT INTO alkres.knowledge_chip_gene (gene, source) VALUES ('TET2', 'protocol');
SELECT alkres.is_chip_gene('TET2'), alkres.is_chip_gene('ALK');
INSERT INTO alkres.knowledge_chip_gene (gene, source) VALUES ('dnmt3a', 'protocol');
DELETE FROM alkres.knowledge_chip_gene;
