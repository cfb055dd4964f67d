# What the catalog says of the extension's objects, and what a role without rights can and cannot do with them.
use strict;
use warnings;
use Test::More;
use Database;

my $cohort = "$ENV{ALKRES_DATA}/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";
my $bam = "$cohort/bam/P001-D1-L1.bam";
my ($plate) = glob "$cohort/ddpcr/*.csv";
my $db = Database->new('catalog');
my $ours = q{'alkres'::regnamespace};
my $both = q{('alkres'::regnamespace, 'alkres_internal'::regnamespace)}; # what users call, and what it is made of
sub none { my ($sql, $name) = @_; return is($db->value("SELECT string_agg(x::text, ', ' ORDER BY x::text) FROM ($sql) AS t(x)"), '', $name) }

# Functions: IMMUTABLE, PARALLEL SAFE and, in C, STRICT, unless listed here.
my %volatile = map { $_ => 1 } qw(read_gene_model read_gene_model_object read_known_variants read_known_variants_object read_bed_file read_pileup read_vcf read_vcf_object vcf_header vcf_header_object read_library read_ddpcr read_ddpcr_amplitudes read_table read_sequence read_folder read_library_object header_assembly_object file_digest_object file_digest file_identity file_identity_object file_index header_assembly create_store check_store_schema make_store run_store_script follow_rename enter_store isolate_studies make_isolation derive_samples), 'left_align(variant,text)', 'variant(text,text,text)', 'spdi(variant,text)', 'vrs_id(variant,text,text)', 'refget_accession(text,text,text)';
my %stable = map { $_ => 1 } qw(variant_in region_in genotype_mutations listed_variants listed_mutations assay_alleles unprobed_changes canonical_drug is_chip_gene read_drug read_field study_policies store_tables check_isolation check_server_files); # a setting; a table; the catalog; a role
my %takes_null = map { $_ => 1 } qw(target_counts_accum target_numbers_add target_normals_accum copy_number target_ratios read_gene_model read_gene_model_data read_gene_model_object read_known_variants read_known_variants_data read_known_variants_object is_common_polymorphism is_known_somatic known_prior is_germline_likely reported_state vcf_head vcf_column vcf_record maf_fields call_agreement same_change panel_silence read_alterations read_vcf read_vcf_data read_vcf_object droplet_summary_marginal background_accum read_pileup read_pileup_data read_library read_library_data read_ddpcr read_ddpcr_text read_ddpcr_data read_table read_table_data read_folder read_library_object
	classify_droplets amplitude_plot call_variants call_fusions call_large_indels genotype call_block tumour_evidence quantify context_accum context_combine context_rates expected_false_calls phase contamination plot_kaplan_meier plot_trajectory plot_cohort plot_copy_number tumour_dna_seen tally_accumulate tally_combine resistance_reading);
