# Reach.pm: what each role of the manual may do with what a store and the extension hold, from the catalog, as a table of the manual.
package Reach;
use strict;
use warnings;

my @columns = ([ 'public' => 'any role' ], [ 'analyst' => 'analyst' ], [ 'importer' => 'importer' ], [ 'data_manager' => 'data_manager' ], [ 'pg_read_server_files' => 'pg_read_server_files' ]);

# Names with the same rights of each role, as one row.
sub rows
{
	my ($db, $title, $kind, $names) = @_;
	my %privileges = (table => { read => 'SELECT', add => 'INSERT', change => 'UPDATE', delete => 'DELETE', other => 'TRUNCATE, REFERENCES, TRIGGER' }, function => { call => 'EXECUTE' }, schema => { use => 'USAGE', create => 'CREATE' });
	my @words = grep { $privileges{$kind}{$_} } qw(use create read add change delete other call);
	my $cells = join ', ', map {
		my $role = $_->[0];
		'concat_ws($$, $$' . join('', map { ", CASE WHEN has_${kind}_privilege('$role', o.oid, '$privileges{$kind}{$_}') THEN '$_' END" } @words) . ')';
	} @columns;
	my (%together, @order);
	for ($db->rows("SELECT o.name, $cells FROM ($names) AS o(oid, name) ORDER BY 1"))
	{
		my ($name, @reach) = split /\|/, $_, -1;
		my $reach = join ' | ', map { $_ eq '' ? '-' : $_ } @reach;
		push @order, $reach if !$together{$reach};
		$name = "`$name`" if $name !~ /^all/;
		push @{ $together{$reach} }, $name if !grep { $_ eq $name } @{ $together{$reach} // [] };
	}
	return map { "| $title: " . join(', ', @{ $together{$_} }) . " | $_ |" } @order;
}

# The whole table; the store is cfdna.
sub table
{
	my $db = shift;
	my $functions = sub { my ($schema, $where) = @_; return "SELECT p.oid, p.proname FROM pg_proc p WHERE p.pronamespace = '$schema'::regnamespace AND prokind = 'f' AND prorettype <> 'trigger'::regtype AND $where" };
	my $relations = sub { my ($schema, $kinds) = @_; return "SELECT c.oid, c.relname FROM pg_class c WHERE c.relnamespace = '$schema'::regnamespace AND c.relkind = ANY ('{$kinds}')" };
	my $closed = "NOT has_function_privilege('public', p.oid, 'EXECUTE')";
	return join "\n", '| | ' . join(' | ', map { $_->[1] } @columns) . ' |', '|---|' . '---|' x @columns,
	  rows($db, 'schema', 'schema', q{SELECT oid, nspname FROM pg_namespace WHERE nspname IN ('alkres', 'alkres_internal', 'cfdna')}),
	  rows($db, 'tables of the store', 'table', $relations->('cfdna', 'r,p')),
	  rows($db, 'its views', 'table', $relations->('cfdna', 'v')),
	  rows($db, 'its functions', 'function', $functions->('cfdna', $closed)),
	  rows($db, 'its functions', 'function', "SELECT min(oid::bigint)::oid, 'all' || CASE WHEN EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = 'cfdna'::regnamespace AND $closed AND p.prorettype <> 'trigger'::regtype) THEN ' others' ELSE '' END
		FROM (" . $functions->('cfdna', "NOT $closed") . ') AS p'),
	  rows($db, 'tables and views of alkres', 'table', $relations->('alkres', 'r,v')),
	  rows($db, 'functions of alkres', 'function', $functions->('alkres', $closed)),
	  rows($db, 'functions of alkres', 'function', "SELECT min(oid::bigint)::oid, 'all others' FROM (" . $functions->('alkres', "NOT $closed") . ') AS p'), '';
}

1;
