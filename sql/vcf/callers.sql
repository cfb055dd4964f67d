-- One file a caller and style of header (test/data/vcf): 24 of some 2,000 have ALK L1196M, 20 and 6 of 1,000 two other changes.
\getenv data ALKRES_DATA
\set vcf :data '/vcf/'
CREATE FUNCTION pg_temp.calls(name text) RETURNS TABLE (file text, variant alkres.variant, sample text, vaf alkres.vaf, counted_by text, fraction float8, flags text[], filters text[])
	LANGUAGE sql AS $$ SELECT split_part(name, '/', -1), c.variant, c.sample, c.vaf, c.counted_by, c.fraction, c.flags, c.filters FROM alkres.read_vcf(name) AS c $$;
SELECT c.* FROM unnest('{mutect2,dragen,pisces,octopus,deepvariant,bcftools_ad}'::text[]) WITH ORDINALITY AS f(name, n), LATERAL pg_temp.calls(:'vcf' || f.name || '.vcf') AS c ORDER BY f.n;
SELECT c.* FROM unnest('{vardict,freebayes,lofreq,varscan,platypus,torrent,bcftools_call}'::text[]) WITH ORDINALITY AS f(name, n), LATERAL pg_temp.calls(:'vcf' || f.name || '.vcf') AS c ORDER BY f.n;
SELECT c.* FROM unnest('{strelka_snv,strelka_indel,manta,delly}'::text[]) WITH ORDINALITY AS f(name, n), LATERAL pg_temp.calls(:'vcf' || f.name || '.vcf') AS c ORDER BY f.n;
-- a fraction and a depth alone; a fraction of genotypes, which is none of reads; counts that cannot be told apart; more than there are; none
SELECT c.* FROM unnest('{fraction_only,info_fraction,genotypes,decomposed,above_depth,missing_values}'::text[]) WITH ORDINALITY AS f(name, n), LATERAL pg_temp.calls(:'vcf' || f.name || '.vcf') AS c ORDER BY f.n;
-- by strand, and by strand of origin
SELECT split_part(f.name, '/', -1), c.alt_forward, c.alt_reverse, c.alt_f1r2, c.alt_f2r1, c.flags FROM unnest('{mutect2,dragen,freebayes,lofreq,torrent,varscan}'::text[]) WITH ORDINALITY AS f(name, n), LATERAL alkres.read_vcf(:'vcf' || f.name || '.vcf') AS c ORDER BY f.n, c.line, c.allele, c.sample;
-- what is no variant is kept as what it is: blocks without one, other alleles, a deletion from before, insertions and inversions by name
SELECT c.kind, c.variant, c.contig, c."position", c.end_position, c.ref, c.alt, c.allele, c.ids, c.depth, c.genotype FROM unnest('{gatk_gvcf,deepvariant,bcftools_call,manta,structural}'::text[]) WITH ORDINALITY AS f(name, n), LATERAL alkres.read_vcf(:'vcf' || f.name || '.vcf') AS c ORDER BY f.n, c.line, c.allele;
-- lines ended by CR LF, bases in lower case
SELECT c.variant, c.vaf, c.ref, c.alt, c.genotype FROM alkres.read_vcf(:'vcf' || 'crlf.vcf') AS c;
-- an insertion is left-aligned by the bases that are known
SELECT c.variant, c."position", c.ref, c.alt, alkres.classify(c.variant) FROM alkres.read_vcf(:'vcf' || 'indels.vcf') AS c;
-- INFO and the sample's values by their declared types, where they are asked for
SELECT c.ids, c.qual, c.filters, c.sample, jsonb_pretty(c.info), jsonb_pretty(c.format) FROM alkres.read_vcf(:'vcf' || 'words.vcf', tags => true) AS c;
SELECT c.info IS NULL AND c.format IS NULL FROM alkres.read_vcf(:'vcf' || 'words.vcf') AS c;
-- what a header does not declare is an error, or text
SELECT c.vaf, c.counted_by, c.info, c.format FROM alkres.read_vcf(:'vcf' || 'undeclared.vcf', strict => false, tags => true) AS c;
SELECT c.variant FROM alkres.read_vcf(:'vcf' || 'undeclared_contig.vcf', strict => false) AS c;
-- the assembly: by lengths, by accessions, named where the header does not tell, never against it
SELECT f.name, h.* FROM unnest('{mutect2,hg19,accessions,no_contigs}'::text[]) WITH ORDINALITY AS f(name, n), LATERAL alkres.vcf_header(:'vcf' || f.name || '.vcf') AS h ORDER BY f.n;
SELECT c.variant FROM alkres.read_vcf(:'vcf' || 'hg19.vcf') AS c;
SELECT c.variant FROM alkres.read_vcf(:'vcf' || 'hg19.vcf', 'b37') AS c;
SELECT c.variant FROM alkres.read_vcf(:'vcf' || 'accessions.vcf') AS c;
SELECT c.variant FROM alkres.read_vcf(:'vcf' || 'no_contigs.vcf', 'hg38') AS c;
SELECT c.variant FROM alkres.read_vcf(:'vcf' || 'no_contigs.vcf', 'GRCh37') AS c;
-- regions: what touches one of them
SELECT c.variant FROM alkres.read_vcf(:'vcf' || 'mutect2.vcf', regions => '{GRCh38:chr2:29220770-29220780}') AS c WHERE c.sample = 'T1';
SELECT count(*) FROM alkres.read_vcf(:'vcf' || 'mutect2.vcf', regions => '{}') AS c;
SELECT count(*) FROM alkres.read_vcf(:'vcf' || 'gatk_gvcf.vcf', regions => '{GRCh38:chr2:29220750-29220750}') AS c;
SELECT count(*) FROM alkres.read_vcf(:'vcf' || 'empty.vcf') AS c;
-- BCF, compressed or not, and VCF compressed by bgzip or gzip, as htslib writes them, say the same but for the number of the line
SELECT f.name, f.form, (SELECT count(*) FROM alkres.read_vcf(:'vcf' || f.name || '.vcf', 'GRCh38')) AS rows,
	(SELECT count(*) FROM (SELECT to_jsonb(c) - 'line' FROM alkres.read_vcf(:'vcf' || f.name || '.vcf', 'GRCh38', tags => true) AS c
		EXCEPT SELECT to_jsonb(c) - 'line' FROM alkres.read_vcf(:'vcf' || f.name || f.form, 'GRCh38', tags => true) AS c) AS d) AS other
