-- What a call keeps of the row before, the fitted background, is used again only where it would say the same: with other
-- rates, other counts of contexts or another reference under it the answer is that of a call of its own.  The rows of a
-- block bear one stored background, whose place is what is compared.
\getenv data ALKRES_DATA
CREATE TEMP TABLE normal AS SELECT n AS library, p.* FROM generate_series(1, 3) AS n,
	LATERAL alkres.read_pileup(:'data' || '/calling_normal' || n || '.bam', 'GRCh38') AS p;
CREATE TEMP TABLE panel AS SELECT block, alkres.background_agg(pileup) AS background FROM normal GROUP BY 1;
CREATE TEMP TABLE counts AS SELECT NULL::bigint[] AS counts, 2.5 AS n
	UNION ALL SELECT alkres.context_counts_agg(pileup), 1 FROM normal
	-- rates of nearly nothing, and of a tenth: alternates stand before the molecules, in as many numbers
	UNION ALL SELECT (SELECT array_agg(CASE WHEN i <= 5120 THEN 0 ELSE 1000000 * c[i] END ORDER BY i) FROM generate_subscripts(c, 1) i), 2
		FROM (SELECT alkres.context_counts_agg(pileup) AS c FROM normal) AS a
	UNION ALL SELECT (SELECT array_agg(1000 * CASE WHEN i <= 5120 THEN c[i + 5120] / 10 ELSE c[i] END ORDER BY i) FROM generate_subscripts(c, 1) i), 3
		FROM (SELECT alkres.context_counts_agg(pileup) AS c FROM normal) AS a;
CREATE TEMP TABLE asked AS
SELECT row_number() OVER (ORDER BY block, again, CASE WHEN again = 1 THEN c.n ELSE reference END, CASE WHEN again = 1 THEN reference ELSE -c.n END) AS number, block, p.pileup, c.counts
FROM (SELECT block, 1 AS reference, pileup FROM normal WHERE library = 1
	UNION ALL SELECT block, 2, pileup FROM alkres.read_pileup(:'data' || '/calling_normal1.bam', 'GRCh38', reference => 'none')) AS p
	CROSS JOIN generate_series(1, 2) AS again CROSS JOIN counts AS c;
CREATE FUNCTION pg_temp.by_itself(pileup alkres.pileup, background alkres.background, counts bigint[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE 'SELECT string_agg(g::text, chr(10) ORDER BY g.variant) FROM alkres.genotype($1, $2, $3, 0.02, 0.9, $4) AS g'
		INTO result USING pileup, background, '{GRCh38:chr2:29222360:C:A,GRCh38:chr2:29222405:G:C}'::alkres.variant[], counts;
	RETURN result;
END $$;
SET enable_sort = on;
CREATE TEMP TABLE answer AS
SELECT number, (SELECT string_agg(g::text, chr(10) ORDER BY g.variant) FROM alkres.genotype(pileup, background,
	'{GRCh38:chr2:29222360:C:A,GRCh38:chr2:29222405:G:C}', 0.02, 0.9, counts) AS g) AS one_after_another, pg_temp.by_itself(pileup, background, counts) AS by_itself
FROM (SELECT asked.*, panel.background FROM asked JOIN panel USING (block) ORDER BY number) AS a;
SELECT count(*) AS rows, count(one_after_another) > 0 AS answered, count(DISTINCT by_itself) > 2 AS different,
	count(*) FILTER (WHERE one_after_another IS DISTINCT FROM by_itself) AS wrong FROM answer;
