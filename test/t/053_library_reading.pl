# What an import keeps of how it read its files: where barcodes stood, how many reads, what share lay on the design.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('reading');
is($db->value('SELECT count(*) FROM last_read_pileup()'), 0, 'before any reading there is nothing to tell');
$db->run(q{SELECT create_store('cfdna')});
$db->run(q{INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id) SELECT patient_id, 'P1-D1' FROM patient});

# The same by another hand: reads, mapped ones, reference bases under these, and those of them on the design.
sub count
{
	my ($file, @design) = @_;
	my ($reads, $mapped, $bases, $on) = (0, 0, 0, 0);
	open my $in, '-|', 'samtools', 'view', $file or die;
	while (<$in>)
	{
		my (undef, $flag, $contig, $position, undef, $cigar) = split /\t/;
		$reads++;
		next if $flag & 4 || $cigar eq '*';
		$mapped++;
		for ($cigar =~ /\d+[MDN=X]/g)
		{
			my ($n, $op) = /(\d+)(.)/;
			my $last = $position + $n - 1;
			$bases += $n if $op ne 'N';
			for my $stretch ($op eq 'N' ? () : @design)
			{
				my ($first, $end) = ($stretch->[1] > $position ? $stretch->[1] : $position, $stretch->[2] < $last ? $stretch->[2] : $last);
				$on += $end - $first + 1 if $stretch->[0] eq $contig && $end >= $first;
			}
			$position += $n;
		}
	}
	close $in;
	return ($reads, $mapped, $bases, $on);
}

my $n = 0;
for ([ 'panel.bam', 'RX', [ [ 'panel', 700, 760 ], [ 'panel', 2200, 2299 ] ] ], [ 'panel.bam', 'RX', [] ],
	[ 'random_nomd.bam', 'none', [ [ 'demo', 500, 700 ], [ 'demo', 3001, 3600 ], [ 'demo', 3500, 3700 ] ], ", reference => '$data/random.fa'" ],
	[ 'random_nomd.bam', 'none', [ [ 'demo', 500, 700 ] ], ", reference => '$data/random.fa', unit => 'read'", 'RX' ],
	[ 'random_numbered.bam', 'MI', [] ], [ 'families_name.bam', 'name::', [] ], [ 'families_consensus.bam', 'consensus', [] ], [ 'families_constant.bam', 'none', [] ],
	[ 'families_RX.bam', 'none', [], '', 'none' ], [ 'families_name.bam', 'name::', [], '', 'name::' ])
{
	my ($file, $umi, $design, $more, $asked) = @$_;
	$more //= '';
	$asked //= 'auto';
	$n++;
	my $regions = @$design ? "ARRAY['" . join("', '", map { "test:$_->[0]:$_->[1]-$_->[2]" } @$design) . "']::region[]" : 'NULL';
	$db->run('DELETE FROM pileup_block; DELETE FROM library');
	$db->run("SET client_min_messages = warning; SELECT import_bam('$data/$file', 'P1-D1', 'RUN$n', assembly => 'test', design => $regions, umi => '$asked'$more)");
	my @merged;    # overlapping stretches of the design count once
	for (sort { $a->[1] <=> $b->[1] } @$design) { if (@merged && $_->[1] <= $merged[-1][2] + 1) { $merged[-1] = [ @{ $merged[-1] }[ 0, 1 ], $_->[2] ] } else { push @merged, $_ } }
	my ($reads, $mapped, $bases, $on) = count("$data/$file", @merged);
	is($db->value("SELECT concat_ws(' ', umi, umi_asked, reads, mapped_reads, aligned_bases, coalesce(on_target_bases::text, 'unknown')) FROM library"),
		join(' ', $umi, $asked, $reads, $mapped, $bases, @$design ? $on : 'unknown'), "$file, $asked, " . @$design . ' regions' . ($more =~ /unit/ ? ', by read' : ''));
	my $rate = @$design ? sprintf '%.6f', 100 * $on / $bases : '';
	is($db->value("SELECT round(on_target_percent::numeric, 6) || ' ' || umi || ' ' || round(mapped_percent::numeric, 6) FROM library_stats") , @$design ? "$rate $umi " . sprintf('%.6f', 100 * $mapped / $reads) : '', '... and its rates');
	cmp_ok($rate, '<', 60, 'most lies off the design') if @$design;
}

# Of a reading that failed, or is another session's, nothing is told.
my $last = 'SELECT count(*) FROM last_read_pileup()';
is($db->value("SELECT count(*) FROM read_pileup('$data/small.bam', 'test'); SELECT umi || reads FROM last_read_pileup()") =~ s/.*\n//sr, 'none' . (count("$data/small.bam"))[0], 'a session knows its last reading');
is($db->value("DO \$\$ BEGIN PERFORM count(*) FROM read_pileup('$data/small.bam', 'test'); PERFORM count(*) FROM read_pileup('$data/unsorted.bam', 'test'); EXCEPTION WHEN bad_copy_file_format THEN NULL; END \$\$; $last"), 0, 'not one that failed');

# A store of before: the columns are added, what was asked is not taken for what was found.
$db->run(q{SET client_min_messages = warning; SELECT import_bam('} . "$data/$_->[0]', 'P1-D1', 'OLD', library => '$_->[1]', assembly => 'test', unit => '$_->[2]')") for [ 'families_RX.bam', 'auto', 'molecule' ], [ 'small.bam', 'RX', 'molecule' ], [ 'random.bam', 'read', 'read' ];
$db->run(q{DROP VIEW library_stats; UPDATE library SET umi = CASE name WHEN 'RX' THEN 'RX' ELSE 'auto' END;
	ALTER TABLE library DROP COLUMN umi_asked, DROP COLUMN reads, DROP COLUMN mapped_reads, DROP COLUMN aligned_bases, DROP COLUMN on_target_bases, ALTER COLUMN umi SET NOT NULL, ALTER COLUMN umi SET DEFAULT 'auto';
	DELETE FROM store_version WHERE version <> '0.1.0'});
is($db->value(q{SELECT create_store('cfdna')}), 'cfdna', 'an older store is upgraded');
is($db->value(q{SELECT create_store('cfdna')}), 'cfdna', 'once');
is($db->value(q{SELECT string_agg(concat_ws(' ', l.name, coalesce(l.umi, 'unknown'), l.umi_asked, coalesce(l.reads::text, 'unknown')), ', ' ORDER BY l.name COLLATE "C") FROM library AS l JOIN run USING (run_id) WHERE run.name = 'OLD'}),
	'RX RX RX unknown, auto unknown auto unknown, read none auto unknown', 'its libraries say what is known');
is($db->value(q{SELECT string_agg(version, ' ' ORDER BY version) FROM store_version}), '0.1.0 01_library_reading', 'the store knows what it has had');
$db->run(qq{SET client_min_messages = warning; SELECT import_bam('$data/lane0.bam', 'P1-D1', 'OLD', assembly => 'test')});
is($db->value(q{SELECT umi || ' ' || umi_asked FROM library WHERE name = 'lane0'}), 'none auto', 'and imports go on');

$db->drop;
done_testing();
