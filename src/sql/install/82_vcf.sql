-- Calls as lines of VCF.  The store's vcf() puts observations into them.
CREATE FUNCTION alkres.vcf_head(assembly text, samples text[], settings text[] = '{}', contigs text[] = '{}') RETURNS SETOF text
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 60 AS 'MODULE_PATHNAME', 'alkres_vcf_head';
COMMENT ON FUNCTION alkres.vcf_head(text, text[], text[], text[]) IS
	'the header of a VCF file, a line a row: all tags and filters that vcf_record writes, the chromosomes of GRCh37 or GRCh38 with their lengths, further contigs, settings as key=value, samples';
CREATE FUNCTION alkres.vcf_column(state text, vaf alkres.vaf, fraction_lower float8 = NULL, fraction_upper float8 = NULL, lod95 float8 = NULL, posterior float8 = NULL, flags text[] = NULL) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vcf_column';
COMMENT ON FUNCTION alkres.vcf_column(text, alkres.vaf, float8, float8, float8, float8, text[]) IS
	'what a record of a VCF file says of a sample: GT:FT:AD:DP:AF:AFL:AFU:LOD95:PP:FLAGS; without a state that nothing is said of it';
CREATE FUNCTION alkres.vcf_record(variant alkres.variant, mutation alkres.mutation, is_marker boolean, qual float8, states text[], columns text[], negatives boolean = false) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_vcf_record';
COMMENT ON FUNCTION alkres.vcf_record(alkres.variant, alkres.mutation, boolean, float8, text[], text[], boolean) IS
	'a line of a VCF file: a variant with the states of its samples and their columns; where none has it, NULL, or with negatives a line as in a gVCF: ALT <NON_REF>, and in INFO ASKED the allele that was looked for';

CREATE FUNCTION alkres.maf_fields(variant alkres.variant, mutation alkres.mutation, OUT chromosome text, OUT start_position integer, OUT end_position integer, OUT variant_type text,
	OUT reference_allele text, OUT tumor_allele text, OUT classification text)
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_maf_fields';
COMMENT ON FUNCTION alkres.maf_fields(alkres.variant, alkres.mutation) IS
	'a variant in the words of a mutation annotation file (MAF): chromosome without chr, stretch, SNP, DNP, INS, DEL, ..., alleles without the anchor base, Variant_Classification by the mutation, NULL where that is not known; NULL for what is no change of bases';
