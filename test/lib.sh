# Shared by test/run, test/cluster, test/demo and the benches: a PostgreSQL of its own with alkres staged beside it.
# Sourced, not run.  Nothing is installed into the system and nothing outside $BASE is written.
# shellcheck shell=sh

ROOT=$(cd "$(dirname "$0")/.." && pwd)
# PG_VERSION=17 means Debian's packages of that version, PG_CONFIG=/path/pg_config any installation.
if [ -z "${PG_CONFIG:-}" ]; then
	PG_CONFIG=pg_config
	[ -z "${PG_VERSION:-}" ] || PG_CONFIG=/usr/lib/postgresql/$PG_VERSION/bin/pg_config
fi
export PG_CONFIG
PGBIN=$($PG_CONFIG --bindir) || exit 1
# Processors.
JOBS=${JOBS:-$(nproc)}

# PostgreSQL refuses to run as root: then everything on the server's side runs as postgres.
# It runs in $BASE: the caller's folder may be one that postgres cannot enter.
as_server_user() (
	cd "$BASE" || exit 1
	exec 8>&- # the lock of make cluster is not the server's
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid=postgres --regid=postgres --init-groups env HOME="$BASE" "$@"
	else
		"$@"
	fi
)

hand_over() { [ "$(id -u)" != 0 ] || chown -R postgres:postgres "$@"; }

# Makes $BASE, a folder that the server's user can read whatever the checkout's rights are.
make_base() {
	BASE=$(mktemp -d "${TMPDIR:-/tmp}/alkres.XXXXXX")
	chmod 755 "$BASE"
	export BASE
}

# progress WORDS COMMAND...: runs the command and says every 15 seconds that it does.
progress() {
	progress_words=$1
	shift
	(
		exec 8>&- # nor is the lock of make cluster the clock's
		seconds=0
		while sleep 15 >/dev/null 2>&1; do
			seconds=$((seconds + 15))
			echo "        $progress_words: $seconds s"
		done
	) &
	progress_clock=$!
	progress_code=0
	"$@" || progress_code=$?
	kill $progress_clock 2>/dev/null
	wait $progress_clock 2>/dev/null || true
	return $progress_code
}

# A server finds extensions elsewhere by Debian's extension_destdir (to 17) or extension_control_path (from 18).
# One that has neither is copied: its programs find their files from their own place.  PRIVATE_SERVER=1 copies any.
is_copied() {
	[ -n "${PRIVATE_SERVER:-}" ] ||
		! "$($PG_CONFIG --bindir)/postgres" --describe-config | grep -qE '^extension_(destdir|control_path)	'
}

copy_server() {
	for folder in bindir sharedir pkglibdir libdir; do
		from=$($PG_CONFIG --$folder)
		[ -d "$BASE/stage$from" ] || mkdir -p "$BASE/stage$from"
		case $folder in
			bindir) cp -Rn "$from/." "$BASE/stage$from/" ;;
			libdir) ;; # libpq is found by the programs' own path
			*) cp -Rsn "$from/." "$BASE/stage$from/" ;;
		esac
	done
	PGBIN=$BASE/stage$($PG_CONFIG --bindir)
	export PGBIN
}

# Builds the extension and installs it into $BASE/stage.
stage_extension() {
	make -s -C "$ROOT" -j "$JOBS" with_llvm=no all || return 1
	make -s -C "$ROOT" with_llvm=no install DESTDIR="$BASE/stage" >/dev/null || return 1
	if is_copied; then copy_server || return 1; fi
	hand_over "$BASE"
}

# What the server runs with, for COVERAGE=1 and SANITIZE=1: see CONTRIBUTING.md.
server_environment() {
	echo UBSAN_OPTIONS=print_stacktrace=1
	[ -z "${COVERAGE:-}" ] || echo "GCOV_PREFIX=${COVERAGE_FOLDER:-$BASE/coverage}"
}

