# Names, by the catalog: what the rules of the house say of arguments, columns and functions holds for every one of them.
use strict;
use warnings;
use Test::More;
use Database;

my $db = Database->new('names');
$db->run("SELECT alkres.create_store('cfdna')");
my $ours = q{IN ('alkres'::regnamespace, 'cfdna'::regnamespace)};
sub none { my ($sql, $name) = @_; return is($db->value("SELECT string_agg(x::text, ', ' ORDER BY x::text) FROM ($sql) AS t(x)"), '', $name) }

# Every name that a user meets: arguments (mode i), columns of results (o), columns of tables, views and row types (c).
$db->run(<<"SQL");
CREATE VIEW public.named AS
SELECT p.oid::regprocedure::text AS thing, p.pronamespace AS schema, a.name, format_type(a.type, NULL) AS type, CASE WHEN coalesce(a.mode, 'i') IN ('i', 'b', 'v') THEN 'i' ELSE 'o' END AS mode
FROM pg_proc AS p, LATERAL unnest(coalesce(p.proallargtypes, p.proargtypes::oid[]), p.proargnames, p.proargmodes) AS a(type, name, mode)
WHERE p.pronamespace $ours AND p.prorettype <> 'trigger'::regtype
UNION ALL
SELECT c.oid::regclass::text, c.relnamespace, a.attname, format_type(a.atttypid, NULL), 'c'
FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE c.relnamespace $ours AND c.relkind IN ('r', 'v', 'c') AND a.attnum > 0 AND NOT a.attisdropped
SQL
cmp_ok($db->value("SELECT count(*) FROM named WHERE mode = '$_'"), '>', 200, "names of mode $_ are looked at") for qw(i o c);
my $number = q{type IN ('double precision', 'real', 'numeric')};
sub no_name { my ($where, $why) = @_; return none("SELECT thing || ' ' || coalesce(name, '') FROM named WHERE $where", $why) }
no_name(q{coalesce(name, '') = ''}, 'every argument has a name');
no_name("name ~ '^vaf' AND $number", 'vaf is the type, a number is a fraction');
no_name(q{name ~ '^(value|lower|upper)$'}, 'a value says what it is');
no_name(q{name ~ '(^|_)pos$'}, 'a position is written out');
no_name(q{name ~ 'percent' AND name !~ '_percent$'}, 'percent stands at the end of a name');
# A function that gives the rows of a view, as trajectory_of those of trajectory, gives its columns.
my $of_view = q{EXISTS (SELECT FROM named AS c WHERE c.mode = 'c' AND c.name = named.name AND c.thing = substring(named.thing FROM '^(.*)_of\('))};
no_name(qq{name ~ '_percent\$' AND mode <> 'c' AND NOT $of_view}, 'functions take and give fractions');
no_name(qq{NOT $of_view AND} . q{ name ~ '_percent$' AND thing !~ '^(well|ddpcr_well|published_frequency|note_frequency)$' AND thing NOT IN (SELECT oid::regclass::text FROM pg_class WHERE relkind = 'v')},
	'percent is for views, and for what an instrument or a publication printed');
no_name("name = 'level' AND $number", 'a level is one of the tree of mutations');
no_name(q{type = 'bytea' AND mode = 'i' AND name <> 'data'}, 'the bytes of a file are data');
no_name(q{type = 'text' AND mode = 'i' AND name ~ '^(file|filename|plate_name|data|file_path)$'}, 'a file is a path, its text content, its name file_name');
none(q{SELECT a.thing || ' ' || a.name FROM named AS a WHERE a.mode <> 'i' AND a.name ~ '_lower(_percent)?$'
	AND NOT EXISTS (SELECT FROM named AS b WHERE b.thing = a.thing AND b.mode = a.mode AND b.name = regexp_replace(a.name, '_lower(_percent)?$', '_upper\1'))}, 'a lower bound has its upper one');
is($db->value(q{SELECT bool_and(fraction BETWEEN 0 AND 1 AND fraction_upper <= 1 AND min_detectable_fraction(d) <= 1) FROM (VALUES (droplet_summary(900, 10, 0, 90)), (droplet_summary(0, 1, 0, 1))) AS v(d), fractional_abundance(d)}), 't',
	'fractional abundance and the limit of a negative are fractions');

