# What an import keeps of how it read its files: where barcodes stood, how many reads, what share lay on the design.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $data = $ENV{ALKRES_DATA};
my $db = Database->new('reading');
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
	# Collapsed elsewhere: of 8 molecules two are duplexes, and 40 reads were made into them, as their tags say (test/data/families_sam).
	is($db->value('SELECT concat_ws(\' \', mean_family_size, large_family_percent, duplex_percent, duplex_base_percent) FROM library_stats'), '5 87.5 25 25', '... families and duplexes are those of its tags') if $umi eq 'consensus';
}

# The rows of read_library are those of read_pileup, and each says the same of the whole.
for ([ 'small.bam', '' ], [ 'panel.bam', ", ARRAY['test:panel:700-760', 'test:panel:2200-2299']::region[]" ])
{
	my ($file, $more) = @$_;
	my $one = "FROM read_pileup('$data/$file', 'test'$more) AS p";
	for my $whole ("read_library(ARRAY['$data/$file'], 'test'$more)", "read_library_data(pg_read_binary_file('$data/$file'), 'test'$more)")
	{
		is($db->value("SELECT concat_ws(' ', count(*), count(DISTINCT (umi, reads, mapped_reads, aligned_bases, on_target_bases)), min(reads), count(on_target_bases) > 0,
				md5(string_agg(concat_ws(' ', assembly, contig, block, pileup), ',' ORDER BY contig, block))) FROM $whole"),
			$db->value("SELECT concat_ws(' ', count(*), 1, " . (count("$data/$file"))[0] . ", '" . ($more ? 't' : 'f') . "'::boolean, md5(string_agg(concat_ws(' ', assembly, contig, block, pileup), ',' ORDER BY contig, block))) $one"),
			"$file: $whole");
	}
}
is($db->value("SELECT DISTINCT (r.l).umi || (r.l).reads FROM (SELECT read_library(ARRAY['$data/small.bam'], 'test') AS l OFFSET 0) AS r"), 'none' . (count("$data/small.bam"))[0], 'in the select list too');
# More than work_mem holds, and what is left of it after an error: nothing.
is($db->value("SET work_mem = '64kB'; SELECT md5(string_agg(block || pileup::text, ',' ORDER BY contig, block)) FROM read_library(ARRAY['$data/panel.bam'], 'test')"),
	$db->value("SELECT md5(string_agg(block || pileup::text, ',' ORDER BY contig, block)) FROM read_pileup('$data/panel.bam', 'test')"), 'rows that wait on disk');
like($db->error("SELECT count(*) FROM read_library(ARRAY['$data/small.bam', '$data/unsorted.bam'], 'test')"), qr/^22P04/, 'an error is one');
is($db->value("SELECT count(*) FROM pg_proc WHERE proname ~ '^read_(pileup|library)_data\$' AND provolatile = 'i' AND proparallel = 's'"), 2, 'of bytes, it is a function of its arguments');

