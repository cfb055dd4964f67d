-- what droplets mean: numbers of doc/ddpcr.md, edges, refusals
SET search_path = alkres, pg_catalog;
SET extra_float_digits = 0;
\set VERBOSITY terse
-- concentration, copies/uL: Clopper-Pearson on the share of positive droplets
SELECT k, n, round(copies_per_ul::numeric, 9) AS value, round(copies_per_ul_lower::numeric, 9) AS lower, round(copies_per_ul_upper::numeric, 9) AS upper
FROM (VALUES (0, 20000), (1, 17702), (35, 20234), (535, 12604), (10940, 20486), (16798, 17473)) t (k, n),
	concentration(droplet_summary_marginal(k, 0, n), 'fam');
SELECT method, c.* FROM unnest(ARRAY['exact', 'biorad', 'wilson', 'jeffreys', 'wald_p', 'wald_lambda', 'log_lambda']) method,
	concentration(droplet_summary(0, 82, 0, 14298), 'hex', method) c;
-- all positive, none accepted, not measured, NULL
SELECT * FROM concentration(droplet_summary(20000, 0, 0, 0), 'fam');
SELECT * FROM concentration(droplet_summary(0, 0, 0, 0), 'fam');
SELECT * FROM concentration(droplet_summary_marginal(5, NULL, 100), 'hex');
SELECT * FROM concentration(NULL, 'hex');
SELECT * FROM concentration(droplet_summary(5, 0, 0, 100, 0.91), 'fam', confidence => 0.5);

-- fractional abundance, in percent equal to QX Manager 2
SELECT k, w, n, round((100 * fraction)::numeric, 9) AS value, round((100 * fraction_lower)::numeric, 9) AS lower, round((100 * fraction_upper)::numeric, 9) AS upper
FROM (VALUES (2, 11573, 15580), (10, 12002, 15545), (1993, 2080, 13703), (0, 1230, 17618), (1302, 0, 17890), (1, 1, 38861), (0, 0, 15000)) t (k, w, n),
	fractional_abundance(droplet_summary_marginal(k, w, n));
-- as QuantaSoft prints 3.9 [1, 6.8] and 50 [0, 130]
SELECT * FROM fractional_abundance(droplet_summary_marginal(7, 173, 15050), 'fam', 'biorad');
SELECT * FROM fractional_abundance(droplet_summary_marginal(1, 1, 38861), 'fam', 'biorad');
-- the other channel as mutant
SELECT round((f.fraction + h.fraction)::numeric, 10) AS value, round((f.fraction_lower + h.fraction_upper)::numeric, 10) AS ends
FROM fractional_abundance(droplet_summary(7, 173, 2, 14870), 'fam') f, fractional_abundance(droplet_summary(7, 173, 2, 14870), 'hex') h;
SELECT * FROM fractional_abundance(droplet_summary(0, 0, 0, 0));
SELECT * FROM fractional_abundance(droplet_summary_marginal(5, NULL, 100));
SELECT * FROM fractional_abundance(droplet_summary(100, 0, 0, 0));
SELECT * FROM fractional_abundance(droplet_summary(0, 0, 100, 0));
SELECT * FROM fractional_abundance(NULL);
-- as a row in a query
CREATE TABLE seen (id int, droplets droplet_summary);
INSERT INTO seen VALUES (1, droplet_summary(7, 173, 0, 14870)), (2, NULL), (3, droplet_summary(0, 9000, 12, 6000));
SELECT id, round((100 * fraction)::numeric, 4) AS value, round((100 * fraction_lower)::numeric, 4) AS lower, round((100 * fraction_upper)::numeric, 4) AS upper
FROM seen LEFT JOIN LATERAL fractional_abundance(droplets) ON true ORDER BY id;

-- linkage
SELECT round(linkage(droplet_summary(4996, 5093, 5944, 4453))::numeric, 9) AS linked, linkage(droplet_summary(113, 1935, 18, 11007)) AS none, linkage(droplet_summary_marginal(1, 1, 9)) AS unknown;

