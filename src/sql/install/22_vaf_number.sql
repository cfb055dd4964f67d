CREATE FUNCTION alkres_internal.vaf_above_number_support(pg_catalog.internal) RETURNS pg_catalog.internal
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_above_number_support';
COMMENT ON FUNCTION alkres_internal.vaf_above_number_support(pg_catalog.internal) IS 'index bound of a vaf above a number';
CREATE FUNCTION alkres_internal.vaf_below_number_support(pg_catalog.internal) RETURNS pg_catalog.internal
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_below_number_support';
COMMENT ON FUNCTION alkres_internal.vaf_below_number_support(pg_catalog.internal) IS 'index bound of a vaf below a number';
CREATE FUNCTION alkres_internal.vaf_equal_number_support(pg_catalog.internal) RETURNS pg_catalog.internal
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vaf_equal_number_support';
COMMENT ON FUNCTION alkres_internal.vaf_equal_number_support(pg_catalog.internal) IS 'index bounds of a vaf equal to a number';
CREATE FUNCTION alkres_internal.vaf_lt_number(alkres.vaf, pg_catalog.float8) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_below_number_support AS 'MODULE_PATHNAME', 'alkres_vaf_lt_number';
COMMENT ON FUNCTION alkres_internal.vaf_lt_number(alkres.vaf, pg_catalog.float8) IS 'implementation of < operator';
CREATE FUNCTION alkres_internal.number_lt_vaf(pg_catalog.float8, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_above_number_support AS 'MODULE_PATHNAME', 'alkres_number_lt_vaf';
COMMENT ON FUNCTION alkres_internal.number_lt_vaf(pg_catalog.float8, alkres.vaf) IS 'implementation of < operator';
CREATE FUNCTION alkres_internal.vaf_le_number(alkres.vaf, pg_catalog.float8) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_below_number_support AS 'MODULE_PATHNAME', 'alkres_vaf_le_number';
COMMENT ON FUNCTION alkres_internal.vaf_le_number(alkres.vaf, pg_catalog.float8) IS 'implementation of <= operator';
CREATE FUNCTION alkres_internal.number_le_vaf(pg_catalog.float8, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_above_number_support AS 'MODULE_PATHNAME', 'alkres_number_le_vaf';
COMMENT ON FUNCTION alkres_internal.number_le_vaf(pg_catalog.float8, alkres.vaf) IS 'implementation of <= operator';
CREATE FUNCTION alkres_internal.vaf_eq_number(alkres.vaf, pg_catalog.float8) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_equal_number_support AS 'MODULE_PATHNAME', 'alkres_vaf_eq_number';
COMMENT ON FUNCTION alkres_internal.vaf_eq_number(alkres.vaf, pg_catalog.float8) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.number_eq_vaf(pg_catalog.float8, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_equal_number_support AS 'MODULE_PATHNAME', 'alkres_number_eq_vaf';
COMMENT ON FUNCTION alkres_internal.number_eq_vaf(pg_catalog.float8, alkres.vaf) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.vaf_ne_number(alkres.vaf, pg_catalog.float8) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_vaf_ne_number';
COMMENT ON FUNCTION alkres_internal.vaf_ne_number(alkres.vaf, pg_catalog.float8) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.number_ne_vaf(pg_catalog.float8, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_number_ne_vaf';
COMMENT ON FUNCTION alkres_internal.number_ne_vaf(pg_catalog.float8, alkres.vaf) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.vaf_ge_number(alkres.vaf, pg_catalog.float8) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_above_number_support AS 'MODULE_PATHNAME', 'alkres_vaf_ge_number';
COMMENT ON FUNCTION alkres_internal.vaf_ge_number(alkres.vaf, pg_catalog.float8) IS 'implementation of >= operator';
CREATE FUNCTION alkres_internal.number_ge_vaf(pg_catalog.float8, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_below_number_support AS 'MODULE_PATHNAME', 'alkres_number_ge_vaf';
COMMENT ON FUNCTION alkres_internal.number_ge_vaf(pg_catalog.float8, alkres.vaf) IS 'implementation of >= operator';
CREATE FUNCTION alkres_internal.vaf_gt_number(alkres.vaf, pg_catalog.float8) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_above_number_support AS 'MODULE_PATHNAME', 'alkres_vaf_gt_number';
COMMENT ON FUNCTION alkres_internal.vaf_gt_number(alkres.vaf, pg_catalog.float8) IS 'implementation of > operator';
CREATE FUNCTION alkres_internal.number_gt_vaf(pg_catalog.float8, alkres.vaf) RETURNS pg_catalog.bool
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF SUPPORT alkres_internal.vaf_below_number_support AS 'MODULE_PATHNAME', 'alkres_number_gt_vaf';
COMMENT ON FUNCTION alkres_internal.number_gt_vaf(pg_catalog.float8, alkres.vaf) IS 'implementation of > operator';
CREATE OPERATOR alkres.< (FUNCTION = alkres_internal.vaf_lt_number, LEFTARG = alkres.vaf, RIGHTARG = pg_catalog.float8,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel);
COMMENT ON OPERATOR alkres.< (alkres.vaf, pg_catalog.float8) IS 'fraction less than a number; NULL for 0/0';
CREATE OPERATOR alkres.< (FUNCTION = alkres_internal.number_lt_vaf, LEFTARG = pg_catalog.float8, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = pg_catalog.scalarltsel, JOIN = pg_catalog.scalarltjoinsel);
COMMENT ON OPERATOR alkres.< (pg_catalog.float8, alkres.vaf) IS 'number compared with a fraction; NULL for 0/0';
CREATE OPERATOR alkres.<= (FUNCTION = alkres_internal.vaf_le_number, LEFTARG = alkres.vaf, RIGHTARG = pg_catalog.float8,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel);
COMMENT ON OPERATOR alkres.<= (alkres.vaf, pg_catalog.float8) IS 'fraction at most a number; NULL for 0/0';
CREATE OPERATOR alkres.<= (FUNCTION = alkres_internal.number_le_vaf, LEFTARG = pg_catalog.float8, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = pg_catalog.scalarlesel, JOIN = pg_catalog.scalarlejoinsel);
COMMENT ON OPERATOR alkres.<= (pg_catalog.float8, alkres.vaf) IS 'number compared with a fraction; NULL for 0/0';
CREATE OPERATOR alkres.= (FUNCTION = alkres_internal.vaf_eq_number, LEFTARG = alkres.vaf, RIGHTARG = pg_catalog.float8,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel);
COMMENT ON OPERATOR alkres.= (alkres.vaf, pg_catalog.float8) IS 'fraction equal to a number; NULL for 0/0';
CREATE OPERATOR alkres.= (FUNCTION = alkres_internal.number_eq_vaf, LEFTARG = pg_catalog.float8, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = pg_catalog.eqsel, JOIN = pg_catalog.eqjoinsel);
COMMENT ON OPERATOR alkres.= (pg_catalog.float8, alkres.vaf) IS 'number compared with a fraction; NULL for 0/0';
CREATE OPERATOR alkres.<> (FUNCTION = alkres_internal.vaf_ne_number, LEFTARG = alkres.vaf, RIGHTARG = pg_catalog.float8,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel);
COMMENT ON OPERATOR alkres.<> (alkres.vaf, pg_catalog.float8) IS 'fraction not equal to a number; NULL for 0/0';
CREATE OPERATOR alkres.<> (FUNCTION = alkres_internal.number_ne_vaf, LEFTARG = pg_catalog.float8, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = pg_catalog.neqsel, JOIN = pg_catalog.neqjoinsel);
COMMENT ON OPERATOR alkres.<> (pg_catalog.float8, alkres.vaf) IS 'number compared with a fraction; NULL for 0/0';
CREATE OPERATOR alkres.>= (FUNCTION = alkres_internal.vaf_ge_number, LEFTARG = alkres.vaf, RIGHTARG = pg_catalog.float8,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel);
COMMENT ON OPERATOR alkres.>= (alkres.vaf, pg_catalog.float8) IS 'fraction at least a number; NULL for 0/0';
CREATE OPERATOR alkres.>= (FUNCTION = alkres_internal.number_ge_vaf, LEFTARG = pg_catalog.float8, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = pg_catalog.scalargesel, JOIN = pg_catalog.scalargejoinsel);
COMMENT ON OPERATOR alkres.>= (pg_catalog.float8, alkres.vaf) IS 'number compared with a fraction; NULL for 0/0';
CREATE OPERATOR alkres.> (FUNCTION = alkres_internal.vaf_gt_number, LEFTARG = alkres.vaf, RIGHTARG = pg_catalog.float8,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel);
COMMENT ON OPERATOR alkres.> (alkres.vaf, pg_catalog.float8) IS 'fraction greater than a number; NULL for 0/0';
CREATE OPERATOR alkres.> (FUNCTION = alkres_internal.number_gt_vaf, LEFTARG = pg_catalog.float8, RIGHTARG = alkres.vaf,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = pg_catalog.scalargtsel, JOIN = pg_catalog.scalargtjoinsel);
COMMENT ON OPERATOR alkres.> (pg_catalog.float8, alkres.vaf) IS 'number compared with a fraction; NULL for 0/0';
