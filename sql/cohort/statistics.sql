-- Kaplan and Meier, Fisher, kappa, trend: figures of R (survfit(conf.type = "log-log"), fisher.test, glm(quasibinomial)).
SET search_path = public, alkres;
SET extra_float_digits = -6;
SELECT k.* FROM kaplan_meier('{9,13,13,18,23,28,31,34,45,48,161}', '{t,t,f,t,t,f,t,t,f,t,f}') AS k;
SELECT m.* FROM median_survival('{9,13,13,18,23,28,31,34,45,48,161}', '{t,t,f,t,t,f,t,t,f,t,f}') AS m;
SELECT m.* FROM median_survival('{5,5,8}', '{f,f,f}', 0.9) AS m;
SELECT m.*, (SELECT count(*) FROM kaplan_meier('{}', '{}')) AS steps FROM median_survival('{}', '{}') AS m;
SELECT count(*) AS none FROM kaplan_meier(NULL, '{t}');
SELECT median_survival(NULL, '{}') IS NULL AS none;
-- many patients, in one curve and by group
SELECT count(*), sum(k.events) AS events, sum(k.censored) AS censored, min(k.survival) FROM (SELECT array_agg(i % 997) AS times, array_agg(i % 3 = 0) AS happened FROM generate_series(1, 100000) AS i) AS a,
	LATERAL kaplan_meier(a.times, a.happened) AS k;
SELECT arm, m.* FROM (SELECT i % 2 AS arm, array_agg(sqrt(i)) AS times, array_agg(i % 5 > 0) AS events FROM generate_series(1, 40) AS i GROUP BY 1) AS a, LATERAL median_survival(a.times, a.events) AS m ORDER BY arm;
SELECT kaplan_meier('{1,2}', '{t}');
SELECT kaplan_meier('{1,-2}', '{t,f}');
SELECT kaplan_meier('{1,NaN}', '{t,f}');
SELECT kaplan_meier('{1,Infinity}', '{t,f}');
SELECT kaplan_meier('{1,NULL}', '{t,f}');
SELECT kaplan_meier('{1,2}', '{t,NULL}');
SELECT kaplan_meier('{1,2}', '{t,f}', 1);
SELECT kaplan_meier('{{1,2}}', '{t,f}');

SELECT t.*, f.* FROM (VALUES (3, 1, 1, 3), (10, 2, 3, 15), (0, 5, 7, 20), (5, 0, 7, 20), (120, 340, 80, 19460), (2, 0, 5, 0), (0, 0, 0, 0)) AS t(a, b, c, d), LATERAL fisher_exact(a, b, c, d) AS f;
SELECT f.* FROM fisher_exact(500000, 0, 0, 500000) AS f;
SELECT fisher_exact(NULL, 1, 1, 1) IS NULL AS none;
SELECT fisher_exact(-1, 1, 1, 1);
SELECT fisher_exact(1000000, 1, 1, 1);
SELECT fisher_exact(1, 1, 1, 1, 'NaN');
SELECT t.*, k.* FROM (VALUES (20, 5, 10, 15), (45, 15, 25, 15), (118, 5, 3, 901), (0, 0, 0, 7), (5, 0, 0, 5)) AS t(a, b, c, d), LATERAL cohen_kappa(a, b, c, d) AS k;

SELECT t.* FROM trend('{0,30,62,91,120}', '{0/3210,3/2890,7/3500,21/3050,64/3333}') AS t \gx
SELECT t.* FROM trend('{0,28,56}', '{40/2000,12/2500,5/2210}', 0.9) AS t \gx
SELECT t.draws, t.slope_per_day, t.doubling_days, t.reason FROM (VALUES ('{0,30}'::float8[], '{1/100,2/100}'::vaf[]), ('{0,30,60}', '{1/100,2/100,NULL}'), ('{0,30,60}', '{1/100,2/100,0/0}'), ('{7,7,7}', '{1/100,2/100,3/100}'),
	('{0,30,60}', '{0/100,0/100,0/100}'), ('{0,30,60}', '{0/100,0/100,3/100}'), ('{}', '{}')) AS f(days, vafs), LATERAL trend(days, vafs) AS t;
SELECT trend('{0,30}', '{1/100}');
SELECT trend('{0,NULL}', '{1/100,1/90}');
SELECT trend('{0,Infinity}', '{1/100,1/90}');
SELECT trend(NULL, '{}') IS NULL AS none;

SELECT r.* FROM molecular_response('{0.04}', '{0.03}', '{0.053}', '{0}', '{0}', '{0.001}') AS r \gx
SELECT r.* FROM molecular_response('{0.04,0}', '{0.03,0}', '{0.053,0.001}', '{0.01,0.03}', '{0.006,0.02}', '{0.016,0.04}', 0.9) AS r \gx
SELECT r.mutations, r.ratio, r.response, r.reason FROM (VALUES ('{}'::float8[], '{}'::float8[]), ('{0}', '{0.1}'), ('{0.1}', '{0.2}'), ('{0.1}', '{0.05}')) AS f(before, after),
	LATERAL molecular_response(before, before, before, after, after, after) AS r;
SELECT molecular_response(NULL, '{}', '{}', '{}', '{}', '{}') IS NULL AS none;
SELECT molecular_response('{0.1}', '{}', '{0.1}', '{0.1}', '{0.1}', '{0.1}');
SELECT molecular_response('{0.1}', '{0.1}', '{0.1}', '{0.1,0.2}', '{0.1}', '{0.1}');
SELECT molecular_response('{0.1}', '{NULL}', '{0.1}', '{0.1}', '{0.1}', '{0.1}');
SELECT molecular_response('{0.1}', '{0.1}', '{1.1}', '{0.1}', '{0.1}', '{0.1}');
SELECT molecular_response('{0.1}', '{0.1}', '{0.1}', '{NaN}', '{0.1}', '{0.1}');
SELECT molecular_response('{0.1}', '{0.1}', '{0.1}', '{0.1}', '{0.1}', '{0.1}', 0);

SELECT f.*, predicted_count(c, e, n) AS by_three, predicted_count(c, e, n, 0.0227501319) AS by_two, count_excess(c, e, x, n) AS p FROM (VALUES (0, 5, 1, 3), (3, 90000, 15000, 5), (400, 1, 1, 520), (0, 1, 1e6, 0)) AS f(c, e, n, x);
SELECT predicted_count(NULL, 1, 1) IS NULL AS none, count_excess(1, NULL, 1, 1) IS NULL AS none;
SELECT predicted_count(-1, 1, 1);
SELECT predicted_count(1, 0, 1);
SELECT predicted_count(1, 1, 1, 0.5);
SELECT count_excess(1, 1, -1, 1);
SELECT f.*, p.* FROM (VALUES ('{4,6,5,7,8}'::float8[], 0.025), ('{1,3}', 0.025), ('{1}', 0.025), ('{}', 0.025)) AS f(others, alpha), LATERAL predicted_value(others, alpha) AS p;
SELECT predicted_value(NULL) IS NULL AS none;
SELECT predicted_value('{1,NULL}');
SELECT predicted_value('{1,Infinity}');
SELECT predicted_value('{1,2}', 0);
