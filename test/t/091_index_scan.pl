# Index scan = sequential scan = the definition, for every operator of the types and every index that can serve it, on 100,000 values a type.
use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);
use Database;
use Values;

my $rows = 100000;
my $db = Database->new('index_scan');
my $folder = tempdir(CLEANUP => 1);
chmod 0777, $folder;
my @types = qw(droplet_summary mutation region vaf variant);

# The definition of each operator, from bytes and plain fields alone.  b, k are columns of the row: the bytes sent, a
# vaf's fraction to 45 digits with its depth; %s is the operand.
my %definition;
for my $op ('<', '<=', '=', '<>', '>=', '>')
{
	$definition{"$_ $op $_"} = "b $op alkres_internal.${_}_send(%s)" for qw(mutation region variant);
	$definition{"droplet_summary $op droplet_summary"} = "fields(b) $op fields(alkres_internal.droplet_summary_send(%s))";
	$definition{"vaf $op vaf"} = "(k, depth(v)) $op (key(%s), depth(%s))";
	$definition{"vaf $op double precision"} = "k >= 0 AND alt_count(v)::float8 / nullif(depth(v), 0) $op %s";
	$definition{"double precision $op vaf"} = "k >= 0 AND %s $op alt_count(v)::float8 / nullif(depth(v), 0)";
}
$definition{'mutation <@ mutation'} = 'member(b, alkres_internal.mutation_send(%s))';
$definition{'mutation @> mutation'} = 'member(alkres_internal.mutation_send(%s), b)';
$definition{'mutation[] @> mutation'} = 'EXISTS (SELECT FROM unnest(v) e WHERE member(alkres_internal.mutation_send(e), alkres_internal.mutation_send(%s)))';
$definition{'mutation[] @>& mutation[]'} = 'NOT EXISTS (SELECT FROM unnest(%s) c WHERE NOT coalesce((SELECT bool_or(member(alkres_internal.mutation_send(e), alkres_internal.mutation_send(c))) FROM unnest(v) e), false)) AND v IS NOT NULL';
$definition{'mutation[] @>| mutation[]'} = 'EXISTS (SELECT FROM unnest(v) e, unnest(%s) c WHERE member(alkres_internal.mutation_send(e), alkres_internal.mutation_send(c)))';
$definition{'variant <@ region'} = '(assembly(v), contig(v)) = (assembly(%s), contig(%s)) AND start_position(v) >= start_position(%s) AND end_position(v) <= end_position(%s)';
$definition{'region @> variant'} = '(assembly(v), contig(v)) = (assembly(%s), contig(%s)) AND start_position(v) <= start_position(%s) AND end_position(v) >= end_position(%s)';
$definition{'region && region'} = '(assembly(v), contig(v)) = (assembly(%s), contig(%s)) AND start_position(v) <= end_position(%s) AND end_position(v) >= start_position(%s)';
# Operators whose other side is asked, too: the same definition with the column as the other.
my %turned = (
	'region @> variant' => [ variant => 'region', $definition{'variant <@ region'} ],
	'variant <@ region' => [ region => 'variant', $definition{'region @> variant'} ],
	'mutation <@ mutation' => [ mutation => 'mutation', $definition{'mutation @> mutation'} ],
	'mutation @> mutation' => [ mutation => 'mutation', $definition{'mutation <@ mutation'} ],
	(map { ("double precision $_ vaf" => [ vaf => 'double precision', $definition{"double precision $_ vaf"} ]) } '<', '<=', '=', '<>', '>=', '>'),
);

