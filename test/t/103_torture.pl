# A store under torture, in short; "make torture" does so at length (TORTURE=5).  Disk full, no memory, a dead server, other isolation levels,
# other names, replicas, fifty decoders: each statement did all or nothing, is told so by a proper error, and what is left is whole.
use strict;
use warnings;
use Test::More;
use File::Temp qw(tempdir);
use Time::HiRes qw(time sleep);
use Database;
use Server;

plan skip_all => 'no /proc' if !-e '/proc/self/status';
my $data = $ENV{ALKRES_DATA};
my $rounds = $ENV{TORTURE} // 1;
my $folder = tempdir('alkres_torture_XXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0755, $folder;
srand($ENV{TORTURE_SEED} // 1);
END { for my $server (grep { $_->postmaster } Server::all()) { $server->stop('immediate') } }

my $plate = q{E'Well,Sample,Target,TargetType,DyeName(s),Accepted Droplets,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-\n'
	'A01,P1-D1,L1196M,Unknown,FAM,15000,40,14960,0,40,5000,9960\nA01,P1-D1,WT,Reference,HEX,15000,5000,10000,0,40,5000,9960\n'};
# What one does with a store, in an order in which each step finds what it needs.
my @steps = (
	[ normal => "SELECT import_bam('$data/calling_normal1.bam', 'donor 1', 'R1', role => 'normal', assembly => 'GRCh38')" ],
	[ tumour => "SELECT import_bam(ARRAY['$data/calling_tumour.bam'], 'P1-D1', 'R1', library => 'T')" ],
	[ data => "SELECT import_bam_data(pg_read_binary_file('$data/calling_normal2.bam'), 'n2.bam', 'donor 2', 'R1', role => 'normal')" ],
	[ large => "SELECT import_bam('$data/cohort/bam/P001-D1-L1.bam', 'P1-D2', 'R2', assembly => 'GRCh38')" ],
	[ plate => "SELECT import_ddpcr_text($plate, 'plate.csv', 'PLATE')" ],
	[ patients => q{SELECT import_patients_text(E'patient\n' || string_agg('Q' || n, E'\n'), 'patients.csv') FROM generate_series(1, 500) AS n} ],
	[ call => 'SELECT call(target_vaf => 0.01)' ],
	[ again => 'SELECT call(target_vaf => 0.02, keep => true)' ],
	[ panel => "UPDATE run SET panel = 'other' WHERE name = 'R1'" ],
	[ withdraw => "SELECT withdraw(min(library_id), 'haemolysed') FROM library WHERE role = 'normal'" ],
	[ move => "SELECT move_library(library_id, 'P1-D1') FROM library WHERE name = 'P001-D1-L1'" ],
	[ remove => "SELECT remove_run('R1')" ]);
my $fresh = q{SET client_min_messages = error; DROP SCHEMA IF EXISTS cfdna CASCADE; SELECT create_store('cfdna'); INSERT INTO study (name) VALUES ('one'); INSERT INTO patient (study_id, external_id) SELECT study_id, 'P1' FROM study;
	INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, 'P1-D' || n, '2026-01-01' FROM patient, generate_series(1, 2) n};

# Everything in the store but times, keys that are only counted, and settings of a call, as one sum; equal for equal content.
sub content
{
	my $db = shift;
	return $db->value(q{SET search_path = cfdna, alkres; SELECT string_agg(concat_ws(' ', t, (xpath('/row/n/text()', query_to_xml(format(
		'SELECT count(*) || coalesce(md5(string_agg(md5(r), %L ORDER BY md5(r))), %L) AS n FROM (SELECT (to_jsonb(k) - %L::text[])::text FROM cfdna.%I AS k) AS s(r)', '', '',
		'{made_at,imported_at,called_at,observed_at,added_at,created_at,call_set_id,observation_id,library_id,run_id,sample_id,patient_id,well_id,assay_id,study_id}', t), false, true, '')))[1]), E'\n' ORDER BY t)
		FROM (SELECT relname FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'r' AND relname <> 'store_version') AS c(t)});
}

# What cannot be in a whole store.
my $unsound = q{SELECT concat_ws(' ', (SELECT count(*) FROM check_background()), (SELECT count(*) FROM library l WHERE NOT EXISTS (SELECT FROM pileup_block b WHERE b.library_id = l.library_id)),
	(SELECT count(*) FROM library WHERE raw_depth IS NULL), (SELECT count(*) FROM run r WHERE kind = 'ddpcr' AND NOT EXISTS (SELECT FROM well w WHERE w.run_id = r.run_id)),
	(SELECT count(*) FROM call_set c WHERE NOT EXISTS (SELECT FROM observation o WHERE o.call_set_id = c.call_set_id)))};
sub whole { my ($db, $name) = @_; return is($db->value($unsound), '0 0 0 0 0', $name) }

# ---- The content before and after each step, in a server that nobody tortures; and a database as it is before each, to begin with.
my $server = Server->new($folder, 6001, "wal_level = logical\nmax_connections = 80\nwal_retrieve_retry_interval = 100ms\nmax_sync_workers_per_subscription = 3\n");
$server->start or BAIL_OUT('no server: ' . $server->said('start6001'));
my $db = Database->new('torture');
$db->run($fresh);
my (%before, %after, %takes, %sql);
my $last = content($db);
my %is_tried = map { $_ => 1 } $rounds > 1 ? map { $_->[0] } @steps : qw(normal plate call);
for (@steps)
{
	my ($name, $sql) = @$_;
	$sql{$name} = "SET client_min_messages = error; $sql";
	system(qw(psql -X -q -d postgres -c), "CREATE DATABASE at_$name TEMPLATE torture") == 0 or die if $is_tried{$name};
	$before{$name} = $last;
	my $begun = time;
	$db->run($sql{$name});
	$takes{$name} = time - $begun;
	$last = $after{$name} = content($db);
	isnt($after{$name}, $before{$name}, "$name does something");
}
whole($db, 'the store is whole');
my @tried = grep { $is_tried{$_} } map { $_->[0] } @steps;

# A database in which a step can be made; it is of the name that $db has.
sub bring_to
{
	my ($name, $more) = @_;
	system(qw(psql -X -q -d postgres -c), 'SET client_min_messages = error', '-c', 'DROP DATABASE IF EXISTS torture WITH (FORCE)', '-c', "CREATE DATABASE torture TEMPLATE at_$name " . ($more // '')) == 0 or die;
	# PostgreSQL 15 forgets across a crash what a sequence gave since its database was copied, until a checkpoint.
	$db->run('ALTER DATABASE torture SET search_path = cfdna, public, alkres; CHECKPOINT');
	return;
}

# A step that failed or did not: what is there is the content of before or of after, as it said; and it can be made.
sub all_or_nothing
{
	my ($name, $how, $error, $may) = @_;
	if ($error eq '') { is(content($db), $after{$name}, "$name, $how: done"); return 1 }
	like($error, $may, "$name, $how: an error that says why");
	is(content($db), $before{$name}, '... and nothing is done');
	return 0;
}
sub wanted { note(sprintf '%s: from %.1f s', $_[0], time - $^T); return !$ENV{TORTURE_ONLY} || $ENV{TORTURE_ONLY} =~ /\b$_[0]\b/ }

# ---- A server that is killed: what was told done is there, what was not is not there in part, and can be made again.
if (wanted('kill'))
{
	for my $name ($rounds > 1 ? @tried : qw(normal call))
	{
		for (1 .. $rounds)
		{
			bring_to($name);
			my $pid = fork // die;
			if (!$pid) { open STDERR, '>', '/dev/null'; exec qw(psql -X -q -d torture -o /dev/null -c), $sql{$name} }
			sleep($takes{$name} * (0.2 + rand() * 0.8));
			$server->kill_hard;
			waitpid $pid, 0;
			my $was_told = $? == 0;
			$server->start or BAIL_OUT("it does not start again behind $name: " . $server->said('start6001') . $server->log_end);
			my $content = content($db);
			ok($content eq $after{$name} || !$was_told && $content eq $before{$name}, "$name, killed: all or nothing") or diag($content);
			$db->run($sql{$name}) if $content eq $before{$name};
			is(content($db), $after{$name}, '... and made again');
			whole($db, '... whole');
		}
	}
}

# ---- Folders and uploads: of a server that is killed each file is there whole or not at all, and the same command goes on where it ended.
if (wanted('folder'))
{
	mkdir "$folder/$_" for 'bam', 'plates';
	symlink "$data/calling_$_.bam", "$folder/bam/$_.bam" or die for qw(normal1 normal2 normal3 tumour);
	for my $n (1 .. 6) { open my $out, '>', "$folder/plates/PL$n.csv" or die; print $out $db->value("SELECT $plate"), "\n"; close $out or die }
	open my $sheet, '>', "$folder/sheet.csv" or die;
	print $sheet "file,sample,role\n", (map { "normal$_.bam,donor $_,normal\n" } 1 .. 3), "tumour.bam,P1-D1,\n";
	close $sheet or die;
	my ($client) = split /\n/, `find "$ENV{ALKRES_BASE}/stage/" -name alkres-import`;
	my @psql = qw(psql -X -q -d torture -o /dev/null -c);
	my @ways = (
		[ 'a folder of libraries', @psql, 'SET client_min_messages = error', '-c', "CALL import_bams('$folder/bam', 'F', sheet => '$folder/sheet.csv', assembly => 'GRCh38')" ],
		[ 'a folder of plates', @psql, 'SET client_min_messages = error', '-c', "CALL import_plates('$folder/plates')" ],
		[ 'libraries of a client', 'bash', $client, qw(-d torture --run F --assembly GRCh38 --sheet), "$folder/sheet.csv", "$folder/bam" ],
		[ 'plates of a client', 'bash', $client, qw(-d torture --plates), "$folder/plates" ]);
	# The report tells of each attempt; that it differs is right.
	my $kept = sub { return join "\n", grep { !/^import_report / } split /\n/, content($db) };
	my $does = sub { my ($name, @command) = @{ $_[0] }; my $pid = fork // die; return $pid if $pid; open STDOUT, '>', "$folder/said" or die; open STDERR, '>&', \*STDOUT or die; exec @command };
	for my $way ($rounds > 1 ? @ways : @ways[0, 3])
	{
		bring_to('normal');
		my $nothing = $kept->();
		my $begun = time;
		waitpid $does->($way), 0;
		my $lasts = time - $begun;
		my $everything = $kept->();
		isnt($everything, $nothing, "$way->[0]: imported");
		for (1 .. $rounds)
		{
			bring_to('normal');
			my $pid = $does->($way);
			sleep($lasts * (0.2 + rand() * 0.8));
			$server->kill_hard;
			waitpid $pid, 0;
			$server->start or BAIL_OUT("it does not start again behind $way->[0]: " . $server->log_end);
			whole($db, "$way->[0], killed: what is there is whole, " . $db->value('SELECT (SELECT count(*) FROM library) + (SELECT count(*) FROM run WHERE kind = \'ddpcr\')') . ' files');
			waitpid $does->($way), 0;
			is($kept->(), $everything, '... and the same command goes on to the end') or diag do { open my $in, '<', "$folder/said" or die; local $/; <$in> };
			is($db->value('SELECT count(*) FROM pg_largeobject_metadata'), 0, '... and leaves no large object');
		}
	}
}

# ---- Isolation levels: a step is made, or refused as what cannot be made there.
if (wanted('isolation'))
{
	for my $name (@tried)
	{
		for my $level ($rounds > 1 ? ('repeatable read', 'serializable') : $name eq 'plate' ? 'repeatable read' : 'serializable')
		{
			bring_to($name);
			all_or_nothing($name, $level, $db->error("SET default_transaction_isolation = '$level'; $sql{$name}"), qr/^0A000: a background cannot be changed in a $level transaction/);
		}
	}
	# Several at once: somebody is told to run it again.
	bring_to('plate');
	for my $round (1 .. $rounds)
	{
		my @said = map { my $sql = $_; open my $said, '-|' or do { open STDERR, '>&', \*STDOUT; exec qw(psql -X -q -At -d torture -v VERBOSITY=sqlstate -c), "SET default_transaction_isolation = 'serializable'; $sql" }; $said }
			($sql{plate}, $sql{plate}, $sql{call}, $sql{call}, "SELECT import_bam('$data/calling_normal3.bam', 'P1-D1', 'R1', library => 'S')") x 2;
		my @errors = map { my $said = $_; grep { /ERROR/ } <$said> } @said;
		is(join('', grep { !/ERROR:  (40001|40P01|23505)$/ } @errors), '', 'ten at once, serializable: ' . @errors . ' are to run it again');
		whole($db, '... and all is whole');
	}
}

# ---- Other names: a table that is elsewhere is missing, nothing half done; a store that is renamed again and again.
if (wanted('names'))
{
	bring_to('call');
	my $content = content($db);
	for my $table ($rounds > 1 ? $db->rows(q{SELECT relname FROM pg_class WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'r' ORDER BY 1}) : qw(draw observation run))
	{
		my ($error) = $db->error("SET client_min_messages = error; SET search_path = alkres; BEGIN; ALTER TABLE cfdna.$table SET SCHEMA public; SELECT cfdna.call(target_vaf => 0.01); SELECT cfdna.import_bam('$data/calling_normal3.bam', 'P1-D1', 'R1'); ROLLBACK");
		like($error, qr/^(42P01: relation "\w+" does not exist.*|42704: type "\w+\[\]" does not exist.*)?$/, "table $table elsewhere");
	}
	is(content($db), $content, '... nothing is done');
	my $until = time + $rounds;
	my $pid = fork // die;
	if (!$pid)
	{
		open STDERR, '>', '/dev/null';
		while (time < $until) { system qw(psql -X -q -d torture -c), 'SET lock_timeout = 500; ALTER SCHEMA cfdna RENAME TO away', '-c', 'ALTER SCHEMA away RENAME TO cfdna' }
		system qw(psql -X -q -d torture -c), 'ALTER SCHEMA away RENAME TO cfdna';
		exec 'true';
	}
	my %codes;
	while (time < $until)
	{
		my $schema = rand() < 0.5 ? 'cfdna' : 'away';
		my $error = $db->error("SET client_min_messages = error; SET search_path = $schema, alkres; " . (rand() < 0.7 ? "SELECT $schema.call(target_vaf => 0.01)" : "SELECT $schema.import_bam('$data/calling_normal" . (1 + int rand 3) . ".bam', 'donor', 'R9', role => 'normal', assembly => 'GRCh38')"));
		$codes{ $error =~ /^(\w{5})/ ? $error =~ /^(23505|42704)/ ? 'said' : $1 : 'done' } .= "$error\n";
	}
	waitpid $pid, 0;
	is(join("\n", map { $codes{$_} } grep { !/^(done|said|3F000|42883|42P01|40P01)$/ } sort keys %codes), '', 'a store that is renamed all the time: ' . join ' ', map { "$_ " . (() = $codes{$_} =~ /\n/g) } sort keys %codes);
	whole($db, '... is whole');
}

# ---- No memory: an error, whatever could not be had.
if (wanted('memory'))
{
	for my $name ($rounds > 1 ? @tried : qw(normal call))
	{
		for my $extra ($rounds > 1 ? (0, 0.2, 0.5, 1, 2, 3, 5, 8, 12, 20, 40) : $name eq 'normal' ? (0.3, 3) : 1)
		{
			bring_to($name);
			open my $script, '>', "$folder/script.sql" or die;
			print $script "\\set VERBOSITY verbose\nSET client_min_messages = error; DO 'BEGIN END'; SELECT states() IS NULL AS loaded, pg_backend_pid() AS pid \\gset\n\\setenv PID :pid\n",
			  "\\! prlimit --pid \$PID --as=\$(awk '/VmSize/ { printf \"%d\", (\$2 + $extra * 1024) * 1024 }' /proc/\$PID/status)\n$sql{$name};\n";
			close $script;
			my $error = `psql -X -q -At -d torture -f $folder/script.sql 2>&1 >/dev/null` =~ s/^psql:\S+ //mgr =~ s/^(LOCATION|CONTEXT|PL|SQL).*//msgr =~ s/\s+/ /gr =~ s/^ERROR: +//r;
			all_or_nothing($name, "$extra MB more", $error, qr/^(53200|58030: could not (start|fork)|53000)/);
		}
	}
}

# ---- A disk that is full: the same.
if (wanted('disk'))
{
	mkdir "$folder/small";
	$server->stop;
	my $small = "unshare -r -m sh -c 'mount -t tmpfs -o size=80m,mode=0777 small $folder/small && exec unshare -U --map-user=$> --map-group=" . ($) + 0) . ' "$@"\' sh';
	SKIP:
	{
		if (!$server->start($small)) { $server->start or BAIL_OUT('no server'); skip 'nothing can be mounted here', 1 }
		system(qw(psql -X -q -d postgres -c), "CREATE TABLESPACE small LOCATION '$folder/small'") == 0 or die;
		# Leaves as many kB free, or takes the ballast away.
		my $ballast = sub { my $free = shift; my $file = "$folder/small/ballast"; return $db->value("COPY (SELECT) TO PROGRAM 'rm -f $file" . (defined $free ? "; a=\$(df -k --output=avail $folder/small | tail -1); head -c \$(( (a - $free) * 1024 )) /dev/zero >$file 2>/dev/null || true" : '') . "'") };
		for my $name (@tried)
		{
			for my $free ($rounds > 1 ? (0, 8, 24, 64, 100, 200, 400, 800, 1600, 3000) : $name eq 'normal' ? 100 : 0)
			{
				bring_to($name, 'TABLESPACE small');
				$ballast->($free);
				my $done = all_or_nothing($name, "$free kB free", $db->error($sql{$name}), qr/^53100: could not (extend|write)/);
				$ballast->(undef);
				next if $done;
				$db->run($sql{$name});
				is(content($db), $after{$name}, '... and done when there is room');
			}
		}
		system(qw(psql -X -q -d postgres -c), 'DROP DATABASE torture', '-c', 'DROP TABLESPACE small') == 0 or die;
	}
}

# ---- Fifty decoders at once, and a session that imports again and again.
if (wanted('many'))
{
	bring_to('call');
	my $read = "SELECT md5(string_agg(pileup::text, ',' ORDER BY contig, block)) FROM read_pileup('$data/random.cram', 'test', reference => '$data/random.fa')";
	my $right = $db->value($read);
	my @readers = map { open my $said, '-|', qw(psql -X -q -At -d torture -c), $read or die; $said } 1 .. 50;
	is(join(' ', grep { $_ ne $right } map { my $said = $_; my $line = <$said> // 'nothing'; chomp $line; $line } @readers), '', 'fifty read CRAM at once');
	close $_ for @readers;
	is(scalar(grep { Server::command($_) =~ /alkres-cram.*\Q$data\E/ } map { m{(\d+)} } glob '/proc/[0-9]*'), 0, 'no decoder is left');
	open my $script, '>', "$folder/script.sql" or die;
	print $script "SET client_min_messages = error; SELECT pg_backend_pid() AS pid \\gset\n\\setenv PID :pid\n";
	# At the sixth time the last plans are made that a session keeps.
	for my $n (1 .. 6 + 6 * $rounds)
	{
		print $script "BEGIN; $_; ROLLBACK;\n" for "SELECT import_bam('$data/calling_normal3.bam', 'donor 3', 'R1', role => 'normal')", $sql{plate}, "SELECT call(target_vaf => 0.01)", "SELECT import_bam('$data/truncated.bam', 'donor 3', 'R1', role => 'normal')", "SELECT 1 / 0 FROM read_pileup('$data/random.cram', 'test', reference => '$data/random.fa')";
		print $script "\\! awk '/RssAnon/ { print \"resident\", \$2 }' /proc/\$PID/status\n" if $n >= 6 && ($n - 6) % (2 * $rounds) == 0;
	}
	close $script;
	my @resident = `psql -X -q -At -d torture -f $folder/script.sql 2>/dev/null` =~ /^resident (\d+)/mg;
	is(scalar(@resident), 4, 'a session that imports again and again');
	cmp_ok($resident[3] - $resident[1], '<', 1024, "... and its memory does not grow: @resident kB");
}

# ---- Replicas.
if (wanted('logical'))
{
	system(qw(psql -X -q -d postgres -c), 'SET client_min_messages = error', '-c', 'DROP DATABASE IF EXISTS torture WITH (FORCE)') == 0 or die;
	$db = Database->new('torture');
	$db->run($fresh);
	my $copy = Database->new('copied');
	$copy->run("SET client_min_messages = error; SELECT create_store('cfdna'); TRUNCATE store_version");
	is($db->value(q{SELECT string_agg(relname, ' ') FROM pg_class c WHERE relnamespace = 'cfdna'::regnamespace AND relkind = 'r' AND NOT EXISTS (SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)}), '', 'every table has a primary key, by which a replica finds its rows');
	$db->run('CREATE PUBLICATION store FOR TABLES IN SCHEMA cfdna');
	$db->value(q{SELECT pg_create_logical_replication_slot('store', 'pgoutput')});
	$copy->run("CREATE SUBSCRIPTION store CONNECTION 'host=$folder port=6001 dbname=torture user=postgres' PUBLICATION store WITH (create_slot = false, slot_name = 'store')");
	for my $step (undef, @steps)
	{
		$db->run($sql{ $step->[0] }) if $step;
		next if $step && $step->[0] !~ /call|remove/ && $rounds == 1;
		my $lsn = $db->value('SELECT pg_current_wal_lsn()');
		for (1 .. 600)
		{
			last if $copy->value("SELECT count(*) FROM pg_subscription_rel WHERE srsubstate <> 'r'") == 0 && $db->value("SELECT confirmed_flush_lsn >= '$lsn' FROM pg_replication_slots WHERE slot_name = 'store'") eq 't';
			sleep 0.05;
		}
		is(content($copy), content($db), 'the subscriber has what the publisher has, behind ' . ($step ? $step->[0] : 'the beginning'));
	}
	whole($copy, '... whole');
	$copy->run('DROP SUBSCRIPTION store');
	$db->run('DROP PUBLICATION store');
	$copy->drop;
}
if (wanted('streaming'))
{
	bring_to('call');
	system(qw(psql -X -q -d postgres), map { ('-c', "DROP DATABASE at_$_") } @tried) == 0 or die; # less to copy
	my $standby = $server->replica(6002);
	$standby->start or BAIL_OUT('no standby: ' . $standby->said('start6002'));
	$server->use;
	$db->run("$sql{call}; $sql{again}");
	my $content = content($db);
	my $lsn = $db->value('SELECT pg_current_wal_lsn()');
	$standby->use;
	for (1 .. 600) { last if $db->value("SELECT pg_last_wal_replay_lsn() >= '$lsn'") eq 't'; sleep 0.05 }
	is(content($db), $content, 'a standby has what the server has');
	like($db->value(q{SELECT count(*) > 0, (SELECT count(*) > 0 FROM library_call(ARRAY(SELECT library_id FROM library), 0.01, 0.9, false, true)), (SELECT count(*) FROM check_background()), (SELECT count(*) > 0 FROM genotype((SELECT min(library_id) FROM library), ARRAY['GRCh38:chr2:29222347:A:T'::variant])) FROM trajectory}),
		qr/^t\|t\|0\|t$/, '... and is asked');
	for my $name (qw(plate call)) { like($db->error($sql{$name}), qr/^25006: /, "... but not to: $name") }
	is($standby->promote && $db->value('SELECT pg_is_in_recovery()'), 'f', '... it takes over');
	$db->run($sql{panel});
	whole($db, '... and works');
	$standby->stop;
	$server->use;
}

is(join('', map { $_->alarms } Server::all()), '', 'no server was alarmed');
done_testing();
