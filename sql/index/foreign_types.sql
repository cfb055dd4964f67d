-- A superuser may name our estimators and support functions in operators and functions of any type: they look at types before values.
SET client_min_messages = warning;
CREATE SCHEMA foreign_types;
SET search_path = foreign_types, alkres;
CREATE TABLE kind (n integer, type text, made text, constant text);
INSERT INTO kind VALUES (1, 'integer', 'n', '5'), (2, 'text', 'n::text', 'a'), (3, 'bytea', 'n::text::bytea', '\x0102'), (4, 'double precision', 'n / 2000.0', '0.01'),
	(5, 'integer[]', 'ARRAY[n, n % 5]', '{5,6}'), (6, 'text[]', 'ARRAY[n, n % 5]', '{a,b}'), (7, 'numeric(10,2)', 'n', '5'), (8, 'bigint', 'n', '4294967296'),
	(9, 'mutation', '(SELECT mutation FROM resistance_mutation OFFSET n % 60 LIMIT 1)', 'ALK solvent_front'), (10, 'mutation[]', 'ARRAY[(SELECT mutation FROM resistance_mutation OFFSET n % 60 LIMIT 1), ''MET'']', '{ALK}'),
	(11, 'variant', 'variant(''GRCh38'', ''chr2'', 29190000 + n, ''A'', ''C'')', 'GRCh38:chr2:29190005:A:C'),
	(12, 'region', 'format(''GRCh38:chr2:%s-%s'', n, n + 5)', 'GRCh38:chr2:5-90'), (13, 'vaf', 'n || ''/5000''', '5/1000');
DO $$
DECLARE
	k record;
BEGIN
	FOR k IN SELECT * FROM kind LOOP
		EXECUTE format('CREATE TABLE t%s AS SELECT (%s)::%s AS v FROM generate_series(1, 1000) AS n, generate_series(1, 1 + (n %% 7 = 0)::integer)', k.n, k.made, k.type);
		EXECUTE format('CREATE INDEX ON t%s (v); ANALYZE t%s', k.n, k.n);
	END LOOP;
END
$$;

-- Plans with a constant, a parameter, a join, a semi-join and an anti-join, each way round.
CREATE FUNCTION plans(l kind, r kind, clause text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	query text;
	number integer := 0;
BEGIN
	FOREACH query IN ARRAY ARRAY[
		'SELECT FROM t%1$s AS a WHERE ' || format(clause, 'a.v', '%4$L::%6$s'),
		'SELECT FROM t%2$s AS b WHERE ' || format(clause, '%3$L::%5$s', 'b.v'),
		'SELECT FROM t%1$s AS a WHERE ' || format(clause, 'a.v', '(SELECT %4$L::%6$s OFFSET 0)'),
		'SELECT FROM t%2$s AS b WHERE ' || format(clause, '(SELECT %3$L::%5$s OFFSET 0)', 'b.v'),
		'SELECT FROM t%1$s AS a WHERE ' || format(clause, 'a.v', 'NULL::%6$s'),
		'SELECT FROM t%1$s AS a, t%2$s AS b WHERE ' || format(clause, 'a.v', 'b.v'),
		'SELECT FROM t%1$s AS a WHERE EXISTS (SELECT FROM t%2$s AS b WHERE ' || format(clause, 'a.v', 'b.v') || ')',
		'SELECT FROM t%2$s AS b WHERE NOT EXISTS (SELECT FROM t%1$s AS a WHERE ' || format(clause, 'a.v', 'b.v') || ')'] LOOP
		EXECUTE 'EXPLAIN ' || format(query, l.n, r.n, l.constant, r.constant, l.type, r.type);
		number := number + 1;
	END LOOP;
	RETURN number;
END
$$;

CREATE FUNCTION operators(estimator text, join_estimator text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	l kind;
	r kind;
	number integer := 0;
BEGIN
	FOR l IN SELECT * FROM kind LOOP
		FOR r IN SELECT * FROM kind WHERE kind.n = l.n OR kind.n = 1 OR l.n = 1 OR (kind.n > 8 AND l.n > 8) LOOP
			EXECUTE format('CREATE FUNCTION f(%s, %s) RETURNS boolean LANGUAGE plpgsql STABLE AS ''BEGIN RETURN true; END''', l.type, r.type);
			EXECUTE format('CREATE OPERATOR %%~~%% (LEFTARG = %s, RIGHTARG = %s, FUNCTION = f, RESTRICT = alkres_internal.%s, JOIN = %s)',
				split_part(l.type, '(', 1), split_part(r.type, '(', 1), estimator, join_estimator);
			number := number + plans(l, r, '%s OPERATOR(foreign_types.%%%%~~%%%%) %s');
			EXECUTE format('DROP FUNCTION f(%s, %s) CASCADE', l.type, r.type);
		END LOOP;
	END LOOP;
	RETURN number;
END
$$;
SELECT p.proname, operators(p.proname, coalesce('alkres_internal.' || j.proname, 'contjoinsel'))
FROM pg_proc AS p LEFT JOIN pg_proc AS j ON j.pronamespace = p.pronamespace AND j.proname = regexp_replace(p.proname, 'sel$', 'joinsel')
WHERE p.pronamespace = 'alkres_internal'::regnamespace AND p.proname ~ '_sel$' ORDER BY p.proname COLLATE "C";

CREATE FUNCTION supported(support text) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
	l kind;
	r kind;
	number integer := 0;
BEGIN
	FOR l IN SELECT * FROM kind LOOP
		FOR r IN SELECT * FROM kind WHERE kind.n = l.n OR kind.n IN (1, 4) OR l.n IN (1, 4) OR (kind.n > 8 AND l.n > 8) LOOP
			EXECUTE format('CREATE FUNCTION f(%1$s, %2$s) RETURNS boolean LANGUAGE plpgsql STABLE SUPPORT alkres_internal.%3$s AS ''BEGIN RETURN true; END'';
				CREATE FUNCTION g(%1$s, %2$s) RETURNS bigint LANGUAGE plpgsql STABLE SUPPORT alkres_internal.%3$s AS ''BEGIN RETURN 1; END''', l.type, r.type, support);
			number := number + plans(l, r, 'f(%s, %s)') + plans(l, r, 'g(%s, %s) = 1');
			EXECUTE format('DROP FUNCTION f(%1$s, %2$s), g(%1$s, %2$s)', l.type, r.type);
		END LOOP;
	END LOOP;
	RETURN number;
END
$$;
SELECT proname, supported(proname) FROM pg_proc WHERE pronamespace = 'alkres_internal'::regnamespace AND proname ~ '_support$' ORDER BY proname COLLATE "C";

-- A domain over a type is that type.
CREATE FUNCTION estimated(query text) RETURNS float8 LANGUAGE plpgsql AS $$
DECLARE
	plan json;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT json) ' || query INTO plan;
	RETURN plan #>> '{0,Plan,Plan Rows}';
END
$$;
CREATE DOMAIN own_mutation AS mutation;
CREATE TABLE own AS SELECT v::own_mutation FROM t9;
ANALYZE own;
SELECT estimated($$SELECT FROM own WHERE v <@ 'ALK solvent_front'$$) = estimated($$SELECT FROM t9 WHERE v <@ 'ALK solvent_front'$$) AS same_rows,
	estimated($$SELECT FROM own WHERE v <@ (SELECT 'ALK'::mutation OFFSET 0)$$) = estimated($$SELECT FROM t9 WHERE v <@ (SELECT 'ALK'::mutation OFFSET 0)$$) AS same_rows_unknown;
DROP SCHEMA foreign_types CASCADE;
