# Every function, aggregate, operator and cast of the extension with odd arguments: no crash, no internal error, no hang.
use strict;
use warnings;
use Test::More;
use Database;

my $cohort = "$ENV{ALKRES_DATA}/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";
my $bam = "$cohort/bam/P001-D1-L1.bam";
my ($plate) = glob "$cohort/ddpcr/*.csv";
my $db = Database->new('garden');
$db->run('ALTER DATABASE garden SET search_path = public, alkres');

# What a well-behaved function may say; 42809 is a directory in place of a FASTA file.  XX001 (data corrupted) only where a file is read.
my %allowed = map { $_ => 1 } qw(00000 22003 22004 22021 22023 22P02 22P03 22P04 0A000 42809 54000);

# Pileups that no library gives: the greatest counts that the stored form can hold, and nothing at all.
sub varint
{
	my $n = shift;
	my $bytes = '';
	for (; $n > 127; $n >>= 7) { $bytes .= chr($n & 127 | 128) }
	return $bytes . chr $n;
}
sub section { my ($id, $bytes) = @_; return [ $id, $bytes ] }
sub pileup
{
	my ($head, @sections) = @_;
	return $head . chr(@sections) . join('', map { chr($_->[0]) . varint(length $_->[1]) } @sections) . join('', map { $_->[1] } @sections);
}
my $most = 2147483647; # of one position
my $offset = 156; # chr2:29220765, L1196M, in block 114143
my $read = "read_pileup('$bam', 'GRCh38', ARRAY[region('GRCh38', 'chr2', 29220609, 29220864)], reference => 'none')";
my $seen = pack 'H*', substr $db->value("SELECT p.pileup FROM read_pileup('$bam', 'GRCh38') p WHERE p.block = 114143"), 2;
sub head { return "\x01" . chr(shift) . "\x0a\x01\x82" . varint(114143) }    # FLAGS
my $read_head = head(8 + 16);                                              # what lies beside the block is known
is(unpack('H*', substr $seen, 0, length $read_head), unpack('H*', $read_head), 'the head of a pileup is as in the manual');
my $head = head(0);
my $known = do # the section with the reference, out of a pileup that was read
{
	my $directory = length($head) + 1;
	my $at = $directory;
	my $sections = ord substr $seen, length $head, 1;
	my @lengths;
	for (1 .. $sections)
	{
		$at++;
		my ($n, $shift) = (0, 0);
		while (1)
		{
			my $byte = ord substr $seen, $at++, 1;
			$n |= ($byte & 127) << $shift;
			$shift += 7;
			last if $byte < 128;
		}
		push @lengths, $n;
	}
	section(1, substr $seen, $at, $lengths[0]);
};
sub cells # a count at one position in each of these cells
{
	my ($count, @cells) = @_;
	my $mask = 0;
	$mask |= 1 << $_ for @cells;
	return section(3, varint($mask) . (("\x02" . varint(1) . varint($offset) . varint($count - 1)) x @cells));
}
sub one_column { my ($id, $count) = @_; return section($id, "\x01\x02" . varint(1) . varint($offset) . varint($count - 1)) }
# One allele at the offset without records: rows of its offset, its alternative and its number of records.
sub allele { my ($alternative) = @_; return varint(1) . "\x04\xff\xb0" . "\x01" . chr($alternative) . "\0\0" . "\0\0" }
sub alternative # G>T, counts and sums only
{
	my ($count, $cell, $each) = @_;
	return section(11, allele(3) . varint(1) . varint($cell) . varint($count - 1)
		  . varint($each ? $count : 0) x 3 . varint(255 * $count * $each) x 2 . varint(65535 * $count * $each) . varint(4294967295 * $count * $each));
}
my %made = (
	empty => pileup($head),
	deep => pileup($head, $known, cells($most, 15), one_column(5, $most)),
	deeper => pileup($head, $known, cells(178956970, 12 .. 23), one_column(5, $most), one_column(6, $most), one_column(7, $most)),
	all => pileup($head, $known, cells($most, 15), one_column(5, $most), alternative($most, 15, 1)),
	half => pileup($head, $known, cells($most, 15), alternative(1073741824, 15, 0)),
	# An indel that nothing spans.
	unspanned => pileup($head, $known, section(11, allele(255) . "\x01G\x02GA\x01\x0f" . varint(999) . ("\x00" x 7))),
	# The greatest families, sums, clips and far mates.
	breakpoints => pileup($head, section(13, "\x02\x01\x00" . varint(4294967294)),
		section(14, join '', map { varint($_) } 256 * $most, 0, 256 * $most * 65535, 9223372036854775807, 256 * $most * 255, 9223372036854775807, 9223372036854775807),
		section(15, varint(1) . varint(511) . varint($most - 1) . varint(255 * $most) . varint(32)),
		section(16, varint(1) . "\x07\x99" . varint(1048575) . varint($most - 1) . varint(255 * $most))),
	first_block => pileup("\x01\x04\x00\x00\x82\x00"),
	last_block => pileup("\x01\x07\xff\xff\x81" . varint(1048575)),
	named => pileup("\x01\x00\x0a\x01\xffT2T\x00chr2\x00" . varint(114143)),
);

