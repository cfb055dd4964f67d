-- What an assay's probe detects, and how its reactions are set up.
ALTER TABLE assay
	ADD COLUMN alleles variant[] CHECK (cardinality(alleles) > 0),
	ADD COLUMN supermix text,
	ADD COLUMN supermix_has_dutp boolean,
	ADD COLUMN mix text,
	ADD COLUMN cycling text,
	ADD COLUMN template_ng float8 CHECK (template_ng > 0),
	ADD COLUMN reaction_ul float8 CHECK (reaction_ul > 0),
	ADD COLUMN template_ul float8 CHECK (template_ul > 0 AND template_ul <= reaction_ul);
COMMENT ON COLUMN assay.alleles IS 'the DNA alleles that the mutant probe detects, where the name does not tell or tells it wrong; NULL: as assay_alleles(name) says';
COMMENT ON COLUMN assay.supermix IS 'supermix, as the maker names it';
COMMENT ON COLUMN assay.supermix_has_dutp IS 'does it hold dUTP? false for a no-dUTP supermix';
COMMENT ON COLUMN assay.mix IS 'composition of the reaction: primers, probes, enzymes';
COMMENT ON COLUMN assay.cycling IS 'cycling programme';
COMMENT ON COLUMN assay.template_ng IS 'DNA put into a reaction, ng';
COMMENT ON COLUMN assay.reaction_ul IS 'volume of the whole mix that the template goes into, uL: 20, 22 or 25, not what is loaded';
COMMENT ON COLUMN assay.template_ul IS 'volume of eluate that goes into the mix, uL';
