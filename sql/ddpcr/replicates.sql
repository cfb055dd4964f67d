-- wells of one sample: homogeneity, Total limits, aggregate
SET search_path = alkres, pg_catalog;
SET extra_float_digits = 0;
\set VERBOSITY terse
-- three preparations of one sample that must not be merged
SELECT round(chi2::numeric, 4) AS chi2, df, p_value BETWEEN 6.5e-113 AND 7.5e-113 AS published_p, is_exact
FROM homogeneity(ARRAY[droplet_summary_marginal(10, 9000, 12986), droplet_summary_marginal(317, 9000, 14869), droplet_summary_marginal(15, 9000, 15239)]);
-- small counts are enumerated: 0 of 10 and 3 of 10 is Fisher's two-sided 240/1140
SELECT round(p_value::numeric, 9) AS p_value, df, is_exact FROM homogeneity(ARRAY[droplet_summary(0, 0, 0, 10), droplet_summary(3, 0, 0, 7)]);
SELECT round(p_value::numeric, 9) AS p_value, is_exact FROM homogeneity(ARRAY[droplet_summary(0, 4, 0, 14996), droplet_summary(0, 0, 0, 15000)], 'hex');
-- wells that say nothing: NULL, no droplets, channel not measured; one well; none
SELECT * FROM homogeneity(ARRAY[NULL, droplet_summary(0, 0, 0, 0), droplet_summary_marginal(NULL, 5, 100), droplet_summary(3, 0, 0, 7)]);
SELECT * FROM homogeneity('{}');
SELECT * FROM homogeneity(NULL);
SELECT * FROM homogeneity(ARRAY[droplet_summary(0, 0, 0, 9), droplet_summary(0, 0, 0, 9)]);

-- merged wells as QuantaSoft prints them: 18.4, Poisson 17.4 to 19.5, Total 17.3 to 19.7
SELECT round(copies_per_ul::numeric, 1) AS value, round(copies_per_ul_lower::numeric, 1) AS lower, round(copies_per_ul_upper::numeric, 1) AS upper, round(copies_per_ul_total_lower::numeric, 1) AS total_lower, round(copies_per_ul_total_upper::numeric, 1) AS total_upper
FROM merged_concentration(ARRAY[droplet_summary_marginal(0, 346, 21732), droplet_summary_marginal(0, 284, 20202), droplet_summary_marginal(0, 323, 19767), droplet_summary_marginal(0, 268, 16803)], 'hex', 'biorad');
-- the Total limits are not below 0, and those of one well are the Poisson ones
SELECT copies_per_ul_total_lower AS total_lower, copies_per_ul_total_upper > copies_per_ul_upper AS wider FROM merged_concentration(ARRAY[droplet_summary(1, 0, 0, 15000), droplet_summary(90, 0, 0, 15000)], 'fam');
SELECT copies_per_ul_lower = copies_per_ul_total_lower AND copies_per_ul_upper = copies_per_ul_total_upper AS same FROM merged_concentration(ARRAY[droplet_summary(5, 0, 0, 15000), NULL], 'fam');
SELECT m.copies_per_ul = c.copies_per_ul AND m.copies_per_ul_lower = c.copies_per_ul_lower AS same FROM merged_concentration(ARRAY[droplet_summary(5, 0, 0, 15000), droplet_summary(7, 0, 0, 14000)], 'fam', 'wilson', 0.9) m,
	concentration(droplet_summary(5, 0, 0, 15000) + droplet_summary(7, 0, 0, 14000), 'fam', 'wilson', 0.9) c;
SELECT * FROM merged_concentration(ARRAY[droplet_summary(10, 0, 0, 0), droplet_summary(5, 0, 0, 5)], 'fam');
SELECT * FROM merged_concentration('{}', 'fam');
-- unlike volumes are pooled
SELECT m.copies_per_ul = c.copies_per_ul AND m.copies_per_ul_lower = c.copies_per_ul_lower AS same, m.copies_per_ul_total_upper > m.copies_per_ul_upper AS wider FROM merged_concentration(ARRAY[droplet_summary(50, 0, 0, 15000, 0.7), droplet_summary(500, 0, 0, 15000, 0.8)], 'fam') m,
	(SELECT pooled(d) AS d FROM (VALUES (droplet_summary(50, 0, 0, 15000, 0.7)), (droplet_summary(500, 0, 0, 15000, 0.8))) v (d)) p, concentration(p.d, 'fam') c;