$db->run(<<"SQL");
CREATE SCHEMA garden;
CREATE TABLE garden.pileup (id int PRIMARY KEY, name text, value pileup);
INSERT INTO garden.pileup SELECT 1, 'seen', pileup FROM read_pileup('$bam', 'GRCh38') WHERE block = 114143;
INSERT INTO garden.pileup SELECT 2, 'neighbour', pileup FROM read_pileup('$bam', 'GRCh38') WHERE block = 114144;
INSERT INTO garden.pileup SELECT 3, 'reads', pileup FROM read_pileup('$bam', 'GRCh38', unit => 'read') WHERE block = 114143;
INSERT INTO garden.pileup SELECT 4, 'other assembly', pileup FROM read_pileup('$bam', 'CHM13') WHERE block = 114143;
INSERT INTO garden.pileup SELECT 5, 'unknown reference', pileup FROM $read;
INSERT INTO garden.pileup SELECT 6, 'nothing there', pileup FROM read_pileup('$bam', 'GRCh38', '{GRCh38:chr7:1-256}');
CREATE TABLE garden.bytes (id int PRIMARY KEY, value bytea);
INSERT INTO garden.bytes VALUES (1, pg_read_binary_file('$bam')), (2, pg_read_binary_file('$plate')),
	(3, pg_read_binary_file('$bam', 0, 20000)), (4, (SELECT alkres_internal.pileup_send(value) FROM garden.pileup WHERE id = 1));
CREATE TABLE garden.text (id int PRIMARY KEY, value text);
INSERT INTO garden.text VALUES (1, pg_read_file('$plate')), (2, (SELECT value::text FROM garden.pileup WHERE id = 1)), (3, repeat('A', 300000)),
	(4, pg_read_file('$plate', 0, 700)), (5, (SELECT background_agg(value)::text FROM garden.pileup WHERE id = 1)), (6, '\\x0182504c5553310054312e32000002060e301105154444444444444444444411100123122300320032111133333111311113331331331331132000103223320011024044444444444444444404');
SQL
my $id = 10;
for (sort keys %made)
{
	$id++;
	my $hex = unpack 'H*', $made{$_};
	is($db->error("INSERT INTO garden.pileup VALUES ($id, '$_', '\\x$hex')"), '', "a pileup made by hand: $_");
}
for ([ 'a count of 2^31', cells($most + 1, 15) ], [ 'a position with 2^31 molecules', cells(1 << 30, 15, 16) ], [ 'a raw depth of 2^31', one_column(5, $most + 1) ],
	[ 'two bases that every molecule shows', $known, cells(1000, 15),
		section(11, "\x02" . "\x05\xf7\0" . "\x02\0\x03\0\x40" . "\0\0" . (("\x01\x0f" . varint(999) . ("\0" x 7)) x 2)), qr/alleles have more molecules than their position/ ])
{
	my ($name, @sections) = @$_;
	my $detail = ref $sections[-1] eq 'Regexp' ? pop @sections : qr/a count is too large/;
	like($db->error("SELECT '\\x" . unpack('H*', pileup($head, @sections)) . "'::text::pileup"), qr/^22P0[23]: invalid pileup DETAIL: In the stored form, $detail/, $name);
}
my @pileups = map { "(SELECT value FROM garden.pileup WHERE id = $_)" } $db->rows('SELECT id FROM garden.pileup ORDER BY id');

