# Shared by test/demo and test/cluster: database cfdna with a simulated cohort, imported and called.
# Sourced after test/lib.sh, with a server running.
# shellcheck shell=bash

begin=$SECONDS
step() { printf '[%3ds] %s\n' $((SECONDS - begin)) "$*"; }
sql() { "$PGBIN/psql" -X -q -v ON_ERROR_STOP=1 -d cfdna "$@"; }

# Lines "NAME" counted to OF: one line on a terminal; elsewhere a line for every tenth.
as_count() { # OF
	awk -v of="$1" -v terminal="$([ -t 1 ] && echo 1)" '
		terminal { printf "\r        %d/%d %s   ", NR, of, $1; fflush(); next }
		NR % 10 == 0 || NR == of { printf "        %d/%d %s\n", NR, of, $1; fflush() }
		END { if (terminal) print "" }'
}

simulate() { # PATIENTS
	mkdir "$BASE/cohort"
	build/simulate --out "$BASE/cohort" --patients "$1" --elsewhere $(($1 < 8 ? 0 : $1 / 5)) --jobs "$JOBS" 2>"$BASE/simulate.log" || { cat "$BASE/simulate.log" >&2; return 1; }
	chmod -R a+rX "$BASE/cohort"
}

load_cohort() { # PATIENTS
	local libraries file run
	progress "building the simulator" make -s -j "$JOBS" simulator
	step "simulating $1 patients: BAM files, ddPCR plates, clinical tables, and the truth beside them"
	progress "simulating" simulate "$1"
	libraries=$(($(wc -l <"$BASE/cohort/libraries.csv") - 1))
	step "  $libraries libraries, $(du -sh "$BASE/cohort/bam" | cut -f1) of BAM, $(find "$BASE/cohort/ddpcr" -name '*.csv' | wc -l) plates"

	"$PGBIN/createdb" cfdna
	sql -c "CREATE EXTENSION alkres" -c "ALTER DATABASE cfdna SET search_path = cfdna, public, alkres"
	sql -c "SELECT alkres.create_store('cfdna')" >/dev/null
	step "store cfdna created; loading patients, treatments, assessments, samples"
	sql -v cohort="$BASE/cohort" -f "$ROOT/test/sim/load.sql"

	step "importing $libraries BAM files, $JOBS at a time"
	sql -At -F ' ' -c "SELECT library, sample, run, file, input_ng, CASE role WHEN 'patient' THEN 'sample' ELSE role END FROM truth.libraries ORDER BY library" >"$BASE/imports"
	export PGBIN BASE
	# shellcheck disable=SC2016 # expanded by the inner shell
	xargs -P "$JOBS" -L 1 sh -c '
		"$PGBIN/psql" -X -q -At -v ON_ERROR_STOP=1 -d cfdna -v path="$BASE/cohort/$3" -v library="$0" -v sample="$1" -v run="$2" -v ng="$4" -v role="$5" <<-"SQL" >/dev/null && echo "$0" || exit 255
			SELECT cfdna.import_bam(:'"'path'"', :'"'sample'"', :'"'run'"', library => :'"'library'"', role => :'"'role'"', input_ng => :ng);
		SQL' <"$BASE/imports" | as_count "$libraries"

	step "importing the ddPCR plates"
	sql -At -F ' ' -c "SELECT file, run FROM truth.plates ORDER BY run" | while read -r file run; do
		sql -c "SELECT import_ddpcr('$BASE/cohort/$file', '$run')" >/dev/null
		echo "        $run"
	done

	[ ! -s "$BASE/cohort/reports.csv" ] || step "importing what is reported from elsewhere: $(sql -At -c "SELECT format('%s VCF files of %s callers and a laboratory''s table', count(*) FILTER (WHERE style <> 'guardant360'), count(DISTINCT style) FILTER (WHERE style <> 'guardant360')) FROM truth.reports")"
	sql -At -v cohort="$BASE/cohort" -f "$ROOT/test/sim/reports.sql" >/dev/null

	step "calling every run: every listed mutation, asked for at 1 %"
	sql -At -c "SELECT format(\$\$SELECT format('        %%s: %%s observations of %s', %L, call(%L, target_vaf => 0.01))\$\$,
		CASE kind WHEN 'ddpcr' THEN 'a plate' ELSE (SELECT count(*) FROM library WHERE library.run_id = run.run_id) || ' libraries' END, name, name) FROM run WHERE kind <> 'report' ORDER BY kind DESC, name" >"$BASE/calls"
	progress "calling" xargs -P "$JOBS" -d '\n' -I{} "$PGBIN/psql" -X -q -At -v ON_ERROR_STOP=1 -d cfdna -c '{}' <"$BASE/calls"
	sql -At -f "$ROOT/test/sim/withdraw.sql" >/dev/null
	step "  $(sql -At -c "SELECT format('%s libraries and %s plates withdrawn: not what their labels say', (SELECT count(*) FROM library WHERE withdrawn IS NOT NULL), (SELECT count(*) FROM run WHERE kind = 'ddpcr' AND withdrawn IS NOT NULL))")"
	sql -c ANALYZE
	sql -At -c "SELECT format('        %s observations of %s samples; %s of BAM are now %s of pileups', (SELECT count(*) FROM observation), (SELECT count(*) FROM sample), '$(du -sh "$BASE/cohort/bam" | cut -f1)', pg_size_pretty(pg_total_relation_size('pileup_block')))"
}
