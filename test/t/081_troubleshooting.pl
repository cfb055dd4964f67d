# doc/troubleshooting.md is searched by the text of an error: each text that heads an entry stands in the sources, and each
# error of the doors by which files come in has an entry, or stands in the list of those that say all by themselves.
use strict;
use warnings;
use Test::More;
use File::Find;
use Cwd qw(realpath);

my $root = $ENV{ALKRES_BASE} // '.';
sub slurp { my $name = shift; open my $in, '<', $name or die "$name: $!"; local $/; return scalar <$in> }

# Texts of C, neighbours joined; and of SQL.
sub texts_of
{
	my ($path, $content) = @_;
	my @texts;
	if ($path =~ /\.c$/)
	{
		$content =~ s!/\*.*?\*/!!gs;
		while ($content =~ /((?:"(?:[^"\\\n]|\\.)*"\s*)+)/g)
		{
			push @texts, join('', $1 =~ /"((?:[^"\\\n]|\\.)*)"/g) =~ s/\\"/"/gr =~ s/\\n/\n/gr;
		}
	}
	else
	{
		$content =~ s/^\s*--.*//gm;
		while ($content =~ /'((?:[^']|'')*)'/g) { push @texts, $1 =~ s/''/'/gr }
	}
	return @texts;
}
my (@sources, %content);
find({ no_chdir => 1, wanted => sub { push @sources, $_ if /\.(c|sql)$/ } }, realpath("$root/src")); # a link of a lane
$content{$_} = slurp($_) for @sources;
my @texts = map { texts_of($_, $content{$_}) } sort @sources;