# Backgrounds: of normals, of another block, of another assembly, of nothing, and the greatest sums.
my $background_head = "\x01\x82" . varint(114143);
my $no_row = "\x00" . varint(255);
my $sums = "\x00" . varint(256 * 6 * 3 * 2 * 2 - 1);
my %backgrounds = (
	none => $background_head . varint(1) . $no_row x 63 . $sums . "\x00",
	# 2^40 molecules of one cell at the first position, all of them alternates; a library left out there.
	greatest => $background_head . varint($most) . $no_row x 15 . varint(1 << 41) . "\x00" . varint(254) . $no_row x 47
		. (varint(1 << 40) . varint(1 << 62)) x 36 . "\x00" . varint(2 * (256 * 36 - 36) - 1) . "\x01\x00\x02" . varint(1 << 30) . "\x00" . varint(58),
);
$db->run(<<'SQL');
CREATE TABLE garden.background (id int PRIMARY KEY, value background);
INSERT INTO garden.background SELECT 1, background_agg(value) FROM garden.pileup, generate_series(1, 5) WHERE id = 1;
INSERT INTO garden.background SELECT id, background_agg(value) FROM garden.pileup WHERE id <> 1 AND NOT (pileup_info(value)).flags && '{reads,molecules_unknown}' GROUP BY id;
SQL
$id = 30;
for (sort keys %backgrounds)
{
	$id++;
	my $hex = unpack 'H*', $backgrounds{$_};
	is($db->error("INSERT INTO garden.background VALUES ($id, '\\x$hex')"), '', "a background made by hand: $_");
}
my @backgrounds = map { "(SELECT value FROM garden.background WHERE id = $_)" } $db->rows('SELECT id FROM garden.background ORDER BY id');

# The odd values of each type.
my @words = (q{''}, q{' '}, q{'GRCh38'}, q{'chr2'}, q{'exact'}, q{'biorad'}, q{'wald_p'}, q{'log_lambda'}, q{'hex'}, q{'wild_type'}, q{'Ωß→🧬'}, q{E'\x01\x7f\n\t'},
	q{'%s%n$1'}, q{'-1'}, q{'NaN'}, q{'\x00'}, q{'\x01'}, q{'ALK G1202R'}, q{'ALK ~'}, q{'GRCh38:chr2:29220765:G:T'}, q{'GRCh38:chr2:1-268435455'},
	q{'12/3456'}, q{'fam_only=7,hex_only=173,both_positive=0,negative=14870'}, q{'Well,Sample'}, q{'/'}, q{'none'},
	map({ "(SELECT value FROM garden.text WHERE id = $_)" } 1 .. 6));