# Names of functions.
none("SELECT oid::regprocedure FROM pg_proc WHERE pronamespace $ours AND proname IN ('normalize', 'position', 'overlay', 'trim', 'substring', 'extract')", q{no function has a name of core's grammar});
none("SELECT oid::regprocedure FROM pg_proc WHERE pronamespace $ours AND proname ~ '(^|_)(pos|vaf|abundance_percent|lob|lod)(_|\$)' AND proname <> 'vaf'", 'limits, positions and fractions are called so');
none("SELECT a.oid::regprocedure FROM pg_proc AS a JOIN pg_proc AS f ON f.proname = a.proname AND f.pronamespace = a.pronamespace AND f.prokind = 'f' WHERE a.pronamespace $ours AND a.prokind = 'a'", 'an aggregate does not share its name with a function');

# What nobody calls is out of sight.
none(<<"SQL", 'functions of types, operators, indexes and aggregates are not in schema alkres');
SELECT p.oid::regprocedure FROM pg_proc AS p WHERE p.pronamespace = 'alkres'::regnamespace AND p.prokind = 'f' AND p.proname NOT IN ('has_any', 'has_every', 'has_member') AND (
	EXISTS (SELECT FROM pg_operator WHERE p.oid IN (oprcode, oprrest, oprjoin)) OR EXISTS (SELECT FROM pg_amproc WHERE amproc = p.oid)
	OR EXISTS (SELECT FROM pg_aggregate WHERE p.oid IN (aggtransfn, aggfinalfn, aggcombinefn, aggmtransfn, aggminvtransfn, aggmfinalfn))
	OR EXISTS (SELECT FROM pg_type WHERE p.oid IN (typinput, typoutput, typsend, typreceive, typmodin, typmodout, typanalyze))
	OR EXISTS (SELECT FROM pg_cast WHERE castfunc = p.oid AND castsource = casttarget) OR EXISTS (SELECT FROM pg_proc AS q WHERE q.prosupport = p.oid)
	OR p.proargtypes::oid[] && ARRAY['internal'::regtype::oid, 'cstring'::regtype::oid] OR obj_description(p.oid, 'pg_proc') LIKE 'internal,%')
SQL
is($db->value("SELECT has_schema_privilege('public', 'alkres_internal', 'USAGE') AND NOT has_schema_privilege('public', 'alkres_internal', 'CREATE')"), 't', 'their schema is for use, not for more');
none("SELECT relname FROM pg_class WHERE relnamespace = 'alkres_internal'::regnamespace UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'alkres_internal'::regnamespace UNION ALL SELECT oprname FROM pg_operator WHERE oprnamespace = 'alkres_internal'::regnamespace",
	'... and holds functions only');
$db->run('CREATE DATABASE names2');
my $other = bless { name => 'names2' }, 'Database';
like($other->error('CREATE SCHEMA alkres_internal; CREATE EXTENSION alkres'), qr/^42P06: schema "alkres_internal" already exists/, 'a schema of its name is not taken over');
$other->drop;

# Twins share everything but what the file comes as; amplitude files and indexes are the server's.
my $rest = q{(SELECT string_agg(name || ' ' || type || ' ' || coalesce(pg_get_function_arg_default(p.oid, n::int), '-'), ', ' ORDER BY n) FROM unnest(p.proargnames[1:p.pronargs], p.proargtypes::regtype[]) WITH ORDINALITY AS a(name, type, n)
	WHERE name NOT IN ('path', 'paths', 'data', 'content', 'file_name', 'amplitude_paths', 'use_index'))};
my $pairs = "pg_proc AS p JOIN (SELECT p.oid, p.proname, p.pronamespace, $rest AS rest FROM pg_proc AS p) AS q ON q.pronamespace = p.pronamespace AND q.proname IN (p.proname || '_text', p.proname || '_data') WHERE p.pronamespace $ours";
cmp_ok($db->value("SELECT count(*) FROM $pairs"), '>=', 9, 'twins are looked at');
none("SELECT q.oid::regprocedure FROM $pairs AND q.rest IS DISTINCT FROM $rest", 'twins share their arguments');
is($db->value("SELECT count(DISTINCT replace($rest, 'mutations mutation[]', 'variants variant[]')) FROM pg_proc AS p WHERE proname IN ('genotype', 'genotype_mutations') AND pronamespace = 'alkres'::regnamespace"), 1,
	'genotype and genotype_mutations take the same');
none("SELECT name FROM (SELECT name, pg_get_function_arg_default(p.oid, n::int) AS value FROM pg_proc AS p, LATERAL unnest(p.proargnames[1:p.pronargs]) WITH ORDINALITY AS a(name, n) WHERE p.pronamespace $ours) AS d
	WHERE name IN ('target_vaf', 'min_posterior', 'confidence', 'method', 'mutant', 'power', 'umi', 'unit', 'min_base_quality', 'min_mapq', 'default_prior', 'recovery') AND value IS NOT NULL
	GROUP BY name HAVING count(DISTINCT value) > 1", 'a setting has one default');
$db->drop;
done_testing();
