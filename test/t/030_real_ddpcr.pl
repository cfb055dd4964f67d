# Real exports of QuantaSoft 1.7.4, of an older QuantaSoft and of QX Manager: every concentration, Poisson limit and
# fractional abundance that the instrument printed is computed again from the droplets.
use strict;
use warnings;
use Test::More;
use Database;

my $folder = ($ENV{ALKRES_REAL} // '') . '/ddpcr';
plan skip_all => 'no real data (ALKRES_REAL)' unless -d $folder;

my $db = Database->new('real_ddpcr');
sub sql { return $db->rows(shift) }

# A reader of our own, so that the files' figures do not come through the code under test.
sub rows_of
{
	my ($file) = @_;
	open(my $in, '<:raw', $file) or die "$file: $!";
	my ($header, @rows);
	while (my $line = <$in>)
	{
		$line =~ s/[\r\n]+$//;
		my @fields;
		push @fields, defined $1 ? $1 : $2 while $line =~ /\G(?:"([^"]*)"|([^,]*))(?:,|$)/g && @fields < 200;
		if (!$header) { $header = [ map { s/^\xEF\xBB\xBF//r =~ s/[^\x20-\x7E]//gr =~ s/ //gr } @fields ]; next }
		my %row;
		@row{ map { lc } @$header } = @fields;
		push @rows, \%row;
	}
	return @rows;
}

# Half a unit of the last significant digit; zeros before the point may be rounding.
sub half_unit
{
	my ($print) = @_;
	return 0.5 * 10**-length($1) if $print =~ /\.(\d*)$/;
	return 0.5 * 10**length($1) if $print =~ /[1-9](0*)$/;
	return 0.5;
}

my (%compared, @wrong);
sub compare
{
	my ($kind, $place, $value, $print, $single_precision) = @_;
	return if !defined $print || $print eq '' || $print eq 'No Call';
	$compared{$kind}++;
	my $open = $single_precision ? 1e-6 * abs($print) : half_unit($print) * (1 + 1e-9);
	push @wrong, "$place $kind: computed $value, printed $print" if $value eq '' || abs($value - $print) > $open;
}

my ($merged, $same_sum) = (0, 0);
for my $file (sort(glob("$folder/quantasoft_*.csv"), glob("$folder/qxmanager_*.csv")))
{
	my ($name) = $file =~ m{([^/]+)\.csv$};
	my $old = $name =~ /old/;
	my $single = $name =~ /qxmanager/;
	my (%printed, %channels);
	for my $row (rows_of($file))
	{
		my $type = $row->{targettype} // $row->{typeassay};
		my $hex = $type =~ /^Ch2/ || ($row->{'dyename(s)'} // '') eq 'HEX';
		$printed{ $row->{well} }[$hex] = $row;
	}
	my @wells = sql(qq{
		SELECT r.well, alkres.droplet_volume_nl(r.droplets), r.is_merged, cardinality(r.merged_wells), alkres.wells(r.droplets),
			alkres.accepted(r.droplets), r.plate, f.copies_per_ul, f.copies_per_ul_lower, f.copies_per_ul_upper, h.copies_per_ul, h.copies_per_ul_lower, h.copies_per_ul_upper,
			100 * a.fraction, 100 * a.fraction_lower, 100 * a.fraction_upper,
			r.printed_concentration_fam, r.printed_concentration_hex, r.printed_fractional_abundance_percent,
			q.ratio, q.ratio_lower, q.ratio_upper, alkres.linkage(r.droplets)
		FROM alkres.read_ddpcr('$file') r, alkres.concentration(r.droplets, 'fam', 'biorad') f,
			alkres.concentration(r.droplets, 'hex', 'biorad') h, alkres.fractional_abundance(r.droplets, 'fam', 'biorad') a,
			alkres.ratio(r.droplets, 'fam', 'biorad') q});
	is(scalar(@wells), scalar(keys %printed), "$name: one row per well");
	my $volume = $old ? 0.91 : 0.85;
	is(scalar(grep { (split /\|/)[1] != $volume } @wells), 0, "$name: droplets of $volume nL");
	is(scalar(grep { (split /\|/)[6] ne $name } @wells), 0, "$name: the plate is the file");

	my $flags = 0;
	for my $line (@wells)
	{
		my ($well, undef, $is_merged, $listed, $well_count, $accepted, undef, @computed) = split /\|/, $line, -1;
		my ($fam, $hex) = @{ $printed{$well} };
		my $list = $fam->{mergedwells} // '';
		my $expected = () = $list =~ /[A-Z]\d+/g;
		$flags++ if ($is_merged eq 't') != ($well =~ /^M/ ? 1 : 0) || ($listed || 0) != $expected || $well_count != ($expected || 1);
		$merged++ if $is_merged eq 't';
		my $column = 'accepteddroplets';
		is($accepted, $fam->{$column}, "$name $well: accepted droplets") if $accepted != $fam->{$column};

		for my $channel (0, 1)
		{
			my $row = $channel ? $hex : $fam;
			my $concentration = $row->{concentration} // $row->{'conc(copies/l)'};
			next if $concentration eq 'No Call';
			my $place = "$name $well Ch" . ($channel + 1);
			my @c = @computed[ 3 * $channel .. 3 * $channel + 2 ];
			compare('concentration', $place, $c[0], $concentration, $single);
			compare('concentration_lower', $place, $c[1], $row->{poissonconfmin}, $single);
			compare('concentration_upper', $place, $c[2], $row->{poissonconfmax}, $single);
			# What the reader hands on is what the file says.
			push @wrong, "$place: read as $computed[9 + $channel]" if $computed[ 9 + $channel ] != $concentration;
		}
		# Without a positive droplet in either channel the instrument prints 0 or nothing.
		next if $fam->{positives} + $hex->{positives} == 0;
		compare('ratio', "$name $well", $computed[12], $fam->{ratio}, $single);
		compare('linkage', "$name $well", $computed[15], $fam->{linkage} // $fam->{'copies/ullinkedmolecules'}, $single);
		if (!$old)
		{
			compare('ratio_lower', "$name $well", $computed[13], $fam->{poissonratiomin}, $single);
			compare('ratio_upper', "$name $well", $computed[14], $fam->{poissonratiomax}, $single);
		}
		compare('abundance', "$name $well", $computed[6], $fam->{fractionalabundance}, $single);
		# The oldest layout printed the value as its own upper limit, and a lower one by another rule.
		next if $old;
		compare('abundance_lower', "$name $well", $computed[7], $fam->{poissonfractionalabundancemin}, $single);
		compare('abundance_upper', "$name $well", $computed[8], $fam->{poissonfractionalabundancemax}, $single);
	}
	is($flags, 0, "$name: merged rows are flagged and their wells listed");
	my @sums = sql(qq{
		SELECT count(*) FROM alkres.read_ddpcr('$file') m, LATERAL (
			SELECT alkres.sum(s.droplets) AS droplets, count(*) AS wells FROM alkres.read_ddpcr('$file') s WHERE s.well = ANY (m.merged_wells)) t
		WHERE m.is_merged AND t.wells = cardinality(m.merged_wells) AND t.droplets = m.droplets});
	$same_sum += $sums[0];

	# Total limits, which the spread of the wells widens; printed below 0, ours are cut there.
	for my $hex (0, 1)
	{
		my $channel = $hex ? 'hex' : 'fam';
		for my $line (sql(qq{
			SELECT m.well, c.copies_per_ul_total_lower, c.copies_per_ul_total_upper FROM alkres.read_ddpcr('$file') m, LATERAL (
				SELECT array_agg(s.droplets) AS wells FROM alkres.read_ddpcr('$file') s WHERE s.well = ANY (m.merged_wells)) t,
				alkres.merged_concentration(t.wells, '$channel', 'biorad') c
			WHERE m.is_merged AND cardinality(t.wells) = cardinality(m.merged_wells)}))
		{
			my ($well, $lower, $upper) = split /\|/, $line;
			my $row = $printed{$well}[$hex];
			next if $row->{concentration} eq 'No Call';
			compare('total_lower', "$name $well $channel", $lower, $row->{totalconfmin} < 0 ? 0 : $row->{totalconfmin}, $single);
			compare('total_upper', "$name $well $channel", $upper, $row->{totalconfmax}, $single);
		}
	}
}

is(join("\n", @wrong), '', 'every printed figure is reproduced to its last significant digit');
cmp_ok($compared{$_} // 0, '>', 50, "$_: $compared{$_} figures compared") for sort keys %compared;
cmp_ok($merged, '>', 0, "$merged merged rows, $same_sum of them with all their wells in the file and equal to their sum");
is(scalar(keys %compared), 12, 'all kinds of figures were compared');

# All exports in one statement, by the functions of the extension: nothing that the instrument printed differs.
my $files = join ', ', map { "('$_')" } sort glob "$folder/*.csv";
my $audit = qq{SELECT count(DISTINCT f.path), count(DISTINCT w.instrument), count(*), count(agrees), count(*) FILTER (WHERE NOT agrees)
	FROM (VALUES $files) f(path), alkres.read_ddpcr(f.path) w, alkres.compare_printed(w)};
my ($read, $instruments, $figures, $established, $differ) = split /\|/, (sql($audit))[0];
is($read, scalar(() = glob "$folder/*.csv"), 'every export has been read');
cmp_ok($instruments, '>=', 3, 'of Bio-Rad, QIAcuity and Absolute Q');
is($differ, 0, "of $figures printed figures, $established with an established rule, none differs");
cmp_ok($established, '>', 0.95 * $figures, 'few figures are without an established rule');

# The instrument's own classes of every droplet are its printed quadrants.
my @amplitudes = glob "$folder/amplitudes/small_*_Amplitude.csv";
my $list = join ', ', map { "'$_'" } @amplitudes;
is((sql(qq{SELECT count(*) FROM alkres.read_ddpcr_amplitudes(ARRAY[$list]) a JOIN alkres.read_ddpcr('$folder/quantasoft_old_small.csv') w USING (well)
	WHERE alkres.count_clusters(a.cluster, 0.91) = w.droplets}))[0], scalar @amplitudes, 'amplitude files hold the droplets of the results');

$db->drop;
done_testing();
