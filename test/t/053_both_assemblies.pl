# The same draws aligned to GRCh38 and to GRCh37: the same mutations, figures, phases and contamination; changes of two
# bases are one event in both.
use strict;
use warnings;
use Test::More;
use Database;
use PlantedLibrary qw(write_library reference_base);

my $data = $ENV{ALKRES_DATA};
my %shift = (GRCh38 => 0, GRCh37 => 222866);
my $db = Database->new('both_assemblies');

# One event of two bases, for the mutations that no single base gives (alleles on the plus strand, GRCh38).
my @double = (
	[ 'ALK G1128S', 29222584, 'CC', 'GA' ],
	[ 'ALK C1156T', 29222392, 'CA', 'GT' ],
	[ 'ALK S1206R', 29220734, 'GA', 'CG' ],
	[ 'ALK G1269S', 29209816, 'CC', 'GA' ],
);
for my $assembly (sort keys %shift)
{
	my $file = "$data/double_$assembly.bam";
	write_library($file, assembly => $assembly, seed => 3, molecules => 1500, places => [ map { $_->[1] } @double ],
		clones => [ [ 0.02, { map { my $d = $_; map { $d->[1] + $_ => substr($d->[3], $_, 1) } 0, 1 } @double } ] ]);
	is_deeply(
		[ $db->rows("SELECT c.variant, c.mutation FROM read_pileup('$file', '$assembly') AS p, LATERAL call_variants(p.pileup) AS c ORDER BY mutation") ],
		[ map { sprintf '%s:chr2:%d:%s:%s|%s', $assembly, $_->[1] + $shift{$assembly}, @$_[2, 3, 0] } @double ],
		"$assembly: each mutation of two bases is one call of its own name, and no base of it another");
	is($db->value("SELECT string_agg(DISTINCT array_to_string(c.flags, ' '), ',') FROM read_pileup('$file', '$assembly') AS p, LATERAL call_variants(p.pileup) AS c"),
		'no_background', '... without a flag');
	is($db->value("SELECT count(*) FROM read_pileup('$file', '$assembly') AS p, LATERAL genotype(p.pileup, NULL, ARRAY(SELECT "
			. lc($assembly) . " FROM resistance_mutation WHERE mutation IN ('ALK C1156Y', 'ALK G1269A', 'ALK S1206Y', 'ALK S1206C')), 0.01) AS g WHERE g.state <> 'absent'"),
		0, '... and the mutations of one base at the same codons are absent');

	# The same two bases, on different molecules.
	write_library($file, assembly => $assembly, seed => 4, molecules => 1500, places => [29222392],
		clones => [ [ 0.02, { 29222392 => 'G' } ], [ 0.02, { 29222393 => 'T' } ] ]);
	is_deeply(
		[ $db->rows("SELECT c.variant FROM read_pileup('$file', '$assembly') AS p, LATERAL call_variants(p.pileup) AS c ORDER BY variant") ],
		[ map { sprintf '%s:chr2:%d:%s', $assembly, $_->[0] + $shift{$assembly}, $_->[1] } [ 29222392, 'C:G' ], [ 29222393, 'A:T' ] ],
		"$assembly: the same two bases on different molecules are two calls");

	# Across the end of a block (every 256 bases) they are one event, too, of the block in which it begins.
	my $last = 256 * int((29222380 + $shift{$assembly}) / 256) - $shift{$assembly};
	my @bases = map { reference_base($last + $_) } 0, 1;
	my @others = map { tr/ACGT/CATG/r } @bases;
	my @edge = map { sprintf '%s:chr2:%d:%s:%s', $assembly, $last + $_ + $shift{$assembly}, $bases[$_], $others[$_] } 0, 1;
	my $whole = sprintf '%s:chr2:%d:%s:%s', $assembly, $last + $shift{$assembly}, join('', @bases), join '', @others;
	write_library($file, assembly => $assembly, seed => 5, molecules => 1500, places => [$last],
		clones => [ [ 0.02, { $last => $others[0], $last + 1 => $others[1] } ] ]);
	is_deeply([ $db->rows("SELECT c.variant FROM read_pileup('$file', '$assembly') AS p, LATERAL call_variants(p.pileup) AS c ORDER BY variant") ],
		[$whole], "$assembly: two bases on both sides of a block's end are one call");
	my ($cis, $both) = split /:/, $db->value("SELECT ph.phase || ' ' || (ph.both_molecules > 10) || ' ' || (ph.first_only + ph.second_only) || ':' || ph.both_molecules FROM read_pileup('$file', '$assembly') AS p"
			. " JOIN read_pileup('$file', '$assembly') AS o ON o.block = p.block + 1, LATERAL phase(p.pileup, '$edge[0]', '$edge[1]', o.pileup) AS ph WHERE ph.both_molecules > 0");
	is($cis, 'cis true 0', '... in cis');
	is($db->value("SELECT g.state || ': ' || g.reason FROM read_pileup('$file', '$assembly') AS p,"
			. " LATERAL genotype(p.pileup, NULL, '{$whole}') AS g"),
		"detected: $both of 1500 molecules carry it; posterior above 0.9999.", '... and both together are asked for as one');
}

