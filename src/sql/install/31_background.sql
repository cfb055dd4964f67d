-- background: what a panel of normals shows over one block.  Sums only: one more normal is one addition.
CREATE TYPE alkres.background;
CREATE FUNCTION alkres_internal.background_in(cstring) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_in';
COMMENT ON FUNCTION alkres_internal.background_in(cstring) IS 'input';
CREATE FUNCTION alkres_internal.background_out(alkres.background) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_out';
COMMENT ON FUNCTION alkres_internal.background_out(alkres.background) IS 'output: hexadecimal';
CREATE FUNCTION alkres_internal.background_recv(internal) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_recv';
COMMENT ON FUNCTION alkres_internal.background_recv(internal) IS 'binary input';
CREATE FUNCTION alkres_internal.background_send(alkres.background) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_send';
COMMENT ON FUNCTION alkres_internal.background_send(alkres.background) IS 'binary output';
CREATE TYPE alkres.background (INPUT = alkres_internal.background_in, OUTPUT = alkres_internal.background_out, RECEIVE = alkres_internal.background_recv,
	SEND = alkres_internal.background_send, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE alkres.background IS 'what a panel of normals shows over one block of 256 bases: for each position the molecules by cell, for each alternative and strand of origin those that had it, as sums over libraries';

CREATE FUNCTION alkres_internal.background_add(alkres.background, alkres.background) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_background_add_background';
COMMENT ON FUNCTION alkres_internal.background_add(alkres.background, alkres.background) IS 'implementation of + operator';
CREATE OPERATOR alkres.+ (LEFTARG = alkres.background, RIGHTARG = alkres.background, FUNCTION = alkres_internal.background_add,
	COMMUTATOR = OPERATOR(alkres.+));
COMMENT ON OPERATOR alkres.+ (alkres.background, alkres.background) IS 'the normals of both; of one block';
CREATE FUNCTION alkres_internal.background_subtract(alkres.background, alkres.background) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_background_subtract_background';
COMMENT ON FUNCTION alkres_internal.background_subtract(alkres.background, alkres.background) IS 'implementation of - operator';
CREATE OPERATOR alkres.- (LEFTARG = alkres.background, RIGHTARG = alkres.background, FUNCTION = alkres_internal.background_subtract);
COMMENT ON OPERATOR alkres.- (alkres.background, alkres.background) IS 'the normals of the left one without those of the right one';
CREATE FUNCTION alkres_internal.background_subtract(alkres.background, alkres.pileup) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS 'MODULE_PATHNAME', 'alkres_background_subtract_pileup';
COMMENT ON FUNCTION alkres_internal.background_subtract(alkres.background, alkres.pileup) IS 'implementation of - operator';
CREATE OPERATOR alkres.- (LEFTARG = alkres.background, RIGHTARG = alkres.pileup, FUNCTION = alkres_internal.background_subtract);
COMMENT ON OPERATOR alkres.- (alkres.background, alkres.pileup) IS 'the normals without this one of them';
CREATE FUNCTION alkres_internal.background_accum(alkres.background, alkres.pileup) RETURNS alkres.background
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5000 AS 'MODULE_PATHNAME', 'alkres_background_add_pileup';
COMMENT ON FUNCTION alkres_internal.background_accum(alkres.background, alkres.pileup) IS 'transition of background_agg: one library more';
CREATE AGGREGATE alkres.background_agg(pileup alkres.pileup) (SFUNC = alkres_internal.background_accum, STYPE = alkres.background,
	COMBINEFUNC = alkres_internal.background_add, SSPACE = 16384, PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.background_agg(alkres.pileup) IS 'the background of a panel of normals over one block; a library with more than 5 % of an alternative is left out there';

CREATE FUNCTION alkres.libraries(background alkres.background) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_background_libraries';
COMMENT ON FUNCTION alkres.libraries(alkres.background) IS 'how many libraries were summed';
CREATE FUNCTION alkres.as_other_libraries(background alkres.background) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1500 AS 'MODULE_PATHNAME', 'alkres_background_as_other_libraries';
COMMENT ON FUNCTION alkres.as_other_libraries(alkres.background) IS 'the same sums, said to be of other patients'' libraries that stand in for normals: the caller does not hear them of published and known variants, which several patients may carry';
CREATE FUNCTION alkres.of_other_libraries(background alkres.background) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_background_of_other_libraries';
COMMENT ON FUNCTION alkres.of_other_libraries(alkres.background) IS 'are the libraries other patients'' in place of normals?';
CREATE FUNCTION alkres.sites(background alkres.background, OUT "position" integer, OUT alternative text, OUT orientation text,
	OUT alternates bigint, OUT well_read bigint, OUT molecules bigint) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 50 AS 'MODULE_PATHNAME', 'alkres_background_sites';
COMMENT ON FUNCTION alkres.sites(alkres.background) IS 'every alternative that a normal shows: molecules with it, of them read at Q30 or better, and of how many molecules (for indels: that span the place)';

-- Context rates: what normals show by class, quality, neighbours and change.  Whole numbers, added element by element.
CREATE FUNCTION alkres_internal.context_accum(bigint[], alkres.pileup) RETURNS bigint[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5000 AS 'MODULE_PATHNAME', 'alkres_context_accum';
COMMENT ON FUNCTION alkres_internal.context_accum(bigint[], alkres.pileup) IS 'transition of context_counts_agg: one pileup more';
CREATE FUNCTION alkres_internal.context_combine(bigint[], bigint[]) RETURNS bigint[]
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 200 AS 'MODULE_PATHNAME', 'alkres_context_combine';
COMMENT ON FUNCTION alkres_internal.context_combine(bigint[], bigint[]) IS 'the counts of both';
CREATE AGGREGATE alkres.context_counts_agg(pileup alkres.pileup) (SFUNC = alkres_internal.context_accum, STYPE = bigint[],
	COMBINEFUNC = alkres_internal.context_combine, SSPACE = 83000, PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.context_counts_agg(alkres.pileup) IS 'errors and molecules of normals by class, quality, neighbouring bases and change, over all their blocks: what the caller learns its error rates from';
CREATE AGGREGATE alkres.context_counts_agg(counts bigint[]) (SFUNC = alkres_internal.context_combine, STYPE = bigint[],
	COMBINEFUNC = alkres_internal.context_combine, SSPACE = 83000, PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.context_counts_agg(bigint[]) IS 'context counts of several libraries together';
CREATE FUNCTION alkres.context_rates(counts bigint[] = NULL, OUT class text, OUT quality text, OUT context text, OUT change text,
	OUT alternates bigint, OUT molecules bigint, OUT rate double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 ROWS 3840 AS 'MODULE_PATHNAME', 'alkres_context_rates';
COMMENT ON FUNCTION alkres.context_rates(bigint[]) IS 'the error rate of a molecule on its strand of origin, by class, quality of the base, neighbours and change: learnt from these counts, or the fixed ones';
