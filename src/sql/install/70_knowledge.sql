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

CREATE TABLE alkres.copy_number_gene (
	gene text NOT NULL PRIMARY KEY,
	mutation alkres.mutation NOT NULL UNIQUE,
	role text NOT NULL,
	transcript text NOT NULL,
	grch37_region alkres.region NOT NULL,
	grch38_region alkres.region NOT NULL,
	source text NOT NULL,
	verification text NOT NULL
);
COMMENT ON TABLE alkres.copy_number_gene IS 'genes whose copies are counted: ALK and those of bypass, with the change that is asked for; research use only';
COMMENT ON COLUMN alkres.copy_number_gene.gene IS 'gene symbol';
COMMENT ON COLUMN alkres.copy_number_gene.mutation IS 'the change of its copies that a draw is asked for: gain, amplification or loss; the gene alone where none is';
COMMENT ON COLUMN alkres.copy_number_gene.role IS 'what it has to do with resistance';
COMMENT ON COLUMN alkres.copy_number_gene.transcript IS 'Ensembl transcript whose stretch it is';
COMMENT ON COLUMN alkres.copy_number_gene.grch37_region IS 'the stretch on GRCh37';
COMMENT ON COLUMN alkres.copy_number_gene.grch38_region IS 'the stretch on GRCh38';
COMMENT ON COLUMN alkres.copy_number_gene.source IS 'where the stretch is from';
COMMENT ON COLUMN alkres.copy_number_gene.verification IS 'how it was checked';
GRANT SELECT ON alkres.copy_number_gene TO PUBLIC;

CREATE TABLE alkres.inhibitor (
	inhibitor text NOT NULL PRIMARY KEY,
	generation integer,
	code_names text[] NOT NULL,
	manufacturer text NOT NULL,
	other_targets text[],
	source text NOT NULL,
	pmid integer,
	verification text NOT NULL
);
COMMENT ON TABLE alkres.inhibitor IS 'ALK inhibitors; research use only';
COMMENT ON COLUMN alkres.inhibitor.inhibitor IS 'generic name';
COMMENT ON COLUMN alkres.inhibitor.generation IS 'generation of ALK inhibitors; NULL where no source at hand states it';
COMMENT ON COLUMN alkres.inhibitor.code_names IS 'names during development';
COMMENT ON COLUMN alkres.inhibitor.manufacturer IS 'company the source names';
COMMENT ON COLUMN alkres.inhibitor.other_targets IS 'kinases inhibited besides ALK; NULL where no source at hand states them';
COMMENT ON COLUMN alkres.inhibitor.source IS 'where the row comes from';
COMMENT ON COLUMN alkres.inhibitor.pmid IS 'PubMed identifier of the source, where known';
COMMENT ON COLUMN alkres.inhibitor.verification IS 'how the row was checked';
GRANT SELECT ON alkres.inhibitor TO PUBLIC;

CREATE TABLE alkres.inhibitor_sensitivity (
	mutations alkres.mutation[] NOT NULL CHECK (cardinality(mutations) BETWEEN 1 AND 2),
	mutation alkres.mutation GENERATED ALWAYS AS (CASE cardinality(mutations) WHEN 1 THEN mutations[1] END) STORED,
	name_in_source text NOT NULL,
	inhibitor text NOT NULL REFERENCES alkres.inhibitor,
	call text NOT NULL CHECK (call IN ('sensitive', 'intermediate', 'resistant')),
	source text NOT NULL,
	pmid integer,
	civic_evidence_id integer,
	evidence_level text,
	disease text,
	verification text NOT NULL
);
COMMENT ON TABLE alkres.inhibitor_sensitivity IS 'what a source states about a mutation, or two on one allele, and an inhibitor; one row a statement, conflicts kept; research use only';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.mutations IS 'the mutation, or both of a compound mutation by residue: a compound is never judged by its single mutations';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.mutation IS 'the single mutation; NULL for a compound mutation';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.name_in_source IS 'the mutation as the source names it';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.inhibitor IS 'generic name';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.call IS 'sensitive, intermediate or resistant';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.source IS 'who states it';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.pmid IS 'PubMed identifier of the source, where known';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.civic_evidence_id IS 'evidence item of CIViC';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.evidence_level IS 'CIViC evidence level: C case study, D preclinical';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.disease IS 'disease of the evidence: statements from neuroblastoma are about ALK that is not fused';
COMMENT ON COLUMN alkres.inhibitor_sensitivity.verification IS 'how the statement was checked';
GRANT SELECT ON alkres.inhibitor_sensitivity TO PUBLIC;

