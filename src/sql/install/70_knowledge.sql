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
