-- mutation: a protein-level or gene-level change, or a class of them.
CREATE TYPE alkres.mutation;
CREATE FUNCTION alkres_internal.mutation_in(cstring) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_in';
COMMENT ON FUNCTION alkres_internal.mutation_in(cstring) IS 'input';
CREATE FUNCTION alkres_internal.mutation_out(alkres.mutation) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_out';
COMMENT ON FUNCTION alkres_internal.mutation_out(alkres.mutation) IS 'output: the canonical text';
CREATE FUNCTION alkres_internal.mutation_recv(internal) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_recv';
COMMENT ON FUNCTION alkres_internal.mutation_recv(internal) IS 'binary input';
CREATE FUNCTION alkres_internal.mutation_send(alkres.mutation) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_send';
COMMENT ON FUNCTION alkres_internal.mutation_send(alkres.mutation) IS 'binary output';
CREATE TYPE alkres.mutation (INPUT = alkres_internal.mutation_in, OUTPUT = alkres_internal.mutation_out, RECEIVE = alkres_internal.mutation_recv,
	SEND = alkres_internal.mutation_send, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = main);
COMMENT ON TYPE alkres.mutation IS 'a protein-level or gene-level change, or a class of them: ALK G1202R, ALK solvent_front, ALK, MET amplification';

