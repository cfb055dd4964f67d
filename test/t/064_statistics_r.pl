# Statistics of answers against R itself, where it is installed: random tables, courses and times, to 1e-6.  The figures of sql/cohort/statistics.sql are fixed.
use strict;
use warnings;
use Test::More;
use File::Temp 'tempdir';
use Database;

plan skip_all => 'no R with survival' if system(q{Rscript -e 'library(survival)' >/dev/null 2>&1}) != 0;
my $folder = tempdir('alkres_r_XXXX', TMPDIR => 1, CLEANUP => 1);
my $db = Database->new('statistics_r');
srand(20260301);
sub among { my ($low, $high) = @_; return $low + int(rand($high - $low + 1)) }
sub list { return join ',', @_ }

# Each case: a line of SQL and a line of R that print the same numbers, NULL and NA alike.
my (@sql, @r, @name);
sub compare
{
	my ($name, $sql, $r) = @_;
	push @name, $name;
	push @sql, $sql;
	push @r, "say($r)";
	return;
}
for (1 .. 60)
{
	my @t = map { among(0, $_ % 2 ? 6 : 40) } 1 .. 4;
	compare("Fisher's exact test of @t", "SELECT odds_ratio, odds_ratio_lower, odds_ratio_upper, p_value FROM fisher_exact($t[0], $t[1], $t[2], $t[3])", "fisher(@{[list(@t)]})");
	my $n = among(1, 200);
	my $x = among(0, $n);
	compare("exact limits of $x of $n", "SELECT fraction, fraction_lower, fraction_upper FROM share($x, $n)", "with(binom.test($x, $n), c(estimate, conf.int))");
}
for (1 .. 40)
{
	my $n = among(3, 60);
	my @times = map { among(1, 30) } 1 .. $n;
	my @events = map { rand() < 0.6 ? 1 : 0 } 1 .. $n;
	my $asked = sprintf q{'{%s}', '{%s}'}, list(@times), list(map { $_ ? 't' : 'f' } @events);
	my $given = sprintf 'c(%s), c(%s)', list(@times), list(@events);
	compare("a curve of $n", "SELECT survival, survival_lower, survival_upper FROM kaplan_meier($asked) WHERE events > 0 ORDER BY time", "curve($given)");
	compare("its median", "SELECT median, median_lower, median_upper FROM median_survival($asked)", "middle($given)");
	my @days = sort { $a <=> $b } map { among(0, 400) } 1 .. among(4, 9);
	my @n = map { among(500, 5000) } @days;
	my $slope = (rand() - 0.5) / 60;
	my @x = map { my $p = 1 / (1 + exp(4 - $slope * $days[$_])); int($n[$_] * $p * (0.5 + rand())) } 0 .. $#days;
	$days[-1] += 7; # not all of one day
	compare("a trend over days @days", sprintf(q{SELECT slope_per_day, slope_per_day_lower, slope_per_day_upper, dispersion, p_value FROM trend('{%s}', '{%s}')}, list(@days), list(map { "$x[$_]/$n[$_]" } 0 .. $#x)),
		sprintf('trend(c(%s), c(%s), c(%s))', list(@days), list(@x), list(@n)));
}

open my $script, '>', "$folder/ask.R" or die;
print $script <<'R', join("\n", @r), "\n";
suppressMessages(library(survival))
say <- function(v) cat(paste(ifelse(is.na(v), "NA", sprintf("%.12g", v)), collapse = " "), "\n")
# R's own fisher.test stops at 1e-4: the same equations, solved further.
fisher <- function(a, b, c, d) {
	m <- a + b; n <- c + d; k <- a + c; support <- max(0, k - n):min(k, m)
	p <- fisher.test(matrix(c(a, b, c, d), 2, byrow = TRUE))$p.value
	if (length(support) == 1) return(c(NA, 0, Inf, p))
	weight <- function(l) { w <- dhyper(support, m, n, k, log = TRUE) + l * support; w <- exp(w - max(w)); w / sum(w) }
	solve <- function(f) uniroot(f, c(-60, 60), tol = 1e-13, maxiter = 10000)$root
	estimate <- if (a == min(support)) 0 else if (a == max(support)) Inf else exp(solve(function(l) sum(weight(l) * support) - a))
	lower <- if (a == min(support)) 0 else exp(solve(function(l) sum(weight(l)[support >= a]) - 0.025))
	upper <- if (a == max(support)) Inf else exp(solve(function(l) sum(weight(l)[support <= a]) - 0.025))
	c(estimate, lower, upper, p)
}
fitted_curve <- function(times, events) survfit(Surv(times, events) ~ 1, conf.type = "log-log")
curve <- function(times, events) { f <- fitted_curve(times, events); k <- f$n.event > 0; as.vector(rbind(f$surv[k], f$lower[k], f$upper[k])) }
middle <- function(times, events) summary(fitted_curve(times, events))$table[c("median", "0.95LCL", "0.95UCL")]
trend <- function(days, x, n) {
	s <- summary(glm(cbind(x, n - x) ~ days, family = quasibinomial, control = glm.control(epsilon = 1e-14, maxit = 100)))
	b <- s$coefficients[2, ]; h <- qt(0.975, s$df.residual) * b[2]
	c(b[1], b[1] - h, b[1] + h, s$dispersion, b[4])
}
R
close $script or die;
my @expected = `Rscript $folder/ask.R 2>$folder/log`;
is(scalar(@expected), scalar(@r), 'R answers') or diag(`cat $folder/log`);
for my $i (0 .. $#sql)
{
	my @ours = map { $_ eq '' ? 'NA' : $_ } map { split /\|/, $_, -1 } $db->rows($sql[$i]);
	my @theirs = split ' ', $expected[$i] // '';
	my @far = grep { !near($ours[$_] // '', $theirs[$_]) } 0 .. $#theirs;
	ok(@ours == @theirs && !@far, $name[$i]) or diag("$sql[$i]\n@ours\n@theirs");
}
$db->drop;
done_testing();

sub near
{
	my ($ours, $theirs) = @_;
	return $ours =~ /^inf/i ? $theirs =~ /^inf/i : $ours eq $theirs if "$ours$theirs" =~ /[a-z]{2}/i;
	return abs($ours - $theirs) <= 1e-6 * (abs($theirs) > 1e-6 ? abs($theirs) : 1e-6);
}
