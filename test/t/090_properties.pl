# 100,000 values a type: text and binary forms, total order and hashes against the stored bytes, and aggregates parallel, serial and moving.
use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);
use Database;
use Values;

my $rows = 100000;
my $db = Database->new('properties');
my $folder = tempdir(CLEANUP => 1);
chmod 0777, $folder;

# What a value must compare as.  The bytes sent are a version byte and the stored form; those of droplet_summary are
# its fields, big-endian, which it compares as flags, volume, counts, wells; vaf compares by its fraction, here to 45
# digits (two fractions differ by 2^-64 at least), then depth.
my %key = (
	(map { $_ => "alkres_internal.${_}_send(v)" } qw(variant region mutation)),
	droplet_summary => '(SELECT substr(s, 46, 4) || substr(s, 34, 8) || substr(s, 2, 32) || substr(s, 42, 4) FROM alkres_internal.droplet_summary_send(v) s)',
	vaf => "(CASE WHEN alkres.depth(v) = 0 THEN -1 ELSE div(alkres.alt_count(v) * 10::numeric ^ 45, alkres.depth(v)) END, alkres.depth(v))",
);
my @types = sort keys %key;

sub is_none
{
	my ($sql, $what) = @_;
	return is($db->value("SELECT count(*) FROM ($sql) wrong"), 0, $what);
}

for my $type (@types)
{
	open my $file, '>', "$folder/$type.txt" or die;
	my $id = 0;
	print $file ++$id, "\t$_\n" for Values->literals($type, $rows);
	close $file;
	$db->run("CREATE TABLE the_$type (id int, v alkres.$type); COPY the_$type FROM '$folder/$type.txt'");
	$db->run("ALTER TABLE the_$type ADD bytes bytea; UPDATE the_$type SET bytes = alkres_internal.${type}_send(v); ANALYZE the_$type");
	cmp_ok($db->value("SELECT count(DISTINCT bytes) FROM the_$type"), '>', $rows / 4, "$type: mostly different values");

	is_none("SELECT FROM the_$type WHERE alkres_internal.${type}_send(v::text::alkres.$type) IS DISTINCT FROM bytes OR v::text::alkres.${type}::text IS DISTINCT FROM v::text",
		"$type: in(out(x)) = x, and its text is the same");
	$db->run("COPY the_$type (id, v) TO '$folder/$type.bin' (FORMAT binary); CREATE TABLE back_$type (id int, v alkres.$type);
		COPY back_$type FROM '$folder/$type.bin' (FORMAT binary)");
	is_none("SELECT FROM the_$type FULL JOIN back_$type b USING (id) WHERE alkres_internal.${type}_send(b.v) IS DISTINCT FROM bytes", "$type: recv(send(x)) = x");

	# Neighbours of the sorted column are in the order of the key: with abbreviated keys, and with the comparison alone.
	my $unordered = "SELECT FROM (SELECT $key{$type} AS k, lag($key{$type}) OVER w AS before, alkres_internal.${type}_cmp(lag(v) OVER w, v) AS cmp FROM the_$type WINDOW w AS (ORDER BY %s)) s
		WHERE NOT k >= before OR sign(cmp) <> CASE WHEN before < k THEN -1 WHEN before = k THEN 0 ELSE 1 END";
	is_none(sprintf($unordered, 'v'), "$type: sorted as its key");
	is_none(sprintf($unordered, "v = v, v"), "$type: sorted as its key, as second column");
	is_none("SELECT FROM (SELECT x, y, p < q AS lt, p = q AS eq FROM (SELECT id, v AS x, $key{$type} AS p FROM the_$type) a
			JOIN (SELECT id, v AS y, $key{$type} AS q FROM the_$type) b ON b.id = a.id * 7919 % $rows + 1
			UNION ALL SELECT x, y, p < q, p = q FROM (SELECT id, v AS x, $key{$type} AS p FROM the_$type WHERE id < 300) a, (SELECT v AS y, $key{$type} AS q FROM the_$type WHERE id % 1000 = 0) b) pair
		WHERE (x < y) <> lt OR (x <= y) <> (lt OR eq) OR (x = y) <> eq OR (x <> y) = eq OR (x >= y) = lt OR (x > y) = (lt OR eq)
			OR (y < x) = (lt OR eq) OR (y = x) <> eq OR (y > x) <> lt OR sign(alkres_internal.${type}_cmp(x, y)) <> - sign(alkres_internal.${type}_cmp(y, x))",
		"$type: the six operators agree with the key, in both directions");
	is($db->value("SELECT count(DISTINCT v) = count(DISTINCT bytes) AND count(DISTINCT v) = count(DISTINCT v::text) FROM the_$type"), 't', "$type: equal values are those of equal bytes and of equal text");
	is($db->value("SELECT min(v) = (SELECT v FROM the_$type ORDER BY $key{$type} LIMIT 1) AND max(v) = (SELECT v FROM the_$type ORDER BY $key{$type} DESC LIMIT 1) FROM the_$type"), 't', "$type: min and max")
	  if $type ne 'droplet_summary';

	# Hashes: a function of the value, the extended one of the seed too; as few collisions as 2^32 gives.
	my $hashes = "SELECT min(h) AS h, max(h) AS h_max, min(e) AS e, max(e) AS e_max, min(s) AS s, max(s) AS s_max, bytes FROM (SELECT bytes, alkres_internal.${type}_hash(v) AS h,
		alkres_internal.${type}_hash_extended(v, 0) AS e, alkres_internal.${type}_hash_extended(v, 77) AS s FROM the_$type) x GROUP BY bytes";
	is_none("SELECT FROM ($hashes) x WHERE h <> h_max OR e <> e_max OR s <> s_max OR (e & 4294967295) <> (h::bigint & 4294967295)", "$type: equal values have equal hashes, and seed 0 the low 32 bits of the plain one");
	is($db->value("SELECT count(*) - count(DISTINCT h) < 10 AND count(*) = count(DISTINCT e) AND count(*) = count(DISTINCT s) AND count(*) FILTER (WHERE e = s) = 0 FROM ($hashes) x"), 't', "$type: different values have different hashes");
	is($db->value("SELECT count(*) FROM (SELECT v FROM the_$type GROUP BY v) s"), $db->value("SET enable_hashagg = off; SELECT count(*) FROM (SELECT v FROM the_$type GROUP BY v) s"), "$type: grouped by hash and by sort");
}

