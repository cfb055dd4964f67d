-- quantify: the state of a mutation in droplets, against the plate's wild-type control.
SET search_path = public, alkres;
SELECT what, q.state, round(q.vaf::numeric, 5) AS vaf, round(q.vaf_lower::numeric, 5) AS lower, round(q.vaf_upper::numeric, 5) AS upper,
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
SELECT a.state = b.state AND a.vaf = b.vaf AND a.lod95 = b.lod95 AND a.p_value = b.p_value AS same
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