# What stands between a mutation and a text becomes an operator of mutations, or LIKE of texts, before it is planned: sql/type/mutation_text.sql.
is(join(', ', sort keys %definition), join(', ', sort $db->rows("SELECT format('%s %s %s', format_type(oprleft, NULL), oprname, format_type(oprright, NULL)) FROM pg_operator
	WHERE oprnamespace = 'alkres'::regnamespace AND oprresult = 'bool'::regtype AND 'text'::regtype NOT IN (oprleft, oprright)")), 'every operator that answers yes or no is asked');

$db->run("CREATE FUNCTION key(vaf) RETURNS numeric IMMUTABLE LANGUAGE sql RETURN CASE WHEN depth(\$1) = 0 THEN -1 ELSE div(alt_count(\$1) * 10::numeric ^ 45, depth(\$1)) END;
	CREATE FUNCTION fields(bytea) RETURNS bytea IMMUTABLE LANGUAGE sql RETURN substr(\$1, 46, 4) || substr(\$1, 34, 8) || substr(\$1, 2, 32) || substr(\$1, 42, 4);
	-- A class is a prefix of its members; its bound, the prefix and byte 255, has none and is none.
	CREATE FUNCTION member(bytea, bytea) RETURNS boolean IMMUTABLE LANGUAGE sql RETURN substr(\$1, 1, length(\$2)) = \$2 AND get_byte(\$2, length(\$2) - 1) <> 255 AND \$1 <> \$2 || '\\xff';");
for my $type (@types)
{
	open my $file, '>', "$folder/$type.txt" or die;
	my $id = 0;
	print $file ++$id, "\t", ($id % 199 ? $_ : '\N'), "\n" for Values->literals($type, $rows);
	close $file;
	my $k = $type eq 'vaf' ? 'key(v)' : 'NULL::numeric';
	$db->run("CREATE TABLE read_$type (id int, v $type); COPY read_$type FROM '$folder/$type.txt';
		CREATE TABLE the_$type AS SELECT id, v, alkres_internal.${type}_send(v) AS b, $k AS k FROM read_$type; ANALYZE the_$type");
}
$db->run("CREATE TABLE \"the_mutation[]\" AS SELECT id / 4 AS id, CASE WHEN id / 4 % 211 > 0 THEN array_agg(v) FILTER (WHERE id % 9 > 0) END AS v, NULL::bytea AS b, NULL::numeric AS k FROM the_mutation WHERE id < 20000 GROUP BY id / 4;
	UPDATE \"the_mutation[]\" SET v = '{}' WHERE id % 97 = 0; ANALYZE \"the_mutation[]\"");

# What is asked for: values that are there, and those at the ends.
my %nasty = (
	variant => [ 'GRCh37:chr1:1:A:.', 'GRCh38:chr2:29220765:G:T', 'zzz:z:268435456:T:C', 'm:c:5:A:C' ],
	region => [ 'GRCh38:chr2:1-268435455', 'GRCh38:chr2:29220700-29220800', 'GRCh38:chrM:268435455-268435455', 'm:c:1-300', 'NN:chr2:5-9' ],
	mutation => [ 'ALK', 'ALK~', 'ALK solvent_front', 'ALK solvent_front~', 'ALK G1202', 'ALK G1202R', 'ALKBH', 'PANEL7', 'Z', 'KRAS fusion' ],
	'mutation[]' => [ '{ALK}', '{ALK G1202,MET}', '{}', '{NULL}', '{ALK~}', '{ALK G1202R,NULL,PANEL7}', '{ALK solvent_front,ALK gatekeeper}' ],
	vaf => [ '0/0', '0/1', '0/4294967295', '1/1', '4294967295/4294967295', '1/2', '1/100' ],
	'double precision' => [ '0.5', '0', '0.01', '1', '-1', '2', 'Infinity', '-Infinity', 'NaN', '1e-300', '0.33333333333333331', '2.3283064370807974e-10' ],
	droplet_summary => [ 'accepted=0,fam_positive=0', 'fam_only=0,hex_only=0,both_positive=0,negative=0' ],
);
my %operands;
for my $type (sort keys %nasty)
{
	$operands{$type} = [ $nasty{$type}->@* ];
	push $operands{$type}->@*, $db->rows("SELECT v FROM \"the_$type\" WHERE v IS NOT NULL AND id = 4711") if $type ne 'double precision';
	# What definitions make of an operand, once.
	my $bytes = $type =~ /\[\]|double/ ? 'NULL::bytea' : "alkres_internal.${type}_send(o)";
	my $key = $type eq 'vaf' ? 'key(o)' : 'NULL::numeric';
	$db->run("CREATE TABLE \"operand_$type\" (n int, o $type, ob bytea, ok numeric); INSERT INTO \"operand_$type\" VALUES " . join ', ', map { "($_, '$operands{$type}[$_]')" } 0 .. $operands{$type}->$#*);
	$db->run("UPDATE \"operand_$type\" SET ob = $bytes, ok = $key");
}

# Which rows: how many, and a sum that tells them apart.
my $which = "count(*) || ' ' || coalesce(sum(hashint4(id)::bigint), 0)";
my @questions; # table's type, operator, clause with %s for the operand, its type, definition
for my $name (sort keys %definition)
{
	my ($left, $op, $right) = $name =~ /^(double precision|\S+) (\S+) (.*)$/;
	push @questions, [ $left, $name, "v $op %s", $right, $definition{$name} ] if $left ne 'double precision';
	push @questions, [ $turned{$name}[0], $name, "%s $op v", $turned{$name}[1], $turned{$name}[2] ] if $turned{$name};
}

# The answers by definition, one scan an operand.
my %truth;
for my $question (@questions)
{
	my ($type, $name, $clause, $other, $definition) = @$question;
	(my $of_operand = $definition) =~ s/alkres_internal\.\w+_send\(%s\)/ob/g;
	$of_operand =~ s/\bkey\(%s\)/ok/g;
	$of_operand =~ s/%s/o/g;
	$of_operand =~ s/\bv\b/t.v/g;
	$truth{"$clause $type $other"} = [ $db->rows("SELECT (SELECT $which FROM \"the_$type\" t WHERE $of_operand) FROM \"operand_$other\" o ORDER BY n") ];
}

# A plan that does not know its operand is the same for all: a few will do.
sub few { my $all = shift; return $all->@[ 0, 1, -1 ]; }

# The forms of a question: SQL that answers it in the order of the operands.
my %forms = (
	constant => sub { my ($query, $other) = @_; return join '; ', map { $query =~ s/%s/'$_'::$other/r } $operands{$other}->@* },
	parameter => sub {
		my ($query, $other) = @_;
		return "PREPARE q ($other) AS " . ($query =~ s/%s/\$1/r) . '; ' . join('; ', map { "EXECUTE q('$_')" } few($operands{$other})) . '; DEALLOCATE q';
	},
	sub_select => sub { my ($query, $other) = @_; return join '; ', map { $query =~ s/%s/(SELECT '$_'::$other)/r } few($operands{$other}) },
	join => sub {
		my ($query, $other) = @_;
		return ($query =~ s/%s/o/r =~ s/FROM (\S+) WHERE/FROM "operand_$other" LEFT JOIN $1 ON/r =~ s/count\(\*\)/count(id)/r) . ' GROUP BY n ORDER BY n';
	},
);

# The forms whose answers are not the true ones.
sub ask
{
	my ($settings, $type, $clause, $other, @asked) = @_;
	my $query = "SELECT $which FROM \"the_$type\" WHERE $clause";
	my @answers = split /form \w+\n?/, $db->value("SET plan_cache_mode = force_generic_plan; $settings; " . join '; ', map { "SELECT 'form $_'; " . $forms{$_}->($query, $other) } @asked);
	shift @answers;
	my $truth = $truth{"$clause $type $other"};
	return grep { join("\n", /constant|join/ ? @$truth : few($truth)) . "\n" ne shift(@answers) . ($_ eq $asked[-1] ? "\n" : '') } @asked;
}

for my $question (@questions)
{
	my ($type, $name, $clause, $other) = @$question;
	is(join(' ', ask('SET enable_indexscan = off', $type, $clause, $other, 'constant')), '', "sequential scan, $clause of $type, operand $other");
}

# Every index, alone, with sequential scans dear.  Questions that must use it: comparisons for B-tree and BRIN, = for
# hash, those of the GIN class, and what the support functions turn into ranges.
my @indexes = (
	(map { [ $_, "btree (v)" ] } @types),
	(map { [ $_, "hash (v)" ] } @types),
	(map { [ $_, "brin (v) WITH (pages_per_range = 2)" ] } grep { !/droplet_summary|vaf/ } @types),
	[ 'mutation[]', 'gin (v gin_mutation_ops)' ],
	[ 'mutation[]', 'gin (v gin_mutation_ops) WITH (fastupdate = off)' ],
);
my %ranged = map { $_ => 1 } 'mutation <@ mutation', 'mutation @> mutation', 'variant <@ region', 'region @> variant',
  map { ("vaf $_ double precision", "double precision $_ vaf") } '<', '<=', '=', '>=', '>';
my %asked;
for my $index (@indexes)
{
	my ($type, $definition) = @$index;
	my ($method) = $definition =~ /^(\w+)/;
	$db->run("CREATE INDEX the_index ON \"the_$type\" USING $definition");
	for my $question (grep { $_->[0] eq $type } @questions)
	{
		my (undef, $name, $clause, $other) = @$question;
		my ($op) = $name =~ / (\S+) /;
		my $serves = $method eq 'gin' || ($type eq $other && $op eq '=') || ($method ne 'hash' && ($type eq $other && $op =~ /^[<>]=?$/ || $ranged{$name} && $type ne 'region'));
		next if !$serves;
		my $settings = 'SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off; SET jit = off';
		my $query = "SELECT $which FROM \"the_$type\" WHERE $clause";
		my @plans = split /form \w+\n/, $db->value("$settings; " . join '; ', map { "SELECT 'form $_'; EXPLAIN (COSTS OFF) " . ($forms{$_}->($query, $other) =~ s/;.*//sr) } 'constant', 'join');
		my $used = join ' ', map { $plans[$_] =~ /Index Cond/ ? $_ == 1 ? 'constant' : 'join' : () } 1, 2;
		# A bound for a number is found where it is a constant; BRIN knows no list of classes.
		my $expected = $other eq 'double precision' || ($method eq 'brin' && $name =~ /^mutation (<@|@>) mutation$/ && $clause !~ /^v <@|@> v$/) ? 'constant' : 'constant join';
		is(join(', ', $used, ask($settings, $type, $clause, $other, qw(constant parameter sub_select join))), $expected, "$definition, $clause of $type, operand $other");
		$asked{"$method $name"}++;
	}
	$db->run('DROP INDEX the_index');
}
is(join(', ', $db->rows("SELECT DISTINCT format('%s %s %s %s', amname, format_type(amoplefttype, NULL), oprname, format_type(amoprighttype, NULL)) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod
	JOIN pg_amop o ON amopfamily = opcfamily JOIN pg_operator p ON p.oid = amopopr WHERE opcnamespace = 'alkres'::regnamespace ORDER BY 1"
)), join(', ', sort grep { my $n = $_; grep { $n =~ /^$_/ } 'hash', 'gin', 'b\w+ (\S+) [<=>]+ \g{-1}$' } keys %asked), 'every operator of every operator class was asked of an index');

# Under row security an index serves what is leakproof, and the rows are those the policy shows.
$db->run("SET client_min_messages = warning; DROP ROLE IF EXISTS alkres_reader; CREATE ROLE alkres_reader; GRANT USAGE ON SCHEMA public TO alkres_reader");
for my $type (@types)
{
	$db->run("CREATE INDEX \"index_$type\" ON \"the_$type\" (v); CREATE POLICY third ON \"the_$type\" USING (id % 3 = 0); ALTER TABLE \"the_$type\" ENABLE ROW LEVEL SECURITY; GRANT SELECT ON \"the_$type\" TO alkres_reader");
}
for my $question (@questions)
{
	my ($type, $name, $clause, $other) = @$question;
	next if $type eq 'mutation[]';
	my ($op) = $name =~ / (\S+) /;
	my @queries = map { "SELECT $which FROM \"the_$type\" WHERE " . $clause =~ s/%s/'$_'::$other/r } few($operands{$other});
	my ($seen, $true, $plan) = split /form \w+\n/, $db->value('SET enable_seqscan = off; SET jit = off; SET ROLE alkres_reader; ' . join('; ', @queries)
		  . "; RESET ROLE; SET enable_seqscan = on; SET enable_indexscan = off; SET enable_bitmapscan = off; SELECT 'form true'; " . join('; ', map { "$_ AND id % 3 = 0" } @queries)
		  . "; SET enable_indexscan = on; SET enable_bitmapscan = on; SET enable_seqscan = off; SET ROLE alkres_reader; SELECT 'form plan'; EXPLAIN (COSTS OFF) $queries[0]");
	is($seen, $true, "row security, rows of $clause of $type, operand $other");
	like($plan, qr/Index Cond/, "row security, index of $clause of $type, operand $other")
	  if $op ne '<>' && ($type eq $other && $op =~ /^[<>]?=?$/ || $ranged{$name} && $type ne 'region');
}

# amcheck: the indexes hold what the tables hold, in order; every operator class is complete.
$db->run('CREATE EXTENSION amcheck');
for my $type (@types)
{
	is($db->value("SELECT bt_index_check('\"index_$type\"', true) IS NOT NULL"), 't', "$type: amcheck of a B-tree of $rows values");
}
is($db->value("SELECT bool_and(amvalidate(oid)) AND count(*) > 10 FROM pg_opclass WHERE opcnamespace = 'alkres'::regnamespace"), 't', 'amvalidate of every operator class');
$db->drop;
system(qw(psql -X -q -d postgres -c), 'DROP ROLE alkres_reader') == 0 or die;
done_testing();
