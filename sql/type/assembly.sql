-- Names of assemblies, and accessions as names of their contigs.
SET search_path = public, alkres;
-- Every name that programs write is the one that is kept.
SELECT name, canonical_assembly(name) FROM unnest('{GRCh38,grch38,GRCH38,GRCh38.p14,grch38.P2,hg38,HG38,hg38.p13,b38,hs38,hs38DH,GRCh37,GRCh37.p13,hg19,hg19.p13,b37,hs37,hs37d5,HS37D5,g1k_v37,human_g1k_v37,NCBI37}'::text[]) WITH ORDINALITY AS n(name, i) ORDER BY i;
-- Others are assemblies of their own, by their names as they are.
SELECT name, canonical_assembly(name) FROM unnest('{T2T-CHM13,chm13v2.0,hg18,GRCh36,GRCh38x,hg38.p,hg38.px,GRCm39,mm10,b39,panel}'::text[]) WITH ORDINALITY AS n(name, i) ORDER BY i;
SELECT canonical_assembly(NULL) IS NULL AS null_is_null;
SELECT canonical_assembly('');
SELECT canonical_assembly(repeat('x', 300));
-- Once canonical, always.
SELECT count(*) FROM unnest('{GRCh38.p14,hg19,b37,T2T-CHM13}'::text[]) AS n(name) WHERE canonical_assembly(canonical_assembly(name)) <> canonical_assembly(name);
-- Accessions of RefSeq and GenBank.
SELECT a.assembly, a.contig, region(a.assembly, a.contig, 10, 20) FROM (VALUES ('GRCh38', 'NC_000002.12'), ('GRCh38', 'CM000664.2'), ('hg38', 'NC_000024.10'), ('GRCh38', 'NC_012920.1'),
	('GRCh37', 'NC_000002.11'), ('GRCh37', 'CM000664.1'), ('b37', 'NC_000023.10'), ('GRCh37', 'NC_000001.10')) AS a(assembly, contig);
SELECT variant('GRCh38', 'NC_000002.12:29220764:G:T') = variant('GRCh38', 'chr2', 29220765, 'G', 'T') AS spdi, variant('GRCh37', 'NC_000002.11:g.29443631G>T') = variant('GRCh37', 'chr2', 29443631, 'G', 'T') AS hgvs;
-- Of the other assembly, or of neither.
SELECT region('GRCh38', 'NC_000002.11', 10, 20);
SELECT region('GRCh37', 'CM000664.2', 10, 20);
SELECT region('GRCh38', 'NC_000002.99', 10, 20);
SELECT variant('GRCh37', 'NC_000002.12:29220764:G:T');
-- A named assembly's contigs keep their names.
SELECT region('T2T-CHM13', 'NC_060926.1', 10, 20);
