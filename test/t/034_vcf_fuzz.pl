# Damaged VCF and BCF files, and some made with intent, in a server: each is read or refused, none ends the session.
use strict;
use warnings;
use Test::More;
use Database;

my $db = Database->new('vcf_fuzz');
my $data = "$ENV{ALKRES_DATA}/vcf";
sub slurp { open my $in, '<:raw', shift or die $!; local $/; return scalar <$in> }

$db->run(<<'SQL');
CREATE TABLE seed (name text PRIMARY KEY, data bytea NOT NULL);
CREATE TABLE answer (name text NOT NULL, state text NOT NULL, message text, data bytea);
CREATE PROCEDURE try(name text, data bytea) LANGUAGE plpgsql AS $$
DECLARE
	state text; message text;
BEGIN
	PERFORM count(c::text) FROM alkres.read_vcf_data(data, 'GRCh38', strict => random() < 0.5, tags => true) AS c;
	INSERT INTO answer VALUES (name, 'read');
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
	INSERT INTO answer VALUES (name, state, message, data);
END $$;
-- One to eight bytes become others: any, or such as stand in lengths and types.
CREATE PROCEDURE mutate(times integer) LANGUAGE plpgsql AS $$
DECLARE
	s seed; d bytea;
BEGIN
	FOR i IN 1 .. times LOOP
		FOR s IN SELECT * FROM seed LOOP
			d := s.data;
			FOR k IN 1 .. 1 + floor(8 * random() ^ 3)::int LOOP
				d := set_byte(d, floor(random() * length(d))::int, CASE WHEN random() < 0.5 THEN floor(random() * 256) ELSE (ARRAY[0, 1, 7, 9, 10, 44, 46, 58, 59, 127, 128, 247, 255])[1 + floor(random() * 13)::int] END::int);
			END LOOP;
			IF random() < 0.1 THEN d := substr(d, 1, 1 + floor(random() * length(d))::int); END IF;
			CALL try(s.name, d);
		END LOOP;
	END LOOP;
END $$;
SQL
for my $name (qw(mutect2 freebayes gatk_gvcf manta structural words))
{
	$db->run("INSERT INTO seed VALUES ('$name.vcf', '\\x" . unpack('H*', slurp("$data/$name.vcf")) . "')");
	$db->run("INSERT INTO seed VALUES ('$name.bcf', '\\x" . unpack('H*', slurp("$data/$name.u.bcf")) . "')");
}
$db->run("INSERT INTO seed VALUES ('mutect2.vcf.gz', '\\x" . unpack('H*', slurp("$data/mutect2.vcf.gz")) . "'), ('mutect2.packed.bcf', '\\x" . unpack('H*', slurp("$data/mutect2.bcf")) . "')");
is($db->value("SELECT count(*) FROM seed AS s, LATERAL (SELECT count(*) FROM alkres.read_vcf_data(s.data, 'GRCh38')) AS k"), 14, 'the sound ones are read, BCF without any compression too');
# ALKRES_MUTATIONS=20000: so many, of another seed each time.
my $rounds = defined $ENV{ALKRES_MUTATIONS} ? int($ENV{ALKRES_MUTATIONS} / 14) + 1 : 150;
my $seed = defined $ENV{ALKRES_MUTATIONS} ? rand : 0.25;
diag sprintf '%d files, seed %s', 14 * $rounds, $seed if defined $ENV{ALKRES_MUTATIONS};
my $answers = join '; ', "SELECT setseed($seed)", "CALL mutate($rounds)", q{SELECT count(*) FROM answer};
is(($db->rows($answers))[-1], 14 * $rounds, 'each mutated file has an answer, in one session');
is($db->value("SELECT string_agg(DISTINCT name || ' ' || state || ' ' || message, '; ') FROM answer WHERE state NOT IN ('read', '22P02', '22P04', '22003', '22023', '54000', '0A000', 'XX001')"), '', 'none is an error of another kind');
cmp_ok($db->value("SELECT count(*) FROM answer WHERE state = 'read' AND name LIKE '%.bcf'"), '>', 100, 'some BCF are read');
cmp_ok($db->value("SELECT count(*) FROM answer WHERE state = 'XX001' AND name LIKE '%.bcf' AND message LIKE 'record%'"), '>', 100, 'some are refused within a record');

# Lengths that lie, of a record and within it; counts of alleles, tags, samples; keys and contigs that there are not.
my $bcf = slurp("$data/lofreq.u.bcf");
my $at = 9 + unpack 'V', substr $bcf, 5, 4; # the first record
for my $case ([ 0, 'shared length' ], [ 4, 'individual length' ], [ 8, 'contig' ], [ 24, 'tags and alleles' ], [ 28, 'samples and formats' ])
{
	for my $value (0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0xffff, 0xffff0000)
	{
		my $damaged = $bcf;
		next if substr($bcf, $at + $case->[0], 4) eq pack 'V', $value;
		substr($damaged, $at + $case->[0], 4) = pack 'V', $value;
		like($db->error("SELECT count(*) FROM alkres.read_vcf_data('\\x" . unpack('H*', $damaged) . "')"), qr/^(XX001|54000|22P0[24]|22003): .*(record 1 of the data|the data breaks off)/, sprintf '%s of %#x', $case->[1], $value);
	}
}

$db->drop;
done_testing();
