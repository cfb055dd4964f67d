-- What stands together on one molecule.
CREATE FUNCTION alkres.haplotypes(pileup alkres.pileup, OUT "position" integer, OUT ref text, OUT alt text,
	OUT substitutions integer, OUT molecules integer, OUT f1r2 integer, OUT f2r1 integer, OUT duplex integer,
	OUT mean_quality double precision, OUT partial_molecules integer, OUT depth integer) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 COST 3000 AS 'MODULE_PATHNAME', 'alkres_pileup_haplotype_rows';
COMMENT ON FUNCTION alkres.haplotypes(alkres.pileup) IS 'substitutions on the same molecule, each at most 2 bases behind the one before, so that all within a codon stand together: molecules with exactly these, and molecules with some of them; not for alleles of more than 256 molecules';