SELECT * FROM merged_concentration(ARRAY[droplet_summary_marginal(5, NULL, 100)], 'hex');

-- the aggregate agrees with the function, by group, in parallel, over windows
CREATE TABLE replicate (id int, droplets droplet_summary);
INSERT INTO replicate SELECT i, droplet_summary(i % 5 + i / 5 % 5, i % 11, i / 25 % 5, 14000 + i % 1000) FROM generate_series(1, 3000) i;
INSERT INTO replicate VALUES (3001, NULL), (3002, droplet_summary_marginal(NULL, 3, 100)), (3003, droplet_summary(0, 0, 0, 0));
SELECT bool_and(p IS NOT DISTINCT FROM h.p_value) AS same, count(*), count(p) FROM (
	SELECT homogeneity_agg(droplets, 'fam') AS p, array_agg(droplets ORDER BY accepted(droplets), fam_positive(droplets)) AS wells FROM replicate GROUP BY id % 700) AS t, LATERAL homogeneity(wells) AS h;
SELECT round(homogeneity_agg(droplets, 'fam')::numeric, 9) AS whole FROM replicate;
SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
ALTER TABLE replicate SET (parallel_workers = 2);
EXPLAIN (COSTS OFF) SELECT homogeneity_agg(droplets, 'fam') FROM replicate;
SELECT round(homogeneity_agg(droplets, 'fam')::numeric, 9) AS whole FROM replicate;
RESET ALL;
SET search_path = alkres, pg_catalog;
SET extra_float_digits = 0;
SELECT id, round(homogeneity_agg(droplets, 'fam') OVER (ORDER BY id)::numeric, 6) AS p FROM replicate WHERE id <= 4 OR id > 3000 ORDER BY id;
SELECT homogeneity_agg(droplets, 'fam') AS nothing FROM replicate WHERE false;
DROP TABLE replicate;

-- refused
\set VERBOSITY default
SELECT * FROM homogeneity(ARRAY[droplet_summary(1, 2, 3, 4)], 'cy5');
SELECT round(copies_per_ul::numeric, 9) AS value, round(copies_per_ul_lower::numeric, 9) AS lower, round(copies_per_ul_upper::numeric, 9) AS upper,
	copies_per_ul_total_lower = copies_per_ul_lower AS poisson_alone, copies_per_ul_total_upper = copies_per_ul_upper AS poisson_alone_too
FROM merged_concentration(ARRAY[droplet_summary(1, 2, 3, 4), droplet_summary(1, 2, 3, 4, 0.91)], 'fam');
SELECT alkres_internal.homogeneity_final('{1,5,4}');
\set VERBOSITY sqlstate
SELECT * FROM merged_concentration(ARRAY[droplet_summary(1, 2, 3, 4)], 'fam', 'biorad', 0.9);
SELECT * FROM merged_concentration(ARRAY[droplet_summary(1, 2, 3, 4)], 'fam', 'exact', 2);
SELECT alkres_internal.homogeneity_final('{}');
SELECT alkres_internal.homogeneity_final('{0,1}');
SELECT alkres_internal.homogeneity_final('{1}');
SELECT alkres_internal.homogeneity_final('{-1}');
SELECT alkres_internal.homogeneity_final('{1,0,9007199254740993}');
SELECT alkres_internal.homogeneity_final('{NULL}');
SELECT alkres_internal.homogeneity_accum('{2,1,1}', droplet_summary(1, 2, 3, 4), 'fam');
SELECT alkres_internal.homogeneity_combine('{1,1,1}', '{{1,1,1}}');
SELECT alkres_internal.homogeneity_combine('{1,1,1}', '{2,3,4,5,6}');
