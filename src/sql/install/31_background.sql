-- background: what a panel of normals shows over one block.  Sums only: one more normal is one addition.
CREATE TYPE alkres.background;
CREATE FUNCTION alkres.background_in(cstring) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_in';
COMMENT ON FUNCTION alkres.background_in(cstring) IS 'input';
CREATE FUNCTION alkres.background_out(alkres.background) RETURNS cstring
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_out';
COMMENT ON FUNCTION alkres.background_out(alkres.background) IS 'output: hexadecimal';
CREATE FUNCTION alkres.background_recv(internal) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_recv';
COMMENT ON FUNCTION alkres.background_recv(internal) IS 'binary input';
CREATE FUNCTION alkres.background_send(alkres.background) RETURNS bytea
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_background_send';
COMMENT ON FUNCTION alkres.background_send(alkres.background) IS 'binary output';
CREATE TYPE alkres.background (INPUT = alkres.background_in, OUTPUT = alkres.background_out, RECEIVE = alkres.background_recv,
	SEND = alkres.background_send, INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE alkres.background IS 'what a panel of normals shows over one block of 256 bases: for each position, alternative and strand of origin the molecules seen and expected, as sums over libraries';

CREATE FUNCTION alkres.background_add(alkres.background, alkres.background) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_background_add_background';
COMMENT ON FUNCTION alkres.background_add(alkres.background, alkres.background) IS 'implementation of + operator';
CREATE OPERATOR alkres.+ (LEFTARG = alkres.background, RIGHTARG = alkres.background, FUNCTION = alkres.background_add,
	COMMUTATOR = OPERATOR(alkres.+));
COMMENT ON OPERATOR alkres.+ (alkres.background, alkres.background) IS 'the normals of both; of one block';
CREATE FUNCTION alkres.background_subtract(alkres.background, alkres.background) RETURNS alkres.background
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_background_subtract_background';
COMMENT ON FUNCTION alkres.background_subtract(alkres.background, alkres.background) IS 'implementation of - operator';
CREATE OPERATOR alkres.- (LEFTARG = alkres.background, RIGHTARG = alkres.background, FUNCTION = alkres.background_subtract);
COMMENT ON OPERATOR alkres.- (alkres.background, alkres.background) IS 'the normals of the left one without those of the right one';
CREATE FUNCTION alkres.background_accum(alkres.background, alkres.pileup) RETURNS alkres.background
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 5000 AS 'MODULE_PATHNAME', 'alkres_background_add_pileup';
COMMENT ON FUNCTION alkres.background_accum(alkres.background, alkres.pileup) IS 'transition of background_agg: one library more';
CREATE AGGREGATE alkres.background_agg(pileup alkres.pileup) (SFUNC = alkres.background_accum, STYPE = alkres.background,
	COMBINEFUNC = alkres.background_add, SSPACE = 16384, PARALLEL = SAFE);
COMMENT ON AGGREGATE alkres.background_agg(alkres.pileup) IS 'the background of a panel of normals over one block; a library with more than 5 % of an alternative is left out there';

CREATE FUNCTION alkres.libraries(background alkres.background) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_background_libraries';
COMMENT ON FUNCTION alkres.libraries(alkres.background) IS 'how many libraries were summed';
CREATE FUNCTION alkres.sites(background alkres.background, OUT pos integer, OUT alternative text, OUT orientation text,
	OUT alternates bigint, OUT well_read bigint, OUT expected double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 50 AS 'MODULE_PATHNAME', 'alkres_background_sites';
COMMENT ON FUNCTION alkres.sites(alkres.background) IS 'every alternative that a normal shows: molecules seen, of them read at Q30 or better, and how many of these the fixed error rates expected';
