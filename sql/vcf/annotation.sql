-- Annotations of VEP, SnpEff, bcftools csq and Funcotator: the mutation where the shipped models do not reach.
SET search_path = public, alkres;
CREATE FUNCTION pg_temp.file(header text, lines text) RETURNS bytea LANGUAGE sql AS $$
	SELECT convert_to(E'##fileformat=VCFv4.2\n##contig=<ID=chr6,length=170805979>\n##contig=<ID=chr2,length=242193529>\n' || header || E'\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n'
		|| (SELECT string_agg(format(E'%s\t%s\t.\t%s\t%s\t.\t.\t%s\n', split_part(l, ' ', 1), split_part(l, ' ', 2), split_part(l, ' ', 3), split_part(l, ' ', 4), split_part(l, ' ', 5)), '' ORDER BY n)
			FROM string_to_table(lines, E'\n') WITH ORDINALITY AS t(l, n)), 'UTF8') $$;
CREATE FUNCTION pg_temp.said(header text, lines text) RETURNS TABLE (line bigint, allele int, mutation mutation, transcript text, mutation_by text, mutation_reason text) LANGUAGE sql AS $$
	SELECT c.line - 5, c.allele, c.mutation, c.transcript, c.mutation_by, c.mutation_reason FROM read_vcf_data(pg_temp.file(header, lines), 'GRCh38') AS c $$;