FROM unnest('{mutect2,vardict,freebayes,lofreq,strelka_snv,strelka_indel,pisces,dragen,torrent,varscan,platypus,octopus,deepvariant,gatk_gvcf,bcftools_call,bcftools_ad,fraction_only,info_fraction,genotypes,decomposed,missing_values,manta,delly,structural,indels,words,empty}'::text[]) WITH ORDINALITY AS f1(name, n),
	LATERAL (SELECT f1.name, f1.n, form FROM unnest('{.bcf,.u.bcf,.vcf.gz}'::text[]) AS form) AS f ORDER BY f.n, f.form;
SELECT count(*) FROM alkres.read_vcf(:'vcf' || 'mutect2.gzip.vcf.gz') AS c;
-- the bytes of a file, and a large object
SELECT c.variant, c.vaf FROM alkres.read_vcf_data(pg_read_binary_file(:'vcf' || 'lofreq.bcf')) AS c;
SELECT h.* FROM alkres.vcf_header_data(pg_read_binary_file(:'vcf' || 'lofreq.bcf')) AS h;
SELECT lo_from_bytea(987001, pg_read_binary_file(:'vcf' || 'lofreq.vcf'));
SELECT c.variant, c.vaf FROM alkres.read_vcf_object(987001) AS c;
SELECT h.source FROM alkres.vcf_header_object(987001) AS h;
SELECT lo_unlink(987001);