# By parallel workers, with the same rows; CRAM too, decoded by a process of its own.
$db->run("CREATE TABLE file (name text, data bytea, is_cram boolean); ALTER TABLE file SET (parallel_workers = 2);
	INSERT INTO file SELECT f || n, pg_read_binary_file('$data/' || f), f ~ 'cram' FROM unnest('{small.bam,panel.bam,random.cram}'::text[]) AS f, generate_series(1, 4) AS n; ANALYZE file");
my $read = "SELECT name, assembly, contig, block, md5(pileup::text) AS sum FROM file AS f, LATERAL read_pileup_data(f.data, 'test', reference => CASE WHEN is_cram THEN '$data/random.fa' END) AS p";
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 2';
like($db->value("$parallel; EXPLAIN $read"), qr/Gather.*Parallel Seq Scan.*Function Scan/s, 'workers read');
is($db->value("$parallel; SELECT count(*) || md5(string_agg(concat_ws(' ', name, contig, block, sum), ',' ORDER BY name, contig, block)) FROM ($read) AS r"),
	$db->value("SET max_parallel_workers_per_gather = 0; SELECT count(*) || md5(string_agg(concat_ws(' ', name, contig, block, sum), ',' ORDER BY name, contig, block)) FROM ($read) AS r"), 'the same');
$db->run('DROP TABLE file');

# Two samples of one file are two libraries; each is imported once.
$db->run(qq{SET client_min_messages = warning; SELECT import_bam('$data/input_two_samples.bam', 'P1-D1', 'TWO', header_sample => s.name) FROM (VALUES ('PAT1'), ('PAT2'), ('PAT1')) AS s(name)});
is($db->value(q{SELECT string_agg(l.name || ' ' || l.reads, ', ' ORDER BY l.name) FROM library AS l JOIN run USING (run_id) WHERE run.name = 'TWO'}), 'PAT1 20, PAT2 20', 'two samples of one file are imported one by one');
like($db->error(qq{SELECT import_bam('$data/input_two_samples.bam', 'P1-D1', 'TWO')}), qr/^22P04: the reads of .* are of several samples/, '... and not as one');

# A store of before: the columns are added, what was asked is not taken for what was found.
$db->run(q{SET client_min_messages = warning; SELECT import_bam('} . "$data/$_->[0]', 'P1-D1', 'OLD', library => '$_->[1]', assembly => 'test', unit => '$_->[2]')") for [ 'families_RX.bam', 'auto', 'molecule' ], [ 'small.bam', 'RX', 'molecule' ], [ 'random.bam', 'read', 'read' ];
$db->run(q{DROP VIEW library_stats; UPDATE library SET umi = CASE name WHEN 'RX' THEN 'RX' ELSE 'auto' END;
	ALTER TABLE library DROP COLUMN umi_asked, DROP COLUMN reads, DROP COLUMN mapped_reads, DROP COLUMN aligned_bases, DROP COLUMN on_target_bases, ALTER COLUMN umi SET NOT NULL, ALTER COLUMN umi SET DEFAULT 'auto';
	ALTER TABLE library DROP CONSTRAINT library_run_id_name_key, ADD CONSTRAINT library_patient_id_run_id_name_key UNIQUE (patient_id, run_id, name);
	ALTER TABLE run DROP CONSTRAINT run_study_id_file_digest_key; CREATE INDEX library_run_id ON library (run_id);
	DELETE FROM store_version WHERE version ~ '^0[123]_'});
# What is double in it is told, by key; nothing is upgraded by half.
$db->run(q{INSERT INTO patient (study_id, external_id) SELECT study_id, 'P9' FROM study; INSERT INTO sample (patient_id, external_id) SELECT patient_id, 'P9-D1' FROM patient WHERE external_id = 'P9';
	INSERT INTO library (patient_id, sample_id, run_id, name, assembly, file_digest) SELECT s.patient_id, s.sample_id, r.run_id, 'RX', 'test', 'x' FROM sample AS s, run AS r WHERE s.external_id = 'P9-D1' AND r.name = 'OLD';
	INSERT INTO run (study_id, name, kind, file_digest) SELECT study_id, n, 'ddpcr', 'y' FROM study, unnest('{A,B}'::text[]) AS n});
my ($first, $second) = $db->rows(q{SELECT library_id FROM library JOIN run USING (run_id) WHERE library.name = 'RX' AND run.name = 'OLD' ORDER BY 1});
like($db->error(q{SELECT create_store('cfdna')}), qr/^23505: libraries of one run bear the same name.*library "RX" of run "OLD" \(library_id $first, $second\)\./s, 'two libraries of one name in a run are told');
is($db->value(q{SELECT count(*) FROM store_version WHERE version ~ '^0[123]_'}), 0, '... and the store is as it was');
$db->run("DELETE FROM library WHERE library_id = $second");
like($db->error(q{SELECT create_store('cfdna')}), qr/^23505: one file was imported as several plates.*runs "A" \(run_id \d+\), "B" \(run_id \d+\) of study/s, 'so are two plates of one file');
$db->run(q{DELETE FROM run WHERE name = 'B'});
is($db->value(q{SELECT create_store('cfdna')}), 'cfdna', 'an older store is upgraded');
like($db->error("INSERT INTO library (patient_id, sample_id, run_id, name, assembly, file_digest) SELECT s.patient_id, s.sample_id, r.run_id, 'RX', 'test', 'x' FROM sample AS s, run AS r WHERE s.external_id = 'P9-D1' AND r.name = 'OLD'"),
	qr/^23505: .*library_run_id_name_key/, 'a name is unique in its run, whoever writes it');
is($db->value(q{SELECT create_store('cfdna')}), 'cfdna', 'once');
is($db->value(q{SELECT string_agg(concat_ws(' ', l.name, coalesce(l.umi, 'unknown'), l.umi_asked, coalesce(l.reads::text, 'unknown')), ', ' ORDER BY l.name COLLATE "C") FROM library AS l JOIN run USING (run_id) WHERE run.name = 'OLD'}),
	'RX RX RX unknown, auto unknown auto unknown, read none auto unknown', 'its libraries say what is known');
is($db->value(q{SELECT string_agg(version, ' ' ORDER BY version) FROM store_version WHERE version < '04'}), '0.1.0 01_library_reading 02_unique_names 03_canonical_assemblies', 'the store knows what it has had');
$db->run(qq{SET client_min_messages = warning; SELECT import_bam('$data/lane0.bam', 'P1-D1', 'OLD', assembly => 'test')});
is($db->value(q{SELECT umi || ' ' || umi_asked FROM library WHERE name = 'lane0'}), 'none auto', 'and imports go on');

$db->drop;
done_testing();