# A study of which one run is aligned to GRCh38 and another to GRCh37: the same molecules in both.
$db->value("SELECT create_store('cfdna')");
$db->run(q{INSERT INTO study (name) VALUES ('one');
	INSERT INTO patient (study_id, external_id) SELECT study_id, n FROM study, unnest('{P1,P2,P3}'::text[]) n;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D1', '2026-01-01' FROM patient;
	UPDATE patient SET marker = 'GRCh38:chr2:29222300:G:A' WHERE external_id = 'P1'});
my @places = (29209816, 29220790, 29222392);
my %differs = map { $_ => reference_base($_) =~ tr/ACGT/CATG/r } 29209790, 29220740, 29222370;
my %library = (
	# L1196M and G1202R on one molecule, F1174L and C1156Y on others, a germline variant
	'P1-D1' => [ 1, [ 0.03, { 29220765 => 'T', 29220747 => 'T' } ], [ 0.02, { 29220829 => 'T' } ], [ 0.02, { 29222392 => 'T' } ],
		[ 0.5, { 29222451 => 'G' } ] ],
	# one molecule in a hundred is that of P3, who is homozygous for three other bases
	'P2-D1' => [ 2, [ 0.01, \%differs ] ],
	'P3-D1' => [ 3, [ 1, \%differs ] ]);
sub import_all
{
	my ($names, $role) = @_;
	for my $assembly (sort keys %shift)
	{
		for my $name (@$names)
		{
			my ($seed, @clones) = @{ $library{$name} };
			my $file = "$data/$assembly.$name.bam";
			write_library($file, assembly => $assembly, seed => $seed, molecules => 1200, places => \@places, clones => \@clones);
			$db->run("SELECT import_bam('$file', '$name', 'R $assembly', role => '$role', assembly => '$assembly')");
		}
	}
	return;
}
import_all([ sort keys %library ], 'sample');

# What a question about a run answers, positions of GRCh37 as those of GRCh38.
sub both
{
	my ($question, $name, $least) = @_;
	my %answer = map {
		my $assembly = $_;
		my $sql = $question =~ s/\bASSEMBLY\b/$assembly/gr =~ s/\bSHIFT\b/$shift{$assembly}/gr;
		$assembly => [ map { s/$assembly/ASSEMBLY/gr } $db->rows($sql) ]
	} keys %shift;
	cmp_ok(scalar @{ $answer{GRCh38} }, '>=', $least, "$name: there is an answer");
	is_deeply($answer{GRCh37}, $answer{GRCh38}, "$name: the same in both assemblies");
	return @{ $answer{GRCh38} };
}
my $observed = q{FROM observation AS o JOIN library AS l USING (patient_id, library_id) JOIN run AS r ON r.run_id = l.run_id
	WHERE o.is_current AND NOT o.is_marker AND r.name = 'R ASSEMBLY' ORDER BY 1, 2, 3, 4, 5};
