# Database.pm: a fresh database of the running test server, through psql.
package Database;
use strict;
use warnings;

# Where only asked whether a test fails (test/mutants/run), the first failure is enough.
if ($ENV{FIRST_FAILURE})
{
	require Test::Builder;
	my $ok = \&Test::Builder::ok;
	no warnings 'redefine';
	*Test::Builder::ok = sub { return $ok->(@_) || exit 1 };
}

# Database->new(NAME): made anew, with the extension; search_path as the manual recommends.
sub new
{
	my ($class, $name) = @_;
	my $self = bless { name => $name }, $class;
	system(qw(psql -X -q -d postgres -c), "SET client_min_messages = warning", '-c', "DROP DATABASE IF EXISTS $name") == 0 or die;
	system(qw(psql -X -q -d postgres -c), "CREATE DATABASE $name") == 0 or die;
	$self->run("CREATE EXTENSION alkres; ALTER DATABASE $name SET search_path = cfdna, public, alkres");
	return $self;
}

sub drop
{
	my $self = shift;
	system(qw(psql -X -q -d postgres -c), "DROP DATABASE $self->{name}") == 0 or die;
}

# The rows of a query as one text: fields separated by "|", rows by a line end.
sub value
{
	my ($self, $sql) = @_;
	open my $rows, '-|', qw(psql -X -q -At -v ON_ERROR_STOP=1 -d), $self->{name}, '-c', $sql or die;
	my $text = do { local $/; <$rows> };
	close $rows or die "failed: $sql";
	chomp $text;
	return $text;
}

# The same as a list of rows.
sub rows
{
	my ($self, $sql) = @_;
	return split /\n/, $self->value($sql);
}

sub run
{
	my ($self, $sql) = @_;
	$self->value($sql);
	return;
}

sub run_file
{
	my ($self, $file, @variables) = @_;
	system(qw(psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -d), $self->{name}, (map { ('-v', $_) } @variables), '-f', $file) == 0
	  or die "failed: $file";
	return;
}

# The views that a restore of a dump could not make: it has nothing in search_path, where USING, NATURAL JOIN, IS DISTINCT FROM, NULLIF and
# CASE x WHEN look for "=" by its bare name.
sub unrestorable
{
	my $self = shift;
	return $self->rows(q{CREATE FUNCTION pg_temp.unrestorable() RETURNS SETOF text LANGUAGE plpgsql SET search_path = '' SET client_min_messages = error AS $$
	DECLARE
		made regclass;
	BEGIN
		FOR made IN SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
			WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema') LOOP
			BEGIN
				EXECUTE 'CREATE TEMP VIEW again AS ' || pg_catalog.pg_get_viewdef(made);
				DROP VIEW pg_temp.again;
			EXCEPTION WHEN others THEN
				RETURN NEXT pg_catalog.format('%s: %s', made, SQLERRM);
			END;
		END LOOP;
	END
	$$; SELECT pg_temp.unrestorable()});
}

# What psql says of a statement that fails: "SQLSTATE: message, detail, hint"; empty when it does not fail.
sub error
{
	my ($self, $sql) = @_;
	my $pid = open my $said, '-|';
	die unless defined $pid;
	if ($pid == 0)
	{
		open STDERR, '>&', \*STDOUT;
		exec qw(psql -X -q -At -v VERBOSITY=verbose -d), $self->{name}, '-c', $sql;
	}
	local $/;
	my $text = <$said>;
	close $said;
	return '' unless $text =~ /ERROR:\s+(.*)/s;
	$text = $1;
	$text =~ s/^(LOCATION|CONTEXT|LINE \d+):.*//msg;
	$text =~ s/\s+/ /g;
	return $text;
}

1;