CREATE VIEW alkres.inhibitor_sensitivity_summary AS
	SELECT mutations, inhibitor, CASE WHEN count(DISTINCT call) = 1 THEN min(call) ELSE 'conflict' END AS call,
		array_agg(DISTINCT call) AS calls, count(*) AS statements, array_agg(DISTINCT source) AS sources
	FROM alkres.inhibitor_sensitivity GROUP BY mutations, inhibitor;
COMMENT ON VIEW alkres.inhibitor_sensitivity_summary IS 'inhibitor_sensitivity by mutation and inhibitor; sources that differ give conflict';
COMMENT ON COLUMN alkres.inhibitor_sensitivity_summary.mutations IS 'the mutation, or both of a compound mutation';
COMMENT ON COLUMN alkres.inhibitor_sensitivity_summary.inhibitor IS 'generic name';
COMMENT ON COLUMN alkres.inhibitor_sensitivity_summary.call IS 'what all statements say, or conflict';
COMMENT ON COLUMN alkres.inhibitor_sensitivity_summary.calls IS 'the different calls';
COMMENT ON COLUMN alkres.inhibitor_sensitivity_summary.statements IS 'number of statements';
COMMENT ON COLUMN alkres.inhibitor_sensitivity_summary.sources IS 'who states it';
GRANT SELECT ON alkres.inhibitor_sensitivity_summary TO PUBLIC;

CREATE TABLE alkres.published_frequency (
	after_inhibitor text REFERENCES alkres.inhibitor,
	after_text text NOT NULL,
	alteration text NOT NULL,
	mutation alkres.mutation NOT NULL,
	specimen text NOT NULL,
	positive integer NOT NULL,
	total integer NOT NULL CHECK (positive BETWEEN 0 AND total),
	unit text NOT NULL CHECK (unit IN ('patient', 'sample')),
	printed_percent numeric NOT NULL,
	source text NOT NULL,
	pmid integer,
	verification text NOT NULL
);
COMMENT ON TABLE alkres.published_frequency IS 'how often the literature found a change after an inhibitor; research use only';
COMMENT ON COLUMN alkres.published_frequency.after_inhibitor IS 'inhibitor the patients had; NULL for any';
COMMENT ON COLUMN alkres.published_frequency.after_text IS 'the same in the words of the source';
COMMENT ON COLUMN alkres.published_frequency.alteration IS 'the change in the words of the source';
COMMENT ON COLUMN alkres.published_frequency.mutation IS 'the mutation or the class that comes nearest: ALK for any mutation of its kinase domain';
COMMENT ON COLUMN alkres.published_frequency.specimen IS 'tissue or plasma';
COMMENT ON COLUMN alkres.published_frequency.positive IS 'patients with the change';
COMMENT ON COLUMN alkres.published_frequency.total IS 'patients tested';
COMMENT ON COLUMN alkres.published_frequency.unit IS 'what positive counts: patient, or sample where the source counts these';
COMMENT ON COLUMN alkres.published_frequency.printed_percent IS 'percentage as printed; positive and total are the numbers to reckon with';
COMMENT ON COLUMN alkres.published_frequency.source IS 'publication and what else it says';
COMMENT ON COLUMN alkres.published_frequency.pmid IS 'PubMed identifier of the source';
COMMENT ON COLUMN alkres.published_frequency.verification IS 'how the numbers were checked';
GRANT SELECT ON alkres.published_frequency TO PUBLIC;

