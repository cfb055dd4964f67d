# What a path may name, and the encodings of a file and of a database: read_ddpcr stands for every reader.
use strict;
use warnings;
use Socket;
use Test::More;

my $folder = $ENV{ALKRES_DATA} or plan skip_all => 'no folder for files (ALKRES_DATA)';
my $database = "alkres_server_file_$$";

# Standard output, and the SQLSTATE of the first error.
sub sql
{
	my ($text, $db) = @_;
	$db //= $database;
	open(my $psql, '-|', qq{psql -XAtq -v VERBOSITY=sqlstate -d $db -f - 2>&1 <<'END_OF_SQL'\n$text\nEND_OF_SQL\n}) or die "psql: $!";
	my @lines = <$psql>;
	close $psql;
	chomp @lines;
	s/^.*ERROR:\s*// for @lines;
	return join '|', @lines;
}

sub spew
{
	my ($name, $content) = @_;
	open(my $out, '>:raw', "$folder/$name") or die "$name: $!";
	print $out $content;
	close $out;
	return "$folder/$name";
}

my $head = "Well,Sample,TargetType,Target,Positives,Negatives\n";
sql("CREATE DATABASE $database", 'postgres');
sql('CREATE EXTENSION alkres');
sub reads { my ($path, $db) = @_; return sql("SELECT sample, assay, plate FROM alkres.read_ddpcr('$path')", $db); }

my $plain = spew('plain.csv', $head . "A01,s,Ch1Unknown,t,1,9\n");
is(reads($plain), 's|t|plain', 'a regular file');
is(sql("SELECT count(*) FROM (SELECT (alkres.read_ddpcr('$plain')).well FROM generate_series(1, 3000)) t"),
	'3000', 'three thousand readings leave no descriptor open');

symlink($plain, "$folder/link.csv");
is(reads("$folder/link.csv"), 's|t|link', 'a symbolic link to one');
symlink("$folder/nowhere", "$folder/dangling.csv");
is(reads("$folder/dangling.csv"), '58P01', 'a dangling link');
is(reads($folder), '42809', 'a folder');
is(system('mkfifo', "$folder/fifo.csv"), 0, 'made a named pipe');
is(reads("$folder/fifo.csv"), '42809', 'a named pipe, without waiting for a writer');
# The name of a socket is short by law: go there.
chdir($folder);
socket(my $socket, PF_UNIX, SOCK_STREAM, 0) or die "socket: $!";
bind($socket, pack_sockaddr_un('s.csv')) or die "bind: $!";
is(reads("$folder/s.csv"), '42809', 'a socket');
SKIP:
{
	skip 'a superuser reads everything', 1 if $> == 0;
	my $secret = spew('secret.csv', $head);
	chmod 0, $secret;
	is(reads($secret), '42501', 'a file without rights');
}
open(my $big, '>', "$folder/big.csv") or die "big: $!";
truncate($big, 64 * 1024 * 1024 + 1) or die "big: $!";
is(reads("$folder/big.csv"), '54000', 'a file above the limit');
is(reads(spew('zeros.csv', "\0" x 1000)), '22P04', 'a file of zeros');
is(reads(spew('nothing.csv', '')), '22P04', 'an empty file');

# UTF-8 and Windows-1252 files in databases of three encodings.
my $utf8 = spew('utf8.csv', $head . "A01,Zo\xC3\xAB,Ch1Unknown,\xC2\xB5,1,9\n");
my $latin1 = spew('latin1.csv', $head . "A01,Zo\xEB,Ch1Unknown,\xB5,1,9\n");
my $greek = spew('greek.csv', $head . "A01,\xCE\xA9,Ch1Unknown,t,1,9\n");
my %written = (UTF8 => "Zo\xC3\xAB|\xC2\xB5", LATIN1 => "Zo\xEB|\xB5", SQL_ASCII => "Zo\xC3\xAB|\xC2\xB5");
for my $encoding (sort keys %written)
{
	my $db = lc "${database}_$encoding";
	sql("CREATE DATABASE $db TEMPLATE template0 ENCODING '$encoding' LOCALE 'C'", 'postgres');
	is(sql('CREATE EXTENSION alkres', $db), '', "the extension in a database in $encoding");
	local $ENV{PGCLIENTENCODING} = $encoding;
	is(reads($utf8, $db), "$written{$encoding}|utf8", "a UTF-8 file in a database in $encoding");
	is(reads($latin1, $db), "$written{$encoding}|latin1", "a Latin-1 file in a database in $encoding");
	is(reads($greek, $db), $encoding eq 'LATIN1' ? '22P05' : "\xCE\xA9|t|greek", "an omega in a database in $encoding");
	is(sql("SELECT sample FROM alkres.read_ddpcr_text(E'Well,Sample,TargetType,Positives,Negatives\\nA1,' || '" . (split /\|/, $written{$encoding})[0] . "' || E',Ch1NTC,0,9')", $db),
		(split /\|/, $written{$encoding})[0], "text in a database in $encoding");
	is(reads(spew("bad_$encoding.csv", $head . "\xEB\xC3\xAB,s,Ch1Unknown,t,1,9\n"), $db), '22P04', "foreign signs in an error message in $encoding");
	sql("DROP DATABASE $db", 'postgres');
}

sql("DROP DATABASE $database", 'postgres');
done_testing();
