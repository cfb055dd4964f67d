# A newer library under the SQL objects of an older version: a C function that had fewer arguments then refuses the call by name, and does
# not take for an argument what lies behind them.  Every function with optional arguments is called as it would have been without its last.
use strict;
use warnings;
use Test::More;
use Database;

my $db = Database->new('old_sql');
my @functions = $db->rows(q{SELECT p.oid::regprocedure FROM pg_proc AS p
	WHERE p.pronamespace IN ('alkres'::regnamespace, 'alkres_internal'::regnamespace) AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') AND p.pronargdefaults > 0
		AND p.pronargs = (SELECT min(q.pronargs) FROM pg_proc AS q WHERE q.probin = p.probin AND q.prosrc = p.prosrc) ORDER BY 1});
cmp_ok(scalar @functions, '>', 50, 'there are functions with optional arguments');
$db->run(<<'SQL');
CREATE SCHEMA older;
CREATE PROCEDURE make_older() LANGUAGE plpgsql AS $$
DECLARE
	p record;
BEGIN
	FOR p IN SELECT q.*, ARRAY(SELECT format_type(t.type, NULL) FROM unnest(q.proargtypes) WITH ORDINALITY AS t(type, n) WHERE t.n < q.pronargs ORDER BY t.n) AS types,
			ARRAY(SELECT format('%s %s', a.name, format_type(a.type, NULL)) FROM unnest(q.proargnames, q.proargmodes, q.proallargtypes) AS a(name, mode, type)
				WHERE a.mode IN ('o', 't')) AS columns
		FROM pg_proc AS q WHERE q.pronamespace IN ('alkres'::regnamespace, 'alkres_internal'::regnamespace) AND q.pronargdefaults > 0
			AND q.prolang = (SELECT oid FROM pg_language WHERE lanname = 'c') LOOP
		EXECUTE format('CREATE FUNCTION older.%I(%s) RETURNS %s %s LANGUAGE c AS %L, %L', 'f' || p.oid, array_to_string(p.types, ', '), CASE WHEN p.proretset THEN 'SETOF' END,
			format_type(p.prorettype, NULL), p.probin, p.prosrc);
	END LOOP;
END $$;
SQL
$db->run('SET search_path = alkres, public; CALL make_older()');
for my $function (@functions)
{
	my $call = $db->value("SELECT format('SELECT count(*) FROM older.%I(%s) %s', 'f' || oid, array_to_string(array_fill('NULL'::text, ARRAY[pronargs - 1]), ', '),
		CASE WHEN prorettype = 'record'::regtype THEN 'AS r(x int)' ELSE '' END) FROM pg_proc WHERE oid = '$function'::regprocedure");
	like($db->error($call), qr/^55000: the SQL function older\.f\d+\(.*\) is of an older version than the library of alkres DETAIL: .* HINT: Run ALTER EXTENSION/, $function);
}
$db->drop;
done_testing();