CREATE TABLE alkres.compound_mutation (
	mutation_a alkres.mutation NOT NULL,
	mutation_b alkres.mutation NOT NULL,
	hgvs_c_a text NOT NULL,
	hgvs_c_b text NOT NULL,
	exon_a integer NOT NULL,
	exon_b integer NOT NULL,
	distance integer NOT NULL,
	fragments_over_both float8 NOT NULL CHECK (fragments_over_both BETWEEN 0 AND 1),
	arises_after text NOT NULL,
	source text NOT NULL,
	pmid integer,
	verification text NOT NULL,
	PRIMARY KEY (mutation_a, mutation_b)
);
COMMENT ON TABLE alkres.compound_mutation IS 'two ALK mutations described together; research use only';
COMMENT ON COLUMN alkres.compound_mutation.mutation_a IS 'the one of the lower residue';
COMMENT ON COLUMN alkres.compound_mutation.mutation_b IS 'the other';
COMMENT ON COLUMN alkres.compound_mutation.hgvs_c_a IS 'a nucleotide route of the first, the one reckoned with';
COMMENT ON COLUMN alkres.compound_mutation.hgvs_c_b IS 'a nucleotide route of the other';
COMMENT ON COLUMN alkres.compound_mutation.exon_a IS 'exon of NM_004304.5 of the first';
COMMENT ON COLUMN alkres.compound_mutation.exon_b IS 'exon of the other';
COMMENT ON COLUMN alkres.compound_mutation.distance IS 'bases of the genome between both';
COMMENT ON COLUMN alkres.compound_mutation.fragments_over_both IS 'share of fragments of 167 bases over one site that reach the other: 0 means that cfDNA cannot tell cis from trans';
COMMENT ON COLUMN alkres.compound_mutation.arises_after IS 'treatment under which it was seen';
COMMENT ON COLUMN alkres.compound_mutation.source IS 'publication';
COMMENT ON COLUMN alkres.compound_mutation.pmid IS 'PubMed identifier of the source, where known';
COMMENT ON COLUMN alkres.compound_mutation.verification IS 'how it was checked';
GRANT SELECT ON alkres.compound_mutation TO PUBLIC;

CREATE TABLE alkres.ddpcr_assay (
	name text NOT NULL PRIMARY KEY,
	mutation alkres.mutation NOT NULL,
	hgvs_c text[] NOT NULL,
	grch37 alkres.variant[],
	grch38 alkres.variant[],
	basis text NOT NULL CHECK (basis IN ('only_route', 'published', 'open')),
	source text NOT NULL,
	verification text NOT NULL,
	note text,
	CHECK ((grch37 IS NULL) = (basis = 'open') AND (grch38 IS NULL) = (basis = 'open'))
);
COMMENT ON TABLE alkres.ddpcr_assay IS 'what the name of a ddPCR assay, as an instrument prints it, says of the DNA alleles that its probe detects; research use only';
COMMENT ON COLUMN alkres.ddpcr_assay.name IS 'name; case, blanks, gene and p. do not matter when it is looked up';
COMMENT ON COLUMN alkres.ddpcr_assay.mutation IS 'protein change it names';
COMMENT ON COLUMN alkres.ddpcr_assay.hgvs_c IS 'the DNA changes of resistance_mutation that give it';
COMMENT ON COLUMN alkres.ddpcr_assay.grch37 IS 'the alleles that the probe detects, on GRCh37; NULL where the name leaves it open';
COMMENT ON COLUMN alkres.ddpcr_assay.grch38 IS 'the same on GRCh38';
COMMENT ON COLUMN alkres.ddpcr_assay.basis IS 'only_route: no other single-nucleotide change gives the mutation; published: the one described; open: the name does not tell between several';
COMMENT ON COLUMN alkres.ddpcr_assay.source IS 'where the mutation is described';
COMMENT ON COLUMN alkres.ddpcr_assay.verification IS 'how the alleles were checked';
COMMENT ON COLUMN alkres.ddpcr_assay.note IS 'what else is to say';
GRANT SELECT ON alkres.ddpcr_assay TO PUBLIC;

