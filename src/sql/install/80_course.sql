-- What answers over many draws are made of: values in, values out.  The store's derived tables keep what these say.
CREATE FUNCTION alkres.rank_among_changes(state text) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_rank_among_changes';
COMMENT ON FUNCTION alkres.rank_among_changes(text) IS 'place of a state in states(): over several changes that give one mutation the lowest decides';
CREATE FUNCTION alkres.rank_among_repeats(state text) RETURNS integer
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_rank_among_repeats';
COMMENT ON FUNCTION alkres.rank_among_repeats(text) IS 'rank of a state among several measurements of the same in one draw (libraries, plates, methods), of which the lowest decides: what sees it before what excludes it, this before what could do neither';
CREATE FUNCTION alkres.evaluable_states() RETURNS text[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_evaluable_states';
COMMENT ON FUNCTION alkres.evaluable_states() IS 'the states in which a draw could have shown the mutation';
CREATE FUNCTION alkres.looked_for_states() RETURNS text[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_looked_for_states';
COMMENT ON FUNCTION alkres.looked_for_states() IS 'the states in which the mutation was looked for, deep enough or not';

CREATE FUNCTION alkres.listed_mutations() RETURNS alkres.mutation[]
	LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = alkres, pg_temp
AS $$
BEGIN
	RETURN (SELECT array_agg(DISTINCT l.mutation ORDER BY l.mutation) FROM (
		SELECT m.mutation FROM alkres.resistance_mutation AS m
		UNION ALL
		SELECT h.mutation FROM alkres.bypass_hotspot AS h WHERE h.kind <> 'span') AS l);
END
$$;
COMMENT ON FUNCTION alkres.listed_mutations() IS 'the mutations that make a class: those of resistance_mutation, and the hotspots of bypass_hotspot, in order';
CREATE FUNCTION alkres.listed_gaps(listed alkres.mutation[], evaluable alkres.mutation[]) RETURNS alkres.mutation[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_listed_gaps_of';
COMMENT ON FUNCTION alkres.listed_gaps(alkres.mutation[], alkres.mutation[]) IS 'stretches of listed mutations of which none is among the evaluable ones: first, last, first, last, ...; both in order, without doubles';
CREATE FUNCTION alkres.is_evaluable(class alkres.mutation, gaps alkres.mutation[]) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_evaluable';
COMMENT ON FUNCTION alkres.is_evaluable(alkres.mutation, alkres.mutation[]) IS 'was every listed member of the class evaluable, by the gaps of a draw (listed_gaps)? Means nothing for a class without a listed member';
CREATE FUNCTION alkres.is_copy_number(mutation alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_copy_number';
COMMENT ON FUNCTION alkres.is_copy_number(alkres.mutation) IS 'is it a change of a gene''s copies: gain, loss or amplification? Its fraction is none of alleles, and counts in no mean of them';
CREATE FUNCTION alkres.is_evidence(mutation alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_is_evidence';
COMMENT ON FUNCTION alkres.is_evidence(alkres.mutation) IS 'does detecting it show tumour DNA? Not synonymous changes and those of ALK outside its kinase domain, its polymorphisms';
CREATE FUNCTION alkres.counts_for(mutation alkres.mutation, class alkres.mutation, driver text = 'ALK') RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_counts_for';
COMMENT ON FUNCTION alkres.counts_for(alkres.mutation, alkres.mutation, text) IS 'is it a member of the class that counts in an answer about the class? Of the driver gene what is on target: not its fusion, synonymous changes or polymorphisms, unless asked for by their own name';
CREATE FUNCTION alkres.tumour_dna_seen(class alkres.mutation, truncal_seen boolean, first_detected alkres.mutation, last_detected alkres.mutation,
	first_looked_for alkres.mutation, last_looked_for alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_tumour_dna_seen';
COMMENT ON FUNCTION alkres.tumour_dna_seen(alkres.mutation, boolean, alkres.mutation, alkres.mutation, alkres.mutation, alkres.mutation) IS
	'was tumour DNA seen in a draw apart from the class, by what table draw says of its evidence? NULL where nothing else was looked for';

CREATE FUNCTION alkres.mutation_course(draws bigint[], states text[], fractions double precision[], fractions_lower double precision[], lod95s double precision[],
	tumour_dna_seen boolean[], treated boolean[], OUT first integer, OUT negative integer, OUT last integer, OUT highest integer, OUT lowest integer,
	OUT recurred integer, OUT cleared integer, OUT recurrences integer, OUT detections integer, OUT emergence text, OUT clearance text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'alkres_mutation_course';
COMMENT ON FUNCTION alkres.mutation_course(bigint[], text[], double precision[], double precision[], double precision[], boolean[], boolean[]) IS
	'a mutation over the draws of a patient, its measurements in the order of the draws: places in the arrays of the first detection, the last negative before it that excludes it, the last detection, the highest and the lowest fraction, the first recurrence and the first clearance after the last detection; NULL without a detection';

CREATE FUNCTION alkres.share(part bigint, whole bigint, confidence double precision = 0.95,
	OUT fraction double precision, OUT fraction_lower double precision, OUT fraction_upper double precision)
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN share.whole > 0 THEN share.part / share.whole::double precision END,
		CASE WHEN share.whole > 0 THEN alkres.lower_bound(alkres.vaf(share.part, share.whole), 'exact', share.confidence) END,
		CASE WHEN share.whole > 0 THEN alkres.upper_bound(alkres.vaf(share.part, share.whole), 'exact', share.confidence) END;
END;
COMMENT ON FUNCTION alkres.share(bigint, bigint, double precision) IS 'part of whole with its exact limits (Clopper-Pearson); NULL of none';

CREATE FUNCTION alkres.resistance_reading(phase text, together text, singles text[], OUT basis text, OUT if_together text, OUT if_separate text, OUT call text, OUT reason text)
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_resistance_reading';
COMMENT ON FUNCTION alkres.resistance_reading(text, text, text[]) IS
	'what sources say of an inhibitor, for the mutations of a tumour: singles, of each alone (NULL: nothing), together, of all on one molecule; several mutations are never judged by statements on single ones, but for resistance of one that has a clone of its own; NULL without mutations; research use only';

CREATE FUNCTION alkres_internal.derive_samples(patient bigint, samples bigint[], methods text[], listed alkres.mutation[]) RETURNS boolean
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_derive_samples';
COMMENT ON FUNCTION alkres_internal.derive_samples(bigint, bigint[], text[], alkres.mutation[]) IS
	'internal, for derive_at_commit: the derived rows of samples of a patient by methods, and of the mutations asked for in them, in the store of search_path, where the patient is locked; false: the patient has to be worked out whole';
CREATE TYPE alkres.patient_tally AS (drug text, year integer, known integer, patients bigint);
COMMENT ON TYPE alkres.patient_tally IS 'a row of what tally_patients returns';
COMMENT ON COLUMN alkres.patient_tally.drug IS 'the drug; NULL where none was named';
COMMENT ON COLUMN alkres.patient_tally.year IS 'year of the draws; NULL where no date was given';
COMMENT ON COLUMN alkres.patient_tally.known IS 'what is known of a patient by all his draws under the drug and in the year: a bit a fact';
COMMENT ON COLUMN alkres.patient_tally.patients IS 'of how many patients this is known';
CREATE FUNCTION alkres_internal.tally_accumulate(state bytea, patient bigint, drugs text[], drawn_on date, known integer) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_tally_accumulate';
COMMENT ON FUNCTION alkres_internal.tally_accumulate(bytea, bigint, text[], date, integer) IS 'transition of tally_patients';
CREATE FUNCTION alkres_internal.tally_combine(state bytea, other bytea) RETURNS bytea
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_tally_combine';
COMMENT ON FUNCTION alkres_internal.tally_combine(bytea, bytea) IS 'combination of tally_patients';
CREATE FUNCTION alkres_internal.tally_final(state bytea) RETURNS alkres.patient_tally[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_tally_final';
COMMENT ON FUNCTION alkres_internal.tally_final(bytea) IS 'result of tally_patients';
CREATE AGGREGATE alkres.tally_patients(patient bigint, drugs text[], drawn_on date, known integer) (
	SFUNC = alkres_internal.tally_accumulate, STYPE = bytea, SSPACE = 1048576, FINALFUNC = alkres_internal.tally_final,
	COMBINEFUNC = alkres_internal.tally_combine, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.tally_patients(bigint, text[], date, integer) IS
	'draws, one a row, counted by patient: for each of the drugs of a draw and its year, how many patients are known for what, a bit a fact over all draws of one; drugs {NULL} and no date: of everybody together; a row without patient, drugs or facts does not count';
