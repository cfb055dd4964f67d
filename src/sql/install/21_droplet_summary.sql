CREATE TYPE alkres.droplet_summary;
CREATE FUNCTION alkres_internal.droplet_summary_in(pg_catalog.cstring) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_in';
COMMENT ON FUNCTION alkres_internal.droplet_summary_in(pg_catalog.cstring) IS 'input of droplet_summary';
CREATE FUNCTION alkres_internal.droplet_summary_out(alkres.droplet_summary) RETURNS pg_catalog.cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_out';
COMMENT ON FUNCTION alkres_internal.droplet_summary_out(alkres.droplet_summary) IS 'output of droplet_summary';
CREATE FUNCTION alkres_internal.droplet_summary_recv(pg_catalog.internal) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_recv';
COMMENT ON FUNCTION alkres_internal.droplet_summary_recv(pg_catalog.internal) IS 'binary input of droplet_summary';
CREATE FUNCTION alkres_internal.droplet_summary_send(alkres.droplet_summary) RETURNS pg_catalog.bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_send';
COMMENT ON FUNCTION alkres_internal.droplet_summary_send(alkres.droplet_summary) IS 'binary output of droplet_summary';
CREATE TYPE alkres.droplet_summary (
	INPUT = alkres_internal.droplet_summary_in, OUTPUT = alkres_internal.droplet_summary_out,
	RECEIVE = alkres_internal.droplet_summary_recv, SEND = alkres_internal.droplet_summary_send,
	INTERNALLENGTH = 48, ALIGNMENT = double, STORAGE = plain
);
COMMENT ON TYPE alkres.droplet_summary IS 'droplets of one ddPCR well, or of wells merged: positive in FAM only, HEX only, both, neither; droplet volume in nL; number of wells';

CREATE FUNCTION alkres.droplet_summary(fam_only pg_catalog.int8, hex_only pg_catalog.int8, both_positive pg_catalog.int8, negative pg_catalog.int8,
	droplet_nl pg_catalog.float8 DEFAULT 0.85, wells pg_catalog.int4 DEFAULT 1) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_make';
COMMENT ON FUNCTION alkres.droplet_summary(pg_catalog.int8, pg_catalog.int8, pg_catalog.int8, pg_catalog.int8, pg_catalog.float8, pg_catalog.int4) IS 'droplets by their four quadrants; droplet_nl is the volume of a droplet in nL';
CREATE FUNCTION alkres.droplet_summary_marginal(fam_positive pg_catalog.int8, hex_positive pg_catalog.int8, accepted pg_catalog.int8,
	droplet_nl pg_catalog.float8 DEFAULT 0.85, wells pg_catalog.int4 DEFAULT 1) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_make_marginal';
