-- VCF and BCF files.  Files on the server are for members of pg_read_server_files; data is for everybody.
CREATE TYPE alkres.vcf_call AS (
	variant alkres.variant,
	sample pg_catalog.text,
	vaf alkres.vaf,
	filters pg_catalog.text[],
	qual pg_catalog.float8,
	counted_by pg_catalog.text,
	depth pg_catalog.int8,
	fraction pg_catalog.float8,
	flags pg_catalog.text[],
	genotype pg_catalog.text,
	alt_forward pg_catalog.int8,
	alt_reverse pg_catalog.int8,
	alt_f1r2 pg_catalog.int8,
	alt_f2r1 pg_catalog.int8,
	kind pg_catalog.text,
	contig pg_catalog.text,
	"position" pg_catalog.int4,
	end_position pg_catalog.int4,
	ref pg_catalog.text,
	alt pg_catalog.text,
	allele pg_catalog.int4,
	ids pg_catalog.text[],
	line pg_catalog.int8,
	is_called pg_catalog.bool,
	info pg_catalog.jsonb,
	format pg_catalog.jsonb,
	mutation alkres.mutation,
	transcript pg_catalog.text,
	mutation_by pg_catalog.text,
	mutation_reason pg_catalog.text
);
COMMENT ON TYPE alkres.vcf_call IS 'an alternative allele of a record of a VCF or BCF file in a sample, as read_vcf reads it';
COMMENT ON COLUMN alkres.vcf_call.variant IS 'shortest alleles, left-aligned as far as the bases are known; NULL for what is no variant, by its kind';
COMMENT ON COLUMN alkres.vcf_call.sample IS 'name of the sample''s column; NULL in a file without samples';
COMMENT ON COLUMN alkres.vcf_call.vaf IS 'reads or molecules with the allele / all, by the rule in counted_by; NULL where none applies';
COMMENT ON COLUMN alkres.vcf_call.filters IS 'filters that it failed; empty where it passed all, NULL where none were applied';
COMMENT ON COLUMN alkres.vcf_call.qual IS 'QUAL';
COMMENT ON COLUMN alkres.vcf_call.counted_by IS 'the tags that vaf was made of: AD, RO/AO, VD/DP, DP4, ...; with INFO in front where they stand there';
COMMENT ON COLUMN alkres.vcf_call.depth IS 'all reads or molecules by the same rule; where none applies MIN_DP or DP';
COMMENT ON COLUMN alkres.vcf_call.fraction IS 'allele fraction as the file says it, 0 to 1';
COMMENT ON COLUMN alkres.vcf_call.flags IS 'what to look at: strand, orientation, counts_from_fraction, counts_ambiguous, counts_above_depth';
COMMENT ON COLUMN alkres.vcf_call.genotype IS 'GT';
COMMENT ON COLUMN alkres.vcf_call.alt_forward IS 'of those with the allele, on the forward strand';
COMMENT ON COLUMN alkres.vcf_call.alt_reverse IS 'on the reverse strand';
COMMENT ON COLUMN alkres.vcf_call.alt_f1r2 IS 'of those with the allele, of the strand of origin F1R2';
COMMENT ON COLUMN alkres.vcf_call.alt_f2r1 IS 'of the strand of origin F2R1';
COMMENT ON COLUMN alkres.vcf_call.kind IS 'kind of the variant (alkres.kind), or reference_block, unspecified, overlapping_deletion, symbolic, single_breakend';
COMMENT ON COLUMN alkres.vcf_call.contig IS 'contig by its canonical name, chr2';
COMMENT ON COLUMN alkres.vcf_call."position" IS 'POS';
COMMENT ON COLUMN alkres.vcf_call.end_position IS 'last base of REF, or what END or SVLEN say';
COMMENT ON COLUMN alkres.vcf_call.ref IS 'REF, in upper case';
COMMENT ON COLUMN alkres.vcf_call.alt IS 'the allele as the file has it';
COMMENT ON COLUMN alkres.vcf_call.allele IS 'its number in the record, 1 the first; 0 for a record without an alternative';
COMMENT ON COLUMN alkres.vcf_call.ids IS 'ID';
COMMENT ON COLUMN alkres.vcf_call.line IS 'line of the file; of BCF the number of the record';
COMMENT ON COLUMN alkres.vcf_call.is_called IS 'is the allele said to be in the sample: by its genotype, without one by its count';
COMMENT ON COLUMN alkres.vcf_call.info IS 'INFO by the types that the header declares; only with tags => true';
COMMENT ON COLUMN alkres.vcf_call.format IS 'the sample''s values likewise';
COMMENT ON COLUMN alkres.vcf_call.mutation IS 'the mutation that the allele makes: by the shipped gene models, else by the file''s annotations; NULL where neither names one';
COMMENT ON COLUMN alkres.vcf_call.transcript IS 'the transcript that it is numbered by';
COMMENT ON COLUMN alkres.vcf_call.mutation_by IS 'who says so: alkres, or the annotation''s tag: CSQ, ANN, BCSQ, FUNCOTATION';
COMMENT ON COLUMN alkres.vcf_call.mutation_reason IS 'why there is no mutation although an annotation names a change';

