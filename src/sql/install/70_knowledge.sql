-- Facts that alkres ships, each with its source; the rows follow from src/sql/knowledge/NAME.tsv.
CREATE TABLE alkres.resistance_mutation (
	mutation alkres.mutation NOT NULL,
	hgvs_c text NOT NULL PRIMARY KEY,
	hgvs_p text NOT NULL,
	exon integer NOT NULL,
	grch37 alkres.variant NOT NULL UNIQUE,
	grch38 alkres.variant NOT NULL UNIQUE,
	structural_class text,
	nucleotide_route text,
	databases text,
	dbsnp_id text,
	clingen_id text,
	source text NOT NULL,
	verification text NOT NULL,
	note text
);
COMMENT ON TABLE alkres.resistance_mutation IS 'ALK kinase-domain mutations of the literature, one row a nucleotide route; research use only';
COMMENT ON COLUMN alkres.resistance_mutation.mutation IS 'protein change';
COMMENT ON COLUMN alkres.resistance_mutation.hgvs_c IS 'HGVS coding-DNA change on NM_004304.5';
COMMENT ON COLUMN alkres.resistance_mutation.hgvs_p IS 'HGVS protein change';
COMMENT ON COLUMN alkres.resistance_mutation.exon IS 'exon of NM_004304.5';
COMMENT ON COLUMN alkres.resistance_mutation.grch37 IS 'plus-strand variant on GRCh37';
COMMENT ON COLUMN alkres.resistance_mutation.grch38 IS 'plus-strand variant on GRCh38';
COMMENT ON COLUMN alkres.resistance_mutation.structural_class IS 'where in the kinase the source puts it; the path of mutation has its own regions';
COMMENT ON COLUMN alkres.resistance_mutation.nucleotide_route IS 'whether other nucleotide changes give the same protein change';
COMMENT ON COLUMN alkres.resistance_mutation.databases IS 'public databases that hold this nucleotide change';
COMMENT ON COLUMN alkres.resistance_mutation.dbsnp_id IS 'dbSNP identifier, by way of CIViC';
COMMENT ON COLUMN alkres.resistance_mutation.clingen_id IS 'ClinGen allele identifier, by way of CIViC';
COMMENT ON COLUMN alkres.resistance_mutation.source IS 'where the mutation is described';
COMMENT ON COLUMN alkres.resistance_mutation.verification IS 'how position and alleles were checked';
COMMENT ON COLUMN alkres.resistance_mutation.note IS 'what else the source says';
GRANT SELECT ON alkres.resistance_mutation TO PUBLIC;

CREATE TABLE alkres.bypass_hotspot (
	mutation alkres.mutation NOT NULL,
	gene text NOT NULL,
	transcript text NOT NULL,
	hgvs_c text,
	hgvs_p text,
	kind text NOT NULL,
	grch37 alkres.variant UNIQUE,
	grch38 alkres.variant UNIQUE,
	grch37_region alkres.region,
	grch38_region alkres.region,
	name_in_source text,
	hgvs_in_source text,
	source text NOT NULL,
	verification text NOT NULL,
	CHECK (CASE kind WHEN 'span' THEN grch37 IS NULL AND grch38 IS NULL AND grch37_region IS NOT NULL AND grch38_region IS NOT NULL
		ELSE grch37 IS NOT NULL AND grch38 IS NOT NULL AND grch37_region IS NULL AND grch38_region IS NULL END)
);
COMMENT ON TABLE alkres.bypass_hotspot IS 'hotspots and copy-number spans of the genes that bypass ALK, one row a nucleotide change; research use only';
COMMENT ON COLUMN alkres.bypass_hotspot.mutation IS 'protein change; of a span the class it bears on';
COMMENT ON COLUMN alkres.bypass_hotspot.gene IS 'gene symbol';
COMMENT ON COLUMN alkres.bypass_hotspot.transcript IS 'Ensembl transcript of hgvs_c; MET has rows of two';
COMMENT ON COLUMN alkres.bypass_hotspot.hgvs_c IS 'HGVS coding-DNA change; NULL for a span';
COMMENT ON COLUMN alkres.bypass_hotspot.hgvs_p IS 'HGVS protein change; NULL for a span';
COMMENT ON COLUMN alkres.bypass_hotspot.kind IS 'SNV, MNV, deletion, delins, or span: a stretch that is counted, no variant';
COMMENT ON COLUMN alkres.bypass_hotspot.grch37 IS 'plus-strand variant on GRCh37; NULL for a span';
COMMENT ON COLUMN alkres.bypass_hotspot.grch38 IS 'plus-strand variant on GRCh38; NULL for a span';
COMMENT ON COLUMN alkres.bypass_hotspot.grch37_region IS 'the span on GRCh37';
COMMENT ON COLUMN alkres.bypass_hotspot.grch38_region IS 'the span on GRCh38';
COMMENT ON COLUMN alkres.bypass_hotspot.name_in_source IS 'the change as the source names it';
COMMENT ON COLUMN alkres.bypass_hotspot.hgvs_in_source IS 'transcript and c. name as the source prints them';
COMMENT ON COLUMN alkres.bypass_hotspot.source IS 'database or sequence the row comes from';
COMMENT ON COLUMN alkres.bypass_hotspot.verification IS 'how positions, alleles and names were checked';
GRANT SELECT ON alkres.bypass_hotspot TO PUBLIC;