# A text as a pattern: what is filled in may be anything.
sub pattern { my $text = shift; $text =~ s/%m$//; return join '.+?', map { quotemeta } split /%(?:\.\*)?[-+0-9.]*(?:l|ll|z|h)?[a-zA-Z]/, $text, -1 }

# The words of a text: what is filled in, and what is the text's own.
my (%words_of, %quoted);
sub words_of
{
	my $text = shift;
	return $words_of{$text} //= do {
		my @words = map { /%/ ? [ 1, qr/^@{[ pattern($_) ]}$/ ] : [ 0, s/[,.:;]$//r ] } split ' ', $text;
		{ words => \@words, own => { map { $_->[1] => 1 } grep { !$_->[0] } @words } };
	};
}

# Is what an entry quotes, with words of capitals for what is filled in, a part of the text?  Some words must be its own.
sub is_part
{
	my ($quoted, $text) = @_;
	my $of_text = words_of($text);
	my @words = @{ $quoted{$quoted} //= [ map { s/[,.:;]$//r } split ' ', $quoted =~ s/^[A-Z\/]+: //r ] };
	my $least = @words > 3 ? 2 : 1;
	return 0 if (grep { $of_text->{own}{$_} } @words) < $least;
	my @of_text = @{ $of_text->{words} };
	my $match;
	$match = sub {
		my ($word, $at, $own) = @_;
		return $own >= $least if $word == @words;
		return 0 if $at == @of_text;
		my ($filled, $what) = @{ $of_text[$at] };
		my $is_own = !$filled && $words[$word] eq $what;
		my $fits = $is_own || ($filled && $words[$word] =~ $what) || ($words[$word] =~ s/[^\w]//gr) =~ /^[A-Z]+$/;
		return 1 if $fits && $match->($word + 1, $at + 1, $own + $is_own);
		# What is filled in may be several words, or none.
		return $filled && $match->($word, $at + 1, $own) || $filled && $match->($word + 1, $at, $own);
	};
	for my $start (0 .. $#of_text) { return 1 if $match->(0, $start, 0) }
	return 0;
}

my @entries;
my $line = 0;
for (split /\n/, slurp("$root/doc/troubleshooting.md"))
{
	$line++;
	next if !/^### (.*)/;
	my $head = $1;
	my @quoted = $head =~ /`([^`]+)`|: "([^"]+)"/g;
	push @entries, map { [ $line, s/^\.\.\., //r ] } grep { defined && length } @quoted;
}
cmp_ok(scalar @entries, '>', 100, scalar(@entries) . ' texts head entries');
my @lost;
for my $entry (@entries)
{
	my $text = $entry->[1];
	next if grep { is_part($text, $_) } @texts;
	# A state, or two texts that the code puts together.
	next if grep { $_ eq $text } @texts;
	push @lost, "line $entry->[0]: $text";
}
is(join("\n", @lost), '', 'each stands in the sources');

# The errors of the doors.
my @doors = grep { m!src/(?:ingest|hts|decode|core/plate|core/vcf)/! || m!/core/text/(?:csv|table|zip)\.c$! || m!/core/variant/header_assembly\.c$!
	  || m!/store/code/(?:10_lookup|2\d_\w+|3[0-2]_\w+)\.sql$! } @sources;
my %errors;
for my $path (@doors)
{
	my $content = $content{$path};
	if ($path =~ /\.c$/)
	{
		while ($content =~ /\b(errmsg(?:_plural)?|alkres_(?:fail|csv_fail|vcf_fail)|\w*refuse_\w+|broken|unsupported)\s*\(([^;]*?);/gs)
		{
			my $text = (texts_of('x.c', $2))[ $1 eq 'errmsg_plural' ? 1 : 0 ];
			# What ends with a period is a detail.
			$errors{$text} = $path if defined $text && $text =~ /[a-z] [a-z%"]/i && $text !~ /\.$/;
		}
	}
	else
	{
		while ($content =~ /MESSAGE = (?:format\()?'((?:[^']|'')*)'/g) { my $text = $1 =~ s/''/'/gr; $errors{$text} = $path }
	}
}
my %plain = map { $_ => 1 } grep { length } map { chomp; $_ } <DATA>;
my @untold = grep { my $text = $_; !$plain{$text} && !grep { is_part($_->[1], $text) } @entries } sort keys %errors;
is(join("\n", @untold), '', 'each error of a door has an entry, or says all by itself (the list at the end)');
is(join("\n", grep { !$errors{$_} } sort keys %plain), '', '... and none is listed that is no more');
cmp_ok(scalar(keys %errors), '>', 200, scalar(keys %errors) . ' errors of doors');

done_testing();

__DATA__
"%s" has a line longer than %d bytes
"%s" has lines of different length in one sequence
"%s" is expected in field %d
"%s" is the study's control material, not a patient
"Well" does not stand in front
%.200s breaks off in %s
%d is no type of a value
%lld bytes are left over
%s "%.100s" stands there twice
%s has %zu values, FORMAT has %zu keys
%s has a line %llu above %d kB
%s holds no sequences
%s is NULL
%s is cut off: its last line, %llu, has no end
%s more records changed
%s must be %s, found "%s"
%s must be between 0 and %d
%s must not be null
%s of line %s goes on from %s to %s already
%s, line %llu: %s
%s, line %llu: a text holds no byte 0
%s: what is no table in text is not read
FAM has %zu droplets, HEX has %zu
FILTER has more than 10000 words
FORMAT tag
INFO %s must be %s, found "%s"
INFO END must not lie in front of POS, found %lld
INFO is longer than %d MB
INFO tag
a BED file without a name of its panel
a key is no number
a slice of %s needs too much memory
a text has a control character
allele %d of a genotype
an allele has a comma
an allele is no text
both sample and samples are given
channels must name two dyes or targets, those of FAM and HEX
column "%s" is not expected behind "Count"
column "%s" stands under a dye
columns "Ch1 Amplitude" and "Ch2 Amplitude" are both missing
confidence must be between 0 and 1
content must not be NULL
contig %u is not in the header
could not compute SHA-256
could not compute the digest of a sequence
could not copy a large object to a temporary file: %m
could not find the folder of the library of alkres
could not open a copy of large object %u: %m
could not open a copy of large object %u: too many files are open
could not read large object %u
could not read the reference of %s
could not read what is wanted of %s
data must not be NULL
data must not be null
droplet volume must be positive and finite
dye %zu stands over column %zu, but its target is in column %d
field %zu of the header is expected to be "%s_target"
field %zu stands under no name of a column
file "%s" has several reports of sample "%s"
file "%s" is already imported as the report of sample "%s" in run "%s"
file "%s" is already loaded as %s %s
file of amplitudes is larger than %zu bytes
it claims %llu bytes where %lld are left
it claims %llu bytes where %zu are left
it has a NUL byte
key %d is not in the header
line %llu of %.200s: %s
line %llu: %s
line %s would begin on %s, and line %s on %s
no target stands between "Well" and "Count"
object must not be null
out of memory
out of memory while reading %s
out of memory while reading reads
path must not be NULL
paths must not be null
paths names no file
region %s ends behind its contig in the reference
samples must name a sample for each column
setting "%.100s" is not key=value
source "%s" is written otherwise
source and version of gene models must be named
source and version of known variants must be named
table is larger than %zu bytes
the header has %zu columns, QuantaSoft writes %zu
the BED file of panel "%s" has no region
the index does not fit the file
the line breaks off behind %s: 8 columns are needed, separated by tabs
the line has no end: the file breaks off here
the line of dyes above the header is missing
the number of its values is no number
the regions are of two assemblies
the variants of %s do not lie on %s
there is no allele
use_index must not be null
variant %s ends behind its contig in the reference
variant %s lies behind its contig in the reference
variant lies on %s, not on %s
well %s: Lambda, concentration and volume make %.0f partitions of the well, other rows %.0f
