-- Breakpoints of a pileup, and what of it can be added up over blocks.
CREATE FUNCTION alkres.clips(pileup alkres.pileup, OUT "position" integer, OUT side text, OUT molecules integer,
	OUT mean_mapq double precision, OUT tail text) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_clip_rows';
COMMENT ON FUNCTION alkres.clips(alkres.pileup) IS 'molecules whose alignment ends in a soft clip, by the last aligned position and the side of the clipped bases; tail is their consensus next to it, in the order of the genome';

CREATE FUNCTION alkres.far_mates(pileup alkres.pileup, OUT strand text, OUT mate_contig text, OUT mate_block integer,
	OUT mate_start integer, OUT mate_strand text, OUT molecules integer, OUT mean_mapq double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_far_mate_rows';
COMMENT ON FUNCTION alkres.far_mates(alkres.pileup) IS 'molecules whose mate lies on another contig or more than 10,000 bases away, by the block of the mate and both strands';

CREATE FUNCTION alkres.coverage(pileup alkres.pileup, regions alkres.region[], min_molecules integer DEFAULT 1000,
	OUT region alkres.region, OUT positions integer, OUT covered_positions integer, OUT molecule_bases bigint,
	OUT read_bases bigint, OUT mean_molecules double precision, OUT least_molecules integer, OUT most_molecules integer,
	OUT deep_positions integer) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 2 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_coverage_rows';
COMMENT ON FUNCTION alkres.coverage(alkres.pileup, alkres.region[], integer) IS 'depth of the part of each region that lies in the block; positions and bases add up over blocks, deep_positions have at least min_molecules';

CREATE FUNCTION alkres.pileup_stats(pileup alkres.pileup, OUT positions integer, OUT read_bases bigint,
	OUT read_bases_on_target bigint, OUT molecule_bases bigint, OUT molecule_bases_on_target bigint, OUT single_bases bigint,
	OUT mates_bases bigint, OUT simplex_bases bigint, OUT large_simplex_bases bigint, OUT duplex_bases bigint,
	OUT deleted_bases bigint, OUT discordant_bases bigint, OUT molecules bigint, OUT fragments bigint,
	OUT large_families bigint, OUT duplexes bigint, OUT known_lengths bigint, OUT short_fragments bigint,
	OUT reference_bases bigint, OUT reference_end_distance bigint, OUT reference_end_distance_squared bigint,
	OUT reference_mapq bigint, OUT reference_known_lengths bigint, OUT reference_length bigint,
	OUT reference_length_squared bigint)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_stats';
COMMENT ON FUNCTION alkres.pileup_stats(alkres.pileup) IS 'bases, molecules, families, duplexes and fragments of the block: every column is a count or a sum, so that sums over blocks are those of the library';

CREATE FUNCTION alkres.family_sizes(pileup alkres.pileup, OUT fragments integer, OUT molecules bigint) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 10 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_family_rows';
COMMENT ON FUNCTION alkres.family_sizes(alkres.pileup) IS 'molecules that start in the block by their number of fragments; 32 stands for 32 and more';

CREATE FUNCTION alkres.fragment_lengths(pileup alkres.pileup, OUT shortest integer, OUT fragments bigint) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 30 COST 2000 AS 'MODULE_PATHNAME', 'alkres_pileup_length_rows';
COMMENT ON FUNCTION alkres.fragment_lengths(alkres.pileup) IS 'fragments that start in the block by length, in steps of 10 bases from shortest on; 631 stands for all longer ones';

CREATE FUNCTION alkres.error_contexts(pileup alkres.pileup, OUT class text, OUT substitution text, OUT context text,
	OUT pyrimidine_errors bigint, OUT pyrimidine_molecules bigint, OUT purine_errors bigint, OUT purine_molecules bigint,
	OUT unknown_errors bigint, OUT unknown_molecules bigint) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 200 COST 20000 AS 'MODULE_PATHNAME', 'alkres_pileup_error_rows';
COMMENT ON FUNCTION alkres.error_contexts(alkres.pileup) IS 'molecules with an alternative that less than 5 % of the position have, out of molecules, by class, substitution of the pyrimidine and its neighbours, and by which base of the pair lies on the strand of origin';
