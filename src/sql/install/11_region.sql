-- region: a stretch of one contig.  Input is STABLE as variant's is.
CREATE TYPE alkres.region;
CREATE FUNCTION alkres_internal.region_in(cstring, oid, integer) RETURNS alkres.region
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_in';
COMMENT ON FUNCTION alkres_internal.region_in(cstring, oid, integer) IS 'input';
CREATE FUNCTION alkres_internal.region_out(alkres.region) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_out';
COMMENT ON FUNCTION alkres_internal.region_out(alkres.region) IS 'output: the canonical text';
CREATE FUNCTION alkres_internal.region_recv(internal, oid, integer) RETURNS alkres.region
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_recv';
COMMENT ON FUNCTION alkres_internal.region_recv(internal, oid, integer) IS 'binary input';
CREATE FUNCTION alkres_internal.region_send(alkres.region) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_send';
COMMENT ON FUNCTION alkres_internal.region_send(alkres.region) IS 'binary output';
CREATE TYPE alkres.region (INPUT = alkres_internal.region_in, OUTPUT = alkres_internal.region_out, RECEIVE = alkres_internal.region_recv,
	SEND = alkres_internal.region_send, TYPMOD_IN = alkres_internal.assembly_typmod_in, TYPMOD_OUT = alkres_internal.assembly_typmod_out,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = main);
COMMENT ON TYPE alkres.region IS 'a stretch of one contig, 1-based and inclusive: GRCh38:chr2:29220700-29220800';
CREATE FUNCTION alkres_internal.region_coerce(alkres.region, integer) RETURNS alkres.region
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_coerce';
COMMENT ON FUNCTION alkres_internal.region_coerce(alkres.region, integer) IS 'the value, when it lies on the assembly of the type modifier';
CREATE CAST (alkres.region AS alkres.region) WITH FUNCTION alkres_internal.region_coerce(alkres.region, integer) AS IMPLICIT;
COMMENT ON CAST (alkres.region AS alkres.region) IS 'checks the assembly of region(GRCh38)';

CREATE FUNCTION alkres.region(assembly text, contig text, start_position integer, end_position integer) RETURNS alkres.region
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'alkres_region_from_parts';
COMMENT ON FUNCTION alkres.region(text, text, integer, integer) IS 'a region from its parts, 1-based and inclusive';
CREATE FUNCTION alkres.assembly(region alkres.region) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_assembly';
COMMENT ON FUNCTION alkres.assembly(alkres.region) IS 'assembly: GRCh37, GRCh38 or a name';
CREATE FUNCTION alkres.contig(region alkres.region) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_contig';
COMMENT ON FUNCTION alkres.contig(alkres.region) IS 'contig: chr2';
CREATE FUNCTION alkres.start_position(region alkres.region) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_start_position';
COMMENT ON FUNCTION alkres.start_position(alkres.region) IS '1-based first position';
CREATE FUNCTION alkres.end_position(region alkres.region) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_end_position';
COMMENT ON FUNCTION alkres.end_position(alkres.region) IS '1-based last position';

