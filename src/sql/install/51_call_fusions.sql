-- Fusions: junctions of ALK with other genes, by what the blocks of one library show of them.
CREATE FUNCTION alkres.call_fusions(pileups alkres.pileup[], normals alkres.pileup[] = NULL, regions alkres.region[] = NULL, sequences text[] = NULL,
	known alkres.variant[] = NULL, target_vaf double precision = 0.005, design alkres.region[] = NULL,
	OUT variant alkres.variant, OUT mutation alkres.mutation, OUT partner text, OUT state text, OUT vaf alkres.vaf,
	OUT fraction_lower double precision, OUT fraction_upper double precision, OUT lod95 double precision, OUT min_molecules integer,
	OUT name text, OUT exons text, OUT in_frame boolean, OUT is_precise boolean, OUT kinase_position integer, OUT partner_position integer, OUT partner_region alkres.region, OUT homology integer,
	OUT inserted text, OUT split_molecules integer, OUT partner_split_molecules integer, OUT spanning_molecules integer,
	OUT reciprocal alkres.variant, OUT flags text[], OUT reason text, OUT expected_false_calls double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50000 ROWS 11 AS 'MODULE_PATHNAME', 'alkres_call_fusions';
COMMENT ON FUNCTION alkres.call_fusions(alkres.pileup[], alkres.pileup[], alkres.region[], text[], alkres.variant[], double precision, alkres.region[]) IS 'junctions of ALK with other genes in the blocks of one library: where alignments end and which reference their tails fit (of the blocks, and of further regions with their sequences), and where mates lie; less what blocks of normals show; a row for each, for each known breakend that is not seen, and for each listed gene without one a row with the fraction that would have been';

CREATE FUNCTION alkres.fusion_regions(assembly text, OUT gene text, OUT region alkres.region) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 11 AS 'MODULE_PATHNAME', 'alkres_fusion_regions';
COMMENT ON FUNCTION alkres.fusion_regions(text) IS 'the genes that ALK is fused with, from their first exon to their last: where call_fusions looks for the other side of a junction';
CREATE FUNCTION alkres.read_sequence(path text, regions alkres.region[], OUT region alkres.region, OUT sequence text) RETURNS SETOF record
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED ROWS 10 COST 1000000 AS 'MODULE_PATHNAME', 'alkres_read_sequence';
COMMENT ON FUNCTION alkres.read_sequence(text, alkres.region[]) IS 'the bases of regions in a FASTA file on the server, plain or compressed by bgzip, N for what is none of ACGT';
REVOKE ALL ON FUNCTION alkres.read_sequence(text, alkres.region[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_sequence(text, alkres.region[]) TO pg_read_server_files;

CREATE FUNCTION alkres.call_large_indels(pileups alkres.pileup[], normals alkres.pileup[] = NULL, target_vaf double precision = 0.005, OUT variant alkres.variant, OUT mutation alkres.mutation,
	OUT kind text, OUT length integer, OUT state text, OUT vaf alkres.vaf, OUT fraction_lower double precision, OUT fraction_upper double precision,
	OUT left_molecules integer, OUT right_molecules integer, OUT flags text[], OUT reason text, OUT lod95 double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 50000 ROWS 1 AS 'MODULE_PATHNAME', 'alkres_call_large_indels';
COMMENT ON FUNCTION alkres.call_large_indels(alkres.pileup[], alkres.pileup[], double precision) IS 'deletions, tandem duplications, insertions and inversions of 20 to 500 bases in the blocks of one library, whose molecules an aligner clips: tails of clips placed beside their own place, or put together, left-aligned alleles; less what blocks of normals show; where they look at MET''s exon 14 and nothing takes it out, a row with the fraction that would have been found';
