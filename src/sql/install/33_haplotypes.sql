-- What stands together on one molecule, and two libraries as one.
CREATE FUNCTION alkres.haplotypes(pileup alkres.pileup, OUT "position" integer, OUT ref text, OUT alt text,
	OUT substitutions integer, OUT molecules integer, OUT f1r2 integer, OUT f2r1 integer, OUT duplex integer,
	OUT mean_quality double precision, OUT partial_molecules integer, OUT depth integer) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE ROWS 5 COST 3000 AS 'MODULE_PATHNAME', 'alkres_pileup_haplotype_rows';
COMMENT ON FUNCTION alkres.haplotypes(alkres.pileup) IS 'substitutions on the same molecule, each at most 2 bases behind the one before, so that all within a codon stand together: molecules with exactly these, and molecules with some of them; not for alleles of more than 256 molecules';

CREATE FUNCTION alkres_internal.pileup_add(alkres.pileup, alkres.pileup) RETURNS alkres.pileup
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS 'MODULE_PATHNAME', 'alkres_pileup_add';
COMMENT ON FUNCTION alkres_internal.pileup_add(alkres.pileup, alkres.pileup) IS 'implementation of + operator';
CREATE OPERATOR alkres.+ (LEFTARG = alkres.pileup, RIGHTARG = alkres.pileup, FUNCTION = alkres_internal.pileup_add);
COMMENT ON OPERATOR alkres.+ (alkres.pileup, alkres.pileup) IS 'two libraries of one sample as one, over one block: counts are added, molecules numbered 2 n on the left and 2 n + 1 on the right';
