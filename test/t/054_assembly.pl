# Assemblies and contigs: every name of an assembly is one, lengths and accessions of a header are believed, the header may
# name the assembly, and a file is imported as one thing only.
use strict;
use warnings;
use Test::More;
use Database;

plan skip_all => 'samtools is missing' if system('command -v samtools >/dev/null 2>&1') != 0;

my $data = $ENV{ALKRES_DATA};
my $source = $ENV{ALKRES_SOURCE} // '.';
my $db = Database->new('assembly');

sub bam
{
	my ($name, $edit) = @_;
	open my $in, '<', "$source/test/data/$name.sam" or die "$name: $!";
	my $sam = join '', <$in>;
	$edit->() for $edit ? $sam : ();
	my $file = "$data/assembly_$name" . ($edit ? int rand 1e9 : '');
	open my $out, '>', "$file.sam" or die $!;
	print $out $sam;
	close $out;
	system('samtools', 'view', '-b', '-o', "$file.bam", "$file.sam") == 0 or die 'samtools';
	return "$file.bam";
}
sub calls { return [ $db->rows("SELECT c.variant, c.mutation, c.vaf FROM read_pileup(" . join(', ', map { "'$_'" } @_) . ") AS p, LATERAL call_variants(p.pileup) AS c") ] }
sub error { my ($sql) = @_; return $db->error($sql) }

my $accession = bam('nc_contig');
my $genbank = bam('nc_contig', sub { s/NC_000002\.12/CM000664.2/g });
my $of_37 = bam('hg19_length');
my $found = [ 'GRCh38:chr2:29220765:G:T|ALK L1196M|4/20' ];
is_deeply(calls($accession, 'GRCh38'), $found, 'a RefSeq accession is the chromosome');
is_deeply(calls($accession), $found, '... and settles the assembly');
is_deeply(calls($genbank, 'hg38.p13'), $found, 'so is one of GenBank');
is_deeply(calls($of_37), [ 'GRCh37:chr2:29443631:G:T|ALK L1196M|4/20' ], 'so do lengths');
is_deeply(calls($of_37, 'b37'), [ 'GRCh37:chr2:29443631:G:T|ALK L1196M|4/20' ], 'another name of the assembly');
like(error("SELECT * FROM read_pileup('$of_37', 'GRCh38')"),
	qr/are not aligned to GRCh38.*Contig chr2 has 243199373 bases in its header, as in GRCh37; in GRCh38 it has 242193529/s, 'the other assembly is refused');
