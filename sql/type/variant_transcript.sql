-- variant: HGVS c. on the shipped transcripts, both strands and both assemblies.
SET search_path = public, alkres;
-- every listed route, whose places in the genome are facts of their own; and of the bypass genes
SELECT count(*) AS routes, count(*) FILTER (WHERE variant('GRCh38', 'NM_004304.5:c.' || substr(hgvs_c, 3)) = left_align(grch38)) AS on_grch38,
	count(*) FILTER (WHERE variant('hg19', 'ENST00000389048.3(ALK):' || hgvs_c) = left_align(grch37)) AS on_grch37 FROM resistance_mutation WHERE hgvs_c LIKE '%>%';
SELECT hgvs_c, grch38, left_align(variant('GRCh38', 'NM_004304.5:' || hgvs_c)) = left_align(grch38) AS same FROM resistance_mutation WHERE hgvs_c NOT LIKE '%>%' ORDER BY hgvs_c COLLATE "C";
SELECT gene, count(*) AS substitutions, count(*) FILTER (WHERE variant('GRCh38', transcript || ':' || hgvs_c) = grch38) AS on_grch38,
	count(*) FILTER (WHERE variant('GRCh37', transcript || ':' || hgvs_c) = grch37) AS on_grch37
FROM bypass_hotspot WHERE hgvs_c ~ '^c\.\d+[ACGT]>[ACGT]$' GROUP BY gene ORDER BY gene;
-- what consequence() names is read as the same change: deletions, duplications, insertions and replacements through exons and flanks
CREATE FUNCTION pg_temp.read(literal text) RETURNS variant LANGUAGE plpgsql AS $$
BEGIN
	RETURN alkres.variant('GRCh38', literal);
EXCEPTION WHEN feature_not_supported THEN
	RETURN NULL;
END $$;
CREATE TEMP TABLE change AS
SELECT left_align(v) AS variant, c.hgvs_c, pg_temp.read(c.transcript || ':' || c.hgvs_c) AS again
FROM generate_series(29192770, 29230000, 3) AS p,
	unnest(ARRAY[format('%s_%sdel', p, p + p % 5), format('%s_%sdup', p, p + p % 3), format('%s_%sins%s', p, p + 1, repeat('GAT', 1 + p % 2)), format('%s_%sdelinsTTGC', p, p + 2)]) AS form,
	LATERAL pg_temp.read('chr2:g.' || form) AS v, LATERAL consequence(v) AS c
WHERE v IS NOT NULL AND c.hgvs_c IS NOT NULL;
SELECT substring(hgvs_c FROM '[a-z]{3,}') AS form, hgvs_c ~ '\d[+-]\d' AS intronic, count(*) > 20 AS many, count(again) * 10 > count(*) * 9 AS nearly_all_read, count(*) FILTER (WHERE left_align(again) <> variant) AS wrong
FROM change GROUP BY 1, 2 ORDER BY 1, 2;
SELECT variant, hgvs_c FROM change WHERE again IS NULL ORDER BY variant LIMIT 5;
SELECT variant, hgvs_c, again FROM change WHERE left_align(again) <> variant ORDER BY variant LIMIT 5;

SELECT text, alkres.variant('GRCh38', text) AS variant, alkres.classify(alkres.variant('GRCh38', text)) AS mutation FROM (VALUES
	('NM_004304.5:c.3586C>A'), (' NM_004304.5(ALK):c.3586C>A '), ('ENST00000389048.3:c.3604G>A'), ('NM_004304.4:c.3586C>A'), ('NM_004304:c.3586C>A'),
	('NM_004304.5:c.3451_3453dup'), ('NM_004304.5:c.3453_3454insACG'), ('NM_004304.5:c.3515+1G>A'), ('NM_004304.5:c.3516-2A>G'), ('NM_004304.5:c.3604_3605delinsAC'), ('NM_004304.5:c.3604delG'),
	('ENST00000275493.2:c.2236_2250del'), ('ENST00000275493.2:c.2573T>G'), ('ENST00000256078.4:c.35G>A')) AS form(text);
SET alkres.default_assembly = 'GRCh38';
SELECT 'NM_004304.5:c.3586C>A'::variant, 'GRCh37:NM_004304.5:c.3586C>A'::variant;
RESET alkres.default_assembly;
-- refused
SELECT 'NM_004304.5:c.3586C>A'::variant;
SELECT variant('GRCh38', 'NM_004304.5:c.3586G>A');
SELECT variant('GRCh38', 'NM_004304.5:c.3604_3605delCC');
SELECT variant('GRCh38', 'NM_004304.4:c.3604del');
SELECT variant('GRCh38', 'NM_000245.4:c.3586C>A');
SELECT variant('GRCh38', 'NP_004295.2:c.3586C>A');
SELECT variant('GRCh38', 'NM_004304.5(EGFR):c.3586C>A');
SELECT variant('GRCh38', 'NM_004304.5:c.-7C>A');
SELECT variant('GRCh38', 'NM_004304.5:c.*7C>A');
SELECT variant('GRCh38', 'NM_004304.5:c.100C>A');
SELECT variant('GRCh38', 'NM_004304.5:c.3515+21G>A');
SELECT variant('GRCh38', 'NM_004304.5:c.3514+1G>A');
SELECT variant('GRCh38', 'NM_004304.5:c.3586');
SELECT variant('GRCh38', 'NM_004304.5:c.3586C>');
SELECT variant('GRCh38', 'NM_004304.5:c.3586_3587C>A');
SELECT variant('GRCh38', 'NM_004304.5:c.3604_3605delRS');
SELECT variant('GRCh38', 'NM_004304.5:c.3604inv');
SELECT variant('GRCh38', 'ALK:c.3586C>A');
SELECT variant('T2T', 'NM_004304.5:c.3586C>A');
SELECT variant('GRCh38', ':c.3586C>A');
-- a contig of another assembly that is named so
SELECT 'mm39:c.r20:7:A:T'::variant, 'mm39:c.r20:7:A:T'::variant::text::variant = variant('mm39', 'c.r20', 7, 'A', 'T') AS same;
