-- from reaction to plasma, to genomes, to vaf
SET search_path = alkres, pg_catalog;
SET extra_float_digits = 0;
\set VERBOSITY terse
-- Bio-Rad Bulletin 6407: 8 copies/uL of 25 uL mix with 10 uL of sample is 20 copies/uL of sample
SELECT round((copies_per_ml / c.reaction)::numeric, 9) AS factor FROM (SELECT copies_per_ul AS reaction FROM concentration(droplet_summary(100, 0, 0, 14900), 'fam')) c,
	copies_per_ml_plasma(droplet_summary(100, 0, 0, 14900), 'fam', 25, 10, 1, 1);
-- 20 uL mix, 8 uL template, 50 uL eluate, 4 mL plasma
SELECT k, n, round(copies_per_ml::numeric, 6) AS value, round(copies_per_ml_lower::numeric, 6) AS lower, round(copies_per_ml_upper::numeric, 6) AS upper
FROM (VALUES (2, 16163), (35, 20234), (0, 17618)) t (k, n), copies_per_ml_plasma(droplet_summary_marginal(k, 0, n), 'fam', 20, 8, 50, 4);
SELECT round(copies_per_ml::numeric, 6) AS value, round(copies_per_ml_lower::numeric, 6) AS lower, round(copies_per_ml_upper::numeric, 6) AS upper
FROM copies_per_ml_plasma(droplet_summary_marginal(0, 535, 12604), 'hex', 20, 9, 60, 3);
-- what the extraction loses is put back
SELECT round((half.copies_per_ml / whole.copies_per_ml)::numeric, 9) AS times, round((half.copies_per_ml_upper / whole.copies_per_ml_upper)::numeric, 9) AS upper_times
FROM copies_per_ml_plasma(droplet_summary(5, 0, 0, 15000), 'fam', 20, 8, 50, 4) whole, copies_per_ml_plasma(droplet_summary(5, 0, 0, 15000), 'fam', 20, 8, 50, 4, recovery => 0.5) half;
SELECT * FROM copies_per_ml_plasma(droplet_summary(10, 0, 0, 0), 'fam', 20, 8, 50, 4);
SELECT * FROM copies_per_ml_plasma(droplet_summary(10, 0, 0, 10), 'fam', 20, 8, 50, NULL);

SELECT round(genome_equivalents(10)::numeric, 1) AS ten_ng, round(genome_equivalents(1)::numeric, 2) AS one_ng, genome_equivalents(0) AS none, genome_equivalents(3.5, 3.5) AS own;
SELECT analysed_volume_ul(droplet_summary(0, 0, 0, 15000)) AS ul, analysed_volume_ul(droplet_summary(0, 0, 0, 0)) AS none, analysed_volume_ul(droplet_summary_marginal(1, NULL, 10000, 0.91)) AS other;
-- 10 ng, 15,000 droplets of 20 uL: one copy of 0.1 % with probability 0.855115, three with 0.304876; 1 ng: 0.175668
SELECT round(min_detectable_fraction(genome_equivalents(10), 12.75, 20, 0.855115, 1)::numeric, 6) AS one_copy,
	round(min_detectable_fraction(genome_equivalents(10), 12.75, 20, 0.304876, 3)::numeric, 6) AS three_copies,
	round(min_detectable_fraction(genome_equivalents(1), 12.75, 20, 0.175668, 1)::numeric, 6) AS one_ng,
	round(min_detectable_fraction(genome_equivalents(10), 12.75)::numeric, 6) AS by_the_rule, min_detectable_fraction(0, 12.75) AS no_dna, min_detectable_fraction(1, 12.75) AS one_genome;

-- as vaf: whole copies; its limits are not those of the droplets
SELECT vaf(d), vaf(d, 'hex') AS other, round((100 * fraction(vaf(d)))::numeric, 6) AS percent, round((100 * f.fraction)::numeric, 6) AS abundance,
	round((100 * upper_bound(vaf(d)))::numeric, 4) AS upper_percent, round((100 * f.fraction_upper)::numeric, 4) AS droplet_upper
FROM (VALUES (droplet_summary(0, 11992, 10, 3543)), (droplet_summary(0, 1230, 0, 16388)), (droplet_summary(60, 3000, 20, 27000))) t (d), fractional_abundance(d) f;
SELECT vaf(droplet_summary(0, 0, 0, 100)) AS nothing_seen, vaf(droplet_summary(0, 100, 0, 0)) AS saturated, vaf(droplet_summary_marginal(5, NULL, 100)) AS not_measured, vaf(droplet_summary(0, 0, 0, 0)) AS no_droplets, vaf('3/100') AS literal;

-- ratio
SELECT k1, k2, n, round(ratio::numeric, 6) AS value, round(ratio_lower::numeric, 6) AS lower, ratio_upper AS upper
FROM (VALUES (111, 175, 13485), (1, 0, 74935), (0, 5, 100)) t (k1, k2, n), ratio(droplet_summary_marginal(k1, k2, n));
SELECT round(ratio::numeric, 9) AS value, round(ratio_lower::numeric, 9) AS lower, round(ratio_upper::numeric, 9) AS upper FROM ratio(droplet_summary_marginal(111, 175, 13485), 'fam', 'biorad');
SELECT * FROM ratio(droplet_summary_marginal(1, 0, 74935), 'fam', 'biorad');
SELECT * FROM ratio(droplet_summary_marginal(0, 5, 74935), 'fam', 'biorad');
SELECT round((f.ratio * h.ratio)::numeric, 10) AS one, round((f.ratio_lower * h.ratio_upper)::numeric, 10) AS ends FROM ratio(droplet_summary(7, 173, 2, 14870)) f, ratio(droplet_summary(7, 173, 2, 14870), 'hex') h;
SELECT * FROM ratio(droplet_summary(0, 0, 0, 100));
SELECT * FROM ratio(droplet_summary_marginal(5, NULL, 100));
SELECT round(expected_double_positive(droplet_summary(0, 11992, 10, 3543))::numeric, 6) AS expected, expected_double_positive(droplet_summary(0, 0, 0, 0)) AS none, expected_double_positive(droplet_summary_marginal(NULL, 5, 100)) AS unknown;

-- refused
\set VERBOSITY default
SELECT copies_per_ml_plasma(droplet_summary(1, 2, 3, 4), 'fam', 8, 20, 50, 4);
SELECT copies_per_ml_plasma(droplet_summary(1, 2, 3, 4), 'fam', 20, 8, 50, 0);
SELECT min_detectable_fraction(3000, 25, 20);
SELECT vaf(droplet_summary(3000000000000000, 3000000000000000, 0, 3000000000000000));
\set VERBOSITY sqlstate
SELECT copies_per_ml_plasma(droplet_summary(1, 2, 3, 4), 'fam', 20, 8, 'NaN', 4);
SELECT copies_per_ml_plasma(droplet_summary(1, 2, 3, 4), 'fam', 20, 8, 1e300, 1e-300);
SELECT copies_per_ml_plasma(droplet_summary(1, 2, 3, 4), 'fam', 20, 8, 50, 4, recovery => 1.1);
SELECT genome_equivalents(-1);
SELECT genome_equivalents(1, 0);
SELECT min_detectable_fraction(-1, 1);
SELECT min_detectable_fraction(1, 1, power => 1);
SELECT min_detectable_fraction(1, 1, min_positive => 0);
SELECT ratio(droplet_summary(1, 2, 3, 4), 'x');
SELECT vaf(droplet_summary(1, 2, 3, 4), 'x');
