-- quantify: the state of a mutation in droplets, against the plate's wild-type control.
SET search_path = public, alkres;
SELECT what, q.state, round(q.fraction::numeric, 5) AS fraction, round(q.fraction_lower::numeric, 5) AS lower, round(q.fraction_upper::numeric, 5) AS upper,
	round(q.lod95::numeric, 5) AS lod95, q.min_positive, round(q.p_value::numeric, 5) AS p, q.reason
FROM (VALUES
	(1, 'plain', droplet_summary(60, 3000, 20, 27000), droplet_summary(1, 3000, 0, 57000)),
	(2, 'nothing', droplet_summary(0, 3000, 0, 27000), droplet_summary(1, 3000, 0, 57000)),
	(3, 'one droplet is no mutation', droplet_summary(1, 3000, 0, 27000), droplet_summary(0, 3000, 0, 57000)),
	(4, 'a few, not above the control', droplet_summary(8, 3000, 0, 27000), droplet_summary(10, 3000, 0, 57000)),
	(5, 'too little DNA', droplet_summary(0, 40, 0, 29960), droplet_summary(0, 3000, 0, 57000)),
	(6, 'no DNA at all', droplet_summary(0, 0, 0, 30000), droplet_summary(0, 3000, 0, 57000)),
	(7, 'no control', droplet_summary(60, 3000, 20, 27000), NULL),
	(8, 'no control, nothing', droplet_summary(0, 3000, 0, 27000), NULL),
	(9, 'no droplets', droplet_summary(0, 0, 0, 0), droplet_summary(0, 3000, 0, 57000)),
	(10, 'everything positive', droplet_summary(0, 0, 30000, 0), droplet_summary(0, 3000, 0, 57000))
) AS t(number, what, sample, control), LATERAL quantify(sample, control) AS q ORDER BY number;

-- the mutant channel is an argument, and swapping it with the channels changes nothing
SELECT a.state = b.state AND a.fraction = b.fraction AND a.lod95 = b.lod95 AND a.p_value = b.p_value AS same
FROM quantify(droplet_summary(60, 3000, 20, 27000), droplet_summary(1, 3000, 0, 57000)) AS a,
	quantify(droplet_summary(3000, 60, 20, 27000), droplet_summary(3000, 1, 0, 57000), 'hex') AS b;
-- a target that is asked for decides between absent and not evaluable
SELECT target, q.state FROM unnest('{0.001,0.005,0.05}'::float8[]) AS target,
	LATERAL quantify(droplet_summary(0, 3000, 0, 27000), droplet_summary(1, 3000, 0, 57000), target_vaf => target) AS q;
-- the limit is that of the rule: at it, the rule finds 95 of 100
SELECT q.min_positive, compare_to_control(droplet_summary_marginal(q.min_positive, 3000, 30000), droplet_summary(1, 3000, 0, 57000)) <= 0.01 AS called,
	compare_to_control(droplet_summary_marginal(q.min_positive - 1, 3000, 30000), droplet_summary(1, 3000, 0, 57000)) <= 0.01 AS called_with_one_less
FROM quantify(droplet_summary(0, 3000, 0, 27000), droplet_summary(1, 3000, 0, 57000)) AS q;

SELECT quantify(NULL, NULL) AS nothing;
SELECT quantify(droplet_summary(1, 2, 3, 4), NULL, 'cy5');
SELECT quantify(droplet_summary(1, 2, 3, 4), NULL, target_vaf => 0);
SELECT quantify(droplet_summary(1, 2, 3, 4), NULL, alpha => 1);

-- a no-template control with the mutant: what is not above it is not detected, and it says so; a negative stands
SELECT what, q.state, q.flags, q.reason
FROM (VALUES (1, 'clean', droplet_summary(60, 3000, 20, 27000), droplet_summary(0, 0, 0, 30000)),
	(2, 'contaminated', droplet_summary(60, 3000, 20, 27000), droplet_summary(70, 10, 0, 30000)),
	(3, 'above contamination', droplet_summary(60, 3000, 20, 27000), droplet_summary(9, 10, 0, 30000)),
	(4, 'nothing', droplet_summary(0, 3000, 0, 27000), droplet_summary(70, 10, 0, 30000)),
	(5, 'wild type in it', droplet_summary(60, 3000, 20, 27000), droplet_summary(0, 10, 0, 30000))
) AS t(number, what, sample, ntc), LATERAL quantify(sample, droplet_summary(1, 3000, 0, 57000), ntc => ntc) AS q ORDER BY number;
-- errors that come per wild-type copy: a control with a tenth of the load is weaker evidence
SELECT exposure, q.state, q.min_positive, round(q.p_value::numeric, 6) AS p, round(q.lod95::numeric, 6) AS lod95 FROM (VALUES ('droplets'), ('wild_type')) t (exposure),
	LATERAL quantify(droplet_summary(8, 9000, 0, 21000), droplet_summary(1, 900, 0, 59000), exposure => exposure) AS q;
-- what cannot be judged
SELECT q.state, q.flags, q.reason FROM (VALUES (1, droplet_summary_marginal(5, NULL, 15000)), (2, droplet_summary_marginal(NULL, 5, 15000)), (3, droplet_summary(0, 15000, 0, 0)), (4, droplet_summary(1, 1, 0, 0))) t (n, d),
	LATERAL quantify(d, droplet_summary(0, 3000, 0, 57000)) AS q ORDER BY n;
SELECT q.state, q.reason FROM quantify(droplet_summary(8, 9000, 0, 21000), droplet_summary(0, 0, 0, 59000), exposure => 'wild_type') AS q;
SELECT q.state FROM quantify(droplet_summary(8, 9000, 0, 21000), droplet_summary(0, 900, 0, 59000), NULL, NULL, NULL, NULL, NULL) AS q;
SELECT quantify(droplet_summary(1, 2, 3, 4), NULL, exposure => 'x');
-- a saturated channel: the state stands, the fraction is not known, its limits are, as in vaf()
SELECT q.state, q.fraction, round(q.fraction_lower::numeric, 6) AS lower, round(q.fraction_upper::numeric, 6) AS upper, q.flags, vaf(d) IS NULL AS no_vaf
FROM (VALUES (1, droplet_summary(0, 29940, 60, 0)), (2, droplet_summary(29940, 0, 60, 0))) t (n, d), LATERAL quantify(d, droplet_summary(0, 3000, 0, 57000)) AS q ORDER BY n;
