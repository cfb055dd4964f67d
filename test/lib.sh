# Shared by test/run and test/demo: a throw-away PostgreSQL with alkres staged beside it.
# Sourced, not run.  Nothing is installed into the system and nothing outside $BASE is written.
# shellcheck shell=sh

ROOT=$(cd "$(dirname "$0")/.." && pwd)
PG_CONFIG=${PG_CONFIG:-pg_config}
PGBIN=$($PG_CONFIG --bindir)

# PostgreSQL refuses to run as root: then everything on the server's side runs as postgres.
# It runs in $BASE: the caller's folder may be one that postgres cannot enter.
as_server_user() (
	cd "$BASE" || exit 1
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

# Builds the extension and installs it into $BASE/stage.
stage_extension() {
	make -s -C "$ROOT" with_llvm=no all || return 1
	make -s -C "$ROOT" with_llvm=no install DESTDIR="$BASE/stage" >/dev/null || return 1
	hand_over "$BASE"
}

# Prints the settings that let a server find the staged extension.
server_settings() {
	sharedir=$($PG_CONFIG --sharedir)
	pkglibdir=$($PG_CONFIG --pkglibdir)
	if [ "$($PG_CONFIG --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')" -ge 18 ]; then
		echo "extension_control_path = '$BASE/stage$sharedir:\$system'"
	else
		echo "extension_destdir = '$BASE/stage'"
	fi
	echo "dynamic_library_path = '$BASE/stage$pkglibdir:\$libdir'"
}

# Starts a cluster in $BASE/data that listens on a socket in $BASE only.
start_cluster() {
	as_server_user "$PGBIN/initdb" -D "$BASE/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N >/dev/null
	{
		server_settings
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$BASE'"
		echo "fsync = off"
		echo "shared_buffers = 256MB"
		echo "max_wal_size = 4GB"
		echo "default_toast_compression = lz4"
	} >"$BASE/alkres.conf"
	as_server_user sh -c "cat '$BASE/alkres.conf' >>'$BASE/data/postgresql.conf'"
	as_server_user "$PGBIN/pg_ctl" -D "$BASE/data" -l "$BASE/server.log" -w start >/dev/null || {
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
	cp -r sql expected test doc README.md "$BASE/"
	[ ! -x test/data/make ] || test/data/make "$BASE/data_in" || return 1
	make -s simulator && build/simulate --out "$BASE/data_in/cohort" --patients 6 --jobs 2 2>/dev/null || return 1
	build/simulate_panel --out "$BASE/data_in/panel.bam" --fasta "$BASE/data_in/panel.fa" --targets 4 --length 300 \
		--molecules 100 --depth 300 --snvs 10 --indels 4 2>/dev/null || return 1
	if [ -d "$ROOT/../shared/data" ]; then
		cp -rL "$ROOT/../shared/data" "$BASE/real" && chmod -R u+w "$BASE/real"
	fi
	hand_over "$BASE"
}

# Runs pg_regress cases on the cluster: $BASE/regress.tap has a line for each, $BASE/out/regression.diffs what differs.
regress_cases() {
	for name in "$@"; do
		as_server_user mkdir -p "$BASE/out/results/$(dirname "$name")" "$BASE/expected/$(dirname "$name")"
		# pg_regress stops at a case that has no expected file.
		[ -e "$BASE/expected/$name.out" ] || as_server_user touch "$BASE/expected/$name.out"
	done
	(cd "$BASE" && as_server_user env PGHOST="$PGHOST" PGPORT=5432 PGUSER=postgres \
		ALKRES_DATA="$BASE/data_in" ALKRES_REAL="$BASE/real" \
		"$($PG_CONFIG --pkglibdir)/pgxs/src/test/regress/pg_regress" --bindir="$PGBIN" \
		--inputdir="$BASE" --outputdir="$BASE/out" --host="$PGHOST" --port=5432 --user=postgres \
		--dbname=regression --load-extension=alkres "$@") >"$BASE/regress.log" 2>&1
	# "test x ... ok" to PostgreSQL 15, "ok 1 - x" from 16.
	sed -nE 's/^test +([^ ]+) +\.\.\. ok.*/ok - \1/p; s/^test +([^ ]+) +\.\.\. FAILED.*/not ok - \1/p; /^(ok|not ok) [0-9]/p' \
		"$BASE/regress.log" >"$BASE/regress.tap"
	[ -s "$BASE/regress.tap" ] && ! grep -q '^not ok' "$BASE/regress.tap"
}

# Runs a TAP test beside the cluster.
tap_file() {
	(cd "$BASE" && as_server_user env PATH="$PGBIN:$PATH" ALKRES_DATA="$BASE/data_in" ALKRES_REAL="$BASE/real" \
		ALKRES_BASE="$BASE" ALKRES_SETTINGS="$BASE/alkres.conf" \
		TESTDATADIR="$BASE/tap" TESTLOGDIR="$BASE/tap/log" \
		PG_REGRESS="$($PG_CONFIG --pkglibdir)/pgxs/src/test/regress/pg_regress" \
		perl -I "$($PG_CONFIG --pkglibdir)/pgxs/src/test/perl" -I "$BASE/test/t/lib" "$BASE/$1")
}
