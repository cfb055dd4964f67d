# Server.pm: a server of a test's own, which it may starve, kill and copy.  Clients reach it by PGHOST and PGPORT, which start() sets.
package Server;
use strict;
use warnings;
use Cwd qw(getcwd);

my @all; # to be stopped
sub all { return @all }

my ($bin) = grep { -x "$_/postgres" } split /:/, $ENV{PATH};
my $settings = do { local (@ARGV, $/) = $ENV{ALKRES_SETTINGS}; <> };

# A command in the folder, which the server's user may enter; what it says goes to LOG.  True when it succeeds.
sub runs
{
	my ($self, $log, @command) = @_;
	return system("cd '$self->{folder}' && " . join(' ', map { "'" . s/'/'\\''/gr . "'" } @command) . " >'$self->{folder}/$log.log' 2>&1") == 0;
}

# Server->new(FOLDER, PORT, SETTINGS): a new cluster in FOLDER/PORT.
sub new
{
	my ($class, $folder, $port, $more) = @_;
	my $self = bless { folder => $folder, port => $port, data => "$folder/$port" }, $class;
	$self->runs('initdb', "$bin/initdb", '-D', $self->{data}, qw(-U postgres -A trust -E UTF8 --locale=C.UTF-8 -N)) or die 'no cluster: ' . $self->said('initdb');
	$self->set("$settings\nunix_socket_directories = '$folder'\nport = $port\nshared_buffers = 32MB\nmax_wal_size = 1GB\nautovacuum = off\njit = off\n" . ($more // ''));
	push @all, $self;
	return $self;
}

# A copy of a running server as its replica.
sub replica
{
	my ($self, $port) = @_;
	my $copy = bless { %$self, port => $port, data => "$self->{folder}/$port" }, ref $self;
	$self->runs('basebackup', "$bin/pg_basebackup", '-D', $copy->{data}, qw(-U postgres -R -X stream -c fast)) or die 'no copy: ' . $self->said('basebackup');
	$copy->set("port = $port\n");
	push @all, $copy;
	return $copy;
}

sub set { my ($self, $lines) = @_; open my $conf, '>>', "$self->{data}/postgresql.conf" or die; print $conf $lines; close $conf; return }
sub log_end { my ($self) = @_; open my $in, '<', "$self->{data}.log" or return ''; my @lines = <$in>; return join '', @lines > 20 ? @lines[ -20 .. -1 ] : @lines }
sub said { my ($self, $log) = @_; open my $in, '<', "$self->{folder}/$log.log" or return ''; local $/; return scalar <$in> }
sub postmaster { my $self = shift; open my $in, '<', "$self->{data}/postmaster.pid" or return 0; return <$in> + 0 }
sub use { my $self = shift; @ENV{qw(PGHOST PGPORT)} = ($self->{folder}, $self->{port}); return }

# Starts it; BEFORE are words of a shell in front of the command.
sub start
{
	my ($self, $before) = @_;
	$self->use;
	return $self->runs("start$self->{port}", 'sh', '-c', ($before // '') . " '$bin/pg_ctl' -D '$self->{data}' -l '$self->{data}.log' -w -t 60 start");
}

sub stop { my ($self, $how) = @_; return $self->runs('stop', "$bin/pg_ctl", '-D', $self->{data}, '-m', $how // 'fast', '-w', 'stop') }
sub promote { my $self = shift; return $self->runs('promote', "$bin/pg_ctl", '-D', $self->{data}, '-w', 'promote') }

# State and parent of a process; a zombie runs no more.
sub process { open my $in, '<', "/proc/$_[0]/stat" or return ('X', 0); return (<$in> // '') =~ /^\d+ \(.*\) (\S) (\d+) / ? ($1, $2) : ('X', 0) }
sub command { open my $in, '<', "/proc/$_[0]/cmdline" or return ''; return scalar <$in> // '' }
sub runs_still { return (process($_[0]))[0] !~ /[ZX]/ }
sub parent { return (process($_[0]))[1] }

# kill -9 of the postmaster; its children see that it is gone and end, and only then may another start.
sub kill_hard
{
	my $self = shift;
	my $pid = $self->postmaster;
	my @family = ($pid, grep { parent($_) == $pid } map { m{(\d+)} } glob '/proc/[0-9]*');
	kill 'KILL', $pid;
	for (1 .. 3000)
	{
		last if !grep { runs_still($_) } @family;
		select undef, undef, undef, 0.01;
	}
	# Where nobody buries the dead, it would be taken for a server that runs.
	unlink "$self->{data}/postmaster.pid", "$self->{folder}/.s.PGSQL.$self->{port}.lock";
	return;
}

# What the log says that it never should.
sub alarms
{
	my $self = shift;
	open my $in, '<', "$self->{data}.log" or return ();
	return grep { /PANIC|TRAP:|terminated by signal|XX000|invalid memory|cache lookup failed/ } <$in>;
}

1;
