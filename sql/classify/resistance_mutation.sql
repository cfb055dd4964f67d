-- classify gives the stated protein change for every known nucleotide route, on both assemblies.
SET search_path = public, alkres;
SELECT count(*) AS routes, count(DISTINCT mutation) AS mutations,
	count(*) FILTER (WHERE classify(grch37) = mutation) AS right_on_grch37,
	count(*) FILTER (WHERE classify(grch38) = mutation) AS right_on_grch38
FROM resistance_mutation;
SELECT mutation, hgvs_c, classify(grch38) FROM resistance_mutation WHERE classify(grch38) <> mutation OR classify(grch37) <> mutation;
SELECT count(*) FROM resistance_mutation WHERE start_position(grch37) - start_position(grch38) <> 222866;

CREATE FUNCTION pg_temp.is_reference(pos int, base text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
	PERFORM alkres.classify(alkres.variant('GRCh38', 'chr2', pos, base, CASE base WHEN 'A' THEN 'C' ELSE 'A' END));
	RETURN true;
EXCEPTION WHEN invalid_parameter_value THEN
	RETURN false;
END $$;
-- every base of exons 22, 23 and 25: the reference allele is known, all three others classify
SELECT count(*) AS substitutions, count(DISTINCT residue(m)) AS residues, count(*) FILTER (WHERE m::text ~ '=$') AS synonymous, min(residue(m)), max(residue(m))
FROM (SELECT classify(variant('GRCh38', 'chr2', pos, ref, alt)) AS m
	FROM (VALUES (29220706, 29220835), (29222344, 29222408), (29209786, 29209878)) AS exon(a, b), generate_series(a, b) AS pos,
		unnest('{A,C,G,T}'::text[]) AS alt,
		LATERAL (SELECT base AS ref FROM unnest('{A,C,G,T}'::text[]) AS base WHERE pg_temp.is_reference(pos, base)) AS r
	WHERE ref <> alt) AS s;

-- the strand trap: the error names the base expected
SELECT classify('GRCh38:chr2:29220765:C:A');
SELECT classify('GRCh37:chr2:29443631:C:A');
SELECT classify('GRCh38:chr7:55191922:T:G') IS NULL AS outside, classify(NULL) IS NULL AS null_in_null_out, classify('GRCh38:chr2:29220765:G:.') IS NULL AS reference;

-- immutable: usable in an index expression and a generated column
CREATE TEMP TABLE called (v variant, m mutation GENERATED ALWAYS AS (classify(v)) STORED);
CREATE INDEX ON called (classify(v));
INSERT INTO called SELECT grch38 FROM resistance_mutation;
SELECT count(*) FROM called WHERE m <@ 'ALK solvent_front';
