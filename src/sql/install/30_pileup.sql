-- pileup: what one library shows over one block of 256 positions.
CREATE TYPE alkres.pileup;
CREATE FUNCTION alkres_internal.pileup_in(cstring) RETURNS alkres.pileup
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_pileup_in';
COMMENT ON FUNCTION alkres_internal.pileup_in(cstring) IS 'input';
CREATE FUNCTION alkres_internal.pileup_out(alkres.pileup) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_pileup_out';
COMMENT ON FUNCTION alkres_internal.pileup_out(alkres.pileup) IS 'output: \x and hexadecimal digits';
CREATE FUNCTION alkres_internal.pileup_recv(internal) RETURNS alkres.pileup
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_pileup_recv';
COMMENT ON FUNCTION alkres_internal.pileup_recv(internal) IS 'binary input';
CREATE FUNCTION alkres_internal.pileup_send(alkres.pileup) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_pileup_send';
COMMENT ON FUNCTION alkres_internal.pileup_send(alkres.pileup) IS 'binary output';
CREATE TYPE alkres.pileup (INPUT = alkres_internal.pileup_in, OUTPUT = alkres_internal.pileup_out, RECEIVE = alkres_internal.pileup_recv,
	SEND = alkres_internal.pileup_send, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE alkres.pileup IS 'what one library shows over one block of 256 positions: molecules counted, and every molecule that does not show the reference; look at it with depth(), alleles(), molecules(), pileup_info()';

CREATE FUNCTION alkres.block(variant alkres.variant) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_block';
COMMENT ON FUNCTION alkres.block(alkres.variant) IS 'the block that counts a variant, on the fixed grid of its contig: (start_position(variant) - 1) / block_size()';
CREATE FUNCTION alkres.block_size() RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_block_size';
COMMENT ON FUNCTION alkres.block_size() IS 'positions of a block of a pileup';

CREATE FUNCTION alkres.depth(pileup alkres.pileup, OUT "position" integer, OUT reference text, OUT molecules integer,
	OUT a integer, OUT c integer, OUT g integer, OUT t integer, OUT deleted integer, OUT discordant integer,
	OUT raw_depth integer, OUT covered boolean) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 256 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_depth_rows';
COMMENT ON FUNCTION alkres.depth(alkres.pileup) IS 'molecules by base at each position of the block that has reads or belongs to the design; 1-based';

CREATE FUNCTION alkres.alleles(pileup alkres.pileup, OUT "position" integer, OUT ref text, OUT alt text,
	OUT molecules integer, OUT forward integer, OUT reverse integer, OUT f1r2 integer, OUT f2r1 integer,
	OUT mean_quality double precision, OUT mean_mapq double precision, OUT mean_end_distance double precision,
	OUT unique_fragments integer) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 50 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_allele_rows';
COMMENT ON FUNCTION alkres.alleles(alkres.pileup) IS 'the non-reference alleles of the block; indels left-aligned with their anchor base, as in VCF';

CREATE FUNCTION alkres.molecules(pileup alkres.pileup, "position" integer, OUT molecule bigint, OUT ref text, OUT alt text,
	OUT class text, OUT orientation text, OUT strand text, OUT quality integer, OUT mapq integer,
	OUT fragment_start integer, OUT fragment_length integer, OUT end_distance integer,
	OUT family_a integer, OUT family_b integer, OUT both_directions boolean, OUT clipped boolean,
	OUT fits_elsewhere text, OUT differences integer) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 10 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_molecule_rows';
COMMENT ON FUNCTION alkres.molecules(alkres.pileup, integer) IS 'the molecules with an allele at a position, one row each, with what tells whether they belong there; none for an allele of more than 256 molecules';

CREATE FUNCTION alkres.set_assembly(pileup alkres.pileup, assembly text) RETURNS alkres.pileup
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 4000 AS 'MODULE_PATHNAME', 'alkres_pileup_set_assembly';
COMMENT ON FUNCTION alkres.set_assembly(alkres.pileup, text) IS 'a block whose assembly was said wrongly, by the right one: positions and counts stay; no lift-over';

CREATE FUNCTION alkres.pileup_info(pileup alkres.pileup, OUT assembly text, OUT contig text, OUT block integer,
	OUT start_position integer, OUT flags text[], OUT min_base_quality integer, OUT min_mapq integer,
	OUT covered_positions integer, OUT allele_count integer, OUT dropped_secondary bigint, OUT dropped_supplementary bigint,
	OUT dropped_qc_fail bigint, OUT dropped_duplicate bigint, OUT dropped_mapq bigint, OUT dropped_base_quality bigint,
	OUT dropped_discordant bigint, OUT dropped_ambiguous bigint, OUT dropped_indel_edge bigint,
	OUT dropped_clip bigint, OUT dropped_far_mate bigint)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_info';
COMMENT ON FUNCTION alkres.pileup_info(alkres.pileup) IS 'where the block lies, how it was counted, and how many reads, bases and indels were not counted, by reason';
