# Manual.pm: the SQL examples of a page of the manual, and what they answer.
package Manual;
use strict;
use warnings;

sub slurp { open my $in, '<', shift or die; local $/; return scalar <$in> }

# Every block of SQL of a page, each as { sql, expected }; expected is the block right behind it, if there is one.
sub examples
{
	my $text = slurp(shift);
	my @examples;
	push @examples, { sql => $1, expected => $2 } while $text =~ /^```sql\n(.*?)^```\n(?:```\n(.*?)^```\n)?/msg;
	return @examples;
}

# Runs statements, in one session or each in its own, and returns what each said ({ text, failed }); what failed ends its session.
# FOLDER is for the file that psql reads.
sub answers
{
	my ($database, $folder, $one_session, @examples) = @_;
	my (@said, $file);
	for my $n (0 .. $#examples)
	{
		$file = "$folder/example.sql";
		open my $out, !$one_session || $n == 0 ? '>' : '>>', $file or die;
		print $out "\\echo == example $n\n", $examples[$n];
		close $out;
		next if $one_session && $n < $#examples;
		my $all = `psql -X -q -v ON_ERROR_STOP=1 -P footer=off -d $database -f '$file' 2>&1`;
		my $failed = $?;
		my (undef, %said) = split /^== example (\d+)\n/m, $all, -1;
		my ($last) = sort { $b <=> $a } keys %said;
		for (keys %said)
		{
			$said{$_} =~ s/[ \t]+$//mg;
			$said{$_} =~ s/\n+\z/\n/;
			$said[$_] = { text => $said{$_}, failed => $failed && $_ == $last };
		}
	}
	return @said;
}

# The page with other answers, those that it prints, in their order.
sub accept_answers
{
	my ($page, $to, @answers) = @_;
	my $text = slurp($page);
	$text =~ s/^(```sql\n.*?^```\n```\n).*?^```\n/$1 . shift(@answers) . "```\n"/msge;
	open my $out, '>', $to or die;
	print $out $text;
	return;
}
1;
