# Headers and read names of the shapes that real files have, at random (HeaderCases.pm): assemblies by every name, accessions, lengths,
# samples, programs, barcodes in names; some spoilt.  What read_library_data makes of each is what doc/pileup.md and doc/molecules.md say.
# ALKRES_SEEDS=FROM-TO takes those cases instead.
use strict;
use warnings;
use Test::More;
use Database;
use HeaderCases;

my ($from, $to) = ($ENV{ALKRES_SEEDS} // '') =~ /^(\d+)-(\d+)$/ ? ($1, $2) : (1, 600);
my $db = Database->new('headers');
$db->run(<<'SQL');
CREATE TABLE file (seed int PRIMARY KEY, assembly text, umi text, header_sample text, content bytea);
CREATE TABLE answer (seed int, said text);
CREATE PROCEDURE answer_all() LANGUAGE plpgsql SET client_min_messages = error AS $$
DECLARE
	f file;
	words text;
	more text;
BEGIN
	FOR f IN SELECT * FROM file ORDER BY seed LOOP
		BEGIN
			SELECT string_agg(concat_ws(' ', l.assembly, l.contig, l.umi, d.molecules), '; ') INTO words
			FROM alkres.read_library_data(f.content, f.assembly, reference => 'none', umi => f.umi, header_sample => f.header_sample) AS l,
				LATERAL alkres.depth(l.pileup) AS d
			WHERE d."position" = 1010;
		EXCEPTION WHEN others THEN
			GET STACKED DIAGNOSTICS words = MESSAGE_TEXT, more = PG_EXCEPTION_DETAIL;
			words := concat_ws(': ', 'error ' || SQLSTATE, words, more);
		END;
		INSERT INTO answer VALUES (f.seed, coalesce(words, 'nothing'));
	END LOOP;
END $$;
SQL

my %cases = map { ($_ => HeaderCases::make($_)) } $from .. $to;
sub field { my $text = shift; return '\N' if !defined $text; $text =~ s/([\\\t\n])/sprintf '\\x%02x', ord $1/ge; return $text }
open my $psql, '|-', qw(psql -X -q -v ON_ERROR_STOP=1 -d headers) or die;
print $psql "COPY file FROM stdin;\n";
for my $seed (sort { $a <=> $b } keys %cases)
{
	my $c = $cases{$seed};
	print $psql join("\t", $seed, (map { field($c->{$_}) } qw(assembly umi header_sample)), '\\\\x' . unpack 'H*', $c->{bam}), "\n";
}
print $psql "\\.\nCALL answer_all();\n";
close $psql or die 'psql';

my %error = (
	'not aligned' => qr/^error 22023: the reads of the data are not aligned to GRCh3[78]: Contig \S+ (has \d+ bases in its header|is one of GRCh3[78] by its (accession|tag AS))/,
	'two assemblies' => qr/^error 22P04: the header of the data has contigs of two assemblies: Contig /,
	'named otherwise' => qr/^error 22P04: the header of the data names chromosomes otherwise: Contig "[^"]+" is as long as chr\w+ of GRCh3[78]\./,
	'not told' => qr/^error 22023: the header of the data does not tell the assembly/,
	'several samples' => qr/^error 22P04: the reads of the data are of several samples: Read groups of the header \(SM\) name "PAT 1", "PAT1"|^error 22P04: the reads of the data are of several samples: .* "PAT1", "PAT2"/,
	'no such sample' => qr/^error 22023: the header of the data names no sample "NOBODY"/,
	'no such contig' => qr/^error 22P0[24]: (GRCh3[78] has no chromosome|contig "\S+" is no version of a chromosome)/,
);
my (%seen, @wrong);
for ($db->rows('SELECT seed, said FROM answer ORDER BY seed'))
{
	my ($seed, $said) = /^(\d+)\|(.*)$/;
	my $c = $cases{$seed};
	my @errors = @{ $c->{errors} };
	my $good = @errors ? grep { $said =~ $error{$_} } @errors : $said eq $c->{right};
	$seen{$_}++ for @errors ? @errors : 'read';
	push @wrong, "seed $seed, assembly " . ($c->{assembly} // 'none') . ": $said; right is " . (@errors ? join ' or ', @errors : $c->{right}) . "\n$c->{sam}" if !$good;
}
is($db->value('SELECT count(*) FROM answer'), scalar keys %cases, 'each file has an answer');
is(scalar @wrong, 0, 'each is the right one');
diag $_ for @wrong[ 0 .. ($#wrong < 4 ? $#wrong : 4) ];
is(join(' ', grep { !$seen{$_} } 'read', sort keys %error), '', 'what can be right is met: ' . join ', ', map { "$_ $seen{$_}" } sort keys %seen) if !defined $ENV{ALKRES_SEEDS};
$db->drop;
done_testing();