my @numbers = (q{'NaN'::float8}, q{'Infinity'::float8}, q{'-Infinity'::float8}, map { "($_)::float8" } 0, '-0.0', -1, 1, 0.5, 0.95, 1e-300, 1e308, 4.9e-324, 2147483648, 100);
my %pool = (
	text => \@words,
	cstring => [ map { "($_)::text::cstring" } @words ],
	boolean => [ 'true', 'false' ],
	'boolean[]' => [ map { "'$_'::boolean[]" } '{}', '{t}', '{t,f}', '{f,t,t}', '{t,NULL}', '{{t,f},{f,t}}', '[5:6]={t,f}' ],
	oid => [ map { "($_)::oid" } 0, 1, 4294967295 ],
	integer => [ map { "($_)::int4" } 0, 1, -1, 3, 256, -2147483648, 2147483647 ],
	bigint => [ map { "($_)::int8" } 0, 1, -1, 15000, 4294967295, 4294967296, '-9223372036854775808', '9223372036854775807', '9007199254740993' ],
	'double precision' => \@numbers,
	bytea => [ q{''::bytea}, q{'\x00'::bytea}, q{'\x1f8b0804'::bytea}, map { "(SELECT value FROM garden.bytes WHERE id = $_)" } 1 .. 4 ],
	'double precision[]' => [ q{'{}'::float8[]}, q{'{1,2,3}'::float8[]}, q{'{1,NULL}'::float8[]}, q{'{NaN,1}'::float8[]}, q{'{1e308,-1e308,1e308}'::float8[]},
		q{'{{1,2},{3,4}}'::float8[]}, q{array_fill(0.5::float8, '{500}', '{7}')} ],
	'integer[]' => [ q{'{1}'::int4[]}, q{'{}'::int4[]}, q{'{0,-1}'::int4[]}, q{'{1,NULL}'::int4[]}, q{'{{1,2},{3,4}}'::int4[]}, q{'{2147483647}'::int4[]} ],
	'bigint[]' => [ q{'{0,0}'::int8[]}, q{'{}'::int8[]}, q{'{1}'::int8[]}, q{array_fill(1::int8, '{10316}')}, q{'{1,NULL}'::int8[]}, q{'{{1,2},{3,4}}'::int8[]}, q{'[5:6]={1,2}'::int8[]},
		q{'{9223372036854775807,9223372036854775807}'::int8[]}, q{'{-1,-5}'::int8[]}, q{'{2,1,9,3,10,0,0}'::int8[]}, q{'{1,5,9007199254740992}'::int8[]} ],
	'text[]' => [ map { "'$_'::text[]" } '{}', '{FAM,HEX}', '{NULL,WT}', '{NULL,NULL}', '{{a,b}}', '{a,b,c}' ],
	'real[]' => [ map { "'$_'::real[]" } '{}', '{1}', '{1,2,3,9000}', '{-1,1e30,-3e38}', '{NaN,1}', '{NULL,1}', '[5:6]={1,2}' ],
	'smallint[]' => [ map { "'$_'::smallint[]" } '{}', '{0,1,2,3,4}', '{5}', '{-32768}', '{NULL,1}', '{{1,2},{3,4}}' ],
	date => [ map { "'$_'::date" } '2000-01-01', '4713-01-01 BC', '5874897-12-31', 'infinity', '-infinity' ],
	numeric => [ map { "'$_'::numeric" } 0, '-0.00', '9.15', 3830, 'NaN', 'Infinity', '-Infinity', '1e-100', '1e100' ],
	ddpcr_well => [ q{(SELECT w FROM read_ddpcr_text(E'Well,Sample,TargetType,Target,Concentration,Positives,Negatives\nA01,s,Ch1Unknown,t,124,1000,9000') w)},
		q{(SELECT w FROM read_ddpcr_text(E'Well,Sample,TargetType,Positives,Negatives\nA01,s,Ch1Unknown,,') w)}, q{jsonb_populate_record(NULL::ddpcr_well, '{}')} ],
	variant => [ map { "'$_'::variant" } 'GRCh38:chr2:29220765:G:T', 'GRCh38:chr2:29220765:G:.', 'GRCh38:chr2:29220765:A:T', 'GRCh37:chr2:29443631:G:T',
		'GRCh38:chr2:29220765:GA:G', 'GRCh38:chr2:29220765:G:GAAA', 'GRCh38:chr2:29220764:CG:TT', 'GRCh38:chr2:29220765:GATT:CC', 'GRCh38:chr1:1:A:C',
		'GRCh38:chrM:268435456:A:C', 'T2T:chr2:29220765:G:T', 'GRCh38:KI270728.1:5:N:A', 'GRCh38:chr2:29220864:A:AT',
		'GRCh38:chr2:29220765:G:<DEL>:END=29220900', 'GRCh38:chr2:29220765:G:GACT[chr5:123[' ],
	region => [ map { "'$_'::region" } 'GRCh38:chr2:29220609-29220864', 'GRCh38:chr2:1', 'GRCh37:chr2:1-268435455', 'T2T:x:7-8', 'GRCh38:chr2:268435455' ],
	mutation => [ map { "'$_'::mutation" } 'ALK', 'ALK G1202R', 'ALK solvent_front', 'ALK solvent_front~', 'ALK G1202', 'ALK M1', 'ALK E1210*', 'MET amplification',
		'EGFR E746_A750del', 'ALK T1151dup', 'T', 'BRCA2 A65279C' ],
	vaf => [ map { "'$_'::vaf" } '0/0', '0/1', '1/1', '12/3456', '4294967295/4294967295', '0/4294967295', '1/4294967295' ],
	droplet_summary => [ map { "'$_'::droplet_summary" } 'fam_only=7,hex_only=173,both_positive=0,negative=14870', 'fam_only=0,hex_only=0,both_positive=0,negative=0',
		'fam_only=0,hex_only=0,both_positive=0,negative=15000', 'fam_only=0,hex_only=0,both_positive=15000,negative=0',
		'fam_only=9007199254740992,hex_only=0,both_positive=0,negative=0', 'fam_only=1,hex_only=1,both_positive=1,negative=9007199254740989,wells=2147483647',
		'fam_positive=7,hex_positive=173,accepted=15050', 'fam_positive=7,accepted=15050', 'hex_positive=7,accepted=7', 'fam_positive=0,hex_positive=0,accepted=0',
		'fam_only=3,hex_only=3,both_positive=3,negative=3,droplet_nl=1e-300', 'fam_only=3,hex_only=3,both_positive=3,negative=3,droplet_nl=1e300' ],
	pileup => \@pileups,
	background => \@backgrounds,
	gene_model => [ q{'\x0182504c5553310054312e32000002060e301105154444444444444444444411100123122300320032111133333111311113331331331331132000103223320011024044444444444444444404'::gene_model} ],
);
for my $element ('variant', 'region', 'mutation', 'droplet_summary', 'pileup', 'background', 'vaf')
{
	my @of = @{ $pool{$element} };
	$pool{"$element\[]"} = [ map { "($_)::$element\[]" } "ARRAY[$of[0]]", "'{}'", "'{NULL}'", "ARRAY[NULL, $of[0], NULL]", "ARRAY[ARRAY[$of[0], $of[1]], ARRAY[$of[2], $of[3]]]",
		"array_fill($of[0], '{2}', '{7}')", "array_fill($of[1], '{300}')", 'ARRAY[' . join(', ', @of) . ']', "ARRAY[$of[1], $of[0]]" ];
}

