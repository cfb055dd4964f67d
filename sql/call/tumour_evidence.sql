-- A patient's known variants together: was tumour DNA seen at all?
\getenv data ALKRES_DATA
CREATE TABLE library AS SELECT n AS name, p.* FROM unnest(ARRAY['tumour', 'normal1', 'normal3']) AS n,
	LATERAL alkres.read_pileup(:'data' || '/calling_' || n || '.bam', 'GRCh38') AS p;
CREATE TABLE known AS SELECT ARRAY['GRCh38:chr2:29222347:A:T', 'GRCh38:chr2:29222392:CA:GT', 'GRCh38:chr2:29222405:G:GCGT',
	'GRCh38:chr2:29220765:G:T']::alkres.variant[] AS variants;
SELECT name, e.sites, e.vaf, round(e.fraction::numeric, 4) AS fraction, round(e.fraction_lower::numeric, 4) AS lower,
	round(e.fraction_upper::numeric, 4) AS upper, e.score > 20 AS seen, round(e.posterior::numeric, 3) AS posterior
FROM (SELECT name, array_agg(pileup ORDER BY block) AS pileups FROM library GROUP BY name) AS l, known,
	LATERAL alkres.tumour_evidence(l.pileups, NULL, known.variants) AS e ORDER BY 1;
-- nothing to look at says nothing
SELECT e.* FROM alkres.tumour_evidence(NULL, NULL, NULL) AS e;
SELECT e.* FROM alkres.tumour_evidence('{}', NULL, '{GRCh38:chr2:29222347:A:T}') AS e;
-- with normals: the background of each block is found among those given
SELECT e.sites, e.vaf, e.score > 20 AS seen FROM known, LATERAL alkres.tumour_evidence(
	(SELECT array_agg(pileup ORDER BY block) FROM library WHERE name = 'tumour'),
	(SELECT array_agg(background) FROM (SELECT alkres.background_agg(pileup) AS background FROM library
		WHERE name <> 'tumour' GROUP BY block) AS b), variants) AS e;
-- errors
SELECT alkres.tumour_evidence(array_agg(pileup), NULL, known.variants, 1) FROM library, known GROUP BY known.variants;
SELECT alkres.tumour_evidence(array_agg(pileup), NULL, ARRAY[variants[1]]) FROM library, known WHERE name <> 'tumour' GROUP BY known.variants;
SELECT alkres.tumour_evidence(array_agg(pileup), NULL, '{GRCh37:chr2:29445213:A:T}') FROM library;
DROP TABLE library, known;