-- controls
SELECT compare_to_control(droplet_summary(5, 0, 0, 14995), droplet_summary(0, 0, 0, 60000)) AS five_of_15000,
	compare_to_control(droplet_summary(3, 0, 0, 14997), droplet_summary(0, 0, 0, 15000)) AS three_against_as_many,
	compare_to_control(droplet_summary(0, 3, 0, 14997), droplet_summary(0, 0, 0, 15000), 'hex') AS in_hex,
	compare_to_control(droplet_summary(0, 3, 0, 14997), droplet_summary(0, 0, 0, 15000)) AS none_seen,
	compare_to_control(droplet_summary(0, 3, 0, 14997), droplet_summary(0, 0, 0, 0)) AS no_control;
SELECT round(compare_to_control(droplet_summary(9, 7000, 0, 7000), droplet_summary(9, 7000, 0, 7000), exposure => 'wild_type')::numeric, 12) AS per_copy;
SELECT limit_of_blank_count(droplet_summary(0, 0, 0, 15000), 15000) AS clean, limit_of_blank_count(droplet_summary(0, 0, 0, 15000), 15000, conservative => false) AS rate_itself,
	limit_of_blank_count(droplet_summary(9, 12646, 0, 1131), 13600) AS wild_type, limit_of_blank_count(droplet_summary(0, 0, 0, 0), 15000) AS no_control;
SELECT round((100 * min_detectable_fraction(droplet_summary(0, 1500, 0, 13500)))::numeric, 6) AS three, round((100 * min_detectable_fraction(droplet_summary(0, 1500, 0, 13500), min_positive => 1))::numeric, 6) AS one,
	min_detectable_fraction(droplet_summary(0, 0, 0, 15000)) AS no_wild_type, min_detectable_fraction(droplet_summary(0, 15000, 0, 0)) AS saturated,
	round((100 * min_detectable_fraction(droplet_summary(1500, 0, 0, 13500), 'hex'))::numeric, 6) AS swapped;

-- refused
\set VERBOSITY default
SELECT * FROM concentration(droplet_summary(1, 2, 3, 4), 'FAM');
SELECT * FROM concentration(droplet_summary(1, 2, 3, 4), 'fam', 'poisson');
SELECT * FROM concentration(droplet_summary(1, 2, 3, 4), 'fam', 'biorad', 0.9);
\set VERBOSITY sqlstate
SELECT * FROM concentration(droplet_summary(1, 2, 3, 4), 'fam', 'exact', 1);
SELECT * FROM concentration(droplet_summary(1, 2, 3, 4), 'fam', 'exact', 'NaN');
SELECT * FROM concentration(droplet_summary_marginal(1, NULL, 4), 'hex', 'exact', 2);
SELECT * FROM fractional_abundance(droplet_summary(1, 2, 3, 4), 'cy5');
SELECT * FROM fractional_abundance(droplet_summary(1, 2, 3, 4), 'fam', 'x');
SELECT compare_to_control(droplet_summary(1, 2, 3, 4), droplet_summary(1, 2, 3, 4), 'fam', 'x');
SELECT limit_of_blank_count(droplet_summary(1, 2, 3, 4), -1);
SELECT limit_of_blank_count(droplet_summary(1, 2, 3, 4), 100, alpha => 0);
SELECT min_detectable_fraction(droplet_summary(1, 2, 3, 4), power => 1);
SELECT min_detectable_fraction(droplet_summary(1, 2, 3, 4), min_positive => 0);
DROP TABLE seen;
-- method biorad without a positive droplet in one channel, as printed: 0 [0, 0.0099], 100 [99.9951, 100.0049]
SELECT round(100 * fraction::numeric, 4) AS percent, round(100 * fraction_lower::numeric, 4) AS lower, round(100 * fraction_upper::numeric, 4) AS upper
FROM (VALUES (1, droplet_summary_marginal(0, 13496, 66522)), (2, droplet_summary_marginal(25927, 0, 89009))) t (n, d), LATERAL fractional_abundance(d, 'fam', 'biorad') ORDER BY n;