my $where = q{o.sample_id, o.mutation, start_position(o.variant) - SHIFT AS at, ref(o.variant), alt(o.variant)};
$db->run("SELECT call('R $_')") for sort keys %shift;
both("SELECT $where, o.state, o.fraction, round(o.fraction_upper::numeric, 9), round(o.lod95::numeric, 6), round(o.score::numeric, 6), o.flags $observed",
	'observations without normals', 200);
is(join(' ', both(q{SELECT o.mutation FROM observation AS o JOIN library AS l USING (patient_id, library_id) JOIN run AS r ON r.run_id = l.run_id
	WHERE o.is_current AND o.state = 'detected' AND r.name = 'R ASSEMBLY' AND l.name LIKE '%P1-D1' ORDER BY mutation}, 'what P1 has', 4)),
	'ALK C1156Y ALK F1174L ALK L1196M ALK G1202R', '... is what was planted');
is($db->value(q{SELECT string_agg(r.name, ',') FROM observation AS o JOIN run AS r USING (run_id) WHERE o.is_current AND o.is_marker}), 'R GRCh38',
	'a marker is asked for in the assembly that it is of');
my $mine = q{(SELECT library_id FROM library AS l JOIN run AS r USING (run_id) WHERE r.name = 'R ASSEMBLY' AND l.name LIKE '%P1-D1')};
my @pairs = both("SELECT mutation_a, mutation_b, phase, both_molecules, a_only, b_only, round(log_ratio::numeric, 6), is_described FROM compound_mutations($mine) ORDER BY 1, 2", 'compound mutations', 6);
is(join(', ', map { join ' ', (split /\|/)[ 0 .. 2 ] } @pairs),
	'ALK F1174L ALK C1156Y unknown, ALK L1196M ALK C1156Y unknown, ALK L1196M ALK F1174L trans, ALK G1202R ALK C1156Y unknown, ALK G1202R ALK F1174L trans, ALK G1202R ALK L1196M cis',
	'... in cis, in trans, and unknown across exons');
both("SELECT s, phase, both_molecules, first_only, second_only, round(log_ratio::numeric, 6) FROM generate_series(0, 1) AS s,"
	  . " LATERAL phase($mine, variant('ASSEMBLY', 'chr2', 29220765 + SHIFT, 'G', 'T'), CASE s WHEN 0 THEN variant('ASSEMBLY', 'chr2', 29220747 + SHIFT, 'C', 'T')"
	  . " ELSE variant('ASSEMBLY', 'chr2', 29220829 + SHIFT, 'G', 'T') END) AS p ORDER BY s", 'phase of two variants', 2);
my @foreign = both(q{SELECT library, donor, sites, vaf, round(fraction::numeric, 8), round(fraction_lower::numeric, 8), round(fraction_upper::numeric, 8), is_likely_donor
	FROM contamination('R ASSEMBLY') ORDER BY library, donor}, 'contamination', 2);
is(join(', ', map { join ' ', (split /\|/)[ 0, 1 ] } grep { /\|t$/ } @foreign), 'ASSEMBLY.P2-D1 ASSEMBLY.P3-D1', '... of P2 by P3');
both(q{SELECT g.mutation, g.state, g.vaf, g.prior, g.min_molecules FROM genotype(} . $mine
	  . q{, ARRAY(SELECT CASE 'ASSEMBLY' WHEN 'GRCh38' THEN grch38 ELSE grch37 END FROM resistance_mutation)) AS g ORDER BY 1, 2, 3, 5}, 'genotypes of the listed sites', 71);

# With normals: their spread is learnt block by block, and the blocks of the assemblies are cut elsewhere.
$library{"N$_-D1"} = [ 10 + $_ ] for 1 .. 3;
import_all([ map { "N$_-D1" } 1 .. 3 ], 'normal');
$db->run("SELECT call('R $_')") for sort keys %shift;
both("SELECT $where, o.state, o.fraction, o.flags $observed", 'observations with normals', 200);
is($db->value(q{SELECT string_agg(DISTINCT s.normals::text, ',') FROM call_set_library AS s JOIN library AS l USING (library_id) WHERE l.role = 'sample'}), 3, '... of which each has three');
$db->drop;
done_testing();