-- The user's own: they win over the shipped rows, and a dump holds them.
CREATE TABLE alkres.knowledge_ddpcr_assay (
	name text NOT NULL PRIMARY KEY,
	mutation alkres.mutation,
	grch37 alkres.variant[],
	grch38 alkres.variant[],
	source text NOT NULL,
	note text,
	CHECK (grch37 IS NOT NULL OR grch38 IS NOT NULL)
);
COMMENT ON TABLE alkres.knowledge_ddpcr_assay IS 'your own assays, by the name that your instrument prints: filled by the owner of the extension, kept by dumps and updates';
COMMENT ON COLUMN alkres.knowledge_ddpcr_assay.name IS 'name';
COMMENT ON COLUMN alkres.knowledge_ddpcr_assay.mutation IS 'mutation; NULL where it follows from the alleles';
COMMENT ON COLUMN alkres.knowledge_ddpcr_assay.grch37 IS 'the alleles that the probe detects, on GRCh37';
COMMENT ON COLUMN alkres.knowledge_ddpcr_assay.grch38 IS 'the same on GRCh38';
COMMENT ON COLUMN alkres.knowledge_ddpcr_assay.source IS 'how you know: the maker''s sheet, the sequence of the probe';
COMMENT ON COLUMN alkres.knowledge_ddpcr_assay.note IS 'what else is to say';
GRANT SELECT ON alkres.knowledge_ddpcr_assay TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('alkres.knowledge_ddpcr_assay', '');

CREATE TABLE alkres.drug_name (
	name text NOT NULL PRIMARY KEY,
	drug text NOT NULL,
	kind text NOT NULL CHECK (kind IN ('generic', 'brand', 'code')),
	source text NOT NULL,
	verification text NOT NULL
);
COMMENT ON TABLE alkres.drug_name IS 'names of drugs that imports of treatments know: generic names, brands, names during development';
COMMENT ON COLUMN alkres.drug_name.name IS 'name, in lower case';
COMMENT ON COLUMN alkres.drug_name.drug IS 'generic name';
COMMENT ON COLUMN alkres.drug_name.kind IS 'generic, brand or code';
COMMENT ON COLUMN alkres.drug_name.source IS 'where the name comes from';
COMMENT ON COLUMN alkres.drug_name.verification IS 'how the row was checked';
GRANT SELECT ON alkres.drug_name TO PUBLIC;

CREATE TABLE alkres.knowledge_drug_name (
	name text NOT NULL PRIMARY KEY CHECK (name = pg_catalog.lower(pg_catalog.btrim(name)) AND name <> ''),
	drug text NOT NULL CHECK (drug = pg_catalog.lower(pg_catalog.btrim(drug)) AND drug <> ''),
	source text NOT NULL
);
COMMENT ON TABLE alkres.knowledge_drug_name IS 'your own names of drugs: filled by the owner of the extension, kept by dumps and updates';
COMMENT ON COLUMN alkres.knowledge_drug_name.name IS 'name, in lower case';
COMMENT ON COLUMN alkres.knowledge_drug_name.drug IS 'the drug as table treatment has it';
COMMENT ON COLUMN alkres.knowledge_drug_name.source IS 'how you know';
GRANT SELECT ON alkres.knowledge_drug_name TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('alkres.knowledge_drug_name', '');

