-- mutation beside text, as BI tools and drivers write it.  SQL functions of one expression: the planner puts it in their place, so that what is
-- compared is mutation with mutation, with its indexes, statistics and joins; LIKE is of the text.
CREATE FUNCTION alkres_internal.mutation_eq_text(alkres.mutation, text) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1 OPERATOR(alkres.=) $2::alkres.mutation;
COMMENT ON FUNCTION alkres_internal.mutation_eq_text(alkres.mutation, text) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.mutation_ne_text(alkres.mutation, text) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1 OPERATOR(alkres.<>) $2::alkres.mutation;
COMMENT ON FUNCTION alkres_internal.mutation_ne_text(alkres.mutation, text) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.text_eq_mutation(text, alkres.mutation) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1::alkres.mutation OPERATOR(alkres.=) $2;
COMMENT ON FUNCTION alkres_internal.text_eq_mutation(text, alkres.mutation) IS 'implementation of = operator';
CREATE FUNCTION alkres_internal.text_ne_mutation(text, alkres.mutation) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1::alkres.mutation OPERATOR(alkres.<>) $2;
COMMENT ON FUNCTION alkres_internal.text_ne_mutation(text, alkres.mutation) IS 'implementation of <> operator';
CREATE FUNCTION alkres_internal.mutation_contained_text(alkres.mutation, text) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1 OPERATOR(alkres.<@) $2::alkres.mutation;
COMMENT ON FUNCTION alkres_internal.mutation_contained_text(alkres.mutation, text) IS 'implementation of <@ operator';
CREATE FUNCTION alkres_internal.text_contains_mutation(text, alkres.mutation) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1::alkres.mutation OPERATOR(alkres.@>) $2;
COMMENT ON FUNCTION alkres_internal.text_contains_mutation(text, alkres.mutation) IS 'implementation of @> operator';
CREATE FUNCTION alkres_internal.mutation_like(alkres.mutation, text) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1::text OPERATOR(pg_catalog.~~) $2;
COMMENT ON FUNCTION alkres_internal.mutation_like(alkres.mutation, text) IS 'implementation of ~~ operator';
CREATE FUNCTION alkres_internal.mutation_not_like(alkres.mutation, text) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1::text OPERATOR(pg_catalog.!~~) $2;
COMMENT ON FUNCTION alkres_internal.mutation_not_like(alkres.mutation, text) IS 'implementation of !~~ operator';
CREATE FUNCTION alkres_internal.mutation_ilike(alkres.mutation, text) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1::text OPERATOR(pg_catalog.~~*) $2;
COMMENT ON FUNCTION alkres_internal.mutation_ilike(alkres.mutation, text) IS 'implementation of ~~* operator';
CREATE FUNCTION alkres_internal.mutation_not_ilike(alkres.mutation, text) RETURNS boolean
	LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN $1::text OPERATOR(pg_catalog.!~~*) $2;
COMMENT ON FUNCTION alkres_internal.mutation_not_ilike(alkres.mutation, text) IS 'implementation of !~~* operator';

-- The estimators are for where no expression can be put in: = ANY of an array of text.
CREATE OPERATOR alkres.= (LEFTARG = alkres.mutation, RIGHTARG = text, FUNCTION = alkres_internal.mutation_eq_text,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = eqsel, JOIN = eqjoinsel);
COMMENT ON OPERATOR alkres.= (alkres.mutation, text) IS 'equal to the mutation that the text says';
CREATE OPERATOR alkres.= (LEFTARG = text, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.text_eq_mutation,
	COMMUTATOR = OPERATOR(alkres.=), NEGATOR = OPERATOR(alkres.<>), RESTRICT = eqsel, JOIN = eqjoinsel);
COMMENT ON OPERATOR alkres.= (text, alkres.mutation) IS 'equal to the mutation that the text says';
CREATE OPERATOR alkres.<> (LEFTARG = alkres.mutation, RIGHTARG = text, FUNCTION = alkres_internal.mutation_ne_text,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR alkres.<> (alkres.mutation, text) IS 'not equal to the mutation that the text says';
CREATE OPERATOR alkres.<> (LEFTARG = text, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.text_ne_mutation,
	COMMUTATOR = OPERATOR(alkres.<>), NEGATOR = OPERATOR(alkres.=), RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR alkres.<> (text, alkres.mutation) IS 'not equal to the mutation that the text says';
CREATE OPERATOR alkres.<@ (LEFTARG = alkres.mutation, RIGHTARG = text, FUNCTION = alkres_internal.mutation_contained_text,
	COMMUTATOR = OPERATOR(alkres.@>), RESTRICT = matchingsel, JOIN = matchingjoinsel);
COMMENT ON OPERATOR alkres.<@ (alkres.mutation, text) IS 'is the class that the text says or a member of it';
CREATE OPERATOR alkres.@> (LEFTARG = text, RIGHTARG = alkres.mutation, FUNCTION = alkres_internal.text_contains_mutation,
	COMMUTATOR = OPERATOR(alkres.<@), RESTRICT = matchingsel, JOIN = matchingjoinsel);
COMMENT ON OPERATOR alkres.@> (text, alkres.mutation) IS 'is the text the class of, or the same';
CREATE OPERATOR alkres.~~ (LEFTARG = alkres.mutation, RIGHTARG = text, FUNCTION = alkres_internal.mutation_like,
	NEGATOR = OPERATOR(alkres.!~~), RESTRICT = matchingsel, JOIN = matchingjoinsel);
COMMENT ON OPERATOR alkres.~~ (alkres.mutation, text) IS 'its text is LIKE a pattern';
CREATE OPERATOR alkres.!~~ (LEFTARG = alkres.mutation, RIGHTARG = text, FUNCTION = alkres_internal.mutation_not_like,
	NEGATOR = OPERATOR(alkres.~~), RESTRICT = matchingsel, JOIN = matchingjoinsel);
COMMENT ON OPERATOR alkres.!~~ (alkres.mutation, text) IS 'its text is NOT LIKE a pattern';
CREATE OPERATOR alkres.~~* (LEFTARG = alkres.mutation, RIGHTARG = text, FUNCTION = alkres_internal.mutation_ilike,
	NEGATOR = OPERATOR(alkres.!~~*), RESTRICT = matchingsel, JOIN = matchingjoinsel);
COMMENT ON OPERATOR alkres.~~* (alkres.mutation, text) IS 'its text is ILIKE a pattern';
CREATE OPERATOR alkres.!~~* (LEFTARG = alkres.mutation, RIGHTARG = text, FUNCTION = alkres_internal.mutation_not_ilike,
	NEGATOR = OPERATOR(alkres.~~*), RESTRICT = matchingsel, JOIN = matchingjoinsel);
COMMENT ON OPERATOR alkres.!~~* (alkres.mutation, text) IS 'its text is NOT ILIKE a pattern';
