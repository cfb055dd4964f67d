-- Ordered by the bytes sent, which order as the variants do: a body that needs the operator class of variant cannot be restored by
-- pg_upgrade, which makes the class later.
CREATE FUNCTION alkres.listed_variants(assembly text, mutations alkres.mutation[] = NULL) RETURNS alkres.variant[]
	LANGUAGE sql STABLE PARALLEL SAFE COST 1000
BEGIN ATOMIC
	SELECT pg_catalog.array_agg(r.variant ORDER BY alkres_internal.variant_send(r.variant))
	FROM (SELECT CASE listed_variants.assembly WHEN 'GRCh37' THEN m.grch37 WHEN 'GRCh38' THEN m.grch38 END AS variant
		FROM alkres.resistance_mutation AS m
		WHERE listed_variants.mutations IS NULL OR m.mutation OPERATOR(alkres.<@) ANY (listed_variants.mutations)) AS r
	WHERE r.variant IS NOT NULL;
END;
COMMENT ON FUNCTION alkres.listed_variants(text, alkres.mutation[]) IS 'the variants of alkres.resistance_mutation on an assembly, of all mutations or of members of these; NULL on assemblies other than GRCh37 and GRCh38';

-- Asking for classes: every published route to a member, from the knowledge table, so STABLE.
CREATE FUNCTION alkres.genotype_mutations(pileup alkres.pileup, background alkres.background, mutations alkres.mutation[],
	target_vaf double precision = 0.005, min_posterior double precision = 0.9,
	context_counts bigint[] = NULL, known alkres.variant[] = NULL, priors double precision[] = NULL, default_prior double precision = alkres.prior('default'),
	white_cells alkres.pileup = NULL, OUT variant alkres.variant,
	OUT mutation alkres.mutation, OUT state text, OUT vaf alkres.vaf, OUT fraction_upper double precision,
	OUT lod95 double precision, OUT min_molecules integer, OUT posterior double precision, OUT prior double precision,
	OUT reason text, OUT score double precision) RETURNS SETOF record
	LANGUAGE sql STABLE PARALLEL SAFE COST 10000 ROWS 5
BEGIN ATOMIC
	SELECT g.variant, g.mutation, g.state, g.vaf, g.fraction_upper, g.lod95, g.min_molecules, g.posterior, g.prior, g.reason, g.score
	FROM (SELECT alkres.listed_variants((alkres.pileup_info(genotype_mutations.pileup)).assembly,
			coalesce(genotype_mutations.mutations, '{}')) AS variants) AS asked,
		LATERAL alkres.genotype(genotype_mutations.pileup, genotype_mutations.background, asked.variants,
			genotype_mutations.target_vaf, genotype_mutations.min_posterior,
			genotype_mutations.context_counts, genotype_mutations.known, genotype_mutations.priors, genotype_mutations.default_prior,
			genotype_mutations.white_cells) AS g;
END;
COMMENT ON FUNCTION alkres.genotype_mutations(alkres.pileup, alkres.background, alkres.mutation[], double precision, double precision, bigint[], alkres.variant[], double precision[], double precision, alkres.pileup) IS 'genotype() for every variant of alkres.resistance_mutation that makes one of these mutations or a member of one of these classes and lies in the block; nothing on assemblies other than GRCh37 and GRCh38';
