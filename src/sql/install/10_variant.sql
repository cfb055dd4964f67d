-- The type modifier of variant and region, an assembly: it checks, and supplies nothing.
CREATE FUNCTION alkres_internal.assembly_typmod_in(cstring[]) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_assembly_typmod_in';
COMMENT ON FUNCTION alkres_internal.assembly_typmod_in(cstring[]) IS 'type modifier input: GRCh37 or GRCh38';
CREATE FUNCTION alkres_internal.assembly_typmod_out(integer) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_assembly_typmod_out';
COMMENT ON FUNCTION alkres_internal.assembly_typmod_out(integer) IS 'type modifier output';

-- variant: a change of the genome.  Input is STABLE: a literal without an assembly takes alkres.default_assembly.
CREATE TYPE alkres.variant;
CREATE FUNCTION alkres_internal.variant_in(cstring, oid, integer) RETURNS alkres.variant
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_in';
COMMENT ON FUNCTION alkres_internal.variant_in(cstring, oid, integer) IS 'input';
CREATE FUNCTION alkres_internal.variant_out(alkres.variant) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_out';
COMMENT ON FUNCTION alkres_internal.variant_out(alkres.variant) IS 'output: the canonical text';
CREATE FUNCTION alkres_internal.variant_recv(internal, oid, integer) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_recv';
COMMENT ON FUNCTION alkres_internal.variant_recv(internal, oid, integer) IS 'binary input';
CREATE FUNCTION alkres_internal.variant_send(alkres.variant) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_send';
COMMENT ON FUNCTION alkres_internal.variant_send(alkres.variant) IS 'binary output';
CREATE TYPE alkres.variant (INPUT = alkres_internal.variant_in, OUTPUT = alkres_internal.variant_out, RECEIVE = alkres_internal.variant_recv,
	SEND = alkres_internal.variant_send, TYPMOD_IN = alkres_internal.assembly_typmod_in, TYPMOD_OUT = alkres_internal.assembly_typmod_out,
	INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = main);
COMMENT ON TYPE alkres.variant IS 'a change of the genome, 1-based on the plus strand: GRCh38:chr2:29220765:G:T';
CREATE FUNCTION alkres_internal.variant_coerce(alkres.variant, integer) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_coerce';
COMMENT ON FUNCTION alkres_internal.variant_coerce(alkres.variant, integer) IS 'the value, when it lies on the assembly of the type modifier';
CREATE CAST (alkres.variant AS alkres.variant) WITH FUNCTION alkres_internal.variant_coerce(alkres.variant, integer) AS IMPLICIT;
COMMENT ON CAST (alkres.variant AS alkres.variant) IS 'checks the assembly of variant(GRCh38)';

