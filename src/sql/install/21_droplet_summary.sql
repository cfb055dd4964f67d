CREATE TYPE alkres.droplet_summary;
CREATE FUNCTION alkres.droplet_summary_in(pg_catalog.cstring) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_in';
COMMENT ON FUNCTION alkres.droplet_summary_in(pg_catalog.cstring) IS 'input of droplet_summary';
CREATE FUNCTION alkres.droplet_summary_out(alkres.droplet_summary) RETURNS pg_catalog.cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_out';
COMMENT ON FUNCTION alkres.droplet_summary_out(alkres.droplet_summary) IS 'output of droplet_summary';
CREATE FUNCTION alkres.droplet_summary_recv(pg_catalog.internal) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_recv';
COMMENT ON FUNCTION alkres.droplet_summary_recv(pg_catalog.internal) IS 'binary input of droplet_summary';
CREATE FUNCTION alkres.droplet_summary_send(alkres.droplet_summary) RETURNS pg_catalog.bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_send';
COMMENT ON FUNCTION alkres.droplet_summary_send(alkres.droplet_summary) IS 'binary output of droplet_summary';
CREATE TYPE alkres.droplet_summary (
	INPUT = alkres.droplet_summary_in, OUTPUT = alkres.droplet_summary_out,
	RECEIVE = alkres.droplet_summary_recv, SEND = alkres.droplet_summary_send,
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
CREATE FUNCTION alkres.droplet_summary_lt(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_lt';
COMMENT ON FUNCTION alkres.droplet_summary_lt(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of < operator';
CREATE FUNCTION alkres.droplet_summary_le(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_le';
COMMENT ON FUNCTION alkres.droplet_summary_le(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of <= operator';
CREATE FUNCTION alkres.droplet_summary_eq(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_eq';
COMMENT ON FUNCTION alkres.droplet_summary_eq(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of = operator';
CREATE FUNCTION alkres.droplet_summary_ne(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_ne';
COMMENT ON FUNCTION alkres.droplet_summary_ne(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of <> operator';
CREATE FUNCTION alkres.droplet_summary_ge(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_ge';
COMMENT ON FUNCTION alkres.droplet_summary_ge(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of >= operator';
CREATE FUNCTION alkres.droplet_summary_gt(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_gt';
COMMENT ON FUNCTION alkres.droplet_summary_gt(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of > operator';
CREATE FUNCTION alkres.droplet_summary_cmp(alkres.droplet_summary, alkres.droplet_summary) RETURNS pg_catalog.int4
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_cmp';
COMMENT ON FUNCTION alkres.droplet_summary_cmp(alkres.droplet_summary, alkres.droplet_summary) IS 'less-equal-greater';
CREATE FUNCTION alkres.droplet_summary_hash(alkres.droplet_summary) RETURNS pg_catalog.int4
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_hash';
COMMENT ON FUNCTION alkres.droplet_summary_hash(alkres.droplet_summary) IS 'hash';
CREATE FUNCTION alkres.droplet_summary_hash_extended(alkres.droplet_summary, pg_catalog.int8) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_droplet_summary_hash_extended';
COMMENT ON FUNCTION alkres.droplet_summary_hash_extended(alkres.droplet_summary, pg_catalog.int8) IS 'hash';
CREATE OPERATOR alkres.< (FUNCTION = alkres.droplet_summary_lt, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel);
COMMENT ON OPERATOR alkres.< (alkres.droplet_summary, alkres.droplet_summary) IS 'less';
CREATE OPERATOR alkres.<= (FUNCTION = alkres.droplet_summary_le, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel);
COMMENT ON OPERATOR alkres.<= (alkres.droplet_summary, alkres.droplet_summary) IS 'less or equal';
CREATE OPERATOR alkres.= (FUNCTION = alkres.droplet_summary_eq, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary, HASHES, MERGES,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel);
COMMENT ON OPERATOR alkres.= (alkres.droplet_summary, alkres.droplet_summary) IS 'the same counts, volume and wells';
CREATE OPERATOR alkres.<> (FUNCTION = alkres.droplet_summary_ne, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel);
COMMENT ON OPERATOR alkres.<> (alkres.droplet_summary, alkres.droplet_summary) IS 'not the same';
CREATE OPERATOR alkres.>= (FUNCTION = alkres.droplet_summary_ge, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel);
COMMENT ON OPERATOR alkres.>= (alkres.droplet_summary, alkres.droplet_summary) IS 'greater or equal';
CREATE OPERATOR alkres.> (FUNCTION = alkres.droplet_summary_gt, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel);
COMMENT ON OPERATOR alkres.> (alkres.droplet_summary, alkres.droplet_summary) IS 'greater';
CREATE OPERATOR CLASS alkres.droplet_summary_ops DEFAULT FOR TYPE alkres.droplet_summary USING btree AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 alkres.droplet_summary_cmp(alkres.droplet_summary, alkres.droplet_summary),
	FUNCTION 4 pg_catalog.btequalimage(pg_catalog.oid);
CREATE OPERATOR CLASS alkres.droplet_summary_hash_ops DEFAULT FOR TYPE alkres.droplet_summary USING hash AS
	OPERATOR 1 alkres.=,
	FUNCTION 1 alkres.droplet_summary_hash(alkres.droplet_summary),
	FUNCTION 2 alkres.droplet_summary_hash_extended(alkres.droplet_summary, pg_catalog.int8);
COMMENT ON OPERATOR CLASS alkres.droplet_summary_ops USING btree IS 'droplet_summary by its fields, for keys and DISTINCT';
COMMENT ON OPERATOR CLASS alkres.droplet_summary_hash_ops USING hash IS 'equal fields';

CREATE FUNCTION alkres.droplet_summary_add(alkres.droplet_summary, alkres.droplet_summary) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_add';
COMMENT ON FUNCTION alkres.droplet_summary_add(alkres.droplet_summary, alkres.droplet_summary) IS 'implementation of + operator';
CREATE OPERATOR alkres.+ (FUNCTION = alkres.droplet_summary_add, LEFTARG = alkres.droplet_summary, RIGHTARG = alkres.droplet_summary, COMMUTATOR = OPERATOR(alkres.+));
COMMENT ON OPERATOR alkres.+ (alkres.droplet_summary, alkres.droplet_summary) IS 'droplets of both merged; an error for unlike droplet volumes';
CREATE AGGREGATE alkres.sum(alkres.droplet_summary) (
	SFUNC = alkres.droplet_summary_add, STYPE = alkres.droplet_summary, COMBINEFUNC = alkres.droplet_summary_add, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.sum(alkres.droplet_summary) IS 'droplets of replicate wells merged: do not add a file''s merged wells to its single ones';

CREATE FUNCTION alkres.concentration(droplets alkres.droplet_summary, channel pg_catalog.text, method pg_catalog.text DEFAULT 'exact', level pg_catalog.float8 DEFAULT 0.95,
	OUT value pg_catalog.float8, OUT lower pg_catalog.float8, OUT upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_concentration';
COMMENT ON FUNCTION alkres.concentration(alkres.droplet_summary, pg_catalog.text, pg_catalog.text, pg_catalog.float8) IS 'copies per uL of reaction with interval; channel fam or hex; method exact, biorad, wilson, jeffreys, wald_p, wald_lambda or log_lambda; Infinity when every droplet is positive';
CREATE FUNCTION alkres.fractional_abundance(droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', method pg_catalog.text DEFAULT 'exact', level pg_catalog.float8 DEFAULT 0.95,
	OUT value pg_catalog.float8, OUT lower pg_catalog.float8, OUT upper pg_catalog.float8)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 600 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_abundance';
COMMENT ON FUNCTION alkres.fractional_abundance(alkres.droplet_summary, pg_catalog.text, pg_catalog.text, pg_catalog.float8) IS 'the mutant channels share of the copies of both, in percent, with interval (MOVER-R; method biorad: as QuantaSoft prints it)';
CREATE FUNCTION alkres.linkage(droplets alkres.droplet_summary) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_droplet_summary_linkage';
COMMENT ON FUNCTION alkres.linkage(alkres.droplet_summary) IS 'copies per uL that carry both targets on one molecule, not below 0; NULL where only marginals are known';
CREATE FUNCTION alkres.compare_to_control(sample alkres.droplet_summary, control alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', exposure pg_catalog.text DEFAULT 'droplets') RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_compare';
COMMENT ON FUNCTION alkres.compare_to_control(alkres.droplet_summary, alkres.droplet_summary, pg_catalog.text, pg_catalog.text) IS 'one-sided P that the sample has no higher rate of mutant droplets than the control: conditional exact test of two Poisson rates, per droplet or (exposure wild_type) per wild-type copy';
CREATE FUNCTION alkres.lob_count(control alkres.droplet_summary, accepted pg_catalog.int8, mutant pg_catalog.text DEFAULT 'fam', alpha pg_catalog.float8 DEFAULT 0.05, conservative pg_catalog.bool DEFAULT true) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 200 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_lob_count';
COMMENT ON FUNCTION alkres.lob_count(alkres.droplet_summary, pg_catalog.int8, pg_catalog.text, pg_catalog.float8, pg_catalog.bool) IS 'limit of blank: most mutant droplets among so many accepted ones that the controls error rate explains with probability 1 - alpha; conservative: the rates upper bound at 1 - alpha, else the rate itself';
CREATE FUNCTION alkres.min_detectable_abundance(droplets alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam', power pg_catalog.float8 DEFAULT 0.95, min_positive pg_catalog.int4 DEFAULT 3) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_droplet_summary_min_detectable';
COMMENT ON FUNCTION alkres.min_detectable_abundance(alkres.droplet_summary, pg_catalog.text, pg_catalog.float8, pg_catalog.int4) IS 'the limit of a negative: least fractional abundance (percent) that would have shown min_positive mutant droplets with this probability, given the wild-type load seen; 100 where none would';
