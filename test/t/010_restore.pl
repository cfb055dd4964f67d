# Values of every type survive pg_dump and restore, COPY in text and in binary, unchanged.
use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);
use Database;

my $from = Database->new('restore_from');
my $to = Database->new('restore_to');
$to->run('DROP EXTENSION alkres; DROP SCHEMA alkres');
my $folder = tempdir(CLEANUP => 1);

my %values = (
	variant => [
		map { "'$_'::alkres.variant" }
		  qw(GRCh38:chr2:29220765:G:T GRCh37:chrX:5:GA:TC GRCh38:chr2:29222405:G:GCGT GRCh38:chr1_KI270706v1_random:5:A:T
		  mm39:chr20:7:A:T GRCh38:chr2:5:G:. GRCh38:chr2:100:ACGTACGTACGT:A GRCh38:chr2:100:N:A
		  GRCh38:chr2:5:A:<DEL>:END=9 mm39:c:5:A:<CNV>:END=268435456 GRCh38:chr2:5:A:ACG]chr5:123] mm39:c:5:N:[d:1[T)
	],
	region => [ map { "'$_'::alkres.region" } qw(GRCh38:chr2:1-9 GRCh37:chrM:5-5 mm39:chr2:100-268435455) ],
	mutation => [
		map { "'$_'::alkres.mutation" } 'ALK', 'ALK solvent_front', 'ALK G1202', 'ALK G1202R', 'ALK fusion', 'ALK G1202R~',
		'EGFR E746_A750del', 'TP53 R97Pfs*23'
	],
	vaf => [ map { "'$_'::alkres.vaf" } qw(0/0 0/5 12/3456 4294967295/4294967295) ],
	droplet_summary => [
		'alkres.droplet_summary(7, 173, 0, 14870)', 'alkres.droplet_summary(0, 0, 0, 0, 0.91, 3)',
		'alkres.droplet_summary_marginal(7, 173, 15050)', 'alkres.droplet_summary(4503599627370, 1, 2, 3)'
	],
	pileup => [ "(SELECT pileup FROM alkres.read_pileup('$ENV{ALKRES_DATA}/small.bam', 'test') LIMIT 1)" ],
	background => [
		"(SELECT alkres.background_agg(pileup) FROM (SELECT * FROM alkres.read_pileup('$ENV{ALKRES_DATA}/small.bam', 'test') LIMIT 1) b)"
	],
);
for my $type (sort keys %values)
{
	$from->run("CREATE TABLE kept_$type (number int, value alkres.$type); INSERT INTO kept_$type VALUES "
		  . join(', ', map { "($_, $values{$type}[$_])" } 0 .. $#{ $values{$type} }));
	$from->run("COPY kept_$type TO '$folder/$type.bin' (FORMAT binary)") if chmod 0777, $folder;
}
$from->run("CREATE TABLE kept_typed (v alkres.variant(GRCh38) DEFAULT 'GRCh38:chr2:5:A:C', r alkres.region(GRCh37)[])");
$from->run("INSERT INTO kept_typed (r) VALUES ('{GRCh37:chr2:1-9}')");
my $dump = "$folder/dump.sql";
system("pg_dump -d restore_from -f $dump") == 0 or die;
$to->run_file($dump);
is($to->value("SELECT (SELECT string_agg(format_type(atttypid, atttypmod), ' ') FROM pg_attribute WHERE attrelid = 'kept_typed'::regclass AND attnum > 0), k FROM kept_typed k"),
	'variant(GRCh38) region(GRCh37)[]|(GRCh38:chr2:5:A:C,{GRCh37:chr2:1-9})', 'type modifiers: pg_dump and restore');
for my $type (sort keys %values)
{
	my $all = "SELECT number, value, md5(alkres_internal.${type}_send(value)) FROM kept_$type ORDER BY number";
	my $original = $from->value($all);
	is($to->value($all), $original, "$type: pg_dump and restore");
	$to->run("TRUNCATE kept_$type; COPY kept_$type FROM '$folder/$type.bin' (FORMAT binary)");
	is($to->value($all), $original, "$type: COPY in binary");
	is($from->value("SELECT count(*) FROM kept_$type WHERE value::text::alkres.${type}::text <> value::text"), 0, "$type: text and back");
	like($from->error("SELECT alkres_internal.${type}_recv(NULL::internal)"), qr/cannot|pseudo/, "$type: recv cannot be called by hand");

	# Damaged binary input is refused or read as a valid value; the backend lives.
	open my $file, '<:raw', "$folder/$type.bin" or die;
	my $bytes = do { local $/; <$file> };
	close $file;
	srand 7;
	my ($refused, $read) = (0, 0);
	my $script = '';
	for my $try (1 .. 60)
	{
		my $damaged = $bytes;
		substr($damaged, 25 + int rand(length($damaged) - 27), 1) = chr int rand 256;
		open my $out, '>:raw', "$folder/$type.$try" or die;
		print $out $damaged;
		close $out;
		$script .= "DO \$\$BEGIN COPY kept_$type FROM '$folder/$type.$try' (FORMAT binary); EXCEPTION WHEN internal_error THEN RAISE; WHEN OTHERS THEN NULL; END\$\$;\n";
	}
	$script .= "SELECT count(value::text) >= 0 FROM kept_$type;";
	open my $out, '>', "$folder/script.sql" or die;
	print $out $script;
	close $out;
	is(system("psql -X -q -At -o /dev/null -v ON_ERROR_STOP=1 -d restore_to -f $folder/script.sql"), 0, "$type: damaged binary input");
}
$from->drop;
$to->drop;
done_testing();
