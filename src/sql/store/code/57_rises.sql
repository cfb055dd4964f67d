-- What rose from one draw to the next.  Definitions: doc/cohort.md.
CREATE OR REPLACE FUNCTION rises(class mutation = 'ALK', below float8 = 0.001, above float8 = 0.005, study text = NULL, OUT patient text, OUT sample text, OUT drawn_on date,
	OUT drug text, OUT mutation mutation, OUT mechanism text, OUT fraction float8, OUT absent_before float8)
	RETURNS SETOF record LANGUAGE plpgsql STABLE ROWS 1000 SET search_path FROM CURRENT SET plan_cache_mode = force_custom_plan SET jit = off SET work_mem = '32MB'
AS $$
#variable_conflict use_column
DECLARE
	study_key bigint := find_study(rises.study);
BEGIN
	PERFORM check_given('class', rises.class IS NOT NULL);
	IF NOT coalesce(rises.below > 0 AND rises.below <= 1 AND rises.above >= 0 AND rises.above < 1, false) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('below and above must be fractions from 0 to 1, not %s and %s', coalesce(rises.below::text, 'NULL'), coalesce(rises.above::text, 'NULL')),
			HINT = '0.1 percent is 0.001.';
	END IF;
	RETURN QUERY
	-- Two methods may have seen it.
	SELECT p.external_id, d.external_id, d.drawn_on, array_to_string(d.drugs, ' + '), m.mutation, m.mechanism, m.fraction, m.absent_before
	FROM (
		SELECT k.patient_id, k.sample_id, k.mutation, min(k.mechanism) AS mechanism, max(k.fraction) AS fraction, min(k.absent_before) AS absent_before FROM detection AS k
		WHERE k.study_id = study_key AND k.mutation <@ rises.class AND k.absent_before <= rises.below AND k.fraction > rises.above
			AND counts_for(k.mutation, rises.class, k.driver)
		GROUP BY k.patient_id, k.sample_id, k.mutation) AS m
		JOIN patient AS p ON p.patient_id = m.patient_id JOIN draw AS d ON d.patient_id = m.patient_id AND d.sample_id = m.sample_id
	ORDER BY p.external_id, d.drawn_on, d.external_id, m.mutation;
END
$$;
COMMENT ON FUNCTION rises(mutation, float8, float8, text) IS
	'mutations of the class that plasma shows above a fraction, where the draw before in which they were asked for shows them absent with a limit (lod95) up to another; whether tumour DNA was seen there is not asked';
