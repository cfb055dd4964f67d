-- Sets of mutations.  Only mutation[] @> mutation takes a sign of core's array operators, which own the array-to-array ones.
CREATE FUNCTION alkres.has_member(mutations alkres.mutation[], class alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 5 AS 'MODULE_PATHNAME', 'alkres_mutations_has_member';
COMMENT ON FUNCTION alkres.has_member(alkres.mutation[], alkres.mutation) IS 'some element is the class or a member of it';
CREATE FUNCTION alkres_internal.mutations_has_member_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutations_has_member_sel';
COMMENT ON FUNCTION alkres_internal.mutations_has_member_sel(internal, oid, internal, integer) IS 'restriction selectivity of mutation[] @> mutation';
CREATE OPERATOR alkres.@> (LEFTARG = alkres.mutation[], RIGHTARG = alkres.mutation, FUNCTION = alkres.has_member,
	RESTRICT = alkres_internal.mutations_has_member_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR alkres.@> (alkres.mutation[], alkres.mutation) IS 'some element is the class or a member of it';
CREATE FUNCTION alkres.has_every(mutations alkres.mutation[], classes alkres.mutation[]) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 5 AS 'MODULE_PATHNAME', 'alkres_mutations_has_every';
COMMENT ON FUNCTION alkres.has_every(alkres.mutation[], alkres.mutation[]) IS 'every class of the second has a member in the first';
CREATE FUNCTION alkres_internal.mutations_has_every_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutations_has_every_sel';
COMMENT ON FUNCTION alkres_internal.mutations_has_every_sel(internal, oid, internal, integer) IS 'restriction selectivity of mutation[] @>& mutation[]';
CREATE OPERATOR alkres.@>& (LEFTARG = alkres.mutation[], RIGHTARG = alkres.mutation[], FUNCTION = alkres.has_every,
	RESTRICT = alkres_internal.mutations_has_every_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR alkres.@>& (alkres.mutation[], alkres.mutation[]) IS 'every class of the second has a member in the first';
CREATE FUNCTION alkres.has_any(mutations alkres.mutation[], classes alkres.mutation[]) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF COST 5 AS 'MODULE_PATHNAME', 'alkres_mutations_has_any';
COMMENT ON FUNCTION alkres.has_any(alkres.mutation[], alkres.mutation[]) IS 'some class of the second has a member in the first';
CREATE FUNCTION alkres_internal.mutations_has_any_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutations_has_any_sel';
COMMENT ON FUNCTION alkres_internal.mutations_has_any_sel(internal, oid, internal, integer) IS 'restriction selectivity of mutation[] @>| mutation[]';
CREATE OPERATOR alkres.@>| (LEFTARG = alkres.mutation[], RIGHTARG = alkres.mutation[], FUNCTION = alkres.has_any,
	RESTRICT = alkres_internal.mutations_has_any_sel, JOIN = contjoinsel);
COMMENT ON OPERATOR alkres.@>| (alkres.mutation[], alkres.mutation[]) IS 'some class of the second has a member in the first';

CREATE FUNCTION alkres_internal.mutations_extract_value(alkres.mutation[], internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutations_extract_value';
COMMENT ON FUNCTION alkres_internal.mutations_extract_value(alkres.mutation[], internal) IS 'GIN: every class above each element';
CREATE FUNCTION alkres_internal.mutations_extract_query(alkres.mutation[], internal, smallint, internal, internal, internal, internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutations_extract_query';
COMMENT ON FUNCTION alkres_internal.mutations_extract_query(alkres.mutation[], internal, smallint, internal, internal, internal, internal) IS 'GIN: the classes asked for';
CREATE FUNCTION alkres_internal.mutations_consistent(internal, smallint, alkres.mutation[], integer, internal, internal, internal, internal) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutations_consistent';
COMMENT ON FUNCTION alkres_internal.mutations_consistent(internal, smallint, alkres.mutation[], integer, internal, internal, internal, internal) IS 'GIN: do the keys found make a match?';
CREATE FUNCTION alkres_internal.mutations_tri_consistent(internal, smallint, alkres.mutation[], integer, internal, internal, internal) RETURNS "char"
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutations_tri_consistent';
COMMENT ON FUNCTION alkres_internal.mutations_tri_consistent(internal, smallint, alkres.mutation[], integer, internal, internal, internal) IS 'GIN: can the keys found make a match?';
CREATE OPERATOR CLASS alkres.gin_mutation_ops FOR TYPE alkres.mutation[] USING gin AS
	OPERATOR 1 alkres.@> (alkres.mutation[], alkres.mutation),
	OPERATOR 2 alkres.@>& (alkres.mutation[], alkres.mutation[]),
	OPERATOR 3 alkres.@>| (alkres.mutation[], alkres.mutation[]),
	FUNCTION 1 alkres_internal.mutation_cmp(alkres.mutation, alkres.mutation),
	FUNCTION 2 alkres_internal.mutations_extract_value(alkres.mutation[], internal),
	FUNCTION 3 alkres_internal.mutations_extract_query(alkres.mutation[], internal, smallint, internal, internal, internal, internal),
	FUNCTION 4 alkres_internal.mutations_consistent(internal, smallint, alkres.mutation[], integer, internal, internal, internal, internal),
	FUNCTION 6 alkres_internal.mutations_tri_consistent(internal, smallint, alkres.mutation[], integer, internal, internal, internal),
	STORAGE alkres.mutation;
COMMENT ON OPERATOR CLASS alkres.gin_mutation_ops USING gin IS 'sets of mutations by every class above their elements';
