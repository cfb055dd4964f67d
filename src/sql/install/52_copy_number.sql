-- Copies of genes: molecules per target against those of the panel's normals.
CREATE FUNCTION alkres.panel_targets(design alkres.region[]) RETURNS alkres.region[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 500 AS 'MODULE_PATHNAME', 'alkres_panel_targets';
COMMENT ON FUNCTION alkres.panel_targets(alkres.region[]) IS 'the targets of a design that tell copies: its regions on the autosomes, in order, those that overlap or touch joined';

CREATE FUNCTION alkres_internal.target_counts_accum(bigint[], alkres.pileup, alkres.region[]) RETURNS bigint[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_target_counts_accum';
COMMENT ON FUNCTION alkres_internal.target_counts_accum(bigint[], alkres.pileup, alkres.region[]) IS 'transition of target_counts_agg: one block more';
CREATE FUNCTION alkres_internal.target_numbers_add(bigint[], bigint[]) RETURNS bigint[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_target_numbers_add';
COMMENT ON FUNCTION alkres_internal.target_numbers_add(bigint[], bigint[]) IS 'counts or sums of the same targets together';
CREATE AGGREGATE alkres.target_counts_agg(pileup alkres.pileup, targets alkres.region[]) (SFUNC = alkres_internal.target_counts_accum, STYPE = bigint[],
	COMBINEFUNC = alkres_internal.target_numbers_add, SSPACE = 16384, PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.target_counts_agg(alkres.pileup, alkres.region[]) IS 'what a library shows of each target over its blocks: of the library molecules, the bases that they cover, fragments, their bases, blocks that count reads; of each target the positions whose base is known, those of G and C, and molecules summed over positions';

CREATE FUNCTION alkres_internal.target_normals_accum(bigint[], alkres.region[], alkres.region[], bigint[]) RETURNS bigint[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5000 AS 'MODULE_PATHNAME', 'alkres_target_normals_accum';
COMMENT ON FUNCTION alkres_internal.target_normals_accum(bigint[], alkres.region[], alkres.region[], bigint[]) IS 'transition of target_normals_agg: one normal more';
CREATE AGGREGATE alkres.target_normals_agg(targets alkres.region[], normal_targets alkres.region[], counts bigint[]) (SFUNC = alkres_internal.target_normals_accum, STYPE = bigint[],
	COMBINEFUNC = alkres_internal.target_numbers_add, SSPACE = 65536, PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.target_normals_agg(alkres.region[], alkres.region[], bigint[]) IS 'sums over normals of what each shows of these targets, from its own targets and target_counts_agg: whole numbers, the same in any order; one with fewer than half of the targets, or that counts reads, is none';

CREATE FUNCTION alkres.copy_number(targets alkres.region[], counts bigint[], normals bigint[], mutations alkres.mutation[], regions alkres.region[],
	tumour_fraction double precision = NULL, confidence double precision = 0.95, OUT gene text, OUT state text, OUT log2_ratio double precision,
	OUT log2_ratio_lower double precision, OUT log2_ratio_upper double precision, OUT z double precision, OUT log2_ratio_lod95 double precision,
	OUT copy_number double precision, OUT copy_number_lower double precision, OUT copy_number_upper double precision, OUT copy_number_lod95 double precision,
	OUT tumour_fraction_lod95 double precision, OUT fraction double precision, OUT fraction_lower double precision, OUT fraction_upper double precision,
	OUT lod95 double precision, OUT targets_counted integer, OUT molecules double precision, OUT normals_used integer, OUT compared_with text,
	OUT mutation alkres.mutation, OUT mutation_state text, OUT called alkres.mutation, OUT reason text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20000 ROWS 18 AS 'MODULE_PATHNAME', 'alkres_copy_number_rows';
COMMENT ON FUNCTION alkres.copy_number(alkres.region[], bigint[], bigint[], alkres.mutation[], alkres.region[], double precision, double precision) IS
	'copies of genes in a library: counts of its targets (target_counts_agg) against normals (target_normals_agg; NULL: against its other genes); mutations name each gene and which change of its copies is asked for, regions where it lies; a row a gene: the log2 ratio of its depth, gain, amplification, loss, neutral or not_evaluable, copies at the tumour fraction, what would have been found with 95 % probability, and the state of the change that was asked for';

CREATE FUNCTION alkres.target_ratios(targets alkres.region[], counts bigint[], normals bigint[], mutations alkres.mutation[], regions alkres.region[],
	OUT target alkres.region, OUT gene text, OUT molecules double precision, OUT log2_ratio double precision, OUT error double precision, OUT spread double precision)
	RETURNS SETOF record LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20000 ROWS 400 AS 'MODULE_PATHNAME', 'alkres_target_ratio_rows';
COMMENT ON FUNCTION alkres.target_ratios(alkres.region[], bigint[], bigint[], alkres.mutation[], alkres.region[]) IS
	'the same by target: log2 ratio without what GC, length and the library make of it, its standard error, and the standard deviation between the normals; NULL where it does not count';

CREATE FUNCTION alkres.copies(log2_ratio double precision, tumour_fraction double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2 AS 'MODULE_PATHNAME', 'alkres_copies_of_ratio';
COMMENT ON FUNCTION alkres.copies(double precision, double precision) IS 'copies of a gene in the tumour, from the log2 ratio of its depth and the share of tumour DNA';
CREATE FUNCTION alkres.copies_log2_ratio(copies double precision, tumour_fraction double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2 AS 'MODULE_PATHNAME', 'alkres_ratio_of_copies';
COMMENT ON FUNCTION alkres.copies_log2_ratio(double precision, double precision) IS 'the log2 ratio of depth that so many copies in the tumour give at a share of tumour DNA';
CREATE FUNCTION alkres.tumour_fraction(fraction double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2 AS 'MODULE_PATHNAME', 'alkres_tumour_fraction_of';
COMMENT ON FUNCTION alkres.tumour_fraction(double precision) IS 'share of tumour DNA in a sample where an allele that every tumour cell has, on one of its two copies, has this fraction: twice that, at most 1';