# Aggregates: the bytes of the result in one process, in several, and of rows in another order.
my %aggregates = (
	variant => 'alkres_internal.variant_send(min(v)), alkres_internal.variant_send(max(v))',
	region => 'alkres_internal.region_send(min(v)), alkres_internal.region_send(max(v))',
	mutation => 'alkres_internal.mutation_send(min(v)), alkres_internal.mutation_send(max(v))',
	vaf => 'alkres_internal.vaf_send(min(v)), alkres_internal.vaf_send(max(v)), pooled(v), alkres_internal.vaf_send(sum(v) FILTER (WHERE depth(v) <= 30000))',
	droplet_summary => 'alkres_internal.droplet_summary_send(sum(v) FILTER (WHERE droplet_volume_nl(v) = 0.85 AND v::text LIKE \'fam_only%\'))',
);
for my $type (@types)
{
	my $select = "SELECT $aggregates{$type} FROM the_$type";
	my $serial = $db->value("SET max_parallel_workers_per_gather = 0; $select");
	my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET enable_indexscan = off; SET max_parallel_workers_per_gather = 3;';
	like($db->value("$parallel EXPLAIN (COSTS OFF) $select"), qr/Finalize Aggregate.*Gather.*Partial Aggregate/s, "$type: a parallel plan");
	is($db->value("$parallel $select"), $serial, "$type: parallel aggregates are the serial ones");
	is($db->value("SET max_parallel_workers_per_gather = 0; SELECT $aggregates{$type} FROM (SELECT v FROM the_$type ORDER BY id * 7919::bigint % $rows) s"), $serial, "$type: and do not depend on the order of rows");
}

# Moving windows, NULLs among their rows, against sums of the counts.
my $small = "SELECT id, CASE WHEN id % 50 > 0 THEN v END AS v FROM the_vaf WHERE depth(v) <= 30000";
for my $frame ('ROWS BETWEEN 5 PRECEDING AND 3 FOLLOWING', 'ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING', 'RANGE BETWEEN 20 PRECEDING AND 1 PRECEDING', 'ROWS BETWEEN 1 FOLLOWING AND 60 FOLLOWING')
{
	is_none("SELECT FROM (SELECT sum(v) OVER w AS s, pooled(v) OVER w AS p, sum(alt_count(v)) OVER w AS a, sum(depth(v)) OVER w AS d FROM ($small) t WINDOW w AS (ORDER BY id $frame)) x
		WHERE (alt_count(s), depth(s)) IS DISTINCT FROM (a::bigint, d::bigint) OR p IS DISTINCT FROM ROW(coalesce(a, 0), coalesce(d, 0))::alkres.pooled_molecules", "vaf: sum and pooled over $frame");
}
is_none("SELECT FROM (SELECT min(v) OVER w AS a, (SELECT min(x.v) FROM the_vaf x WHERE x.id BETWEEN t.id - 5 AND t.id) AS b FROM the_vaf t WHERE id < 300 WINDOW w AS (ORDER BY id ROWS BETWEEN 5 PRECEDING AND CURRENT ROW)) s WHERE a <> b", 'vaf: min over a window');
is_none("SELECT FROM (SELECT sum(v) OVER w AS s, sum(fam_positive(v)) OVER w AS f, sum(hex_positive(v)) OVER w AS h, sum(negative(v)) OVER w AS n, sum(wells(v)) OVER w AS c
		FROM the_droplet_summary WHERE droplet_volume_nl(v) = 0.85 AND v::text LIKE 'fam_only%' WINDOW w AS (ORDER BY id ROWS BETWEEN 5 PRECEDING AND 2 FOLLOWING)) x
	WHERE (fam_positive(s), hex_positive(s), negative(s), wells(s)) IS DISTINCT FROM (f::bigint, h::bigint, n::bigint, c::int)", 'droplet_summary: sum over a window');
$db->drop;
done_testing();