CREATE FUNCTION alkres_internal.region_eq(alkres.region, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_eq';
COMMENT ON FUNCTION alkres_internal.region_eq(alkres.region, alkres.region) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.region_ne(alkres.region, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_ne';
COMMENT ON FUNCTION alkres_internal.region_ne(alkres.region, alkres.region) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.region_lt(alkres.region, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_lt';
COMMENT ON FUNCTION alkres_internal.region_lt(alkres.region, alkres.region) IS 'implementation of < operator';
CREATE FUNCTION alkres_internal.region_le(alkres.region, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_le';
COMMENT ON FUNCTION alkres_internal.region_le(alkres.region, alkres.region) IS 'implementation of <= operator';
CREATE FUNCTION alkres_internal.region_gt(alkres.region, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_gt';
COMMENT ON FUNCTION alkres_internal.region_gt(alkres.region, alkres.region) IS 'implementation of > operator';
CREATE FUNCTION alkres_internal.region_ge(alkres.region, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_ge';
COMMENT ON FUNCTION alkres_internal.region_ge(alkres.region, alkres.region) IS 'implementation of >= operator';

CREATE OPERATOR alkres.= (LEFTARG = alkres.region, RIGHTARG = alkres.region, FUNCTION = alkres_internal.region_eq,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR alkres.= (alkres.region, alkres.region) IS 'equal';
CREATE OPERATOR alkres.<> (LEFTARG = alkres.region, RIGHTARG = alkres.region, FUNCTION = alkres_internal.region_ne,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR alkres.<> (alkres.region, alkres.region) IS 'not equal';
CREATE OPERATOR alkres.< (LEFTARG = alkres.region, RIGHTARG = alkres.region, FUNCTION = alkres_internal.region_lt,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR alkres.< (alkres.region, alkres.region) IS 'less than';
CREATE OPERATOR alkres.<= (LEFTARG = alkres.region, RIGHTARG = alkres.region, FUNCTION = alkres_internal.region_le,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR alkres.<= (alkres.region, alkres.region) IS 'less than or equal';
CREATE OPERATOR alkres.> (LEFTARG = alkres.region, RIGHTARG = alkres.region, FUNCTION = alkres_internal.region_gt,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR alkres.> (alkres.region, alkres.region) IS 'greater than';
CREATE OPERATOR alkres.>= (LEFTARG = alkres.region, RIGHTARG = alkres.region, FUNCTION = alkres_internal.region_ge,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR alkres.>= (alkres.region, alkres.region) IS 'greater than or equal';

CREATE FUNCTION alkres_internal.region_cmp(alkres.region, alkres.region) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_cmp';
COMMENT ON FUNCTION alkres_internal.region_cmp(alkres.region, alkres.region) IS 'less-equal-greater, in genomic order: assembly, contig, start, end';
CREATE FUNCTION alkres_internal.region_sortsupport(internal) RETURNS void
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_sortsupport';
COMMENT ON FUNCTION alkres_internal.region_sortsupport(internal) IS 'sort support';
CREATE FUNCTION alkres_internal.region_hash(alkres.region) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_hash';
COMMENT ON FUNCTION alkres_internal.region_hash(alkres.region) IS 'hash';
CREATE FUNCTION alkres_internal.region_hash_extended(alkres.region, bigint) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_hash_extended';
COMMENT ON FUNCTION alkres_internal.region_hash_extended(alkres.region, bigint) IS 'hash with seed';

CREATE OPERATOR CLASS alkres.region_ops DEFAULT FOR TYPE alkres.region USING btree AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 alkres_internal.region_cmp(alkres.region, alkres.region),
	FUNCTION 2 alkres_internal.region_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS alkres.region_ops USING btree IS 'genomic order, that of the stored bytes';
CREATE OPERATOR CLASS alkres.region_ops DEFAULT FOR TYPE alkres.region USING hash AS
	OPERATOR 1 alkres.=,
	FUNCTION 1 alkres_internal.region_hash(alkres.region),
	FUNCTION 2 alkres_internal.region_hash_extended(alkres.region, bigint);
COMMENT ON OPERATOR CLASS alkres.region_ops USING hash IS 'hash of the stored bytes';

CREATE FUNCTION alkres_internal.region_larger(alkres.region, alkres.region) RETURNS alkres.region
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_larger';
COMMENT ON FUNCTION alkres_internal.region_larger(alkres.region, alkres.region) IS 'the larger of two, in genomic order: assembly, contig, start, end';
CREATE FUNCTION alkres_internal.region_smaller(alkres.region, alkres.region) RETURNS alkres.region
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_smaller';
COMMENT ON FUNCTION alkres_internal.region_smaller(alkres.region, alkres.region) IS 'the smaller of two, in genomic order: assembly, contig, start, end';
CREATE AGGREGATE alkres.max(region alkres.region) (SFUNC = alkres_internal.region_larger, STYPE = alkres.region,
	COMBINEFUNC = alkres_internal.region_larger, SORTOP = OPERATOR(alkres.>), PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.max(alkres.region) IS 'the last, in genomic order: assembly, contig, start, end';
CREATE AGGREGATE alkres.min(region alkres.region) (SFUNC = alkres_internal.region_smaller, STYPE = alkres.region,
	COMBINEFUNC = alkres_internal.region_smaller, SORTOP = OPERATOR(alkres.<), PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.min(alkres.region) IS 'the first, in genomic order: assembly, contig, start, end';

CREATE FUNCTION alkres_internal.region_overlaps_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_overlaps_sel';
COMMENT ON FUNCTION alkres_internal.region_overlaps_sel(internal, oid, internal, integer) IS 'restriction selectivity of region && region';
CREATE FUNCTION alkres_internal.region_overlaps_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_overlaps_joinsel';
COMMENT ON FUNCTION alkres_internal.region_overlaps_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of region && region';
CREATE FUNCTION alkres_internal.variant_in_region_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_in_region_sel';
COMMENT ON FUNCTION alkres_internal.variant_in_region_sel(internal, oid, internal, integer) IS 'restriction selectivity of variant <@ region';
CREATE FUNCTION alkres_internal.variant_in_region_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_in_region_joinsel';
COMMENT ON FUNCTION alkres_internal.variant_in_region_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of variant <@ region';
CREATE FUNCTION alkres_internal.region_has_variant_sel(internal, oid, internal, integer) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_has_variant_sel';
COMMENT ON FUNCTION alkres_internal.region_has_variant_sel(internal, oid, internal, integer) IS 'restriction selectivity of region @> variant';
CREATE FUNCTION alkres_internal.region_has_variant_joinsel(internal, oid, internal, smallint, internal) RETURNS double precision
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_has_variant_joinsel';
COMMENT ON FUNCTION alkres_internal.region_has_variant_joinsel(internal, oid, internal, smallint, internal) IS 'join selectivity of region @> variant';
CREATE FUNCTION alkres_internal.region_overlaps(alkres.region, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_region_overlaps';
COMMENT ON FUNCTION alkres_internal.region_overlaps(alkres.region, alkres.region) IS 'implementation of && operator';
CREATE OPERATOR alkres.&& (LEFTARG = alkres.region, RIGHTARG = alkres.region, FUNCTION = alkres_internal.region_overlaps,
	COMMUTATOR = OPERATOR(alkres.&&), RESTRICT = alkres_internal.region_overlaps_sel, JOIN = alkres_internal.region_overlaps_joinsel);
COMMENT ON OPERATOR alkres.&& (alkres.region, alkres.region) IS 'share a base';

CREATE FUNCTION alkres_internal.variant_in_region(alkres.variant, alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_variant_in_region';
COMMENT ON FUNCTION alkres_internal.variant_in_region(alkres.variant, alkres.region) IS 'implementation of <@ operator';
CREATE FUNCTION alkres_internal.region_has_variant(alkres.region, alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_region_has_variant';
COMMENT ON FUNCTION alkres_internal.region_has_variant(alkres.region, alkres.variant) IS 'implementation of @> operator';
CREATE OPERATOR alkres.<@ (LEFTARG = alkres.variant, RIGHTARG = alkres.region, FUNCTION = alkres_internal.variant_in_region,
	COMMUTATOR = OPERATOR(alkres.@>), RESTRICT = alkres_internal.variant_in_region_sel, JOIN = alkres_internal.variant_in_region_joinsel);
COMMENT ON OPERATOR alkres.<@ (alkres.variant, alkres.region) IS 'lies in the region, all its reference bases; false across assemblies';
CREATE OPERATOR alkres.@> (LEFTARG = alkres.region, RIGHTARG = alkres.variant, FUNCTION = alkres_internal.region_has_variant,
	COMMUTATOR = OPERATOR(alkres.<@), RESTRICT = alkres_internal.region_has_variant_sel, JOIN = alkres_internal.region_has_variant_joinsel);
COMMENT ON OPERATOR alkres.@> (alkres.region, alkres.variant) IS 'holds the variant, all its reference bases; false across assemblies';
CREATE FUNCTION alkres.overlaps(variant alkres.variant, region alkres.region) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_variant_overlaps_region';
COMMENT ON FUNCTION alkres.overlaps(alkres.variant, alkres.region) IS 'does its stretch from start_position to end_position share a base with the region? false across assemblies';

CREATE FUNCTION alkres.read_bed(content text, assembly text) RETURNS TABLE (region alkres.region, name text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 100 COST 100 AS 'MODULE_PATHNAME', 'alkres_read_bed';
COMMENT ON FUNCTION alkres.read_bed(text, text) IS 'the regions of a BED file''s text, with their names, in its order: BED counts from 0, regions from 1';