for ($db->rows("SELECT p.proname, l.lanname, p.provolatile, p.proparallel, p.proisstrict, p.prosecdef, p.oid::regprocedure FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE pronamespace IN $both AND prokind = 'f'"))
{
	my ($name, $language, $volatility, $parallel, $strict, $definer, $signature) = split /\|/;
	my $is_volatile = $volatile{$name} || $volatile{ $signature =~ tr/"//dr };
	my $expected = $is_volatile ? 'v' : $stable{$name} || $name =~ /_(sel|joinsel|typanalyze)$/ ? 's' : 'i';
	my $safe = $name =~ /_object$|^(create_store|check_store_schema|make_store|run_store_script|follow_rename|enter_store|isolate_studies|make_isolation|derive_samples)$/ ? 'u' : $is_volatile ? 'r' : 's';
	my $is_strict = $language eq 'c' ? ($takes_null{$name} ? 'f' : 't') : $strict;
	is("$volatility$parallel$strict$definer", "$expected$safe${is_strict}f", "volatility, parallel safety, strictness, invoker's rights of $signature");
}
none("SELECT oid::regprocedure FROM pg_proc WHERE pronamespace IN $both AND prokind = 'a' AND proparallel <> 's'", 'aggregates are parallel safe');
none("SELECT aggfnoid FROM pg_aggregate JOIN pg_proc p ON p.oid = aggfnoid WHERE pronamespace IN $both AND (aggcombinefn = 0 OR aggtranstype = 'internal'::regtype)", 'aggregates have a combine function and a state of an ordinary type');
is($db->value("SELECT string_agg(proname, ' ' ORDER BY proname) FROM pg_proc WHERE pronamespace IN $both AND NOT has_function_privilege('public', oid, 'EXECUTE')"),
	'file_digest file_identity file_index header_assembly left_align read_bed_file read_ddpcr read_ddpcr_amplitudes read_ddpcr_amplitudes read_folder read_gene_model read_known_variants read_library read_pileup read_pileup read_sequence read_table read_vcf refget_accession spdi variant vcf_header vrs_id', 'only functions that open files of the server are not for everybody');
none("SELECT oid::regprocedure FROM pg_proc WHERE pronamespace IN $both AND proname ~ '^(read_|file_|import_)' AND pg_get_function_identity_arguments(oid) ~ '\\mpaths?\\M' AND has_function_privilege('public', oid, 'EXECUTE')",
	'no function with a path is for everybody');
none("SELECT oid::regprocedure FROM pg_proc WHERE pronamespace IN $both AND prolang <> (SELECT oid FROM pg_language WHERE lanname = 'c') AND prokind = 'f' AND prosqlbody IS NULL AND proconfig IS NULL AND proname <> 'store_script'",
	'functions that are not C bind their names when they are made, or set search_path');

none("SELECT opcname || ' ' || amname FROM pg_opclass o JOIN pg_am a ON a.oid = o.opcmethod WHERE opcnamespace = $ours AND NOT amvalidate(o.oid)", 'operator classes pass amvalidate');
none("SELECT oid::regtype FROM pg_type WHERE typnamespace = $ours AND typtype = 'b' AND typcategory <> 'A' AND (typsend = 0 OR typreceive = 0)", 'every type has a binary form');
# LIKE has no commutator in the core either.
none("SELECT oid::regoperator FROM pg_operator WHERE oprnamespace = $ours AND oprresult = 'boolean'::regtype AND oprleft <> 'alkres.mutation[]'::regtype AND oprname !~ '~~' AND (oprcom = 0 OR oprrest = 0 OR oprjoin = 0 OR (oprnegate = 0 AND oprname IN ('=', '<>', '<', '<=', '>=', '>')))",
	'comparisons have commutator, negator and estimators');

# Comments.
none("SELECT oid::regprocedure FROM pg_proc WHERE pronamespace IN $both AND obj_description(oid, 'pg_proc') IS NULL", 'functions and aggregates have comments');
none("SELECT t.oid::regtype FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid WHERE typnamespace = $ours AND typcategory <> 'A' AND coalesce(c.relkind, 'c') = 'c' AND obj_description(t.oid, 'pg_type') IS NULL", 'types have comments');
none("SELECT oid::regoperator FROM pg_operator WHERE oprnamespace = $ours AND obj_description(oid, 'pg_operator') IS NULL", 'operators have comments');
none("SELECT opcname FROM pg_opclass WHERE opcnamespace = $ours AND obj_description(oid, 'pg_opclass') IS NULL", 'operator classes have comments');
none("SELECT format('%s to %s', castsource::regtype, casttarget::regtype) FROM pg_cast c JOIN pg_type t ON t.oid = castsource WHERE typnamespace = $ours AND obj_description(c.oid, 'pg_cast') IS NULL", 'casts have comments');
none("SELECT oid::regclass FROM pg_class WHERE relnamespace = $ours AND relkind IN ('r', 'v') AND obj_description(oid, 'pg_class') IS NULL", 'tables have comments');
$db->run('SELECT create_store(\'commented\')');
none("SELECT format('%s.%s', attrelid::regclass, attname) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace IN ($ours, 'commented'::regnamespace) AND relkind IN ('r', 'p', 'v', 'm', 'c') AND attnum > 0 AND NOT attisdropped AND col_description(attrelid, attnum) IS NULL",
	'columns of tables, views and row types have comments, in the extension and in a store');
# What pg_dump and pg_upgrade emit must parse again.  Bodies in BEGIN ATOMIC come before operator classes, and so do the views they read:
# neither may group, sort, compare rows or make distinct by a type of ours, or by arrays or records, which may hold one.
my $restored = "(pronamespace IN $both OR pronamespace = 'commented'::regnamespace)";
none(qq~WITH RECURSIVE early(relation) AS (
		SELECT d.refobjid FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass
		WHERE p.prosqlbody IS NOT NULL AND $restored
		UNION SELECT d.refobjid FROM early JOIN pg_rewrite r ON r.ev_class = relation
			JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass),
	tree(name, body) AS (
		SELECT p.oid::regprocedure::text, prosqlbody::text FROM pg_proc p WHERE prosqlbody IS NOT NULL AND $restored
		UNION ALL SELECT ev_class::regclass::text, ev_action::text FROM pg_rewrite WHERE ev_class IN (SELECT relation FROM early)),
	used(name, operator) AS (
		SELECT name, m[1]::oid FROM tree, regexp_matches(body, '\\{SORTGROUPCLAUSE :tleSortGroupRef \\d+ :eqop (\\d+)', 'g') m
		UNION ALL SELECT name, o::oid FROM tree, regexp_matches(body, '\\{ROWCOMPAREEXPR :rctype \\d+ :opnos \\(o ([\\d ]+)\\)', 'g') m, regexp_split_to_table(m[1], ' ') o)
	SELECT DISTINCT name FROM used JOIN pg_operator o ON o.oid = operator
	WHERE oprnamespace = $ours OR o.oid IN ('=(anyarray,anyarray)'::regoperator, '=(record,record)'::regoperator)~,
	'bodies in BEGIN ATOMIC, and views they read, need no operator class of ours');
is(join(', ', $db->unrestorable), '', 'every view can be made from its text where nothing is in search_path, as a restore does');
$db->run('SET client_min_messages = warning; DROP SCHEMA commented CASCADE');
none("SELECT d.classid::regclass || ' ' || d.objid FROM pg_depend d JOIN pg_proc p ON p.oid = d.objid AND d.classid = 'pg_proc'::regclass WHERE d.deptype = 'e' AND d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'alkres') AND p.pronamespace NOT IN $both", 'nothing of the extension lies outside its schemas');

# The scripts: every object is made in schema alkres by name (the store's own text is run by create_store under its own path).
my @scripts = glob "$ENV{ALKRES_BASE}/stage/*/share/postgresql/*/extension/alkres--*.sql";
@scripts = split /\n/, `find "$ENV{ALKRES_BASE}/stage/" -name 'alkres--*.sql'` if !@scripts;
isnt(scalar(@scripts), 0, 'there is an extension script');
for my $script (@scripts)
{
	open my $in, '<', $script or die;
	my $text = do { local $/; <$in> };
	close $in;
	$text =~ s/\$store_part\$.*?\$store_part\$//sg;
	$text =~ s/'(?:[^']|'')*'/''/g;
	my @loose = grep { !/^CREATE (OPERATOR CLASS|[A-Z]+) alkres\./ && !/^CREATE FUNCTION alkres_internal\./ && $_ ne 'CREATE SCHEMA alkres_internal;' && !/^CREATE EVENT TRIGGER alkres_/ && !/^CREATE CAST \((alkres|pg_catalog)\.\w+ AS (alkres|pg_catalog)\.\w+\)/ } $text =~ /^(CREATE .*)/mg;
	is(join("\n", @loose), '', 'the script makes nothing without its schema');
	unlike($text, qr/CREATE OR REPLACE|CREATE [A-Z ]*IF NOT EXISTS/, '... and takes over nothing that is there');
}

