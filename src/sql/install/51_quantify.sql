-- What droplets say of a mutation, against the wild-type control of their plate.
CREATE FUNCTION alkres.quantify(droplets alkres.droplet_summary, control alkres.droplet_summary, mutant text = 'fam',
	target_vaf float8 = 0.005, alpha float8 = 0.01,
	OUT state text, OUT vaf float8, OUT vaf_lower float8, OUT vaf_upper float8, OUT lod95 float8,
	OUT min_positive integer, OUT p_value float8, OUT reason text)
RETURNS record LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_variable
DECLARE
	abundance record;
	positive bigint;
	accepted bigint;
	shown text;
BEGIN
	IF droplets IS NULL THEN
		RETURN;
	END IF;
	IF NOT coalesce(target_vaf > 0 AND target_vaf <= 1, false) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('target_vaf must be above 0 and at most 1, not %s', target_vaf);
	END IF;
	IF NOT coalesce(alpha > 0 AND alpha < 1, false) THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('alpha must be between 0 and 1, not %s', alpha);
	END IF;
	SELECT f.value / 100 AS value, f.lower / 100 AS lower, f.upper / 100 AS upper INTO abundance
	FROM alkres.fractional_abundance(droplets, mutant) AS f;
	accepted := alkres.accepted(droplets);
	positive := CASE mutant WHEN 'fam' THEN alkres.fam_positive(droplets) ELSE alkres.hex_positive(droplets) END;
	vaf := abundance.value;
	vaf_lower := abundance.lower;
	vaf_upper := abundance.upper;

	IF accepted = 0 OR vaf IS NULL THEN
		state := 'not_evaluable';
		reason := CASE WHEN accepted = 0 THEN 'no droplet was accepted'
			WHEN positive = accepted THEN format('all of %s droplets are positive in both channels: too much DNA to count', accepted)
			ELSE format('none of %s droplets is positive: no DNA to look at', accepted) END;
		RETURN;
	END IF;
	IF control IS NULL OR alkres.accepted(control) = 0 THEN
		state := CASE WHEN positive >= 3 THEN 'indeterminate' ELSE 'not_evaluable' END;
		reason := format('%s of %s droplets mutant, but the plate has no wild-type control to compare them with', positive, accepted);
		RETURN;
	END IF;
	p_value := alkres.compare_to_control(droplets, control, mutant);

	-- The rule of this function: at least three mutant droplets and P at most alpha.  lod95 is its own power.
	FOR candidate IN 3 .. 1000 LOOP
		EXIT WHEN candidate > accepted;
		IF alkres.compare_to_control(CASE mutant
				WHEN 'fam' THEN alkres.droplet_summary_marginal(candidate, 0, accepted, alkres.droplet_volume_nl(droplets))
				ELSE alkres.droplet_summary_marginal(0, candidate, accepted, alkres.droplet_volume_nl(droplets)) END,
			control, mutant) <= alpha THEN
			min_positive := candidate;
			EXIT;
		END IF;
	END LOOP;
	lod95 := alkres.min_detectable_abundance(droplets, mutant, 0.95, min_positive) / 100;
	shown := format('%s of %s droplets mutant, P %s against the wild-type control', positive, accepted, to_char(p_value, 'FM0.0000'));

	IF positive >= 3 AND p_value <= alpha THEN
		state := 'detected';
		reason := shown;
	ELSIF lod95 IS NULL OR lod95 > target_vaf THEN
		state := 'not_evaluable';
		reason := shown || coalesce(format('; only %s %% would have been found with 95 %% probability', to_char(100 * lod95, 'FM990.000')), '; no count would have been enough');
	ELSIF vaf_upper <= target_vaf THEN
		state := 'absent';
		reason := format('%s; above %s %% is excluded', shown, to_char(100 * vaf_upper, 'FM990.000'));
	ELSE
		state := 'indeterminate';
		reason := format('%s; up to %s %% is not excluded', shown, to_char(100 * vaf_upper, 'FM990.000'));
	END IF;
END
$$;
COMMENT ON FUNCTION alkres.quantify(alkres.droplet_summary, alkres.droplet_summary, text, float8, float8) IS
	'state of a mutation in ddPCR wells against the wild-type control of the plate: detected with at least three mutant droplets and P at most alpha; fractions 0 to 1';