# A call that works, by the names of arguments: the odd values are put in one at a time, then all at once.
my %usual = (assembly => q{'GRCh38'}, contig => q{'chr2'}, ref => q{'G'}, alt => q{'T'}, literal => q{'chr2:29220765:G:T'}, method => q{'exact'}, channel => q{'fam'},
	mutant => q{'fam'}, exposure => q{'droplets'}, reference => 'NULL::text', header_sample => 'NULL::text', umi => q{'auto'}, unit => q{'molecule'}, min_base_quality => 10, min_mapq => 1,
	content => '(SELECT value FROM garden.text WHERE id = 1)', file_name => q{'P.csv'}, confidence => '0.95::float8', power => '0.95::float8', alpha => '0.05::float8',
	target_vaf => '0.005::float8', min_posterior => '0.9::float8', prior => '0.5::float8', droplet_nl => '0.85::float8', wells => '1', start_position => '29220765',
	position => '29220765', context_counts => 'NULL::int8[]', known => 'NULL::variant[]', priors => 'NULL::float8[]', default_prior => '1e-6::float8',
	white_cells => 'NULL::pileup', shares => 'NULL::float8[]', limit_of_blank => '2', error => '1e-4::float8', class => q{'mates'}, end_position => '29220864', fam_positive => '7::int8', hex_positive => '173::int8', accepted => '15050::int8', regions => 'NULL::region[]');
