-- Names of ddPCR assays and the alleles behind them.
SET search_path = public, alkres;
SELECT basis, count(*), count(DISTINCT mutation) AS mutations FROM ddpcr_assay GROUP BY 1 ORDER BY 1;
-- every mutation of resistance_mutation has a name, with the routes listed there
SELECT count(*) AS mutations, count(*) FILTER (WHERE d.hgvs_c @> r.routes AND r.routes @> d.hgvs_c) AS same_routes
FROM (SELECT mutation, array_agg(hgvs_c) AS routes FROM resistance_mutation GROUP BY mutation) AS r LEFT JOIN ddpcr_assay AS d ON d.name = split_part(r.mutation::text, ' ', 2);
SELECT d.name FROM ddpcr_assay AS d WHERE d.grch38 IS NOT NULL AND (
	d.grch38 <> (SELECT array_agg(r.grch38 ORDER BY r.grch38) FROM resistance_mutation AS r WHERE r.hgvs_c = ANY (d.hgvs_c))
	OR d.grch37 <> (SELECT array_agg(r.grch37 ORDER BY r.grch37) FROM resistance_mutation AS r WHERE r.hgvs_c = ANY (d.hgvs_c))
	OR classify(d.grch38[1]) <> d.mutation OR classify(d.grch37[1]) <> d.mutation);
-- only_route is true: of all single-nucleotide changes around it no other one gives the mutation
CREATE FUNCTION pg_temp.mutation_of(contig text, pos int, ref text, alt text) RETURNS mutation LANGUAGE plpgsql AS $$
BEGIN
	RETURN classify(variant('GRCh38', contig, pos, ref, alt));
EXCEPTION WHEN invalid_parameter_value THEN -- another reference base
	RETURN NULL;
END $$;
SELECT count(DISTINCT d.name) AS names, count(*) AS changes, bool_and(variant('GRCh38', 'chr2', start_position(d.grch38[1]) + off, ref, alt) = d.grch38[1]) AS only_these
FROM ddpcr_assay AS d, generate_series(-2, 2) AS off, unnest('{A,C,G,T}'::text[]) AS ref, unnest('{A,C,G,T}'::text[]) AS alt
WHERE d.basis = 'only_route' AND ref <> alt AND pg_temp.mutation_of('chr2', start_position(d.grch38[1]) + off, ref, alt) = d.mutation;

-- look-up: as instruments and people write it
SELECT name, a.mutation, a.grch38, a.basis FROM (VALUES (1, 'L1196M'), (2, 'ALK L1196M'), (3, 'ALK p.L1196M'), (4, 'alk_l1196m'), (5, 'ALK p.L1196M c.3586C>A'), (6, '1151Tins'),
	(7, 'G1202R'), (8, 'G1202R c.3604G>A'), (9, 'ALK c.3604G>C'), (10, 'F1174L'), (11, 'F1174L (c.3522C>G)'), (12, 'L1196M c.3604G>A'), (13, 'EGFR T790M'), (14, 'ALK WT'), (15, ''), (16, 'ALK')) AS t(n, name),
	LATERAL assay_alleles(name) AS a ORDER BY n;
SELECT * FROM assay_alleles(NULL);
SELECT n, assay_key(n) FROM unnest('{ALK p.L1196M,"ALK_G1202R c.3604G>A",""}'::text[]) AS n;

-- what a negative of these alleles says nothing of
SELECT unprobed_changes('ALK G1202R', '{GRCh38:chr2:29220747:C:T}') AS one, unprobed_changes('ALK F1174L', '{}') AS none_probed, unprobed_changes('ALK L1196M', '{GRCh37:chr2:29443631:G:T}') AS other_assembly,
	unprobed_changes('ALK G1202R', '{NULL}') AS unknown, unprobed_changes('EGFR T790M', '{}') AS not_listed, unprobed_changes('ALK G1202R', NULL) IS NULL AS no_alleles;

-- one's own assay wins, and its mutation follows from its alleles
BEGIN;
INSERT INTO knowledge_ddpcr_assay (name, grch38, source) VALUES ('ALK G1202R', '{GRCh38:chr2:29220747:C:T,GRCh38:chr2:29220747:C:G}', 'sheet of the maker'), ('Plex 3', '{GRCh38:chr2:29220765:G:T}', 'probe sequence');
SELECT a.* FROM assay_alleles('G1202R') AS a;
SELECT a.* FROM assay_alleles('plex-3') AS a;
ROLLBACK;
INSERT INTO knowledge_ddpcr_assay (name, source) VALUES ('nothing', 'x');
SELECT extconfig::regclass[] FROM pg_extension WHERE extname = 'alkres';