CREATE FUNCTION alkres.read_vcf(path text, assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	strict boolean DEFAULT true, tags boolean DEFAULT false)
	RETURNS SETOF alkres.vcf_call
	LANGUAGE c VOLATILE PARALLEL RESTRICTED ROWS 1000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_vcf';
COMMENT ON FUNCTION alkres.read_vcf(text, text, alkres.region[], text, boolean, boolean) IS
	'reads a VCF, VCF.gz or BCF file on the server: a row for each record, alternative allele and sample; reference is a FASTA file, by which indels are left-aligned';
REVOKE ALL ON FUNCTION alkres.read_vcf(text, text, alkres.region[], text, boolean, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_vcf(text, text, alkres.region[], text, boolean, boolean) TO pg_read_server_files;

CREATE FUNCTION alkres.read_vcf_data(data bytea, assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	strict boolean DEFAULT true, tags boolean DEFAULT false)
	RETURNS SETOF alkres.vcf_call
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 1000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_vcf_data';
COMMENT ON FUNCTION alkres.read_vcf_data(bytea, text, alkres.region[], text, boolean, boolean) IS
	'as read_vcf, with the content of the file sent by the client';

CREATE FUNCTION alkres.read_vcf_object(object oid, assembly text DEFAULT NULL, regions alkres.region[] DEFAULT NULL, reference text DEFAULT NULL,
	strict boolean DEFAULT true, tags boolean DEFAULT false)
	RETURNS SETOF alkres.vcf_call
	LANGUAGE c VOLATILE PARALLEL UNSAFE ROWS 1000 COST 100000 AS 'MODULE_PATHNAME', 'alkres_read_vcf_object';
COMMENT ON FUNCTION alkres.read_vcf_object(oid, text, alkres.region[], text, boolean, boolean) IS
	'as read_vcf, of a large object that holds the file';

CREATE FUNCTION alkres.vcf_header(path text, OUT version text, OUT assembly text, OUT source text, OUT samples text[], OUT tumour text, OUT normal text, OUT contigs integer)
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 10000 AS 'MODULE_PATHNAME', 'alkres_vcf_header';
COMMENT ON FUNCTION alkres.vcf_header(text) IS
	'what the header of a VCF or BCF file on the server says: version, the assembly that lengths and accessions of its chromosomes settle, the program that wrote it, samples, which are said to be tumour and normal, number of contigs';
REVOKE ALL ON FUNCTION alkres.vcf_header(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.vcf_header(text) TO pg_read_server_files;
CREATE FUNCTION alkres.vcf_header_data(data bytea, OUT version text, OUT assembly text, OUT source text, OUT samples text[], OUT tumour text, OUT normal text, OUT contigs integer)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_vcf_header_data';
COMMENT ON FUNCTION alkres.vcf_header_data(bytea) IS 'as vcf_header, with the content of the file sent by the client';
CREATE FUNCTION alkres.vcf_header_object(object oid, OUT version text, OUT assembly text, OUT source text, OUT samples text[], OUT tumour text, OUT normal text, OUT contigs integer)
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_vcf_header_object';
COMMENT ON FUNCTION alkres.vcf_header_object(oid) IS 'as vcf_header, of a large object that holds the file';

CREATE FUNCTION alkres.read_bed_file(path text, assembly text) RETURNS TABLE (region alkres.region, name text)
	LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED ROWS 1000 COST 10000 AS 'MODULE_PATHNAME', 'alkres_read_bed_file';
COMMENT ON FUNCTION alkres.read_bed_file(text, text) IS 'read_bed of a file on the server, plain or compressed';
REVOKE ALL ON FUNCTION alkres.read_bed_file(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_bed_file(text, text) TO pg_read_server_files;