my %usual_of_type = (text => q{'chr2'}, 'double precision' => '0.5::float8', bytea => '(SELECT value FROM garden.bytes WHERE id = 1)');
my $one_target = q{'{GRCh38:chr2:29220609-29220864}'::region[]};
my $its_counts = q{'{100,25600,100,16700,0,256,120,25600}'::bigint[]};
my %usual_of = ('contamination positions' => 'NULL::bigint[]', (map { ("$_ targets" => $one_target, "$_ counts" => $its_counts, "$_ normals" => 'NULL::bigint[]', "$_ mutations" => q{'{ALK copy_number_gain}'::mutation[]}, "$_ regions" => q{'{GRCh38:chr2:29192774-29921566}'::region[]}) } qw(copy_number target_ratios)), 'read_gene_model_data data' => q{convert_to(E'chr2\tx\tCDS\t1\t6\t.\t+\t0\tParent=T1;gene=X\n##FASTA\n>chr2\nATGTAA\n', 'UTF8')}, 'read_gene_model_data genes' => 'NULL::text[]', 'read_gene_model_data transcripts' => 'NULL::text[]', (map { ("call_agreement ${_}_state" => q{'absent'}) } qw(reported called)), 'read_bed content' => q{E'chr2\t1\t2'}, 'read_bed assembly' => q{'GRCh38'}, 'vrs_id accession' => q{'SQ.IIB53T8CNeJJdUqzn9V_JnRtQadwWCbl'}, 'count_excess exposure' => '20000::float8', 'predicted_count exposure' => '20000::float8', 'predicted_value others' => q{'{1,2,3}'::float8[]}, 'predicted_count alpha' => '0.01::float8', 'predicted_value alpha' => '0.01::float8', 'resistance_reading phase' => q{'cis'}, 'resistance_reading together' => q{'resistant'}, 'resistance_reading singles' => q{'{sensitive,NULL}'::text[]}, (map { ("molecular_response $_" => q{'{0.02}'::float8[]}) } qw(before before_lower before_upper after after_lower after_upper)), 'kaplan_meier times' => q{'{1,2,2}'::float8[]}, 'kaplan_meier is_event' => q{'{t,f,t}'::boolean[]}, 'rank_among_changes state' => q{'absent'}, 'rank_among_repeats state' => q{'absent'},
	(map { ($_ => q{alkres_internal.tally_accumulate(NULL, 1, '{a}', NULL, 1)}) } 'tally_combine state', 'tally_combine other', 'tally_final state'), 'tally_accumulate state' => 'NULL::bytea', 'tally_accumulate known' => '3',
	(map { ("mutation_course $_->[0]" => $_->[1]) } ['draws', q{'{1,2}'::bigint[]}], ['states', q{'{absent,detected}'::text[]}], ['fractions', q{'{NULL,0.02}'::float8[]}], ['fractions_lower', q{'{NULL,0.01}'::float8[]}],
		['lod95s', q{'{0.002,0.002}'::float8[]}], ['tumour_dna_seen', q{'{t,t}'::boolean[]}], ['treated', q{'{f,t}'::boolean[]}]), 'nearest_word known' => q{'{chr1}'::text[]}, 'canonical_drug name' => q{'Xalkori'}, 'word_of kind' => q{'sex'}, 'word_of name' => q{'f'}, 'read_date field' => q{'2026-03-01'}, 'read_date origin' => 'NULL::date', 'read_field kind' => q{'drug'}, 'read_field field' => q{'Xalkori'}, 'read_drug field' => q{'Xalkori'}, 'read_number field' => q{'7'}, 'import_template table_name' => q{'patients'},
	(map { ("$_ data" => q{convert_to(E'##fileformat=VCFv4.2\n##contig=<ID=chr2,length=242193529>\n##INFO=<ID=DP4,Number=4,Type=Integer>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr2\t29220765\t.\tG\tT\t.\tPASS\tDP4=984,984,12,12\n', 'UTF8')}) } qw(read_vcf_data read_known_variants_data vcf_header_data)), 'read_vcf_data reference' => 'NULL::text', 'panel_silence targets' => q{'{ALK}'::mutation[]}, 'panel_silence limits' => q{'{0.01}'::float8[]},
	'read_table_data data' => q{convert_to(E'a,b\n1,2\n', 'UTF8')}, 'read_table_data columns' => q{'{a,b}'::text[]}, 'read_table_data needed' => q{'{a}'::text[]}, 'prior name' => q{'default'}, 'negative_threshold amplitudes' => q{'{1,2,3}'::real[]}, 'read_ddpcr_amplitudes_data data' => q{convert_to(E'Ch1 Amplitude,Cluster\n1,1\n', 'UTF8')}, 'homogeneity_combine other' => q{'{1,5,10}'::int8[]}, 'read_library_data regions' => q{'{GRCh38:chr2:29220609-29220864}'::region[]}, 'read_pileup_data regions' => q{'{GRCh38:chr2:29220609-29220864}'::region[]}, 'vaf alt' => '12::int8', 'read_ddpcr_data data' => '(SELECT value FROM garden.bytes WHERE id = 2)');
# Those of a store are called in 100_store_owner.pl and 101_studies_apart.pl.
my %skipped = map { $_ => 1 } qw(read_gene_model read_gene_model_object read_known_variants read_known_variants_object read_bed_file read_pileup read_vcf read_vcf_object vcf_header vcf_header_object read_library read_table read_sequence read_folder read_library_object header_assembly_object file_digest_object refuse_field header_assembly read_ddpcr read_ddpcr_amplitudes file_digest file_identity file_identity_object file_index create_store check_store_schema make_store run_store_script follow_rename enter_store isolate_studies make_isolation check_isolation study_policies store_tables derive_samples);

my @statements;
sub call { my ($f, @arguments) = @_;
	my $call = "$f->{name}(" . join(', ', @arguments) . ')';
	return $f->{set} ? "SELECT string_agg(r::text, ',') FROM $f->{schema}.$call AS r" : "SELECT ($f->{schema}.$call)::text" }