CREATE FUNCTION alkres.variant(assembly text, contig text, start_position integer, ref text, alt text) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'alkres_variant_from_parts';
COMMENT ON FUNCTION alkres.variant(text, text, integer, text, text) IS 'a variant from its parts; alt "." means that the reference was seen';
CREATE FUNCTION alkres.variant(assembly text, contig text, start_position integer, ref text, alt text, end_position integer) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'alkres_variant_from_symbol';
COMMENT ON FUNCTION alkres.variant(text, text, integer, text, text, integer) IS 'a symbolic variant from its parts: <DEL>, <DUP> or <CNV> of the bases behind start_position to end_position';
CREATE FUNCTION alkres.variant(assembly text, literal text) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'alkres_variant_from_literal';
COMMENT ON FUNCTION alkres.variant(text, text) IS 'a variant from any text form, on this assembly: immutable, for index expressions and generated columns';
CREATE FUNCTION alkres.assembly(variant alkres.variant) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_assembly';
COMMENT ON FUNCTION alkres.assembly(alkres.variant) IS 'assembly: GRCh37, GRCh38 or a name';
CREATE FUNCTION alkres.contig(variant alkres.variant) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_contig';
COMMENT ON FUNCTION alkres.contig(alkres.variant) IS 'contig: chr2';
CREATE FUNCTION alkres.start_position(variant alkres.variant) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_start_position';
COMMENT ON FUNCTION alkres.start_position(alkres.variant) IS '1-based position of the first reference base';
CREATE FUNCTION alkres.end_position(variant alkres.variant) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_end_position';
COMMENT ON FUNCTION alkres.end_position(alkres.variant) IS '1-based position of the last reference base; END of a symbolic allele';
CREATE FUNCTION alkres.ref(variant alkres.variant) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_ref';
COMMENT ON FUNCTION alkres.ref(alkres.variant) IS 'reference allele';
CREATE FUNCTION alkres.alt(variant alkres.variant) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_alt';
COMMENT ON FUNCTION alkres.alt(alkres.variant) IS 'alternative allele as in VCF: bases, "." for a reference observation, <DEL>, <DUP>, <CNV>, or a breakend';
CREATE FUNCTION alkres.kind(variant alkres.variant) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_kind';
COMMENT ON FUNCTION alkres.kind(alkres.variant) IS 'SNV, MNV, insertion, deletion, delins, reference, DEL, DUP, CNV or breakend';
CREATE FUNCTION alkres.mate_contig(variant alkres.variant) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_mate_contig';
COMMENT ON FUNCTION alkres.mate_contig(alkres.variant) IS 'contig that a breakend is joined to; NULL for other kinds';
CREATE FUNCTION alkres.mate_position(variant alkres.variant) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_mate_position';
COMMENT ON FUNCTION alkres.mate_position(alkres.variant) IS '1-based position that a breakend is joined to; NULL for other kinds';
CREATE FUNCTION alkres.left_align(variant alkres.variant) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'alkres_variant_left_align';
COMMENT ON FUNCTION alkres.left_align(alkres.variant) IS 'the shortest alleles; left-aligned within the exons of ALK that are compiled in and their flanks';
CREATE FUNCTION alkres.liftover(variant alkres.variant, assembly text) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5 AS 'MODULE_PATHNAME', 'alkres_variant_liftover';
COMMENT ON FUNCTION alkres.liftover(alkres.variant, text) IS 'the variant on GRCh37 or GRCh38, within ALK; NULL elsewhere';
CREATE FUNCTION alkres.spdi(variant alkres.variant) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'alkres_variant_to_spdi';
COMMENT ON FUNCTION alkres.spdi(alkres.variant) IS 'SPDI on RefSeq''s accession: NC_000002.12:29220764:G:T; an indel fully justified within the exons of ALK that are compiled in, elsewhere by its alleles as they are; NULL without an accession or alleles of bases';
CREATE FUNCTION alkres.vrs_id(variant alkres.variant, accession text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'alkres_variant_vrs_id';
COMMENT ON FUNCTION alkres.vrs_id(alkres.variant, text) IS 'computed identifier of GA4GH VRS 2.0 of the allele on the contig with this refget accession (SQ....); NULL for an indel that may lie in a repeat of bases that are not compiled in, and for other than bases';
CREATE FUNCTION alkres.overlaps(variant alkres.variant, other alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_variant_overlaps';
COMMENT ON FUNCTION alkres.overlaps(alkres.variant, alkres.variant) IS 'do their stretches from start_position to end_position share a base? false across assemblies';

CREATE FUNCTION alkres_internal.variant_eq(alkres.variant, alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_eq';
COMMENT ON FUNCTION alkres_internal.variant_eq(alkres.variant, alkres.variant) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.variant_ne(alkres.variant, alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_ne';
COMMENT ON FUNCTION alkres_internal.variant_ne(alkres.variant, alkres.variant) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.variant_lt(alkres.variant, alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_lt';
COMMENT ON FUNCTION alkres_internal.variant_lt(alkres.variant, alkres.variant) IS 'implementation of < operator';
CREATE FUNCTION alkres_internal.variant_le(alkres.variant, alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_le';
COMMENT ON FUNCTION alkres_internal.variant_le(alkres.variant, alkres.variant) IS 'implementation of <= operator';
CREATE FUNCTION alkres_internal.variant_gt(alkres.variant, alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_gt';
COMMENT ON FUNCTION alkres_internal.variant_gt(alkres.variant, alkres.variant) IS 'implementation of > operator';
CREATE FUNCTION alkres_internal.variant_ge(alkres.variant, alkres.variant) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_ge';
COMMENT ON FUNCTION alkres_internal.variant_ge(alkres.variant, alkres.variant) IS 'implementation of >= operator';

CREATE OPERATOR alkres.= (LEFTARG = alkres.variant, RIGHTARG = alkres.variant, FUNCTION = alkres_internal.variant_eq,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR alkres.= (alkres.variant, alkres.variant) IS 'equal';
CREATE OPERATOR alkres.<> (LEFTARG = alkres.variant, RIGHTARG = alkres.variant, FUNCTION = alkres_internal.variant_ne,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR alkres.<> (alkres.variant, alkres.variant) IS 'not equal';
CREATE OPERATOR alkres.< (LEFTARG = alkres.variant, RIGHTARG = alkres.variant, FUNCTION = alkres_internal.variant_lt,
	COMMUTATOR = OPERATOR(alkres.>), NEGATOR = OPERATOR(alkres.>=), RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR alkres.< (alkres.variant, alkres.variant) IS 'less than';
CREATE OPERATOR alkres.<= (LEFTARG = alkres.variant, RIGHTARG = alkres.variant, FUNCTION = alkres_internal.variant_le,
	COMMUTATOR = OPERATOR(alkres.>=), NEGATOR = OPERATOR(alkres.>), RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR alkres.<= (alkres.variant, alkres.variant) IS 'less than or equal';
CREATE OPERATOR alkres.> (LEFTARG = alkres.variant, RIGHTARG = alkres.variant, FUNCTION = alkres_internal.variant_gt,
	COMMUTATOR = OPERATOR(alkres.<), NEGATOR = OPERATOR(alkres.<=), RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR alkres.> (alkres.variant, alkres.variant) IS 'greater than';
CREATE OPERATOR alkres.>= (LEFTARG = alkres.variant, RIGHTARG = alkres.variant, FUNCTION = alkres_internal.variant_ge,
	COMMUTATOR = OPERATOR(alkres.<=), NEGATOR = OPERATOR(alkres.<), RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR alkres.>= (alkres.variant, alkres.variant) IS 'greater than or equal';

CREATE FUNCTION alkres_internal.variant_cmp(alkres.variant, alkres.variant) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_bytes_cmp';
COMMENT ON FUNCTION alkres_internal.variant_cmp(alkres.variant, alkres.variant) IS 'less-equal-greater, in genomic order: assembly, contig, position, kind, alleles';
CREATE FUNCTION alkres_internal.variant_sortsupport(internal) RETURNS void
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_sortsupport';
COMMENT ON FUNCTION alkres_internal.variant_sortsupport(internal) IS 'sort support';
CREATE FUNCTION alkres_internal.variant_hash(alkres.variant) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_hash';
COMMENT ON FUNCTION alkres_internal.variant_hash(alkres.variant) IS 'hash';
CREATE FUNCTION alkres_internal.variant_hash_extended(alkres.variant, bigint) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_hash_extended';
COMMENT ON FUNCTION alkres_internal.variant_hash_extended(alkres.variant, bigint) IS 'hash with seed';

CREATE OPERATOR CLASS alkres.variant_ops DEFAULT FOR TYPE alkres.variant USING btree AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 alkres_internal.variant_cmp(alkres.variant, alkres.variant),
	FUNCTION 2 alkres_internal.variant_sortsupport(internal),
	FUNCTION 4 pg_catalog.btequalimage(oid);
COMMENT ON OPERATOR CLASS alkres.variant_ops USING btree IS 'genomic order, that of the stored bytes';
CREATE OPERATOR CLASS alkres.variant_ops DEFAULT FOR TYPE alkres.variant USING hash AS
	OPERATOR 1 alkres.=,
	FUNCTION 1 alkres_internal.variant_hash(alkres.variant),
	FUNCTION 2 alkres_internal.variant_hash_extended(alkres.variant, bigint);
COMMENT ON OPERATOR CLASS alkres.variant_ops USING hash IS 'hash of the stored bytes';

CREATE FUNCTION alkres_internal.variant_larger(alkres.variant, alkres.variant) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_larger';
COMMENT ON FUNCTION alkres_internal.variant_larger(alkres.variant, alkres.variant) IS 'the larger of two, in genomic order: assembly, contig, position, kind, alleles';
CREATE FUNCTION alkres_internal.variant_smaller(alkres.variant, alkres.variant) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_smaller';
COMMENT ON FUNCTION alkres_internal.variant_smaller(alkres.variant, alkres.variant) IS 'the smaller of two, in genomic order: assembly, contig, position, kind, alleles';
CREATE AGGREGATE alkres.max(variant alkres.variant) (SFUNC = alkres_internal.variant_larger, STYPE = alkres.variant,
	COMBINEFUNC = alkres_internal.variant_larger, SORTOP = OPERATOR(alkres.>), PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.max(alkres.variant) IS 'the last, in genomic order: assembly, contig, position, kind, alleles';
CREATE AGGREGATE alkres.min(variant alkres.variant) (SFUNC = alkres_internal.variant_smaller, STYPE = alkres.variant,
	COMBINEFUNC = alkres_internal.variant_smaller, SORTOP = OPERATOR(alkres.<), PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.min(alkres.variant) IS 'the first, in genomic order: assembly, contig, position, kind, alleles';

CREATE FUNCTION alkres.canonical_assembly(name text) RETURNS text
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2 AS 'MODULE_PATHNAME', 'alkres_canonical_assembly';
COMMENT ON FUNCTION alkres.canonical_assembly(text) IS 'the name that is kept of an assembly: GRCh38 of hg38, GRCh38.p14, b38; GRCh37 of hg19, b37, hs37d5; another name as it is';
