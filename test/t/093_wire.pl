# Binary and text parameters as a client's driver sends them, on the wire itself: damaged and random messages to every recv
# are refused with an SQLSTATE of bad input or read as a value that sends back the same bytes; the session lives on.
# MESSAGES=1000000 asks for more than 10,000 a type.
use strict;
use warnings;
use Test::More;
use IO::Socket::UNIX;
use Database;
use Values;

my $most = $ENV{MESSAGES} || 10000;
my $db = Database->new('wire');
alarm 60 + $most / 100; # a session that hangs fails the test

package Session
{
	sub new
	{
		my ($class, $database) = @_;
		my $self = bless { socket => IO::Socket::UNIX->new("$ENV{PGHOST}/.s.PGSQL.$ENV{PGPORT}") || die("no connection: $!"), buffer => '' }, $class;
		my $start = pack 'N', 196608;
		$start .= "$_\0" for 'user', $ENV{PGUSER} // 'postgres', 'database', $database, 'client_encoding', 'UTF8', '';
		$self->put(pack('N', 4 + length $start) . $start);
		1 while ($self->message)[0] ne 'Z';
		return $self;
	}
	sub put { my ($self, $bytes) = @_; while (length $bytes) { my $n = syswrite $self->{socket}, $bytes or die "write: $!"; substr $bytes, 0, $n, ''; } }
	sub need
	{
		my ($self, $length) = @_;
		while (length $self->{buffer} < $length) { sysread $self->{socket}, $self->{buffer}, 65536, length $self->{buffer} or return 0; }
		return 1;
	}
	# The next message of the server: its letter and what it holds; "lost" when the connection is.
	sub message
	{
		my $self = shift;
		$self->need(5) or return 'lost';
		my ($letter, $length) = unpack 'aN', $self->{buffer};
		$self->need(1 + $length) or return 'lost';
		my $message = substr $self->{buffer}, 0, 1 + $length, '';
		return ($letter, substr $message, 5);
	}
	sub frame { my ($letter, $body) = @_; return $letter . pack('N', 4 + length $body) . $body; }
	sub prepare
	{
		my ($self, $query) = @_;
		$self->put(frame('P', "\0$query\0" . pack 'n', 0) . frame('S', ''));
		while (my ($letter, $body) = $self->message)
		{
			die "$query: $body" if $letter eq 'E' || $letter eq 'lost';
			last if $letter eq 'Z';
		}
	}
	# Answers to one parameter each, format 1 for binary: [SQLSTATE, undef] or ['', the first column in that format].
	sub ask
	{
		my ($self, $format, @values) = @_;
		my @answers;
		while (@values)
		{
			# Few enough bytes on the way that neither side waits for the other to read.
			my @some = shift @values;
			my $bytes = length $some[0];
			push @some, shift @values while @values && @some < 100 && ($bytes += length $values[0]) < 16384;
			$self->put(join '', map { frame('B', "\0\0" . pack('nnnN', 1, $format, 1, length $_) . $_ . pack('nn', 1, $format)) . frame('E', "\0" . pack 'N', 0) . frame('S', '') } @some);
			for my $value (@some)
			{
				my $answer = [ '', undef ];
				while (1)
				{
					my ($letter, $body) = $self->message;
					die 'the connection is lost at ' . unpack('H*', $value) if $letter eq 'lost';
					($answer->[0]) = $body =~ /\0C(.....)\0/ if $letter eq 'E';
					$answer->[1] = substr $body, 6 if $letter eq 'D';
					last if $letter eq 'Z';
				}
				push @answers, $answer;
			}
		}
		return @answers;
	}
}