CREATE TABLE alkres.note_frequency (
	note_table integer NOT NULL CHECK (note_table IN (1, 2)),
	place integer NOT NULL,
	alteration text NOT NULL,
	mutation alkres.mutation NOT NULL,
	frequency_text text NOT NULL,
	references_text text NOT NULL,
	lowest_percent numeric,
	highest_percent numeric,
	reading_note text,
	source text NOT NULL,
	verification text NOT NULL,
	PRIMARY KEY (note_table, place)
);
COMMENT ON TABLE alkres.note_frequency IS 'the two tables of the founding application note as printed: on-target mutations and off-target mechanisms of resistance to crizotinib; research use only';
COMMENT ON COLUMN alkres.note_frequency.note_table IS 'number of the table';
COMMENT ON COLUMN alkres.note_frequency.place IS 'line in it';
COMMENT ON COLUMN alkres.note_frequency.alteration IS 'mutation or mechanism, as printed';
COMMENT ON COLUMN alkres.note_frequency.mutation IS 'the mutation or the class that comes nearest';
COMMENT ON COLUMN alkres.note_frequency.frequency_text IS 'frequency, as printed';
COMMENT ON COLUMN alkres.note_frequency.references_text IS 'references, as printed: numbers of the note''s list';
COMMENT ON COLUMN alkres.note_frequency.lowest_percent IS 'lower end of the printed frequency; NULL where none is printed';
COMMENT ON COLUMN alkres.note_frequency.highest_percent IS 'upper end; not the limit of an interval';
COMMENT ON COLUMN alkres.note_frequency.reading_note IS 'how the figure is to be read, a remark of ours';
COMMENT ON COLUMN alkres.note_frequency.source IS 'table';
COMMENT ON COLUMN alkres.note_frequency.verification IS 'how the row was checked';
GRANT SELECT ON alkres.note_frequency TO PUBLIC;

CREATE TABLE alkres.preanalytic_limit (
	measure text NOT NULL CHECK (measure IN ('blood_ml', 'draw_to_spin_hours', 'spin1_g', 'spin1_minutes', 'spin1_celsius', 'spin2_g', 'spin2_minutes', 'spin2_celsius',
		'plasma_left_ml', 'plasma_ml', 'elution_ul', 'yield_ng_per_ml')),
	tube text,
	lowest double precision,
	highest double precision CHECK (highest >= lowest),
	unit text NOT NULL,
	source text NOT NULL,
	verification text NOT NULL,
	UNIQUE NULLS NOT DISTINCT (measure, tube)
);
COMMENT ON TABLE alkres.preanalytic_limit IS 'limits of what is recorded of a draw of blood, its plasma and DNA: what qc_flags(sample) of a store goes by; research use only';
COMMENT ON COLUMN alkres.preanalytic_limit.measure IS 'column of sample, or yield_ng_per_ml: qubit_ng by plasma_ml';
COMMENT ON COLUMN alkres.preanalytic_limit.tube IS 'blood tube that it holds for, in any case; NULL: every other';
COMMENT ON COLUMN alkres.preanalytic_limit.lowest IS 'least value; NULL: none';
COMMENT ON COLUMN alkres.preanalytic_limit.highest IS 'greatest value; NULL: none';
COMMENT ON COLUMN alkres.preanalytic_limit.unit IS 'unit of both';
COMMENT ON COLUMN alkres.preanalytic_limit.source IS 'who states them';
COMMENT ON COLUMN alkres.preanalytic_limit.verification IS 'how they were checked';
GRANT SELECT ON alkres.preanalytic_limit TO PUBLIC;

