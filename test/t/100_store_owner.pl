# Who makes a store and who gains by it: nobody who may create schemas takes over a superuser; two at once; a store with a new name.
use strict;
use warnings;
use Test::More;
use Database;

my $cohort = "$ENV{ALKRES_DATA}/cohort";
plan skip_all => 'no simulated cohort' if !-e "$cohort/truth.tsv";
my ($plate, $other) = glob "$cohort/ddpcr/*.csv";
my $db = Database->new('owner');
$db->run('CREATE ROLE owner_mallory; GRANT CREATE ON DATABASE owner TO owner_mallory; CREATE ROLE owner_reader');
my $mallory = 'SET ROLE owner_mallory; ';
# What mallory's code does whoever runs it: leaves nothing out that could make her a superuser.
my $take_over = q{
	BEGIN RESET ROLE; EXCEPTION WHEN others THEN NULL; END;
	BEGIN RESET SESSION AUTHORIZATION; EXCEPTION WHEN others THEN NULL; END;
	BEGIN CREATE TEMP TABLE study (name text); EXCEPTION WHEN others THEN NULL; END;
	BEGIN PERFORM set_config('search_path', 'mallory', false); EXCEPTION WHEN others THEN NULL; END;
	BEGIN INSERT INTO public.ran VALUES (current_user, session_user); EXCEPTION WHEN others THEN NULL; END;
	BEGIN ALTER ROLE owner_mallory SUPERUSER; EXCEPTION WHEN others THEN NULL; END;};
$db->run('CREATE TABLE public.ran (role text, session text); GRANT ALL ON public.ran TO PUBLIC');
sub not_taken_over { return is($db->value(q{SELECT rolsuper FROM pg_roles WHERE rolname = 'owner_mallory'}), 'f', "no superuser by $_[0]") }

# A schema that waits for a superuser, with anything in it or nothing.
my %planted = (
	'an overload of a function of core' => "CREATE FUNCTION cfdna.cardinality(alkres.variant[]) RETURNS int LANGUAGE plpgsql AS \$f\$BEGIN $take_over RETURN 1; END\$f\$",
	'a function of the store' => "CREATE FUNCTION cfdna.find_study(text) RETURNS bigint LANGUAGE plpgsql AS \$f\$BEGIN $take_over RETURN 1; END\$f\$",
	'a trigger on store_version' => "CREATE TABLE cfdna.store_version (version text, made_at timestamptz); CREATE FUNCTION cfdna.f() RETURNS trigger LANGUAGE plpgsql AS \$f\$BEGIN $take_over RETURN NULL; END\$f\$;
		CREATE TRIGGER t AFTER INSERT ON cfdna.store_version FOR EACH ROW EXECUTE FUNCTION cfdna.f()",
	'an operator' => "CREATE FUNCTION cfdna.f(text, text) RETURNS boolean LANGUAGE plpgsql AS \$f\$BEGIN $take_over RETURN true; END\$f\$; CREATE OPERATOR cfdna.= (LEFTARG = text, RIGHTARG = text, FUNCTION = cfdna.f)",
	'a type' => 'CREATE DOMAIN cfdna.variant AS text',
	'a collation' => "CREATE COLLATION cfdna.c (provider = icu, locale = 'und')",
	'nothing' => 'SELECT',
);
for (sort keys %planted)
{
	$db->run("$mallory CREATE SCHEMA cfdna; $planted{$_}");
	like($db->error("SELECT create_store('cfdna')"), qr/^42501: schema "cfdna" belongs to another role DETAIL: Its owner is "owner_mallory"/, "a superuser makes no store in mallory's schema, which holds $_");
	not_taken_over($_);
	# The superuser who acts as mallory, and lives with what she has put there.
	$db->error("$mallory SELECT create_store('cfdna')") if $_ ne 'nothing';
	not_taken_over("$_, as that role");
	$db->run('SET client_min_messages = warning; DROP SCHEMA cfdna CASCADE');
}
$db->run("$mallory CREATE SCHEMA cfdna; $planted{'an operator'}");
like($db->error("$mallory SELECT create_store('cfdna')"), qr/^42P06: schema "cfdna" holds other objects DETAIL: Among them are: function cfdna\.f\(text,text\), operator/, 'a new store wants an empty schema');
$db->run('DROP SCHEMA cfdna CASCADE');
is($db->value("$mallory CREATE SCHEMA empty; ALTER DEFAULT PRIVILEGES IN SCHEMA empty GRANT SELECT ON TABLES TO owner_reader; SELECT create_store('empty')"), 'empty', '... in which default privileges may wait');
is($db->value("SELECT has_table_privilege('owner_reader', 'empty.study', 'SELECT')"), 't', '... for its tables');

