CREATE TYPE alkres.vaf;
CREATE FUNCTION alkres_internal.vaf_in(pg_catalog.cstring) RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_in';
CREATE FUNCTION alkres_internal.vaf_out(alkres.vaf) RETURNS pg_catalog.cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_out';
CREATE FUNCTION alkres_internal.vaf_recv(pg_catalog.internal) RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_recv';
CREATE FUNCTION alkres_internal.vaf_send(alkres.vaf) RETURNS pg_catalog.bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_send';
CREATE TYPE alkres.vaf (
	INPUT = alkres_internal.vaf_in, OUTPUT = alkres_internal.vaf_out, RECEIVE = alkres_internal.vaf_recv, SEND = alkres_internal.vaf_send,
	LIKE = pg_catalog.int8
);
COMMENT ON TYPE alkres.vaf IS 'molecules with an allele out of molecules seen, such as 12/3456; ordered by fraction, then depth; 0/0 first';
COMMENT ON FUNCTION alkres_internal.vaf_in(pg_catalog.cstring) IS 'input of vaf';
COMMENT ON FUNCTION alkres_internal.vaf_out(alkres.vaf) IS 'output of vaf';
COMMENT ON FUNCTION alkres_internal.vaf_recv(pg_catalog.internal) IS 'binary input of vaf';
COMMENT ON FUNCTION alkres_internal.vaf_send(alkres.vaf) IS 'binary output of vaf';

CREATE FUNCTION alkres.vaf(alt pg_catalog.int8, depth pg_catalog.int8) RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_make_sql';
COMMENT ON FUNCTION alkres.vaf(pg_catalog.int8, pg_catalog.int8) IS 'alt of depth molecules as a vaf; alt may not exceed depth';
CREATE FUNCTION alkres.alt_count(vaf alkres.vaf) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_alt_count';
COMMENT ON FUNCTION alkres.alt_count(alkres.vaf) IS 'molecules with the allele';
CREATE FUNCTION alkres.depth(vaf alkres.vaf) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_depth';
COMMENT ON FUNCTION alkres.depth(alkres.vaf) IS 'molecules seen';
CREATE FUNCTION alkres.fraction(vaf alkres.vaf) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_fraction';
COMMENT ON FUNCTION alkres.fraction(alkres.vaf) IS 'share of molecules with the allele, 0 to 1; NULL for 0/0';
CREATE FUNCTION alkres.fraction_numeric(vaf alkres.vaf) RETURNS pg_catalog.numeric
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 5 AS 'MODULE_PATHNAME', 'alkres_vaf_numeric';
COMMENT ON FUNCTION alkres.fraction_numeric(alkres.vaf) IS 'share of molecules with the allele as numeric, by numeric division; NULL for 0/0';

CREATE CAST (alkres.vaf AS pg_catalog.float8) WITH FUNCTION alkres.fraction(alkres.vaf) AS ASSIGNMENT;
COMMENT ON CAST (alkres.vaf AS pg_catalog.float8) IS 'the fraction; NULL for 0/0';
CREATE CAST (alkres.vaf AS pg_catalog.numeric) WITH FUNCTION alkres.fraction_numeric(alkres.vaf) AS ASSIGNMENT;
COMMENT ON CAST (alkres.vaf AS pg_catalog.numeric) IS 'the fraction; NULL for 0/0';

