-- Statistics over a cohort's answers: values in, values out.
CREATE FUNCTION alkres.kaplan_meier(times double precision[], is_event boolean[], confidence double precision = 0.95,
	OUT "time" double precision, OUT at_risk integer, OUT events integer, OUT censored integer, OUT survival double precision,
	OUT survival_lower double precision, OUT survival_upper double precision) RETURNS SETOF record
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 ROWS 30 AS 'MODULE_PATHNAME', 'alkres_kaplan_meier_steps';
COMMENT ON FUNCTION alkres.kaplan_meier(double precision[], boolean[], double precision) IS 'Kaplan and Meier''s estimate of a time to an event, a row a distinct time: patients at risk just before it, events and censored at it, survival behind it with log(-log) limits';
CREATE FUNCTION alkres.median_survival(times double precision[], is_event boolean[], confidence double precision = 0.95,
	OUT patients integer, OUT events integer, OUT median double precision, OUT median_lower double precision, OUT median_upper double precision)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_median_survival_of';
COMMENT ON FUNCTION alkres.median_survival(double precision[], boolean[], double precision) IS 'median of a time to an event by Kaplan and Meier, with its limits; NULL where the curve or its limit does not come down to one half';
CREATE FUNCTION alkres.fisher_exact("both" bigint, first_only bigint, second_only bigint, neither bigint, confidence double precision = 0.95,
	OUT odds_ratio double precision, OUT odds_ratio_lower double precision, OUT odds_ratio_upper double precision, OUT p_value double precision)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_fisher_exact_of';
COMMENT ON FUNCTION alkres.fisher_exact(bigint, bigint, bigint, bigint, double precision) IS 'are two things seen together more or less often than by chance? Fisher''s exact test of a table of two by two, with the conditional odds ratio and its exact limits; NULL where one of the two is seen in all or in none';
CREATE FUNCTION alkres.cohen_kappa("both" bigint, first_only bigint, second_only bigint, neither bigint, confidence double precision = 0.95,
	OUT kappa double precision, OUT kappa_lower double precision, OUT kappa_upper double precision)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_cohen_kappa_of';
COMMENT ON FUNCTION alkres.cohen_kappa(bigint, bigint, bigint, bigint, double precision) IS 'how far two methods agree beyond chance: Cohen''s kappa with large-sample limits; NULL where chance alone makes them agree';
CREATE FUNCTION alkres.trend(days double precision[], vafs alkres.vaf[], confidence double precision = 0.95, OUT draws integer,
	OUT slope_per_day double precision, OUT slope_per_day_lower double precision, OUT slope_per_day_upper double precision, OUT dispersion double precision,
	OUT p_value double precision, OUT doubling_days double precision, OUT doubling_days_lower double precision, OUT doubling_days_upper double precision,
	OUT halving_days double precision, OUT halving_days_lower double precision, OUT halving_days_upper double precision, OUT reason text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_trend';
COMMENT ON FUNCTION alkres.trend(double precision[], alkres.vaf[], double precision) IS 'how a mutation''s odds change over its draws: binomial regression of molecules on days, zeros kept, limits widened by the dispersion; NULL with the reason where no slope can be told';
CREATE FUNCTION alkres.molecular_response(before double precision[], before_lower double precision[], before_upper double precision[], after double precision[],
	after_lower double precision[], after_upper double precision[], threshold double precision = 0.5, OUT mutations integer, OUT mean_before double precision,
	OUT mean_after double precision, OUT ratio double precision, OUT ratio_lower double precision, OUT ratio_upper double precision, OUT response text, OUT reason text)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 10 AS 'MODULE_PATHNAME', 'alkres_molecular_response';
COMMENT ON FUNCTION alkres.molecular_response(double precision[], double precision[], double precision[], double precision[], double precision[], double precision[], double precision) IS
	'how far tumour DNA fell between two draws, by the fractions of the mutations measured in both: the ratio of their means with limits; response where its upper limit is under the threshold, no_response where the lower one is above it, else undecided; NULL with the reason where there is no ratio';
CREATE FUNCTION alkres.predicted_count(count bigint, exposure double precision, next_exposure double precision, alpha double precision = 0.00135) RETURNS bigint
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100 AS 'MODULE_PATHNAME', 'alkres_predicted_count_of';
COMMENT ON FUNCTION alkres.predicted_count(bigint, double precision, double precision, double precision) IS 'greatest count in the next exposure that the rate of an earlier count explains at alpha: the upper control limit of counts';
CREATE FUNCTION alkres.count_excess(count bigint, exposure double precision, next_count bigint, next_exposure double precision) RETURNS double precision
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 50 AS 'MODULE_PATHNAME', 'alkres_count_excess_of';
COMMENT ON FUNCTION alkres.count_excess(bigint, double precision, bigint, double precision) IS 'one-sided P of so many or more in the next exposure by the rate of an earlier count: conditional exact test of two Poisson rates';
CREATE FUNCTION alkres.predicted_value(others double precision[], alpha double precision = 0.00135, OUT mean double precision, OUT lower_limit double precision, OUT upper_limit double precision)
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 20 AS 'MODULE_PATHNAME', 'alkres_predicted_value_of';
COMMENT ON FUNCTION alkres.predicted_value(double precision[], double precision) IS 'mean of the others, and the limits of the next value by Student''s t, alpha on each side: the control limits of values; NULL for fewer than two others';