my %valid = map { my $type = $_; $type => [ map { "'$_'::alkres.$type" } Values->literals($type, 1000) ] } qw(droplet_summary mutation region vaf variant);
$valid{pileup} = ["(SELECT pileup FROM alkres.read_pileup('$ENV{ALKRES_DATA}/small.bam', 'test') LIMIT 1)"];
$valid{background} = ["(SELECT alkres.background_agg(pileup) FROM (SELECT * FROM alkres.read_pileup('$ENV{ALKRES_DATA}/small.bam', 'test') LIMIT 1) b)"];
# Two exons of a gene, the bases behind them.
my $gene = join '\n', (map { join '\t', 'p', 'x', $_->[0], @$_[ 1, 2 ], '.', '+', $_->[3], $_->[4] } [ 'gene', 6, 84, '.', 'ID=gene:1;Name=PLUS1' ], [ 'mRNA', 6, 84, '.', 'ID=transcript:T1;Parent=gene:1' ],
	map { my ($from, $to, $coding_from, $coding_to) = @$_; [ 'exon', $from, $to, '.', 'Parent=transcript:T1' ], [ 'CDS', $coding_from, $coding_to, 0, 'Parent=transcript:T1' ] } [ 6, 19, 11, 19 ], [ 68, 84, 68, 79 ]),
	'##FASTA', '>p', 'TTTTTCCACCATGGCTGAAGTAAGTCCCCTTTTCTCCCTTTTCCCTTCCTCTTTCCTTTTCCTTCAGAAACGTTGGTAACCGAAGGGGG', '';
$valid{gene_model} = ["(SELECT model FROM alkres.read_gene_model_data(convert_to(E'##gff-version 3\\n$gene', 'UTF8'), 'made'))"];
is(join(' ', sort keys %valid), $db->value("SELECT string_agg(typname, ' ' ORDER BY typname) FROM pg_type WHERE typnamespace = 'alkres'::regnamespace AND typtype = 'b' AND typelem = 0"), 'every base type');

for my $type (sort keys %valid)
{
	srand 11;
	my $session = Session->new('wire');
	$session->prepare("SELECT \$1::alkres.$type");
	my @good = map { pack 'H*', $_ } $db->rows("SELECT encode(alkres_internal.${type}_send(v), 'hex') FROM (VALUES " . join(', ', map { "($_)" } $valid{$type}->@*) . ') v (v)');
	is(scalar(grep { $_->[1] ne shift @good } $session->ask(1, my @sent = @good)), 0, "$type: valid messages come back") if @good;
	@good = @sent;
	my (%answers, $changed);
	for (my $asked = 0; $asked < $most; $asked += 1000)
	{
		my @messages;
		for (1 .. 1000)
		{
			my $message = $good[ rand @good ];
			my $how = rand;
			if ($how < 0.2) { $message = "\1" . join '', map { chr int rand 256 } 1 .. rand 40; }
			elsif ($how < 0.3) { substr($message, rand length $message) = ''; }
			elsif ($how < 0.4) { $message .= join '', map { chr int rand 256 } 0 .. rand 4; }
			elsif ($how < 0.5) { substr($message, rand(length $message), 1) = "\0"; }
			elsif ($how < 0.6) { my $other = $good[ rand @good ]; $message = substr($message, 0, rand length $message) . substr $other, rand length $other; }
			else { substr($message, rand(length $message), 1) = chr int rand 256 for 0 .. rand 3; }
			push @messages, $message;
		}
		for my $answer ($session->ask(1, @messages))
		{
			my $message = shift @messages;
			$answers{ $answer->[0] }++;
			$changed //= unpack 'H*', $message if $answer->[0] eq '' && $answer->[1] ne $message;
		}
	}
	is(join(' ', grep { !/^(|22P03|08P01|22003|54000)$/ } sort keys %answers), '', "$type: what is refused is refused as bad binary input");
	is($changed // '', '', "$type: what is read is canonical");
	cmp_ok($answers{'22P03'} // 0, '>', $most / 10, "$type: much is refused");

	# Text that is no text.
	my ($text) = $db->value("SELECT v FROM (VALUES ($valid{$type}[0])) v (v)");
	$session->prepare("SELECT \$1::alkres.$type");
	my @bad = map { my $bad = $_; map { my $t = $text; substr($t, $_ < 0 ? length($t) : length($t) * $_, 0) = $bad; $t } 0, 0.5, -1 } "\0", "\xff", "\xc3", "\xed\xa0\x80", "\xc0\x80", "\xf8\x88\x80\x80\x80";
	is(join(' ', map { $_->[0] } $session->ask(0, @bad)), join(' ', ('22021') x @bad), "$type: NUL and invalid UTF-8 in a literal");
	is(($session->ask(0, $text))[0][1], $text, "$type: the session lives");
}
$db->drop;
done_testing();