CREATE FUNCTION alkres_internal.vaf_lt(alkres.vaf, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_lt';
CREATE FUNCTION alkres_internal.vaf_le(alkres.vaf, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_le';
CREATE FUNCTION alkres_internal.vaf_eq(alkres.vaf, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_eq';
CREATE FUNCTION alkres_internal.vaf_ne(alkres.vaf, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_ne';
CREATE FUNCTION alkres_internal.vaf_ge(alkres.vaf, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_ge';
CREATE FUNCTION alkres_internal.vaf_gt(alkres.vaf, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_gt';
CREATE FUNCTION alkres_internal.vaf_cmp(alkres.vaf, alkres.vaf) RETURNS pg_catalog.int4
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_cmp';
CREATE FUNCTION alkres_internal.vaf_sortsupport(pg_catalog.internal) RETURNS pg_catalog.void
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_sortsupport';
CREATE FUNCTION alkres_internal.vaf_hash(alkres.vaf) RETURNS pg_catalog.int4
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_hash';
CREATE FUNCTION alkres_internal.vaf_hash_extended(alkres.vaf, pg_catalog.int8) RETURNS pg_catalog.int8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_hash_extended';
COMMENT ON FUNCTION alkres_internal.vaf_lt(alkres.vaf, alkres.vaf) IS 'implementation of < operator';
COMMENT ON FUNCTION alkres_internal.vaf_le(alkres.vaf, alkres.vaf) IS 'implementation of <= operator';
COMMENT ON FUNCTION alkres_internal.vaf_eq(alkres.vaf, alkres.vaf) IS 'implementation of = operator';
COMMENT ON FUNCTION alkres_internal.vaf_ne(alkres.vaf, alkres.vaf) IS 'implementation of <> operator';
COMMENT ON FUNCTION alkres_internal.vaf_ge(alkres.vaf, alkres.vaf) IS 'implementation of >= operator';
COMMENT ON FUNCTION alkres_internal.vaf_gt(alkres.vaf, alkres.vaf) IS 'implementation of > operator';
COMMENT ON FUNCTION alkres_internal.vaf_cmp(alkres.vaf, alkres.vaf) IS 'less-equal-greater';
COMMENT ON FUNCTION alkres_internal.vaf_sortsupport(pg_catalog.internal) IS 'sort support';
COMMENT ON FUNCTION alkres_internal.vaf_hash(alkres.vaf) IS 'hash';
COMMENT ON FUNCTION alkres_internal.vaf_hash_extended(alkres.vaf, pg_catalog.int8) IS 'hash';

CREATE OPERATOR alkres.< (FUNCTION = alkres_internal.vaf_lt, LEFTARG = alkres.vaf, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel);
CREATE OPERATOR alkres.<= (FUNCTION = alkres_internal.vaf_le, LEFTARG = alkres.vaf, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel);
CREATE OPERATOR alkres.= (FUNCTION = alkres_internal.vaf_eq, LEFTARG = alkres.vaf, RIGHTARG = alkres.vaf, HASHES, MERGES,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel);
CREATE OPERATOR alkres.<> (FUNCTION = alkres_internal.vaf_ne, LEFTARG = alkres.vaf, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel);
CREATE OPERATOR alkres.>= (FUNCTION = alkres_internal.vaf_ge, LEFTARG = alkres.vaf, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel);
CREATE OPERATOR alkres.> (FUNCTION = alkres_internal.vaf_gt, LEFTARG = alkres.vaf, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel);
COMMENT ON OPERATOR alkres.< (alkres.vaf, alkres.vaf) IS 'less by fraction, then depth';
COMMENT ON OPERATOR alkres.<= (alkres.vaf, alkres.vaf) IS 'less or equal by fraction, then depth';
COMMENT ON OPERATOR alkres.= (alkres.vaf, alkres.vaf) IS 'the same counts: 1/100 is not 2/200';
COMMENT ON OPERATOR alkres.<> (alkres.vaf, alkres.vaf) IS 'different counts';
COMMENT ON OPERATOR alkres.>= (alkres.vaf, alkres.vaf) IS 'greater or equal by fraction, then depth';
COMMENT ON OPERATOR alkres.> (alkres.vaf, alkres.vaf) IS 'greater by fraction, then depth';

CREATE OPERATOR CLASS alkres.vaf_ops DEFAULT FOR TYPE alkres.vaf USING btree AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 alkres_internal.vaf_cmp(alkres.vaf, alkres.vaf),
	FUNCTION 2 alkres_internal.vaf_sortsupport(pg_catalog.internal),
	FUNCTION 4 pg_catalog.btequalimage(pg_catalog.oid);
CREATE OPERATOR CLASS alkres.vaf_hash_ops DEFAULT FOR TYPE alkres.vaf USING hash AS
	OPERATOR 1 alkres.=,
	FUNCTION 1 alkres_internal.vaf_hash(alkres.vaf),
	FUNCTION 2 alkres_internal.vaf_hash_extended(alkres.vaf, pg_catalog.int8);
COMMENT ON OPERATOR CLASS alkres.vaf_ops USING btree IS 'vaf by fraction, then depth; 0/0 first';
COMMENT ON OPERATOR CLASS alkres.vaf_hash_ops USING hash IS 'the same counts';

CREATE FUNCTION alkres_internal.vaf_smaller(alkres.vaf, alkres.vaf) RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_smaller';
CREATE FUNCTION alkres_internal.vaf_larger(alkres.vaf, alkres.vaf) RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_larger';
COMMENT ON FUNCTION alkres_internal.vaf_smaller(alkres.vaf, alkres.vaf) IS 'smaller of two';
COMMENT ON FUNCTION alkres_internal.vaf_larger(alkres.vaf, alkres.vaf) IS 'larger of two';
CREATE AGGREGATE alkres.min(vaf alkres.vaf) (
	SFUNC = alkres_internal.vaf_smaller, STYPE = alkres.vaf, COMBINEFUNC = alkres_internal.vaf_smaller, SORTOP = OPERATOR(alkres.<), PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.min(alkres.vaf) IS 'least vaf by fraction, then depth';
CREATE AGGREGATE alkres.max(vaf alkres.vaf) (
	SFUNC = alkres_internal.vaf_larger, STYPE = alkres.vaf, COMBINEFUNC = alkres_internal.vaf_larger, SORTOP = OPERATOR(alkres.>), PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.max(alkres.vaf) IS 'greatest vaf by fraction, then depth';

CREATE FUNCTION alkres_internal.vaf_add(alkres.vaf, alkres.vaf) RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_add_sql';
COMMENT ON FUNCTION alkres_internal.vaf_add(alkres.vaf, alkres.vaf) IS 'implementation of + operator';
CREATE OPERATOR alkres.+ (FUNCTION = alkres_internal.vaf_add, LEFTARG = alkres.vaf, RIGHTARG = alkres.vaf, COMMUTATOR = OPERATOR(alkres.+));
COMMENT ON OPERATOR alkres.+ (alkres.vaf, alkres.vaf) IS 'molecules of both pooled';
CREATE FUNCTION alkres_internal.vaf_subtract(alkres.vaf, alkres.vaf) RETURNS alkres.vaf
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_subtract';
COMMENT ON FUNCTION alkres_internal.vaf_subtract(alkres.vaf, alkres.vaf) IS 'molecules that remain of a pool: the inverse of +, for moving windows; an error when it would be negative';
CREATE AGGREGATE alkres.sum(vaf alkres.vaf) (
	SFUNC = alkres_internal.vaf_add, STYPE = alkres.vaf, COMBINEFUNC = alkres_internal.vaf_add,
	MSFUNC = alkres_internal.vaf_add, MINVFUNC = alkres_internal.vaf_subtract, MSTYPE = alkres.vaf, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.sum(alkres.vaf) IS 'molecules pooled as a vaf; an error above 4294967295, where pooled(vaf) goes on';

CREATE TYPE alkres.pooled_molecules AS (alt pg_catalog.int8, depth pg_catalog.int8);
COMMENT ON TYPE alkres.pooled_molecules IS 'result of pooled(vaf): molecules with the allele and molecules seen';
COMMENT ON COLUMN alkres.pooled_molecules.alt IS 'molecules with the allele';
COMMENT ON COLUMN alkres.pooled_molecules.depth IS 'molecules seen';
CREATE FUNCTION alkres_internal.vaf_pooled_accum(pg_catalog.int8[], alkres.vaf) RETURNS pg_catalog.int8[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_pooled_accum';
CREATE FUNCTION alkres_internal.vaf_pooled_combine(pg_catalog.int8[], pg_catalog.int8[]) RETURNS pg_catalog.int8[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_pooled_combine';
CREATE FUNCTION alkres_internal.vaf_pooled_final(pg_catalog.int8[]) RETURNS alkres.pooled_molecules
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_pooled_final';
COMMENT ON FUNCTION alkres_internal.vaf_pooled_accum(pg_catalog.int8[], alkres.vaf) IS 'transition of pooled(vaf)';
COMMENT ON FUNCTION alkres_internal.vaf_pooled_combine(pg_catalog.int8[], pg_catalog.int8[]) IS 'combination of pooled(vaf)';
COMMENT ON FUNCTION alkres_internal.vaf_pooled_final(pg_catalog.int8[]) IS 'result of pooled(vaf)';
CREATE FUNCTION alkres_internal.vaf_pooled_discard(pg_catalog.int8[], alkres.vaf) RETURNS pg_catalog.int8[]
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_pooled_discard';
COMMENT ON FUNCTION alkres_internal.vaf_pooled_discard(pg_catalog.int8[], alkres.vaf) IS 'inverse transition of pooled(vaf), for moving windows';
CREATE AGGREGATE alkres.pooled(vaf alkres.vaf) (
	SFUNC = alkres_internal.vaf_pooled_accum, STYPE = pg_catalog.int8[], INITCOND = '{0,0}', COMBINEFUNC = alkres_internal.vaf_pooled_combine,
	FINALFUNC = alkres_internal.vaf_pooled_final, MSFUNC = alkres_internal.vaf_pooled_accum, MINVFUNC = alkres_internal.vaf_pooled_discard,
	MSTYPE = pg_catalog.int8[], MINITCOND = '{0,0}', MFINALFUNC = alkres_internal.vaf_pooled_final, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.pooled(alkres.vaf) IS 'molecules pooled as (alt, depth) in bigint; (0, 0) of no rows';

CREATE FUNCTION alkres.lower_bound(vaf alkres.vaf, method pg_catalog.text DEFAULT 'exact', confidence pg_catalog.float8 DEFAULT 0.95) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_vaf_lower_bound';
COMMENT ON FUNCTION alkres.lower_bound(alkres.vaf, pg_catalog.text, pg_catalog.float8) IS 'lower bound of the fraction at a two-sided confidence; method exact (Clopper-Pearson), wilson or jeffreys; 0 for 0/0';
CREATE FUNCTION alkres.upper_bound(vaf alkres.vaf, method pg_catalog.text DEFAULT 'exact', confidence pg_catalog.float8 DEFAULT 0.95) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_vaf_upper_bound';
COMMENT ON FUNCTION alkres.upper_bound(alkres.vaf, pg_catalog.text, pg_catalog.float8) IS 'upper bound of the fraction at a two-sided confidence; method exact (Clopper-Pearson), wilson or jeffreys; 1 for 0/0';
