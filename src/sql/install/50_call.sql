-- Calling: what a pileup shows, with or without the normals' background.  Priors are compiled in or arguments: immutable.
CREATE FUNCTION alkres.call_variants(pileup alkres.pileup, background alkres.background = NULL,
	min_posterior double precision = 0.9,
	context_counts bigint[] = NULL, known alkres.variant[] = NULL, priors double precision[] = NULL, default_prior double precision = 1e-6,
	OUT variant alkres.variant, OUT mutation alkres.mutation, OUT vaf alkres.vaf,
	OUT vaf_lower double precision, OUT vaf_upper double precision, OUT posterior double precision,
	OUT qual double precision, OUT flags text[]) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5000 ROWS 2 AS 'MODULE_PATHNAME', 'alkres_call_variants';
COMMENT ON FUNCTION alkres.call_variants(alkres.pileup, alkres.background, double precision, bigint[], alkres.variant[], double precision[], double precision) IS 'every variant of a block whose posterior probability is at least min_posterior; molecules with it out of molecules seen, likelihood interval of its fraction, flags (never filters)';

CREATE FUNCTION alkres.genotype(pileup alkres.pileup, background alkres.background, variants alkres.variant[],
	target_vaf double precision = 0.005, min_posterior double precision = 0.9,
	context_counts bigint[] = NULL, known alkres.variant[] = NULL, priors double precision[] = NULL, default_prior double precision = 1e-6,
	white_cells alkres.pileup = NULL, OUT variant alkres.variant,
	OUT mutation alkres.mutation, OUT state text, OUT vaf alkres.vaf, OUT vaf_upper double precision,
	OUT lod95 double precision, OUT min_molecules integer, OUT posterior double precision, OUT prior double precision,
	OUT reason text, OUT score double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 ROWS 5 AS 'MODULE_PATHNAME', 'alkres_genotype';
COMMENT ON FUNCTION alkres.genotype(alkres.pileup, alkres.background, alkres.variant[], double precision, double precision, bigint[], alkres.variant[], double precision[], double precision, alkres.pileup) IS 'one answer for each asked variant whose position lies in the block: detected, absent down to lod95 with 95 % power, indeterminate, germline_or_chip, not_evaluable at target_vaf, not_covered or not_in_panel';

CREATE FUNCTION alkres.tumour_evidence(pileups alkres.pileup[], variants alkres.variant[],
	backgrounds alkres.background[] = NULL, prior double precision = 0.5, OUT sites integer, OUT vaf alkres.vaf,
	OUT fraction double precision, OUT fraction_lower double precision, OUT fraction_upper double precision,
	OUT score double precision, OUT posterior double precision)
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50000 AS 'MODULE_PATHNAME', 'alkres_tumour_evidence';
COMMENT ON FUNCTION alkres.tumour_evidence(alkres.pileup[], alkres.variant[], alkres.background[], double precision) IS 'a patient''s known variants taken together over one library''s blocks: the sites with molecules, the molecules with them, the fraction they share, and the posterior that tumour DNA was seen at all';