COMMENT ON FUNCTION alkres.droplet_summary_marginal(pg_catalog.int8, pg_catalog.int8, pg_catalog.int8, pg_catalog.float8, pg_catalog.int4) IS 'droplets of which only the positives of each channel are known; NULL positives: that channel was not measured';
CREATE FUNCTION alkres.fam_positive(droplets alkres.droplet_summary) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_fam_positive';
COMMENT ON FUNCTION alkres.fam_positive(alkres.droplet_summary) IS 'droplets positive in FAM, double positives included; NULL where FAM was not measured';
CREATE FUNCTION alkres.hex_positive(droplets alkres.droplet_summary) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_hex_positive';
COMMENT ON FUNCTION alkres.hex_positive(alkres.droplet_summary) IS 'droplets positive in HEX, double positives included; NULL where HEX was not measured';
CREATE FUNCTION alkres.double_positive(droplets alkres.droplet_summary) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_double_positive';
COMMENT ON FUNCTION alkres.double_positive(alkres.droplet_summary) IS 'droplets positive in both channels; NULL where only marginals are known';
CREATE FUNCTION alkres.negative(droplets alkres.droplet_summary) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_negative';
COMMENT ON FUNCTION alkres.negative(alkres.droplet_summary) IS 'droplets negative in both channels; NULL where only marginals are known';
CREATE FUNCTION alkres.accepted(droplets alkres.droplet_summary) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_accepted';
COMMENT ON FUNCTION alkres.accepted(alkres.droplet_summary) IS 'accepted droplets';
CREATE FUNCTION alkres.wells(droplets alkres.droplet_summary) RETURNS pg_catalog.int4
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_wells';
COMMENT ON FUNCTION alkres.wells(alkres.droplet_summary) IS 'wells merged in this value; 1 for a single well';
CREATE FUNCTION alkres.droplet_volume_nl(droplets alkres.droplet_summary) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_volume';
COMMENT ON FUNCTION alkres.droplet_volume_nl(alkres.droplet_summary) IS 'volume of a droplet in nL';
CREATE FUNCTION alkres_internal.droplet_summary_lt(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_lt';
COMMENT ON FUNCTION alkres_internal.droplet_summary_lt(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of < operator';
CREATE FUNCTION alkres_internal.droplet_summary_le(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_le';
COMMENT ON FUNCTION alkres_internal.droplet_summary_le(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of <= operator';
CREATE FUNCTION alkres_internal.droplet_summary_eq(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_eq';
COMMENT ON FUNCTION alkres_internal.droplet_summary_eq(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.droplet_summary_ne(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_ne';
COMMENT ON FUNCTION alkres_internal.droplet_summary_ne(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.droplet_summary_ge(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_ge';
COMMENT ON FUNCTION alkres_internal.droplet_summary_ge(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of >= operator';
CREATE FUNCTION alkres_internal.droplet_summary_gt(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_gt';
COMMENT ON FUNCTION alkres_internal.droplet_summary_gt(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of > operator';
CREATE FUNCTION alkres_internal.droplet_summary_cmp(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.int4
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_cmp';
COMMENT ON FUNCTION alkres_internal.droplet_summary_cmp(alkres.droplet_summary, alkres.droplet_summary) IS 'less-equal-greater';
CREATE FUNCTION alkres_internal.droplet_summary_hash(alkres.droplet_summary) RETURNS pg_catalog.int4
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_hash';
COMMENT ON FUNCTION alkres_internal.droplet_summary_hash(alkres.droplet_summary) IS 'hash';
CREATE FUNCTION alkres_internal.droplet_summary_hash_extended(alkres.droplet_summary, pg_catalog.int8) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_hash_extended';
COMMENT ON FUNCTION alkres_internal.droplet_summary_hash_extended(alkres.droplet_summary, pg_catalog.int8) IS 'hash';
CREATE OPERATOR alkres.< (FUNCTION = alkres_internal.droplet_summary_lt, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel);
COMMENT ON OPERATOR alkres.< (alkres.droplet_summary, alkres.droplet_summary) IS 'less';
CREATE OPERATOR alkres.<= (FUNCTION = alkres_internal.droplet_summary_le, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel);
COMMENT ON OPERATOR alkres.<= (alkres.droplet_summary, alkres.droplet_summary) IS 'less or equal';
CREATE OPERATOR alkres.= (FUNCTION = alkres_internal.droplet_summary_eq, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary, HASHES, MERGES,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel);
COMMENT ON OPERATOR alkres.= (alkres.droplet_summary, alkres.droplet_summary) IS 'the same counts, volume and wells';
CREATE OPERATOR alkres.<> (FUNCTION = alkres_internal.droplet_summary_ne, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel);
COMMENT ON OPERATOR alkres.<> (alkres.droplet_summary, alkres.droplet_summary) IS 'not the same';
CREATE OPERATOR alkres.>= (FUNCTION = alkres_internal.droplet_summary_ge, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel);
COMMENT ON OPERATOR alkres.>= (alkres.droplet_summary, alkres.droplet_summary) IS 'greater or equal';
CREATE OPERATOR alkres.> (FUNCTION = alkres_internal.droplet_summary_gt, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel);
COMMENT ON OPERATOR alkres.> (alkres.droplet_summary, alkres.droplet_summary) IS 'greater';
CREATE OPERATOR CLASS alkres.droplet_summary_ops DEFAULT FOR TYPE alkres.droplet_summary USING btree AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 alkres_internal.droplet_summary_cmp(alkres.droplet_summary, alkres.droplet_summary),
	FUNCTION 4 pg_catalog.btequalimage(pg_catalog.oid);
CREATE OPERATOR CLASS alkres.droplet_summary_hash_ops DEFAULT FOR TYPE alkres.droplet_summary USING hash AS
	OPERATOR 1 alkres.=,
	FUNCTION 1 alkres_internal.droplet_summary_hash(alkres.droplet_summary),
	FUNCTION 2 alkres_internal.droplet_summary_hash_extended(alkres.droplet_summary, pg_catalog.int8);
COMMENT ON OPERATOR CLASS alkres.droplet_summary_ops USING btree IS 'droplet_summary by its fields, for keys and DISTINCT';
COMMENT ON OPERATOR CLASS alkres.droplet_summary_hash_ops USING hash IS 'equal fields';

CREATE FUNCTION alkres_internal.droplet_summary_add(alkres.droplet_summary, alkres.droplet_summary) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_add';
COMMENT ON FUNCTION alkres_internal.droplet_summary_add(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of + operator';
CREATE OPERATOR alkres.+ (FUNCTION = alkres_internal.droplet_summary_add, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary, COMMUTATOR = OPERATOR(alkres.+));
COMMENT ON OPERATOR alkres.+ (alkres.droplet_summary, alkres.droplet_summary) IS 'droplets of both merged; an error for unlike droplet volumes';
CREATE AGGREGATE alkres.sum(droplets alkres.droplet_summary) (
	SFUNC = alkres_internal.droplet_summary_add, STYPE = alkres.droplet_summary, COMBINEFUNC = alkres_internal.droplet_summary_add, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.sum(alkres.droplet_summary) IS 'droplets of replicate wells merged: do not add a file''s merged wells to its single ones; an error for unlike droplet volumes';
CREATE FUNCTION alkres_internal.droplet_summary_pool(alkres.droplet_summary, alkres.droplet_summary) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_pool';
COMMENT ON FUNCTION alkres_internal.droplet_summary_pool(alkres.droplet_summary, alkres.droplet_summary) IS 'transition and combine function of pooled';
CREATE AGGREGATE alkres.pooled(droplets alkres.droplet_summary) (
	SFUNC = alkres_internal.droplet_summary_pool, STYPE = alkres.droplet_summary, COMBINEFUNC = alkres_internal.droplet_summary_pool, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.pooled(alkres.droplet_summary) IS 'sum() for wells whose partitions differ in volume, as QIAcuity''s do: the merged wells have the mean volume over their partitions, with which their concentration is right; in its last digit that mean depends on the order of the wells';

CREATE FUNCTION alkres.concentration(droplets alkres.droplet_summary, channel pg_catalog.text, method pg_catalog.text DEFAULT 'exact', confidence pg_catalog.float8 DEFAULT 0.95,
	OUT copies_per_ul pg_catalog.float8, OUT copies_per_ul_lower pg_catalog.float8, OUT copies_per_ul_upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_concentration';
COMMENT ON FUNCTION alkres.concentration(alkres.droplet_summary, pg_catalog.text, pg_catalog.text, pg_catalog.float8) IS 'copies per uL of reaction with interval; channel fam or hex; method exact, biorad, wilson, jeffreys, wald_p, wald_lambda or log_lambda; Infinity when every droplet is positive';
CREATE FUNCTION alkres.fractional_abundance(droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', method pg_catalog.text DEFAULT 'exact', confidence pg_catalog.float8 DEFAULT 0.95,
	OUT fraction pg_catalog.float8, OUT fraction_lower pg_catalog.float8, OUT fraction_upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 600 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_abundance';
COMMENT ON FUNCTION alkres.fractional_abundance(alkres.droplet_summary, pg_catalog.text, pg_catalog.text, pg_catalog.float8) IS 'the mutant channel''s share of the copies of both, 0 to 1, with interval (MOVER-R; method biorad: as QuantaSoft prints it)';
CREATE FUNCTION alkres.ratio(droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', method pg_catalog.text DEFAULT 'exact', confidence pg_catalog.float8 DEFAULT 0.95,
	OUT ratio pg_catalog.float8, OUT ratio_lower pg_catalog.float8, OUT ratio_upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 600 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_ratio';
COMMENT ON FUNCTION alkres.ratio(alkres.droplet_summary, pg_catalog.text, pg_catalog.text, pg_catalog.float8) IS 'copies in the mutant channel per copy in the other, with interval (MOVER-R; method biorad: as QuantaSoft prints it); Infinity without the other';
CREATE FUNCTION alkres.linkage(droplets alkres.droplet_summary) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_linkage';
COMMENT ON FUNCTION alkres.linkage(alkres.droplet_summary) IS 'copies per uL that carry both targets on one molecule, not below 0; NULL where only marginals are known';
CREATE FUNCTION alkres.expected_double_positive(droplets alkres.droplet_summary) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_expected_double';
COMMENT ON FUNCTION alkres.expected_double_positive(alkres.droplet_summary) IS 'double positive droplets that chance alone gives';
CREATE FUNCTION alkres.vaf(droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam') RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_vaf';
COMMENT ON FUNCTION alkres.vaf(alkres.droplet_summary, pg_catalog.text) IS 'mutant copies of all copies in the droplets, rounded to whole ones: the limits of this vaf are not those of the droplets, use fractional_abundance; NULL for a saturated channel or one not measured';

CREATE FUNCTION alkres.homogeneity(replicates alkres.droplet_summary[], channel pg_catalog.text DEFAULT 'fam',
	OUT chi2 pg_catalog.float8, OUT df pg_catalog.int4, OUT p_value pg_catalog.float8, OUT is_exact pg_catalog.bool)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_droplet_homogeneity';
COMMENT ON FUNCTION alkres.homogeneity(alkres.droplet_summary[], pg_catalog.text) IS 'test that the wells have one concentration: Pearson''s chi-square, or for small counts exact given the totals';
CREATE FUNCTION alkres_internal.homogeneity_accum(state pg_catalog.int8[], droplets alkres.droplet_summary, channel pg_catalog.text) RETURNS pg_catalog.int8[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_homogeneity_accum';
COMMENT ON FUNCTION alkres_internal.homogeneity_accum(pg_catalog.int8[], alkres.droplet_summary, pg_catalog.text) IS 'transition function of homogeneity_agg';
CREATE FUNCTION alkres_internal.homogeneity_combine(state pg_catalog.int8[], other pg_catalog.int8[]) RETURNS pg_catalog.int8[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_homogeneity_combine';
COMMENT ON FUNCTION alkres_internal.homogeneity_combine(pg_catalog.int8[], pg_catalog.int8[]) IS 'combine function of homogeneity_agg';
CREATE FUNCTION alkres_internal.homogeneity_final(pg_catalog.int8[]) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_homogeneity_final';
COMMENT ON FUNCTION alkres_internal.homogeneity_final(pg_catalog.int8[]) IS 'final function of homogeneity_agg';
CREATE AGGREGATE alkres.homogeneity_agg(droplets alkres.droplet_summary, channel pg_catalog.text) (
	SFUNC = alkres_internal.homogeneity_accum, STYPE = pg_catalog.int8[], INITCOND = '{0}', FINALFUNC = alkres_internal.homogeneity_final,
	COMBINEFUNC = alkres_internal.homogeneity_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.homogeneity_agg(alkres.droplet_summary, pg_catalog.text) IS 'P of replicate wells as unlike as these in a channel, beside their sum: look at it before merging; NULL for fewer than two wells';
CREATE FUNCTION alkres_internal.is_inhomogeneous(p_value pg_catalog.float8) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_inhomogeneous_by';
COMMENT ON FUNCTION alkres_internal.is_inhomogeneous(pg_catalog.float8) IS 'is P of homogeneity_agg too small for wells of one sample: flag replicate_inhomogeneity';
CREATE FUNCTION alkres.merged_concentration(replicates alkres.droplet_summary[], channel pg_catalog.text, method pg_catalog.text DEFAULT 'exact', confidence pg_catalog.float8 DEFAULT 0.95,
	OUT copies_per_ul pg_catalog.float8, OUT copies_per_ul_lower pg_catalog.float8, OUT copies_per_ul_upper pg_catalog.float8, OUT copies_per_ul_total_lower pg_catalog.float8, OUT copies_per_ul_total_upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_droplet_merged_concentration';
COMMENT ON FUNCTION alkres.merged_concentration(alkres.droplet_summary[], pg_catalog.text, pg_catalog.text, pg_catalog.float8) IS 'concentration of replicate wells merged, with Poisson limits and with Total limits, which the spread of the wells widens; unlike volumes are pooled';

CREATE FUNCTION alkres.copies_per_ml_plasma(droplets alkres.droplet_summary, channel pg_catalog.text, reaction_ul pg_catalog.float8, template_ul pg_catalog.float8,
	elution_ul pg_catalog.float8, plasma_ml pg_catalog.float8, recovery pg_catalog.float8 DEFAULT 1, method pg_catalog.text DEFAULT 'exact', confidence pg_catalog.float8 DEFAULT 0.95,
	OUT copies_per_ml pg_catalog.float8, OUT copies_per_ml_lower pg_catalog.float8, OUT copies_per_ml_upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_copies_per_ml';
COMMENT ON FUNCTION alkres.copies_per_ml_plasma(alkres.droplet_summary, pg_catalog.text, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.text, pg_catalog.float8) IS 'copies per mL of plasma with interval; reaction_ul is the mix that template_ul of elution_ul went into, recovery the share that the extraction keeps';
CREATE FUNCTION alkres.genome_equivalents(ng pg_catalog.float8, pg_per_genome pg_catalog.float8 DEFAULT 3.3) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_genome_equivalents';
COMMENT ON FUNCTION alkres.genome_equivalents(pg_catalog.float8, pg_catalog.float8) IS 'haploid genomes in so much DNA';
CREATE FUNCTION alkres.analysed_volume_ul(droplets alkres.droplet_summary) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_analysed_volume';
COMMENT ON FUNCTION alkres.analysed_volume_ul(alkres.droplet_summary) IS 'uL of reaction in the accepted droplets: the rest of the mix was not looked at';
CREATE FUNCTION alkres.min_detectable_fraction(genomes pg_catalog.float8, analysed_ul pg_catalog.float8, reaction_ul pg_catalog.float8 DEFAULT 20, power pg_catalog.float8 DEFAULT 0.95, min_positive pg_catalog.int4 DEFAULT 3) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_min_detectable_fraction';
COMMENT ON FUNCTION alkres.min_detectable_fraction(pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.float8, pg_catalog.int4) IS 'from the input alone, before the run: least allele fraction (0 to 1) of which min_positive copies lie in the analysed volume with this probability; 1 where none';

CREATE FUNCTION alkres.false_positive_rate(control alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', exposure pg_catalog.text DEFAULT 'droplets', confidence pg_catalog.float8 DEFAULT 0.95,
	OUT false_positive_rate pg_catalog.float8, OUT false_positive_rate_lower pg_catalog.float8, OUT false_positive_rate_upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 600 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_false_positive_rate';
COMMENT ON FUNCTION alkres.false_positive_rate(alkres.droplet_summary, pg_catalog.text, pg_catalog.text, pg_catalog.float8) IS 'false mutant droplets per accepted droplet of a control, or (exposure wild_type) mutant copies per wild-type copy, with interval';
CREATE FUNCTION alkres.compare_to_control(droplets alkres.droplet_summary, control alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', exposure pg_catalog.text DEFAULT 'droplets') RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_compare';
COMMENT ON FUNCTION alkres.compare_to_control(alkres.droplet_summary, alkres.droplet_summary, pg_catalog.text, pg_catalog.text) IS 'one-sided P that the sample has no higher rate of mutant droplets than the control: conditional exact test of two Poisson rates, per droplet or (exposure wild_type) per wild-type copy';
CREATE FUNCTION alkres.limit_of_blank_count(control alkres.droplet_summary, accepted pg_catalog.int8, mutant pg_catalog.text DEFAULT 'fam', alpha pg_catalog.float8 DEFAULT 0.05, conservative pg_catalog.bool DEFAULT true) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_limit_of_blank_count';
COMMENT ON FUNCTION alkres.limit_of_blank_count(alkres.droplet_summary, pg_catalog.int8, pg_catalog.text, pg_catalog.float8, pg_catalog.bool) IS 'limit of blank: most mutant droplets among so many accepted ones that the control''s error rate explains with probability 1 - alpha; conservative: the rate''s upper bound at 1 - alpha, else the rate itself';
CREATE FUNCTION alkres.limit_of_blank_count(control alkres.droplet_summary, droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', alpha pg_catalog.float8 DEFAULT 0.05, conservative pg_catalog.bool DEFAULT true) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_limit_of_blank_count_by_load';
COMMENT ON FUNCTION alkres.limit_of_blank_count(alkres.droplet_summary, alkres.droplet_summary, pg_catalog.text, pg_catalog.float8, pg_catalog.bool) IS 'limit of blank of a sample by the control''s error rate per wild-type copy: right where sample and control differ in load';
CREATE FUNCTION alkres.limit_of_blank_rank(blanks pg_catalog.float8[], alpha pg_catalog.float8 DEFAULT 0.05) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_limit_of_blank_rank';
COMMENT ON FUNCTION alkres.limit_of_blank_rank(pg_catalog.float8[], pg_catalog.float8) IS 'limit of blank from results of blanks without assuming their law (CLSI EP17-A2: rank 0.5 + (1 - alpha) n); NULL for too few of them';
CREATE FUNCTION alkres.limit_of_blank_normal(blanks pg_catalog.float8[], alpha pg_catalog.float8 DEFAULT 0.05) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_limit_of_blank_normal';
COMMENT ON FUNCTION alkres.limit_of_blank_normal(pg_catalog.float8[], pg_catalog.float8) IS 'limit of blank from normally distributed results of one blank (CLSI EP17-A2: mean + c SD); NULL for fewer than two';
CREATE FUNCTION alkres.limit_of_detection_normal(limit_of_blank pg_catalog.float8, low_sample pg_catalog.float8[], beta pg_catalog.float8 DEFAULT 0.05) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_limit_of_detection_normal';
COMMENT ON FUNCTION alkres.limit_of_detection_normal(pg_catalog.float8, pg_catalog.float8[], pg_catalog.float8) IS 'limit of detection from results of one low sample (CLSI EP17-A2: limit of blank + c SD); NULL for fewer than two';
CREATE FUNCTION alkres.limit_of_detection_copies(limit_of_blank pg_catalog.int8, power pg_catalog.float8 DEFAULT 0.95) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_limit_of_detection_copies';
COMMENT ON FUNCTION alkres.limit_of_detection_copies(pg_catalog.int8, pg_catalog.float8) IS 'limit of detection by counting: least expected number of mutant droplets that exceeds the limit of blank with this probability';
CREATE FUNCTION alkres.qc_flags(droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', min_droplets pg_catalog.int4 DEFAULT 10000, max_positive_share pg_catalog.float8 DEFAULT 0.95, alpha pg_catalog.float8 DEFAULT 0.001) RETURNS pg_catalog.text[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_qc_flags';
COMMENT ON FUNCTION alkres.qc_flags(alkres.droplet_summary, pg_catalog.text, pg_catalog.int4, pg_catalog.float8, pg_catalog.float8) IS 'what to look at in droplets: low_droplets, saturated, no_wild_type, double_positive_excess';
CREATE FUNCTION alkres.min_detectable_fraction(droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', power pg_catalog.float8 DEFAULT 0.95, min_positive pg_catalog.int4 DEFAULT 3) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_min_detectable';
COMMENT ON FUNCTION alkres.min_detectable_fraction(alkres.droplet_summary, pg_catalog.text, pg_catalog.float8, pg_catalog.int4) IS 'the limit of a negative: least fractional abundance (0 to 1) that would have shown min_positive mutant droplets with this probability, given the wild-type load seen; 1 where none would';