# Prints the settings that let a server find the staged extension.
server_settings() {
	if ! is_copied; then
		if [ "$($PG_CONFIG --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 18 ]; then
			echo "extension_control_path = '$BASE/stage$($PG_CONFIG --sharedir):\$system'"
		else
			echo "extension_destdir = '$BASE/stage'"
		fi
	fi
	echo "dynamic_library_path = '$BASE/stage$($PG_CONFIG --pkglibdir):\$libdir'"
}

# Starts a cluster in $BASE/data that listens on a socket in $BASE only.
start_cluster() {
	as_server_user "$PGBIN/initdb" -D "$BASE/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null || return 1
	{
		server_settings
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$BASE'"
		echo "fsync = off"
		echo "shared_buffers = 256MB"
		echo "max_wal_size = 4GB"
		# Where the server has it.
		! $PG_CONFIG --configure | grep -q -- --with-lz4 || echo "default_toast_compression = lz4"
	} >"$BASE/alkres.conf"
	as_server_user sh -c "cat '$BASE/alkres.conf' >>'$BASE/data/postgresql.conf'"
	run_cluster
}

# Starts the cluster that is in $BASE/data.
run_cluster() {
	# shellcheck disable=SC2046 # a list of settings
	as_server_user env $(server_environment) "$PGBIN/pg_ctl" -D "$BASE/data" -l "$BASE/server.log" -w start >/dev/null || {
		cat "$BASE/server.log" >&2
		return 1
	}
	PGHOST=$BASE PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
}

stop_cluster() {
	[ ! -e "$BASE/data/postmaster.pid" ] || as_server_user "$PGBIN/pg_ctl" -D "$BASE/data" -m fast -w stop >/dev/null || true
}

# What the tests read, made or copied where the server's user can read it.
stage_data() {
	mkdir -p "$BASE/data_in" "$BASE/out"
	test/data/make "$BASE/data_in" || return 1
	make -s -j "$JOBS" simulator && build/simulate --out "$BASE/data_in/cohort" --patients 6 --jobs "$JOBS" 2>/dev/null || return 1
	build/simulate --out "$BASE/data_in/elsewhere" --patients 0 --normals 0 --elsewhere 8 2>/dev/null || return 1
	build/simulate_panel --out "$BASE/data_in/panel.bam" --fasta "$BASE/data_in/panel.fa" --targets 4 --length 300 \
		--molecules 100 --depth 300 --snvs 10 --indels 4 2>/dev/null || return 1
	# Deep and frequent enough that everything planted is called.
	build/simulate_panel --out "$BASE/data_in/called.bam" --fasta "$BASE/data_in/called.fa" --targets 3 --length 300 \
		--molecules 500 --depth 1000 --snvs 8 --mnvs 2 --indels 8 --vafs 0.08,0.2 2>/dev/null || return 1
	if [ -d "$ROOT/../shared/data" ]; then
		cp -rL "$ROOT/../shared/data" "$BASE/real" && chmod -R u+w "$BASE/real"
	fi
}

# The tests beside it.
stage_tests() {
	rm -rf "$BASE/sql" "$BASE/expected" "$BASE/test" "$BASE/doc" "$BASE/README.md" "$BASE/src"
	cp -R sql expected test doc README.md "$BASE/"
	find src \( -name '*.c' -o -name '*.sql' \) -exec cp --parents -t "$BASE" {} + # whose texts 081_troubleshooting.pl reads
}

# make cluster: a server that stays, in the folder that $ROOT/.cluster names.
CLUSTER_NOTE=$ROOT/.cluster
build_sum() {
	(cd "$ROOT" && { $PG_CONFIG --version; cat alkres.so alkres--*.sql alkres.control build/alkres-cram bin/alkres-import; } | cksum)
}
data_sum() {
	(cd "$ROOT" && { tar -cf - --sort=name --mtime=@0 test/data; cat build/simulate build/simulate_panel test/lib.sh; } | cksum)
}

# Puts the build and the tests as they are now into the cluster in $BASE; what is as before stays.
refresh_cluster() {
	make -s -C "$ROOT" -j "$JOBS" with_llvm=no all simulator || return 1
	if [ "$(build_sum)" != "$(cat "$BASE/build.sum" 2>/dev/null)" ]; then
		stage_extension && build_sum >"$BASE/build.sum" || return 1
	fi
	if [ "$(data_sum)" != "$(cat "$BASE/data.sum" 2>/dev/null)" ]; then
		rm -rf "$BASE/data_in" "$BASE/real"
		stage_data && data_sum >"$BASE/data.sum" || return 1
	fi
	rm -rf "$BASE/out" "$BASE/tap"
	mkdir "$BASE/out"
	stage_tests && hand_over "$BASE" && chown "$(id -u)" "$BASE/lock"
}

# Databases and roles that a test has left behind.
sweep_cluster() {
	"$PGBIN/psql" -h "$BASE" -U postgres -X -q -At -d postgres <<-'SQL' >/dev/null 2>&1
		SET client_min_messages = error;
		SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database WHERE NOT datistemplate AND datname NOT IN ('postgres', 'cfdna') \gexec
		SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE oid >= 16384 \gexec
	SQL
}

# Takes the cluster for a run of tests, if it runs, is of this PostgreSQL, and nobody else has it; into $CLUSTER_BASE.
use_cluster() {
	[ "${CLUSTER:-1}" != 0 ] && [ -z "${COVERAGE:-}${SANITIZE:-}${PRIVATE_SERVER:-}" ] && [ -r "$CLUSTER_NOTE" ] || return 1
	CLUSTER_BASE=$(cat "$CLUSTER_NOTE")
	[ -O "$CLUSTER_BASE/lock" ] && [ -e "$CLUSTER_BASE/data/postmaster.pid" ] || return 1
	[ "$($PG_CONFIG --version)" = "$(cat "$CLUSTER_BASE/version")" ] || return 1
	exec 8>"$CLUSTER_BASE/lock"
	if ! flock -n 8; then
		echo "another run has the server of make cluster: a server of this run's own"
		return 1
	fi
	BASE=$CLUSTER_BASE
	"$PGBIN/pg_isready" -q -h "$BASE" && refresh_cluster && sweep_cluster
}
