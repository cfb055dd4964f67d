-- what controls say: error rates, limits of blank and detection, flags
SET search_path = alkres, pg_catalog;
SET extra_float_digits = 0;
\set VERBOSITY terse
-- a real wild-type well: 9 mutant droplets of 13,786 with 12,646 wild-type ones is 2.61993e-4 a copy
SELECT exposure, round(false_positive_rate::numeric, 9) AS value, round(false_positive_rate_lower::numeric, 9) AS lower, round(false_positive_rate_upper::numeric, 9) AS upper
FROM (VALUES ('droplets'), ('wild_type')) t (exposure), false_positive_rate(droplet_summary_marginal(9, 12646, 13786), exposure => exposure);
SELECT * FROM false_positive_rate(droplet_summary(0, 0, 0, 15000), exposure => 'wild_type');
SELECT * FROM false_positive_rate(droplet_summary_marginal(NULL, 3, 15000));
-- no-template and wild-type wells are kept apart: pooled, they halve the rate
SELECT limit_of_blank_count(wild_type, 15387) AS wild_type_only, limit_of_blank_count(wild_type + ntc, 15387) AS pooled
FROM (VALUES (droplet_summary_marginal(19, 12000, 15000), droplet_summary(0, 0, 0, 15000))) t (wild_type, ntc);
-- by load: a sample with a tenth of the control's copies
SELECT limit_of_blank_count(control, control, conservative => false) AS same_load, limit_of_blank_count(control, accepted(control), conservative => false) AS per_droplet,
	limit_of_blank_count(control, sample, conservative => false) AS tenth, limit_of_blank_count(control, sample) AS conservative, limit_of_blank_count(control, droplet_summary(0, 0, 0, 0)) AS no_droplets
FROM (VALUES (droplet_summary_marginal(9, 12646, 13786), droplet_summary_marginal(0, 3040, 13786))) t (control, sample);
-- limits from results of blanks: rank 57.5 of 60; mean 2, SD 1, c 1.8798
SELECT limit_of_blank_rank(array_agg(i::float8)) AS rank, limit_of_blank_rank((array_agg(i::float8))[1:9]) AS too_few FROM generate_series(59, 0, -1) i;
SELECT round(limit_of_blank_normal('{1,2,3}')::numeric, 6) AS blank, round(limit_of_detection_normal(2, '{1,2,3}')::numeric, 6) AS detection, limit_of_blank_normal('{1}') AS too_few, limit_of_blank_rank('{}') AS none, limit_of_detection_normal(1, '{}') AS no_results;
SELECT lob, round(limit_of_detection_copies(lob)::numeric, 6) AS copies FROM unnest('{0,1,2,3,5}'::int8[]) lob;
SELECT round(limit_of_detection_copies(limit_of_blank_count(droplet_summary_marginal(9, 12646, 13786), 15000), 0.99)::numeric, 4) AS copies;

-- flags
SELECT d, qc_flags(d) FROM (VALUES (droplet_summary(0, 3000, 0, 27000)), (droplet_summary(0, 3000, 0, 27000, wells => 4)), (droplet_summary(0, 0, 0, 15000)), (droplet_summary(0, 14900, 0, 100)),
	(droplet_summary(3, 3000, 30, 27000)), (droplet_summary_marginal(5, NULL, 15000)), (droplet_summary(0, 0, 0, 0))) t (d);
SELECT qc_flags(droplet_summary(3000, 0, 0, 5000), 'hex', 5000), qc_flags(droplet_summary(0, 8000, 0, 7000), max_positive_share => 0.5), qc_flags(NULL) AS nothing;

-- refused
\set VERBOSITY default
SELECT false_positive_rate(droplet_summary(1, 2, 3, 4), exposure => 'wells');
SELECT limit_of_blank_rank('{1,NULL}');
SELECT limit_of_blank_normal('{1,NaN}');
SELECT limit_of_detection_copies(-1);
\set VERBOSITY sqlstate
SELECT limit_of_detection_normal('Infinity', '{1,2}');
SELECT limit_of_detection_normal(1, '{1,2}', 1);
SELECT limit_of_blank_rank('{1,2}', 0);
SELECT limit_of_detection_copies(1, 0);
SELECT limit_of_detection_copies(1000000000);
SELECT limit_of_blank_count(droplet_summary(1, 2, 3, 4), droplet_summary(1, 2, 3, 4), alpha => 1);
SELECT qc_flags(droplet_summary(1, 2, 3, 4), min_droplets => -1);
SELECT qc_flags(droplet_summary(1, 2, 3, 4), max_positive_share => 1);
SELECT qc_flags(droplet_summary(1, 2, 3, 4), alpha => 0);