CREATE TABLE alkres.knowledge_preanalytic_limit (
	measure text NOT NULL CHECK (measure IN ('blood_ml', 'draw_to_spin_hours', 'spin1_g', 'spin1_minutes', 'spin1_celsius', 'spin2_g', 'spin2_minutes', 'spin2_celsius',
		'plasma_left_ml', 'plasma_ml', 'elution_ul', 'yield_ng_per_ml')),
	tube text,
	is_asked boolean NOT NULL DEFAULT true,
	lowest double precision,
	highest double precision CHECK (highest >= lowest),
	source text NOT NULL,
	UNIQUE NULLS NOT DISTINCT (measure, tube)
);
COMMENT ON TABLE alkres.knowledge_preanalytic_limit IS 'your own limits, in place of those of preanalytic_limit for the same measure and tube: filled by the owner of the extension, kept by dumps and updates';
COMMENT ON COLUMN alkres.knowledge_preanalytic_limit.measure IS 'column of sample, or yield_ng_per_ml: qubit_ng by plasma_ml';
COMMENT ON COLUMN alkres.knowledge_preanalytic_limit.tube IS 'blood tube that it holds for, in any case; NULL: every other';
COMMENT ON COLUMN alkres.knowledge_preanalytic_limit.is_asked IS 'false: you do not ask for it at all';
COMMENT ON COLUMN alkres.knowledge_preanalytic_limit.lowest IS 'least value; NULL: none';
COMMENT ON COLUMN alkres.knowledge_preanalytic_limit.highest IS 'greatest value; NULL: none';
COMMENT ON COLUMN alkres.knowledge_preanalytic_limit.source IS 'whose they are';
GRANT SELECT ON alkres.knowledge_preanalytic_limit TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('alkres.knowledge_preanalytic_limit', '');

CREATE VIEW alkres.preanalytic_limit_in_use AS
	SELECT k.measure, k.tube, k.lowest, k.highest, k.source FROM alkres.knowledge_preanalytic_limit AS k WHERE k.is_asked
	UNION ALL
	SELECT p.measure, p.tube, p.lowest, p.highest, p.source FROM alkres.preanalytic_limit AS p
	WHERE NOT EXISTS (SELECT 1 FROM alkres.knowledge_preanalytic_limit AS k
		WHERE k.measure = p.measure AND pg_catalog.lower(coalesce(k.tube, '')) = pg_catalog.lower(coalesce(p.tube, '')));
COMMENT ON VIEW alkres.preanalytic_limit_in_use IS 'the limits of preanalytic_limit, or yours in their place';
COMMENT ON COLUMN alkres.preanalytic_limit_in_use.measure IS 'column of sample, or yield_ng_per_ml';
COMMENT ON COLUMN alkres.preanalytic_limit_in_use.tube IS 'blood tube that it holds for; NULL: every other';
COMMENT ON COLUMN alkres.preanalytic_limit_in_use.lowest IS 'least value; NULL: none';
COMMENT ON COLUMN alkres.preanalytic_limit_in_use.highest IS 'greatest value; NULL: none';
COMMENT ON COLUMN alkres.preanalytic_limit_in_use.source IS 'whose they are';
GRANT SELECT ON alkres.preanalytic_limit_in_use TO PUBLIC;

CREATE TABLE alkres.knowledge_chip_gene (
	gene text NOT NULL PRIMARY KEY CHECK (gene = pg_catalog.upper(gene)),
	source text NOT NULL
);
COMMENT ON TABLE alkres.knowledge_chip_gene IS 'your own list of genes in which clonal haematopoiesis is common: filled by the owner of the extension, kept by dumps and updates; none is shipped, as no list could be verified';
COMMENT ON COLUMN alkres.knowledge_chip_gene.gene IS 'symbol, in capitals';
COMMENT ON COLUMN alkres.knowledge_chip_gene.source IS 'how you know';
GRANT SELECT ON alkres.knowledge_chip_gene TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('alkres.knowledge_chip_gene', '');

CREATE FUNCTION alkres.is_chip_gene(gene text) RETURNS boolean
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN EXISTS (SELECT 1 FROM alkres.knowledge_chip_gene) THEN EXISTS (SELECT 1 FROM alkres.knowledge_chip_gene AS k WHERE k.gene = is_chip_gene.gene) END;
END;
COMMENT ON FUNCTION alkres.is_chip_gene(text) IS 'is clonal haematopoiesis common in a gene, by knowledge_chip_gene; NULL while that is empty: nobody knows';