CREATE FUNCTION alkres.gene(mutation alkres.mutation) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_gene';
COMMENT ON FUNCTION alkres.gene(alkres.mutation) IS 'gene symbol';
CREATE FUNCTION alkres.structural_region(mutation alkres.mutation) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_structural_region';
COMMENT ON FUNCTION alkres.structural_region(alkres.mutation) IS 'structural region of ALK; NULL where there is none';
CREATE FUNCTION alkres.residue(mutation alkres.mutation) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_residue';
COMMENT ON FUNCTION alkres.residue(alkres.mutation) IS 'residue number; NULL where there is none';
CREATE FUNCTION alkres.level(mutation alkres.mutation) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_level';
COMMENT ON FUNCTION alkres.level(alkres.mutation) IS 'gene, structural_region, residue or change';
CREATE FUNCTION alkres.parent(mutation alkres.mutation) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_parent_of';
COMMENT ON FUNCTION alkres.parent(alkres.mutation) IS 'the next class up; NULL for a gene';
CREATE FUNCTION alkres.same_mutation(mutation alkres.mutation, other alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_same';
COMMENT ON FUNCTION alkres.same_mutation(alkres.mutation, alkres.mutation) IS 'do two names mean one change: equal ones, or frameshifts of which one tells more (ALK L1196fs, ALK L1196Pfs*12)?';
CREATE FUNCTION alkres.mechanism(mutation alkres.mutation, driver text = 'ALK') RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_mechanism_of';
COMMENT ON FUNCTION alkres.mechanism(alkres.mutation, text) IS 'driver, on_target, off_target or other, in a tumour with this driver gene; NULL for the driver gene itself and where its kinase domain is not shipped';
CREATE FUNCTION alkres.hgvs_p(mutation alkres.mutation) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_hgvs_p';
COMMENT ON FUNCTION alkres.hgvs_p(alkres.mutation) IS 'HGVS protein change in three letters; NULL for a class and for a change of the whole gene';

CREATE FUNCTION alkres_internal.mutation_eq(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_eq';
COMMENT ON FUNCTION alkres_internal.mutation_eq(alkres.mutation, alkres.mutation) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.mutation_ne(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_ne';
COMMENT ON FUNCTION alkres_internal.mutation_ne(alkres.mutation, alkres.mutation) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.mutation_lt(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_lt';
COMMENT ON FUNCTION alkres_internal.mutation_lt(alkres.mutation, alkres.mutation) IS 'implementation of < operator';
CREATE FUNCTION alkres_internal.mutation_le(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_le';
COMMENT ON FUNCTION alkres_internal.mutation_le(alkres.mutation, alkres.mutation) IS 'implementation of <= operator';
CREATE FUNCTION alkres_internal.mutation_gt(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_gt';
COMMENT ON FUNCTION alkres_internal.mutation_gt(alkres.mutation, alkres.mutation) IS 'implementation of > operator';
CREATE FUNCTION alkres_internal.mutation_ge(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_ge';
COMMENT ON FUNCTION alkres_internal.mutation_ge(alkres.mutation, alkres.mutation) IS 'implementation of >= operator';

CREATE OPERATOR alkres.= (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_eq,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR alkres.= (alkres.mutation, alkres.mutation) IS 'equal';
CREATE OPERATOR alkres.<> (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_ne,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR alkres.<> (alkres.mutation, alkres.mutation) IS 'not equal';
CREATE OPERATOR alkres.< (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_lt,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR alkres.< (alkres.mutation, alkres.mutation) IS 'less than';
CREATE OPERATOR alkres.<= (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_le,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR alkres.<= (alkres.mutation, alkres.mutation) IS 'less than or equal';
CREATE OPERATOR alkres.> (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_gt,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR alkres.> (alkres.mutation, alkres.mutation) IS 'greater than';
CREATE OPERATOR alkres.>= (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_ge,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR alkres.>= (alkres.mutation, alkres.mutation) IS 'greater than or equal';

CREATE FUNCTION alkres_internal.mutation_cmp(alkres.mutation, alkres.mutation) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_cmp';
COMMENT ON FUNCTION alkres_internal.mutation_cmp(alkres.mutation, alkres.mutation) IS 'less-equal-greater, in path order: gene, structural region, residue, change';
CREATE FUNCTION alkres_internal.mutation_sortsupport(internal) RETURNS void
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_sortsupport';
COMMENT ON FUNCTION alkres_internal.mutation_sortsupport(internal) IS 'sort support';
CREATE FUNCTION alkres_internal.mutation_hash(alkres.mutation) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_hash';
COMMENT ON FUNCTION alkres_internal.mutation_hash(alkres.mutation) IS 'hash';
CREATE FUNCTION alkres_internal.mutation_hash_extended(alkres.mutation, bigint) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_hash_extended';
COMMENT ON FUNCTION alkres_internal.mutation_hash_extended(alkres.mutation, bigint) IS 'hash with seed';

CREATE OPERATOR CLASS alkres.mutation_ops DEFAULT FOR TYPE alkres.mutation USING btree AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 alkres_internal.mutation_cmp(alkres.mutation, alkres.mutation),
	FUNCTION 2 alkres_internal.mutation_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS alkres.mutation_ops USING btree IS 'path order, that of the stored bytes';
CREATE OPERATOR CLASS alkres.mutation_ops DEFAULT FOR TYPE alkres.mutation USING hash AS
	OPERATOR 1 alkres.=,
	FUNCTION 1 alkres_internal.mutation_hash(alkres.mutation),
	FUNCTION 2 alkres_internal.mutation_hash_extended(alkres.mutation, bigint);
COMMENT ON OPERATOR CLASS alkres.mutation_ops USING hash IS 'hash of the stored bytes';

CREATE FUNCTION alkres_internal.mutation_larger(alkres.mutation, alkres.mutation) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_larger';
COMMENT ON FUNCTION alkres_internal.mutation_larger(alkres.mutation, alkres.mutation) IS 'the larger of two, in path order: gene, structural region, residue, change';
CREATE FUNCTION alkres_internal.mutation_smaller(alkres.mutation, alkres.mutation) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_smaller';
COMMENT ON FUNCTION alkres_internal.mutation_smaller(alkres.mutation, alkres.mutation) IS 'the smaller of two, in path order: gene, structural region, residue, change';
CREATE AGGREGATE alkres.max(mutation alkres.mutation) (SFUNC = alkres_internal.mutation_larger, STYPE = alkres.mutation,
	COMBINEFUNC = alkres_internal.mutation_larger, SORTOP = OPERATOR(alkres.>), PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.max(alkres.mutation) IS 'the last, in path order: gene, structural region, residue, change';
CREATE AGGREGATE alkres.min(mutation alkres.mutation) (SFUNC = alkres_internal.mutation_smaller, STYPE = alkres.mutation,
	COMBINEFUNC = alkres_internal.mutation_smaller, SORTOP = OPERATOR(alkres.<), PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.min(alkres.mutation) IS 'the first, in path order: gene, structural region, residue, change';

CREATE FUNCTION alkres_internal.mutation_contained_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_contained_sel';
COMMENT ON FUNCTION alkres_internal.mutation_contained_sel(internal, oid, internal, integer) IS 'restriction selectivity of mutation <@ class';
CREATE FUNCTION alkres_internal.mutation_contained_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_contained_joinsel';
COMMENT ON FUNCTION alkres_internal.mutation_contained_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of mutation <@ class';
CREATE FUNCTION alkres_internal.mutation_contains_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_contains_sel';
COMMENT ON FUNCTION alkres_internal.mutation_contains_sel(internal, oid, internal, integer) IS 'restriction selectivity of class @> mutation';
CREATE FUNCTION alkres_internal.mutation_contains_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_contains_joinsel';
COMMENT ON FUNCTION alkres_internal.mutation_contains_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of class @> mutation';
CREATE FUNCTION alkres_internal.mutation_contained(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_mutation_contained';
COMMENT ON FUNCTION alkres_internal.mutation_contained(alkres.mutation, alkres.mutation) IS 'implementation of <@ operator';
CREATE FUNCTION alkres_internal.mutation_contains(alkres.mutation, alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_mutation_contains';
COMMENT ON FUNCTION alkres_internal.mutation_contains(alkres.mutation, alkres.mutation) IS 'implementation of @> operator';
CREATE OPERATOR alkres.<@ (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_contained,
	COMMUTATOR = OPERATOR(alkres.@>), RESTRICT = alkres_internal.mutation_contained_sel, JOIN = alkres_internal.mutation_contained_joinsel);
COMMENT ON OPERATOR alkres.<@ (alkres.mutation, alkres.mutation) IS 'is the class or a member of it';
CREATE OPERATOR alkres.@> (LEFTARG = alkres.mutation, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.mutation_contains,
	COMMUTATOR = OPERATOR(alkres.<@), RESTRICT = alkres_internal.mutation_contains_sel, JOIN = alkres_internal.mutation_contains_joinsel);
COMMENT ON OPERATOR alkres.@> (alkres.mutation, alkres.mutation) IS 'is the class of, or the same';