# A schema that somebody else planted is refused.
$db->run('CREATE ROLE catalog_tester; CREATE ROLE catalog_owner; GRANT CREATE ON DATABASE catalog TO catalog_owner');
$db->run('CREATE DATABASE catalog2');
my $other = bless { name => 'catalog2' }, 'Database';
$other->run('CREATE SCHEMA alkres AUTHORIZATION catalog_tester');
like($other->error('CREATE EXTENSION alkres'), qr/^42501: schema "alkres" belongs to another role/, 'the schema of another role is not taken over');
$other->drop;
like($db->error('SET ROLE catalog_owner; CREATE SCHEMA x; DROP EXTENSION alkres'), qr/^42501/, 'a role with CREATE cannot drop the extension');

# A role without rights: types and functions, not files.
my $plain = 'SET ROLE catalog_tester; SET search_path = alkres; SELECT ';
is($db->value("$plain 'GRCh38:chr2:29220765:G:T'::variant <\@ 'GRCh38:chr2:29220700-29220800'::region, classify('GRCh38:chr2:29220765:G:T'), '12/3456'::vaf > 0.001, count(*) FROM resistance_mutation"), 't|ALK L1196M|t|71', 'a plain role uses types, functions and facts');
like($db->error("$plain $_"), qr/^42501/, "a plain role cannot $_") for "file_digest('$bam')", "* FROM read_pileup('$bam', 'GRCh38')", "* FROM read_ddpcr('$plate')", "file_digest('/no/such/file')",
  "create_store('x')";