sub add { my ($what, $sql, $expected) = @_; push @statements, [ $what, $sql, $expected // '' ]; return }
srand 1;
my $functions = 0;
for ($db->rows(q{SELECT p.pronamespace::regnamespace, p.proname, p.proretset::int, p.proisstrict::int, (SELECT string_agg(format_type(t, NULL), ',' ORDER BY n) FROM unnest(p.proargtypes) WITH ORDINALITY u(t, n)),
	array_to_string((coalesce(p.proargnames, '{}'))[1:p.pronargs], ',', '') FROM pg_proc p WHERE p.pronamespace IN ('alkres'::regnamespace, 'alkres_internal'::regnamespace) AND p.prokind = 'f' ORDER BY p.oid}))
{
	my ($schema, $name, $set, $strict, $types, $names) = split /\|/, $_, -1;
	next if $skipped{$name} || $types =~ /internal|cstring\[\]/;
	$functions++;
	my %f = (schema => $schema, name => $name, set => $set);
	my @types = split /,/, $types;
	my @names = split /,/, $names, -1;
	my @pools = map { $pool{$_} // die "no values of type $_" } @types;
	my @usual = map { $usual_of{"$name " . ($names[$_] // '')} // $usual{$names[$_] // ''} // $usual_of_type{$types[$_]} // $pools[$_][0] } 0 .. $#types;
	my $what = "$name($types)";
	add($what, call(\%f, @usual));
	for my $i (0 .. $#types)
	{
		my $null = "NULL::$types[$i]";
		$null = 'NULL::cstring' if $types[$i] eq 'cstring';
		add($what, call(\%f, map { $_ == $i ? $null : $usual[$_] } 0 .. $#types), $strict ? 'null' : '');
		for my $odd (@{ $pools[$i] })
		{
			add($what, call(\%f, map { $_ == $i ? $odd : $usual[$_] } 0 .. $#types));
		}
	}
	add($what, call(\%f, map { "NULL::$_" } @types), $strict && @types ? 'null' : '');
	for (1 .. (@types > 1 ? 25 : 0))
	{
		add($what, call(\%f, map { my $p = $_; $p->[ rand @$p ] } @pools));
	}
}
my $operators = 0;
for ($db->rows(q{SELECT format_type(oprleft, NULL), format_type(oprright, NULL), oprname FROM pg_operator WHERE oprnamespace = 'alkres'::regnamespace}))
{
	my ($left, $right, $name) = split /\|/, $_, 3; # a name may hold the separator
	$operators++;
	for my $l (@{ $pool{$left} }, "NULL::$left")
	{
		for my $r (@{ $pool{$right} }, "NULL::$right")
		{
			next if $left eq 'background' && rand() > 0.4;
			add("$left $name $right", "SELECT ($l OPERATOR(alkres.$name) $r)::text", $l =~ /^NULL/ || $r =~ /^NULL/ ? 'null' : '');
		}
	}
}
my $aggregates = 0;
for ($db->rows(q{SELECT p.proname, format_type(p.proargtypes[0], NULL), pronargs FROM pg_proc p WHERE pronamespace = 'alkres'::regnamespace AND prokind = 'a'}))
{
	my ($name, $type, $arguments) = split /\|/;
	my $v = { target_counts_agg => "v, $one_target", target_normals_agg => "v, $one_target, $its_counts", tally_patients => "v, '{a}', NULL, 1" }->{$name} // ($arguments == 1 ? 'v' : "v, 'fam'");
	$aggregates++;
	my @values = @{ $pool{$type} };
	my @nothing = $name eq 'pooled' ? () : ('null');
	add("$name($type)", "SELECT (alkres.$name($v))::text FROM (SELECT NULL::$type AS v WHERE false) AS x", @nothing);
	add("$name($type)", "SELECT (alkres.$name($v))::text FROM (VALUES (NULL::$type), (NULL)) AS x(v)", @nothing);
	add("$name($type)", "SELECT (alkres.$name($v))::text FROM (VALUES " . join(', ', map { "($_)" } @values) . ') AS x(v)');
	add("$name($type)", "SELECT (alkres.$name($v) OVER (ORDER BY n))::text FROM (VALUES (1, $values[0]), (2, NULL), (3, $values[0])) AS x(n, v)");
	for my $a (@values) { add("$name($type)", "SELECT (alkres.$name($v))::text FROM (VALUES (NULL), ($_), ($a)) AS x(v)") for @values[ 0 .. 3 ] }
}
for ($db->rows(q{SELECT format_type(castsource, NULL), format_type(casttarget, NULL) FROM pg_cast JOIN pg_type t ON t.oid = castsource WHERE typnamespace = 'alkres'::regnamespace}))
{
	my ($from, $to) = split /\|/;
	add("$from to $to", "SELECT ($_)::$to\::text") for @{ $pool{$from} };
}

# They run inside the server, in a subtransaction each.
$db->run(<<'SQL');
CREATE TABLE garden.statement (id int PRIMARY KEY, what text, sql text, expected text, state text, message text, answer text, seconds float8);
-- The session's processor time: a clock would measure what else the machine does.
CREATE FUNCTION garden.processor_seconds() RETURNS float8 LANGUAGE sql VOLATILE AS
	$$ SELECT (s[12]::float8 + s[13]::float8) / 100 FROM string_to_array(regexp_replace(pg_read_file('/proc/self/stat'), '^.*\) ', ''), ' ') AS s $$;
CREATE FUNCTION garden.run(first int, last int) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	s record;
	begun float8;
	answer text;
	state text;
	message text;
BEGIN
	FOR s IN SELECT * FROM garden.statement AS t WHERE t.id BETWEEN first AND last ORDER BY t.id LOOP
		begun := garden.processor_seconds();
		state := '00000';
		message := NULL;
		answer := NULL;
		BEGIN
			EXECUTE s.sql INTO answer;
		EXCEPTION WHEN OTHERS OR query_canceled OR assert_failure THEN
			GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT;
		END;
		UPDATE garden.statement AS t SET state = run.state, message = left(run.message, 200), answer = left(run.answer, 200),
			seconds = garden.processor_seconds() - begun
		FROM (SELECT state, message, answer) AS run WHERE t.id = s.id;
	END LOOP;
END
$$;
SQL
my $file = "$ENV{ALKRES_DATA}/garden.sql";
open my $out, '>:raw', $file or die;
print $out "COPY garden.statement (id, what, sql, expected) FROM stdin;\n";
for my $n (0 .. $#statements)
{
	my @fields = @{ $statements[$n] };
	s/\\/\\\\/g, s/\t/\\t/g, s/\n/\\n/g for @fields;
	print $out join("\t", $n, @fields), "\n";
}
print $out "\\.\n";
close $out;
$db->run_file($file);
note(scalar(@statements), " statements: $functions functions, $operators operators, $aggregates aggregates");

# A chunk that ends the session is halved until the statement is found.
sub survive
{
	my ($first, $last) = @_;
	return if eval { $db->run("SELECT garden.run($first, $last)"); 1 };
	for (1 .. 50) { last if eval { $db->run('SELECT 1'); 1 }; sleep 1 }
	return $statements[$first][1] if $first == $last;
	my $middle = int(($first + $last) / 2);
	return (survive($first, $middle), survive($middle + 1, $last));
}
my @lost = map { survive($_, $_ + 999 < $#statements ? $_ + 999 : $#statements) } grep { $_ % 1000 == 0 } 0 .. $#statements;
is(join("\n", @lost), '', 'no statement ends the session');
sub none { my ($condition, $name) = @_;
	is($db->value("SELECT string_agg(format('%s: %s %s: %s', what, state, message, left(sql, 300)), E'\n') FROM (SELECT *, row_number() OVER (PARTITION BY what) AS n FROM garden.statement WHERE $condition) AS s WHERE n <= 3"), '', $name) }
none("state NOT IN ('" . join("', '", keys %allowed) . "') AND NOT (state = 'XX001' AND what ~ '^(read_(pileup|library|vcf|gene_model|known_variants)|(vcf_header|header_assembly))_data')", 'no internal or unexpected error');
none('seconds > 3', 'no statement takes long');
is($db->value('SELECT sum(seconds) > 0 FROM garden.statement'), 't', 'time was measured');
# Beside a mutation a text is read as one before anything is compared, as a literal is.
none("expected = 'null' AND (state <> '00000' OR answer IS NOT NULL) AND NOT (state = '22P02' AND what ~ '^(mutation (=|<>|<@) text|text (=|<>|@>) mutation)\$')", 'STRICT functions, operators and empty aggregates give NULL for NULL');
is($db->value(q{SELECT string_agg(DISTINCT what, ', ') FROM garden.statement AS s WHERE NOT EXISTS (SELECT FROM garden.statement AS t WHERE t.what = s.what AND t.state = '00000' AND t.answer IS NOT NULL)}),
	# These take a type's input text, a file, or arguments that agree with each other, or look for what no block of the garden shows: other tests have their answers.
	'call_large_indels(pileup[],pileup[],double precision), is_chip_gene(text), left_align(variant,text), refget_accession(text,text,text), region_in(cstring,oid,integer), spdi(variant,text), variant(text,text,integer,text,text,integer), variant(text,text,text), variant_in(cstring,oid,integer), vrs_id(variant,text,text)',
	'every other function, operator and aggregate answers at least once');
$db->drop unless $ENV{GARDEN_KEEP};
done_testing();
