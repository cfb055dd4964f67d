-- From an assay's name to the alleles its probe detects.
CREATE FUNCTION alkres.assay_key(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.lower(assay_key.name), '[^a-z0-9.>_]', '', 'g'), '^(alk_?)?(p\.)?', '');
END;
COMMENT ON FUNCTION alkres.assay_key(text) IS 'key under which names of assays are compared: lower case without blanks, signs, ALK and p.';

CREATE FUNCTION alkres.assay_alleles(name text, OUT mutation alkres.mutation, OUT grch37 alkres.variant[], OUT grch38 alkres.variant[], OUT basis text, OUT source text)
RETURNS record LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 1000
BEGIN ATOMIC
	-- The key of the name is worked out once, not for every row that it is compared with: a name can be long.
	WITH asked AS MATERIALIZED (SELECT alkres.assay_key(assay_alleles.name) AS key)
	SELECT known.mutation, known.grch37, known.grch38, known.basis, known.source FROM asked, LATERAL (
		SELECT 1 AS rank, coalesce(k.mutation, alkres.classify((coalesce(k.grch38, k.grch37))[1])) AS mutation, k.grch37, k.grch38, 'own' AS basis, k.source
		FROM alkres.knowledge_ddpcr_assay AS k WHERE alkres.assay_key(k.name) = asked.key
		UNION ALL
		SELECT 2, r.mutation, ARRAY[r.grch37], ARRAY[r.grch38], 'named', r.source FROM alkres.resistance_mutation AS r
		WHERE r.hgvs_c = pg_catalog.substring(assay_alleles.name, 'c\.[0-9_]+(?:[ACGT]>[ACGT]|delins[ACGT]+|del|dup)(?![A-Za-z0-9])')
			-- A name that contradicts itself is not known.
			AND (assay_alleles.name !~ '[A-Z][0-9]+[A-Z]' OR pg_catalog.strpos(asked.key, alkres.assay_key(r.mutation::text)) > 0)
		UNION ALL
		SELECT 3, d.mutation, d.grch37, d.grch38, d.basis, d.source
		FROM alkres.ddpcr_assay AS d WHERE alkres.assay_key(d.name) = asked.key) AS known
	ORDER BY known.rank LIMIT 1;
END;
COMMENT ON FUNCTION alkres.assay_alleles(text) IS 'the DNA alleles that the probe of an assay detects, by its name: your own assays first, then a c. name in it, then the shipped catalogue; NULL alleles where the name leaves them open, NULLs for an unknown name';

CREATE FUNCTION alkres.unprobed_changes(mutation alkres.mutation, alleles alkres.variant[]) RETURNS text[]
LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 500
BEGIN ATOMIC
	SELECT coalesce(pg_catalog.array_agg(r.hgvs_c ORDER BY r.hgvs_c), '{}') FROM alkres.resistance_mutation AS r
	WHERE r.mutation OPERATOR(alkres.=) unprobed_changes.mutation
		AND NOT coalesce(r.grch38 OPERATOR(alkres.=) ANY (unprobed_changes.alleles) OR r.grch37 OPERATOR(alkres.=) ANY (unprobed_changes.alleles), false);
END;
COMMENT ON FUNCTION alkres.unprobed_changes(alkres.mutation, alkres.variant[]) IS 'DNA changes of alkres.resistance_mutation that give the mutation and are not among the alleles: a negative of these alleles says nothing of them';