like(error("SELECT * FROM read_pileup('$accession', 'hg19')"), qr/Contig NC_000002\.12 is one of GRCh38 by its accession/, '... by accession too');
is($db->value("SELECT count(*) FROM read_pileup('$accession', 'GRCh38', ARRAY['NC_000002.12:29220700-29220800'::region])"), 1, 'a design by accession');
# A FASTA file with the chromosome under any of its names: N, but for what the reads that say nothing else show; holes where nobody reads.
my %bases;
for (grep { /MD:Z:100\b/ } `samtools view $accession`) { my ($at, $sequence) = (split /\t/)[ 3, 9 ]; $bases{ $at + $_ } = substr $sequence, $_, 1 for 0 .. 99 }
for my $name ('NC_000002.12', 'CM000664.2', '2', 'chr2', 'NC_000002.11')
{
	my $fasta = "$data/assembly_$name.fa";
	open my $out, '>', $fasta or die $!;
	print $out ">$name\n";
	seek $out, length($name) + 2 + 29_000_000, 0;
	print $out join '', map { $bases{$_} // 'N' } 29_000_001 .. 29_500_000;
	seek $out, length($name) + 2 + 242193529, 0;
	print $out "\n";
	close $out or die $!;
	open my $index, '>', "$fasta.fai" or die $!;
	printf $index "%s\t%d\t%d\t%d\t%d\n", $name, 242193529, length($name) + 2, 242193529, 242193530;
	close $index or die $!;
	my $from = "read_pileup('$accession', 'GRCh38', reference => '$fasta') AS p, LATERAL call_variants(p.pileup) AS c";
	if ($name eq 'NC_000002.11') { like(error("SELECT * FROM $from"), qr/^22P04: contig chr2 is not in the FASTA file/, 'a FASTA file of the other assembly is none') }
	else { is($db->value("SELECT concat_ws('|', c.variant, c.mutation, c.vaf) FROM $from"), $found->[0], "a FASTA file that calls it $name") }
}
my $unknown = bam('hg19_length', sub { s/LN:243199373/LN:242696752/ });
like(error("SELECT * FROM read_pileup('$unknown')"), qr/does not tell the assembly/, 'a chromosome of neither settles nothing');
like(error("SELECT * FROM read_pileup('$unknown', 'hg19')"), qr/as in neither assembly that is known; in GRCh37 it has 243199373/, '... and is refused under a known name');
my $tagged = bam('hg19_length', sub { s/LN:243199373/LN:243199373\tAS:GRCh38/ });
like(error("SELECT * FROM read_pileup('$tagged')"), qr/contigs of two assemblies/, 'a tag against the length');
is($db->value("SELECT header_assembly(ARRAY['$of_37']) || ' ' || coalesce(header_assembly(ARRAY['$unknown']), 'untold')"), 'GRCh37 untold', 'header_assembly');
is($db->value("SELECT header_assembly_data(pg_read_binary_file('$accession'))"), 'GRCh38', '... of data');

# In the store.
$db->value("SELECT create_store('cfdna')");
$db->run(q{INSERT INTO study (name) VALUES ('one');
	INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, d, '2026-01-01' FROM patient, unnest('{D1,D2}'::text[]) AS d});
my $n = 0;
for my $name (qw(hg38 grch38 GRCh38.p14 hg38.p13 b38))
{
	$n++;
	my $file = bam('nc_contig', sub { s/^(\@SQ.*)/$1\n\@CO\t$name/m });
	$db->value("SELECT import_bam('$file', sample => 'D1', run => 'run$n', library => 'l$n', assembly => '$name')");
}
$db->value("SELECT import_bam('$of_37', sample => 'D2', run => 'of37')");
is($db->value("SELECT string_agg(DISTINCT r.assembly || l.assembly || b.assembly || b.contig, ' ') FROM run r JOIN library l USING (run_id) JOIN pileup_block b USING (library_id)"),
	'GRCh37GRCh37GRCh37chr2 GRCh38GRCh38GRCh38chr2', 'one name is kept of an assembly, and the header tells it where none is given');
$db->run("INSERT INTO run (study_id, name, kind, assembly) SELECT study_id, 'own', 'sequencing', 'hs37d5' FROM study");
is($db->value("SELECT assembly FROM run WHERE name = 'own'"), 'GRCh37', '... also when the row is written by hand');
$db->run('SELECT call()');
is($db->value("SELECT count(*) FROM observation WHERE mutation = 'ALK L1196M' AND state = 'detected'"), 6, 'the whole store is called');
like($db->error("SELECT import_bam('$accession', sample => 'D1', run => 'of37')"), qr/run "of37" is aligned to GRCh37, not to GRCh38/, 'a run has one assembly');
like($db->error("SELECT import_bam('$accession', sample => 'D1', run => 'of37', assembly => 'hg19')"), qr/are not aligned to GRCh37/, '... whatever is claimed');

# The same file again.
is($db->value("SELECT import_bam('$of_37', sample => 'D2', run => 'of37', assembly => 'hg19')"),
	$db->value("SELECT library_id FROM library l JOIN run r USING (run_id) WHERE r.name = 'of37'"), 'the same file again as the same');
for my $other ([ 'sample', "sample => 'D1', run => 'of37'", 'Its sample is "D2", not "D1".' ],
	[ 'run', "sample => 'D2', run => 'run9'", 'Its run is "of37", not "run9".' ],
	[ 'assembly', "sample => 'D2', run => 'of37', assembly => 'mine'", 'Its assembly is "GRCh37", not "mine".' ])
{
	like($db->error("SELECT import_bam('$of_37', $other->[1])"), qr/already imported as library .*, as another one.*\Q$other->[2]\E/s, "... as another $other->[0]");
}

# An assembly that alkres knows nothing of.
$db->value("SELECT import_bam('$unknown', sample => 'D1', run => 'other', assembly => 'T2T-CHM13')");
$db->run('SELECT call()');
is($db->value("SELECT string_agg(concat_ws(' ', state, o.variant, coalesce(mutation::text, 'none')), ',') FROM observation o JOIN run r USING (run_id) WHERE r.name = 'other'"),
	'detected T2T-CHM13:chr2:29443631:G:T none', 'what is called there is called, and nothing is said of listed sites');

# A store of an older version: names as they were given, accessions as contigs of their own, within the values too (no input takes such bytes
# any more: they come by a cast), and the normals of one panel under two names of its assembly.
$db->run("SELECT import_bam('$ENV{ALKRES_DATA}/calling_normal$_.bam', 'donor $_', 'normals', role => 'normal', assembly => 'GRCh38', umi => 'none')") for 1, 2;
my $sums = q{SELECT string_agg(concat_ws(' ', assembly, panel, contig, block, md5(background::text)), ', ' ORDER BY block) FROM background_block};
my $blocks = q{SELECT string_agg(concat_ws(' ', library_id, assembly, contig, block), ', ' ORDER BY library_id, block) FROM pileup_block};
my $seen = q{SELECT string_agg(concat_ws(' ', run_id, variant, mutation, state), ', ' ORDER BY run_id, variant) FROM observation WHERE is_current AND state = 'detected'};
$db->run('SELECT call()');
my ($sums_of_today, $blocks_of_today, $seen_of_today) = map { $db->value($_) } $sums, $blocks, $seen;
$db->run(q{CREATE CAST (bytea AS alkres.pileup) WITHOUT FUNCTION; CREATE CAST (bytea AS alkres.variant) WITHOUT FUNCTION; CREATE CAST (alkres.variant AS bytea) WITHOUT FUNCTION;
	CREATE CAST (alkres.region AS bytea) WITHOUT FUNCTION; CREATE CAST (bytea AS alkres.region) WITHOUT FUNCTION;
	CREATE FUNCTION older(head int, value bytea) RETURNS bytea LANGUAGE sql IMMUTABLE AS
		$$SELECT substr(value, 1, head - 1) || '\xbf'::bytea || convert_to('NC_000002.12', 'UTF8') || '\x00'::bytea || substr(value, head + 1)$$;
	UPDATE pileup_block SET contig = 'NC_000002.12', pileup = older(5, decode(substr(pileup::text, 3), 'hex'))::pileup WHERE assembly = 'GRCh38' AND contig = 'chr2';
	UPDATE observation SET variant = older(1, variant::bytea)::variant, mutation = NULL WHERE run_id = (SELECT run_id FROM run WHERE name = 'run1') AND state = 'detected';
	UPDATE run SET design = ARRAY[older(1, region('GRCh38', 'chr2', 29220700, 29220800)::bytea)::region] WHERE name = 'run2';
	ALTER TABLE background_library DISABLE TRIGGER USER; ALTER TABLE background_block DISABLE TRIGGER USER;
	UPDATE background_library SET assembly = 'hg38' WHERE library_id = (SELECT min(library_id) FROM background_library);
	DELETE FROM background_block;
	INSERT INTO background_block (study_id, assembly, panel, contig, block, background)
	SELECT g.study_id, g.assembly, g.panel, b.contig, b.block, background_agg(b.pileup) FROM background_library AS g JOIN pileup_block AS b USING (library_id) GROUP BY 1, 2, 3, 4, 5;
	ALTER TABLE background_library ENABLE TRIGGER USER; ALTER TABLE background_block ENABLE TRIGGER USER});
my $older = q{SELECT count(*) FROM observation WHERE variant = 'GRCh38:chr2:29220765:G:T' AND state = 'detected' AND is_current};
my $found_of_it = $db->value($older);
$db->run(q{ALTER TABLE run DISABLE TRIGGER run_assembly; ALTER TABLE library DISABLE TRIGGER library_assembly;
	UPDATE run SET assembly = 'hg38' WHERE assembly = 'GRCh38'; UPDATE library SET assembly = 'hg38' WHERE assembly = 'GRCh38';
	ALTER TABLE run ENABLE TRIGGER run_assembly; ALTER TABLE library ENABLE TRIGGER library_assembly;
	DELETE FROM store_version WHERE version ~ '03_canonical_assemblies|16_background_sums'});
$db->value("SELECT create_store('cfdna')");
is($db->value("SELECT string_agg(DISTINCT assembly, ' ') FROM library"), 'GRCh37 GRCh38 T2T-CHM13', 'an older store is upgraded');
is($db->value($blocks), $blocks_of_today, '... contigs of its blocks');
is($db->value('SELECT count(*) FROM pileup_block AS b, LATERAL pileup_info(b.pileup) AS i WHERE (i.assembly, i.contig) <> (b.assembly, b.contig)'), 0, '... which say the same within');
is($db->value($sums), $sums_of_today, '... backgrounds of one panel become one');
is($db->value("SELECT design FROM run WHERE name = 'run2'"), '{GRCh38:chr2:29220700-29220800}', '... designs');
is($db->value($older), $found_of_it + 1, '... variants');
$db->run('SELECT call()');
is($db->value($seen), $seen_of_today, '... and is called as a new one');
$db->drop;
done_testing();