# Her own store, full of traps that an upgrade sets off, renewed by a superuser who has become her.
$db->run("$mallory SELECT create_store('mallory'); SET search_path = mallory, alkres;
	INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P' FROM study; INSERT INTO sample (patient_id, external_id) SELECT patient_id, 'S' FROM patient;
	INSERT INTO run (study_id, name, kind, assembly) SELECT study_id, 'R', 'sequencing', 'GRCh38' FROM study;
	INSERT INTO library (patient_id, sample_id, run_id, name, role, assembly, unit, file_name, file_digest) SELECT patient_id, sample_id, run_id, 'L', 'sample', 'GRCh38', 'molecule', 'f', 'd' FROM sample, run;
	DELETE FROM store_version WHERE version = '01_library_reading'; DROP VIEW library_stats; ALTER TABLE library DROP umi_asked, DROP reads, DROP mapped_reads CASCADE, DROP aligned_bases, DROP on_target_bases;
	CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS \$f\$BEGIN $take_over RETURN NULL; END\$f\$;
	CREATE TRIGGER trap AFTER INSERT ON store_version FOR EACH ROW EXECUTE FUNCTION trap(); CREATE TRIGGER trap AFTER UPDATE ON library EXECUTE FUNCTION trap()");
is($db->value("$mallory SET search_path = public; SELECT alkres.create_store('mallory'); SELECT current_user || ' ' || current_setting('search_path')"), "mallory\nowner_mallory public", 'a store with traps is renewed');
isnt($db->value('SELECT count(*) FROM public.ran'), 0, '... they were set off');
is($db->value('SELECT DISTINCT role FROM public.ran'), 'owner_mallory', '... as the owner');
not_taken_over('a trap in a store that is renewed');
$db->run("$mallory SET search_path = mallory; DELETE FROM store_version WHERE version = '01_library_reading'; DROP VIEW library_stats; ALTER TABLE library DROP umi_asked, DROP reads, DROP mapped_reads CASCADE, DROP aligned_bases, DROP on_target_bases;
	DROP TRIGGER trap ON library; DROP TRIGGER trap ON store_version; CREATE CONSTRAINT TRIGGER trap AFTER INSERT ON store_version DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION trap()");
$db->run('DELETE FROM public.ran');
is($db->value("$mallory SELECT alkres.create_store('mallory')"), 'mallory', 'a trap that waits for the end of the transaction');
is($db->value('SELECT DISTINCT role FROM public.ran'), 'owner_mallory', '... is set off at once, as the owner');
not_taken_over('a trap that waits');
$db->run("$mallory SET search_path = mallory; DELETE FROM store_version WHERE version = '01_library_reading'; DROP VIEW library_stats; ALTER TABLE library DROP umi_asked, DROP reads, DROP mapped_reads CASCADE, DROP aligned_bases, DROP on_target_bases;
	CREATE FUNCTION wait_again() RETURNS trigger LANGUAGE plpgsql AS \$f\$BEGIN SET CONSTRAINTS ALL DEFERRED; RETURN NEW; END\$f\$;
	CREATE TRIGGER wait_again BEFORE INSERT ON store_version FOR EACH ROW EXECUTE FUNCTION wait_again()");
like($db->error("$mallory SELECT alkres.create_store('mallory')"), qr/^42501: cannot fire deferred trigger within security-restricted operation/, '... nor by one that makes itself wait again');
not_taken_over('a deferred trap');
like($db->error("SELECT alkres_internal.$_('mallory')"), qr/^42501: schema "mallory" belongs to another role/, "nor by $_") for qw(make_store run_store_script check_store_schema);

# A superuser's own store: mallory cannot put anything there, and where she could, it is said.
is($db->value("SELECT create_store('cfdna')"), 'cfdna', 'a store');
like($db->error("$mallory CREATE FUNCTION cfdna.find_study(varchar) RETURNS bigint LANGUAGE sql AS 'SELECT 1'"), qr/^42501/, 'nobody else creates anything in a store');
$db->run('GRANT CREATE, USAGE ON SCHEMA cfdna TO owner_mallory');
like($db->error("SELECT create_store('cfdna')"), qr/^55000: other roles may create objects in schema "cfdna" DETAIL: They are owner_mallory\..*HINT: REVOKE CREATE ON SCHEMA cfdna FROM owner_mallory;/, 'CREATE on its schema is refused');
$db->run("$mallory CREATE FUNCTION cfdna.cardinality(alkres.variant[]) RETURNS int LANGUAGE sql AS 'SELECT 1'");
$db->run('REVOKE CREATE ON SCHEMA cfdna FROM owner_mallory');
like($db->error("SELECT create_store('cfdna')"), qr/^55000: schema "cfdna" holds objects of other roles DETAIL: Among them are: function cfdna.cardinality\(alkres.variant\[\]\)/, '... and so is what was put there');
$db->run('DROP FUNCTION cfdna.cardinality(alkres.variant[])');
is($db->value("SELECT create_store('cfdna')"), 'cfdna', '... until it is gone');

# A name, and two at once.
my $longest = 'é' x 31;
is($db->value("SELECT create_store('${longest}x')"), "${longest}x", 'a name of 63 bytes');
like($db->error("SELECT create_store('${longest}xx')"), qr/^42622: the name of a store has 64 bytes, more than 63/, 'a longer one is refused');
like($db->error("SELECT create_store('alkres_internal')"), qr/^42939/, 'a schema of the extension');
my @sessions = map { open my $session, '-|', qw(psql -X -q -At -d owner -c), "SELECT create_store('at_once')" or die; $session } 1 .. 4;
is(join(' ', map { my $said = <$_> // ''; close $_; chomp $said; $said } @sessions), 'at_once at_once at_once at_once', 'four make one store at once');
is($db->value('SELECT count(*) = count(DISTINCT version) FROM at_once.store_version'), 't', '... once');

# A store with a new name, and another under the old one: each keeps to its own rows.
$db->run("INSERT INTO cfdna.study (name) VALUES ('old'); SELECT cfdna.import_ddpcr('$plate', 'PLATE', create_samples => true);
	CREATE FUNCTION cfdna.mine() RETURNS text LANGUAGE sql SET search_path = at_once, pg_temp AS 'SELECT current_setting(''search_path'')';
	ALTER SCHEMA cfdna RENAME TO \"Old one\"; SELECT create_store('cfdna'); INSERT INTO cfdna.study (name) VALUES ('new')");
my $count = sub { return $db->value(qq{SET search_path = public, alkres; SELECT string_agg((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I.%I', '$_[0]', t), false, true, '')))[1]::text, ' ') FROM unnest(ARRAY['study', 'run', 'well', 'sample', 'observation']) AS t}) };
my ($old, $new) = map { $count->($_) } 'Old one', 'cfdna';
$db->run(qq{SET search_path = public; SELECT "Old one".import_ddpcr('$plate')});
is($count->('Old one'), $old, 'the renamed store knows its plate');
$db->run(qq{SET search_path = public; SELECT "Old one".import_ddpcr(\$1, 'SECOND', create_samples => true)} =~ s/\$1/'$other'/r) if $other;
$db->run(qq{SET search_path = public; SELECT "Old one".call(target_vaf => 0.01)});
isnt($count->('Old one'), $old, '... and imports and calls');
is($count->('cfdna'), $new, '... nothing of it in the store that has its name now');
is($db->value(q{SELECT string_agg(DISTINCT c, ' ') FROM pg_proc, unnest(proconfig) AS c WHERE pronamespace = '"Old one"'::regnamespace AND c LIKE 'search_path%'}),
	'search_path="Old one", alkres, pg_temp search_path=at_once, pg_temp', '... since its functions followed, and those of others did not');
is($db->value(q{SELECT "Old one".find_study(NULL) = (SELECT study_id FROM "Old one".study)}), 't', '... by every door');
is($db->value(q{SELECT create_store('Old one')}), 'Old one', '... and it can be renewed');
# A table that is taken away is missing; nobody else's is taken for it.
like($db->error('ALTER TABLE "Old one".study SET SCHEMA cfdna'), qr/^42P07/, 'a table does not take the place of another store\'s');
$db->run('ALTER TABLE "Old one".study SET SCHEMA public');
like($db->error('SET search_path = cfdna, alkres; SELECT "Old one".find_study(NULL)'), qr/^42P01: relation "study" does not exist/, 'a store without its table says so');

# As the owner of the renamed schema, who is no superuser.
$db->run("$mallory ALTER SCHEMA empty RENAME TO moved; INSERT INTO moved.study (name) VALUES ('one')");
is($db->value("$mallory SELECT moved.find_study(NULL) IS NOT NULL"), 't', 'a plain owner renames a store');
$db->drop;
system(qw(psql -X -q -d postgres -c), 'DROP ROLE owner_mallory, owner_reader') == 0 or die;
done_testing();