like($db->error("SET ROLE catalog_tester; INSERT INTO alkres.resistance_mutation SELECT * FROM alkres.resistance_mutation"), qr/^42501/, 'a plain role cannot change facts');

# A role with CREATE on the database has a store of its own and fills it without rights on files.
$db->run("CREATE TABLE public.file AS SELECT pg_read_binary_file('$bam') AS bam, pg_read_binary_file('$cohort/bam/P001-D2-L1.bam') AS bam2, pg_read_file('$plate') AS plate; GRANT SELECT ON public.file TO catalog_owner, catalog_tester");
like($db->error("$plain r.* FROM public.file, read_pileup_data(bam, 'GRCh38', reference => '$_') r"), qr/^42501/, "a plain role cannot name $_ as reference") for $plate, '/no/such/file';
my $own = 'SET ROLE catalog_owner; SET search_path = mine, public, alkres; ';
is($db->value('SET ROLE catalog_owner; SELECT alkres.create_store(\'mine\')'), 'mine', 'a role with CREATE on the database makes a store');
$db->run(qq{$own INSERT INTO study (name) VALUES ('one'), ('two'); INSERT INTO patient (study_id, external_id) SELECT study_id, name || '-P' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id || '-D1', '2026-01-02' FROM patient;
	INSERT INTO treatment (patient_id, line, drug, start_date) SELECT patient_id, 1, 'crizotinib', '2026-01-01' FROM patient});
is($db->value("$own SELECT import_bam_data(bam, 'one.bam', 'one-P-D1', 'R', study => 'one', assembly => 'GRCh38') FROM file"), 1, '... imports a BAM');
is($db->value("$own SELECT import_bam_data(bam2, 'two.bam', 'two-P-D1', 'R', study => 'two', assembly => 'GRCh38') FROM file"), 2, '... and one of another study');
is($db->value("$own SELECT import_ddpcr_text(plate, 'plate.csv', 'PLATE', study => 'two', create_samples => true) IS NOT NULL FROM file"), 't', '... and a plate');
is($db->value("$own SELECT call(study => 'one', target_vaf => 0.01) > 70, call(study => 'two', target_vaf => 0.01) > 70"), 't|t', '... and calls');
like($db->error("$own SELECT import_bam('$bam', 'one-P-D1', 'R2', study => 'one')"), qr/^42501/, '... but reads no file of the server');
is($db->value("$own SELECT create_store('mine')"), 'mine', '... and renews it');

# Row security by study reaches through the views.
$db->run(qq{$own GRANT USAGE ON SCHEMA mine TO catalog_tester; GRANT SELECT ON ALL TABLES IN SCHEMA mine TO catalog_tester;
	} . join '', map { "ALTER TABLE $_ ENABLE ROW LEVEL SECURITY; CREATE POLICY by_study ON $_ TO catalog_tester USING (patient_id IN (SELECT patient_id FROM patient JOIN study USING (study_id) WHERE name = 'one'));" } qw(observation draw sample_mutation patient_mutation));
my $reader = 'SET ROLE catalog_tester; SET search_path = mine, public, alkres; ';
is($db->value("$own SELECT string_agg(DISTINCT study, ' ' ORDER BY study) FROM trajectory"), 'one two', 'the owner sees both studies');
is($db->value("$reader SELECT string_agg(DISTINCT name, ' ') FROM observation JOIN patient USING (patient_id) JOIN study USING (study_id)"), 'one', 'row security: one study in observation');
is($db->value("$reader SELECT string_agg(DISTINCT study, ' ') FROM $_"), 'one', "... and in view $_") for qw(trajectory mutation_frequency);
is($db->value("$reader SELECT count(*) FROM mutation_state JOIN patient USING (patient_id) WHERE external_id <> 'one-P'"), 0, '... and in view mutation_state');
is($db->value("$reader SELECT count(*) FROM emergence WHERE study <> 'one'"), 0, '... and in view emergence');
is($db->value("$reader SELECT string_agg(DISTINCT study, ' ') FROM timeline"), 'one', '... and in view timeline');
like($db->error("$reader SELECT call(study => 'one')"), qr/^42501/, 'a reader cannot call');

$db->run('SET client_min_messages = warning; DROP SCHEMA mine CASCADE; DROP OWNED BY catalog_owner, catalog_tester; DROP ROLE catalog_owner, catalog_tester');
$db->drop;
done_testing();