-- VEP: MANE Select before PICK before CANONICAL, of each gene; of ALK the shipped model says it
\set vep '##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|Consequence|SYMBOL|Feature|HGVSc|HGVSp|CANONICAL|PICK|MANE_SELECT|ALLELE_NUM">'
SELECT * FROM pg_temp.said(:'vep',
'chr2 29220765 G T CSQ=T|missense_variant|ALK|ENST00000389048.8|c.1|ENSP1:p.Leu1Met|YES|1|NM_004304.5|1
chr6 117317184 C T CSQ=T|missense_variant|ROS1|ENST00000368508.7|c.1|ENSP1.1:p.Gly2032Arg|YES|1|NM_002944.3|1,T|missense_variant|ROS1|ENST00000368507|c.1|ENSP2:p.Gly2026Arg||||1
chr6 117317185 C T CSQ=T|missense_variant|ROS1|T1|c.1|P1:p.Gly2032Arg|YES|||1,T|missense_variant|ROS1|T2|c.1|P2:p.Gly2026Arg||||1
chr6 117317186 C T CSQ=T|missense_variant|ROS1|T1|c.1|P1:p.Gly2032Arg|YES|||1,T|missense_variant|ROS1|T2|c.1|P2:p.Gly2026Arg||1||1
chr6 117317187 C T CSQ=T|missense_variant|ROS1|T1|c.1|P1:p.Gly2032Arg||||1,T|missense_variant|ROS1|T2|c.1|P2:p.Gly2026Arg||||1
chr6 117317188 C T CSQ=T|missense_variant|ROS1|T1|c.1|P1:p.Gly2032Arg||||1,T|missense_variant|ROS1|T2|c.1|P2:p.Gly2032Arg||||1,T|intron_variant|ROS1|T3|c.1|||||1
chr6 117317189 C T CSQ=T|missense_variant|ROS1|T1|c.1|P1:p.Gly2032Arg|YES|||1,T|missense_variant|GOPC|T9|c.1|P2:p.Gly2026Arg|YES|||1
chr6 117317190 C T CSQ=T|intron_variant|ROS1|T1|c.1||YES|||1,T|missense_variant|ROS1|T2|c.1|P2:p.Gly2026Arg||||1
chr6 117317191 C T CSQ=T|synonymous_variant|ROS1|T1|c.1|P1:p.Gly2032%3D|YES|||1
chr6 117317192 C T CSQ=T|splice_donor_variant|ROS1|T1|c.1||YES|||1
chr6 117317193 C T CSQ=T|splice_donor_region_variant&intron_variant|ROS1|T1|c.1||YES|||1
chr6 117317194 C T CSQ=T|start_lost|ROS1|T1|c.1|P1:p.Met1?|YES|||1
chr6 117317195 CA C,CT CSQ=-|frameshift_variant|ROS1|T1|c.1|P1:p.Gly2032AlafsTer12|YES|||1,T|missense_variant|ROS1|T1|c.1|P1:p.Gly2032Arg|YES|||2
chr6 117317196 C T CSQ=T|missense_variant||T1|c.1|P1:p.Gly2032Arg|YES|||1
chr6 117317197 C T CSQ=T|missense_variant|AC0001.1|T1|c.1|P1:p.Gly2032Arg|YES|||1
chr6 117317198 C T .
chr6 117317199 C T CSQ=T|missense_variant');
-- without ALLELE_NUM by VEP's way to write an allele
SELECT * FROM pg_temp.said('##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: Allele|Consequence|SYMBOL|Feature|HGVSp">',
'chr6 117317195 CA C,CAT CSQ=-|frameshift_variant|ROS1|T1|P1:p.Gly2032AlafsTer12,AT|inframe_insertion|ROS1|T1|P1:p.Gly2032dup
chr6 117317196 C T,A CSQ=T|missense_variant|ROS1|T1|P1:p.Gly2032Arg,A|missense_variant|ROS1|T1|P1:p.Gly2032Glu');
-- SnpEff
SELECT * FROM pg_temp.said('##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations: ''Allele | Annotation | Annotation_Impact | Gene_Name | Gene_ID | Feature_Type | Feature_ID | Transcript_BioType | Rank | HGVS.c | HGVS.p | cDNA.pos / cDNA.length | ERRORS / WARNINGS / INFO''">',
'chr6 117317184 C T ANN=T|missense_variant|MODERATE|ROS1|E1|transcript|ENST00000368508.7|protein_coding|38/43|c.6094G>A|p.Gly2032Arg|1/2|,T|downstream_gene_variant|MODIFIER|GOPC|E2|transcript|T2|protein_coding||c.*1G>A|||
chr6 117317185 C A,T ANN=T|missense_variant|MODERATE|ROS1|E1|transcript|T1|protein_coding|38/43|c.1G>A|p.Gly2032Arg|1/2|,A|missense_variant|MODERATE|ROS1|E1|transcript|T1|protein_coding|38/43|c.1G>T|p.Gly2032Trp|1/2|
chr6 117317186 C T ANN=T|splice_acceptor_variant&intron_variant|HIGH|ROS1|E1|transcript|T1|protein_coding|38/43|c.1-1G>A||1/2|');
-- bcftools csq
SELECT * FROM pg_temp.said('##INFO=<ID=BCSQ,Number=.,Type=String,Description="Local consequence annotation from BCFtools/csq, see http://samtools.github.io/bcftools/howtos/csq-calling.html for details. Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change">',
'chr6 117317184 C T BCSQ=missense|ROS1|ENST00000368508|protein_coding|-|2032G>2032R|117317184C>T
chr6 117317185 C T BCSQ=synonymous|ROS1|T1|protein_coding|-|2032G|117317185C>T
chr6 117317186 C CT BCSQ=frameshift|ROS1|T1|protein_coding|-|2032GAVL*>2032GVAL*|117317186C>CT
chr6 117317187 C T BCSQ=stop_gained|ROS1|T1|protein_coding|-|2032G>2032*|117317187C>T
chr6 117317188 C T BCSQ=splice_region|ROS1|T1|protein_coding,missense|ROS1|T1|protein_coding|-|2032G>2032R|117317188C>T
chr6 117317189 C T BCSQ=splice_donor|ROS1|T1|protein_coding
chr6 117317190 CTTT C BCSQ=inframe_deletion|ROS1|T1|protein_coding|-|2031KGA>2031KA|117317190CTTT>C
chr6 117317191 CTTT C BCSQ=inframe_deletion|ROS1|T1|protein_coding|-|2031KK>2031K|117317191CTTT>C
chr6 117317192 C T BCSQ=@117317191
chr6 117317193 C T BCSQ=*missense|ROS1|T1|protein_coding|-|2032G>2032R|117317193C>T
chr6 117317194 C T BCSQ=stop_lost|ROS1|T1|protein_coding|-|2348*>2348Q|117317194C>T
chr6 117317195 C T,A BCSQ=missense|ROS1|T1|protein_coding|-|2032G>2032R|117317195C>T,missense|ROS1|T1|protein_coding|-|2032G>2032E|117317195C>A
chr6 117317196 C T BCSQ=missense|ROS1|T1|protein_coding|-|2032G>2032?|117317196C>T
chr6 117317197 C T BCSQ=intron|ROS1||protein_coding');
-- Funcotator: one transcript an allele
SELECT * FROM pg_temp.said('##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description="Functional annotation from the Funcotator tool.  Funcotation fields are: Gencode_34_hugoSymbol|Gencode_34_ncbiBuild|Gencode_34_variantClassification|Gencode_34_tumorSeqAllele2|Gencode_34_annotationTranscript|Gencode_34_proteinChange|Gencode_34_otherTranscripts">',
'chr6 117317184 C T FUNCOTATION=[ROS1|hg38|MISSENSE|T|ENST00000368508.7|p.G2032R|ROS1_ENST1_INTRON]
chr6 117317185 C T,A FUNCOTATION=[ROS1|hg38|MISSENSE|T|T1|p.G2032R|],[ROS1|hg38|SILENT|A|T1|p.G2032_%3D_|]
chr6 117317186 C T FUNCOTATION=[ROS1|hg38|SPLICE_SITE|T|T1|p.G2032_splice|]
chr6 117317187 C T FUNCOTATION=[ROS1|hg38|INTRON|T|T1||]');
-- a declaration without columns, one without a gene; the first tag that a record has counts
SELECT * FROM pg_temp.said('##INFO=<ID=CSQ,Number=.,Type=String,Description="whatever">', 'chr6 117317184 C T CSQ=T|missense_variant|ROS1|T1|p.Gly2032Arg');
SELECT * FROM pg_temp.said('##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|HGVSp">', 'chr6 117317184 C T CSQ=T|missense_variant|p.Gly2032Arg');
SELECT * FROM pg_temp.said(:'vep' || E'\n##INFO=<ID=BCSQ,Number=.,Type=String,Description="Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change">',
'chr6 117317184 C T BCSQ=missense|ROS1|T1|protein_coding|-|2032G>2032R|117317184C>T;CSQ=T|missense_variant|ROS1|T1|c.1|P1:p.Gly2032Glu|YES|||1
chr6 117317185 C T BCSQ=missense|ROS1|T1|protein_coding|-|2032G>2032R|117317184C>T');
