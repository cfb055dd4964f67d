-- Calling: what a pileup shows, with or without the normals' background.  Priors are compiled in or arguments: immutable.
CREATE FUNCTION alkres.prior(name text) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_prior';
COMMENT ON FUNCTION alkres.prior(text) IS 'what the caller expects before it looks: default of any variant, listed ALK resistance mutations, hotspot of a bypass gene, patient for the patient''s own variants, polymorphism that is common; tumour: any tumour DNA in a draw';

CREATE FUNCTION alkres.states() RETURNS text[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_states';
COMMENT ON FUNCTION alkres.states() IS 'the states of a mutation that was asked for; over several changes that give one mutation, the first of them that occurs decides';

CREATE FUNCTION alkres.call_variants(pileup alkres.pileup, background alkres.background = NULL,
	min_posterior double precision = 0.9,
	context_counts bigint[] = NULL, known alkres.variant[] = NULL, priors double precision[] = NULL, default_prior double precision = alkres.prior('default'),
	OUT variant alkres.variant, OUT mutation alkres.mutation, OUT vaf alkres.vaf,
	OUT fraction_lower double precision, OUT fraction_upper double precision, OUT posterior double precision,
	OUT qual double precision, OUT flags text[]) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5000 ROWS 2 AS 'MODULE_PATHNAME', 'alkres_call_variants';
COMMENT ON FUNCTION alkres.call_variants(alkres.pileup, alkres.background, double precision, bigint[], alkres.variant[], double precision[], double precision) IS 'every variant of a block whose posterior probability is at least min_posterior; molecules with it out of molecules seen, likelihood interval of its fraction, flags (never filters)';

CREATE FUNCTION alkres.genotype(pileup alkres.pileup, background alkres.background, variants alkres.variant[],
	target_vaf double precision = 0.005, min_posterior double precision = 0.9,
	context_counts bigint[] = NULL, known alkres.variant[] = NULL, priors double precision[] = NULL, default_prior double precision = alkres.prior('default'),
	white_cells alkres.pileup = NULL, OUT variant alkres.variant,
	OUT mutation alkres.mutation, OUT state text, OUT vaf alkres.vaf, OUT fraction_upper double precision,
	OUT lod95 double precision, OUT min_molecules integer, OUT posterior double precision, OUT prior double precision,
	OUT reason text, OUT score double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 ROWS 5 AS 'MODULE_PATHNAME', 'alkres_genotype';
COMMENT ON FUNCTION alkres.genotype(alkres.pileup, alkres.background, alkres.variant[], double precision, double precision, bigint[], alkres.variant[], double precision[], double precision, alkres.pileup) IS 'one answer for each asked variant whose position lies in the block: detected, absent down to lod95 with 95 % power, indeterminate, germline_or_chip, not_evaluable at target_vaf, not_covered or not_in_panel';

CREATE FUNCTION alkres.call_block(pileup alkres.pileup, background alkres.background, variants alkres.variant[],
	target_vaf double precision = 0.005, min_posterior double precision = 0.9,
	context_counts bigint[] = NULL, known alkres.variant[] = NULL, priors double precision[] = NULL, default_prior double precision = alkres.prior('default'),
	white_cells alkres.pileup = NULL, design alkres.region[] = NULL, OUT variant alkres.variant, OUT mutation alkres.mutation, OUT state text,
	OUT vaf alkres.vaf, OUT fraction_lower double precision, OUT fraction_upper double precision, OUT lod95 double precision,
	OUT min_molecules integer, OUT posterior double precision, OUT prior double precision, OUT score double precision,
	OUT qual double precision, OUT flags text[], OUT reason text, OUT normals integer,
	OUT expected_false_calls double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20000 ROWS 5 AS 'MODULE_PATHNAME', 'alkres_call_block';
COMMENT ON FUNCTION alkres.call_block(alkres.pileup, alkres.background, alkres.variant[], double precision, double precision, bigint[], alkres.variant[], double precision[], double precision, alkres.pileup, alkres.region[]) IS 'call_variants, genotype and expected_false_calls of a block in one pass: a row without variant says of the block how many normals were its background and how many false calls are to be expected; then what is called (with fraction_lower, qual and flags) and what is asked, once each; where pileup is NULL no read lies there, and every asked variant is not_covered, or not_in_panel when design does not hold it';

CREATE FUNCTION alkres.tumour_evidence(pileups alkres.pileup[], backgrounds alkres.background[],
	variants alkres.variant[], prior double precision = alkres.prior('tumour'), OUT sites integer, OUT vaf alkres.vaf,
	OUT fraction double precision, OUT fraction_lower double precision, OUT fraction_upper double precision,
	OUT score double precision, OUT posterior double precision)
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50000 AS 'MODULE_PATHNAME', 'alkres_tumour_evidence';
COMMENT ON FUNCTION alkres.tumour_evidence(alkres.pileup[], alkres.background[], alkres.variant[], double precision) IS 'a patient''s known variants taken together over one library''s blocks: the sites with molecules, the molecules with them, the fraction they share, and the posterior that tumour DNA was seen at all';

CREATE FUNCTION alkres.expected_false_calls(pileup alkres.pileup, background alkres.background = NULL,
	min_posterior double precision = 0.9, context_counts bigint[] = NULL, known alkres.variant[] = NULL,
	priors double precision[] = NULL, default_prior double precision = alkres.prior('default')) RETURNS double precision
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 20000 AS 'MODULE_PATHNAME', 'alkres_expected_false_calls';
COMMENT ON FUNCTION alkres.expected_false_calls(alkres.pileup, alkres.background, double precision, bigint[], alkres.variant[], double precision[], double precision) IS 'calls of call_variants with these arguments to be expected on the block where nothing but errors is there; the sum over blocks is that of a library';

CREATE FUNCTION alkres.min_detectable_fraction_of_molecules(molecules bigint, class text = 'mates', prior double precision = alkres.prior('listed'),
	min_posterior double precision = 0.9) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_min_detectable_fraction_of_molecules';
COMMENT ON FUNCTION alkres.min_detectable_fraction_of_molecules(bigint, text, double precision, double precision) IS 'for planning: the fraction that so many molecules of one class (Q37 and better, C>T, fixed rates, no normals) show with 95 % chance; NULL when none';

CREATE FUNCTION alkres.phase(pileup alkres.pileup, first alkres.variant, second alkres.variant, other_pileup alkres.pileup = NULL,
	OUT phase text, OUT both_molecules integer, OUT first_only integer, OUT second_only integer, OUT log_ratio double precision)
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5000 AS 'MODULE_PATHNAME', 'alkres_phase_variants';
COMMENT ON FUNCTION alkres.phase(alkres.pileup, alkres.variant, alkres.variant, alkres.pileup) IS 'do two variants lie on the same molecules (cis) or on different ones (trans)? unknown when too few molecules cover both places; other_pileup is the same library''s block of the other variant';

CREATE FUNCTION alkres.joint_evidence(scores double precision[]) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_joint_evidence';
COMMENT ON FUNCTION alkres.joint_evidence(double precision[]) IS 'evidence of a variant over a patient''s draws: sum of ln(1/2 + exp(score)/2), so that empty draws before it emerges do not count against it';
CREATE FUNCTION alkres.posterior(score double precision, prior double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_posterior_of';
COMMENT ON FUNCTION alkres.posterior(double precision, double precision) IS 'posterior probability of a variant with this score (ln of the Bayes factor) and prior';

CREATE FUNCTION alkres.contamination(vafs alkres.vaf[], shares double precision[] = NULL, error double precision = 1e-4,
	errors double precision[] = NULL, positions bigint[] = NULL, OUT sites integer, OUT vaf alkres.vaf, OUT fraction double precision, OUT fraction_lower double precision,
	OUT fraction_upper double precision, OUT score double precision, OUT agreeing_sites integer)
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_contamination_of';
COMMENT ON FUNCTION alkres.contamination(alkres.vaf[], double precision[], double precision, double precision[], bigint[]) IS 'fraction of another person''s DNA from the molecules that show that person''s allele at sites where the two differ, all by one fraction but for odd ones; shares: that person''s fraction of it, 1 homozygous, 1/2 heterozygous; errors: each site''s own rate, in place of error; positions: those within 100 of one another are shown by the same molecules, and count as one for the bounds (0: on its own); agreeing_sites: those that show this fraction';
CREATE FUNCTION alkres_internal.is_homozygous(allele bigint, molecules bigint) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_homozygous_for';
COMMENT ON FUNCTION alkres_internal.is_homozygous(bigint, bigint) IS 'for contamination: is a library homozygous for an allele that so many of its molecules there show?';
CREATE FUNCTION alkres_internal.donor_share(allele bigint, molecules bigint) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_donor_share_of';
COMMENT ON FUNCTION alkres_internal.donor_share(bigint, bigint) IS 'for contamination: the share of an allele in the DNA of a library of which so many molecules show it; 0 where it is not said to have it';
CREATE FUNCTION alkres_internal.lacks_allele(allele bigint, other bigint, molecules bigint) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_lacks_allele_of';
COMMENT ON FUNCTION alkres_internal.lacks_allele(bigint, bigint, bigint) IS 'for contamination: is a library homozygous for the other allele, but for what may be foreign?';
CREATE FUNCTION alkres_internal.site_errors(alternates bigint[], molecules bigint[]) RETURNS double precision[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_site_errors_of';
COMMENT ON FUNCTION alkres_internal.site_errors(bigint[], bigint[]) IS 'for contamination: the error of a site for each library that lacks the allele, from what the others show, but for those that show more than errors';
CREATE FUNCTION alkres_internal.is_contaminated(score double precision, agreeing integer, pairs bigint) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_contaminated_by';
COMMENT ON FUNCTION alkres_internal.is_contaminated(double precision, integer, bigint) IS 'is a score of alkres.contamination, by so many agreeing sites, evidence of another person''s DNA when so many pairs were looked at?';

CREATE FUNCTION alkres.call_model_version() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT 'gamma-poisson 7';
END;
COMMENT ON FUNCTION alkres.call_model_version() IS 'name of the calling model, kept with every call set; another one may call the same pileups differently';
