# Sourced by test/demo: fusions planted in simulated libraries of ALK's intron 19 (test/bench/fusion_library.c: breakpoints anywhere in the introns, an
# invented reference), in a store of their own beside the cohort's, called and compared with what was planted.
# shellcheck shell=bash

# One library: molecules without a fusion, what runs show that is none, and a fusion's unless its name is none.
simulate_fusion() { # NUMBER NAME
	"$BASE/fusion_library" wild "$1" 1500
	"$BASE/fusion_library" artefacts "$1" | sed -n 's/^m/a/p'
	[ "$2" = none ] || "$BASE/fusion_library" fusion "$((100 + $1))" "$2" 15 2>>"$BASE/fusions/truth.tsv" | sed -n 's/^m/f/p'
}

load_fusions() { # at 1 % of 1,500 molecules, thrice that of what may be there unseen
	local name number=0 names=("EML4-ALK v1" "EML4-ALK v2" "EML4-ALK v3a" "EML4-ALK v3a/b" "EML4-ALK v5a/b" KIF5B-ALK TFG-ALK KLC1-ALK none none none none)
	mkdir "$BASE/fusions"
	gcc -O2 -o "$BASE/fusion_library" "$ROOT/test/bench/fusion_library.c" "$ROOT/test/sim/random.c" -lm
	for name in "${names[@]}"; do
		number=$((number + 1))
		[ "$name" = none ] || printf 'F%02d\t' "$number" >>"$BASE/fusions/truth.tsv"
		simulate_fusion "$number" "$name" | samtools sort -o "$(printf '%s/F%02d.bam' "$BASE/fusions" "$number")" - 2>/dev/null
	done
	"$BASE/fusion_library" sequence >"$BASE/fusions/sequence.tsv"
	hand_over "$BASE/fusions"
	sql -v folder="$BASE/fusions" <<'SQL'
SET client_min_messages = warning;
SELECT create_store('fusions');
SET search_path = fusions, public, alkres;
INSERT INTO study (name) VALUES ('fusions');
INSERT INTO patient (study_id, external_id) SELECT study_id, to_char(n, '"F"FM00') FROM study, generate_series(1, 12) AS n;
INSERT INTO sample (patient_id, external_id, drawn_at) SELECT patient_id, external_id, '2026-01-01 09:00+00' FROM patient;
SELECT count(import_bam(:'folder' || '/' || external_id || '.bam', external_id, 'fusions', umi => 'none', assembly => 'GRCh38')) FROM sample;
CREATE TEMP TABLE sequence (region region, bases text);
SELECT format('COPY sequence FROM %L', :'folder' || '/sequence.tsv') \gexec
INSERT INTO partner_sequence (gene, region, sequence) SELECT g.gene, s.region, s.bases FROM sequence AS s JOIN fusion_regions('GRCh38') AS g ON g.region && s.region;
CREATE TABLE truth.fusion (patient text, name text, here int, there int, inserted text, molecules int);
SELECT format('COPY truth.fusion FROM %L', :'folder' || '/truth.tsv') \gexec
SELECT call(target_vaf => 0.01);
SQL
}

# What was called beside what was planted, and whether all of it agrees.
show_fusions() {
	sql -P pager=off <<'SQL'
SET search_path = fusions, public, alkres;
\pset footer off
\pset null '-'
CREATE VIEW truth.fusion_called AS
SELECT s.external_id AS patient, t.name AS planted, f.name AS called, f.exons, f.vaf, round(100 * f.fraction_lower::numeric, 2) AS "from %", round(100 * f.fraction_upper::numeric, 2) AS "to %", d.tumour_dna_seen,
	-- Ends that both sides have can lie on either: as far along the one as along the other.
	f.name = t.name AND abs(f.kinase_position - t.here) <= 8 AND f.kinase_position - t.here + length(f.inserted) - length(t.inserted)
		= ((regexp_match(f.variant::text, '[][]chr\d+:(\d+)[][]'))[1]::int - t.there) * CASE WHEN t.name LIKE 'KIF5B%' THEN 1 ELSE -1 END AS to_the_base
FROM sample AS s JOIN draw AS d USING (patient_id, sample_id) JOIN library AS l USING (patient_id, sample_id) LEFT JOIN truth.fusion AS t ON t.patient = s.external_id
	LEFT JOIN LATERAL (SELECT c.* FROM call_fusions(l.library_id, 0.01) AS c WHERE c.state = 'detected') AS f ON true;
\echo
\echo 'Fusions of ALK, planted in libraries of its intron 19 and called:'
SELECT patient, planted, called, exons, vaf, "from %", "to %", tumour_dna_seen AS "tumour DNA seen" FROM truth.fusion_called ORDER BY patient;
CREATE TABLE truth.fusion_agreement AS
SELECT 'fusions that are called, to the base and with their name' AS question, count(*) FILTER (WHERE to_the_base) AS yes, count(*) AS of FROM truth.fusion_called WHERE planted IS NOT NULL OR called IS NOT NULL
UNION ALL SELECT 'libraries without one in which it is absent with each partner', count(*) FILTER (WHERE a.absent = 11), count(*) FROM (
	SELECT s.external_id, count(DISTINCT o.partner) FILTER (WHERE o.state = 'absent') AS absent FROM sample AS s JOIN observation AS o USING (patient_id, sample_id)
	WHERE o.mutation = 'ALK fusion' AND s.external_id NOT IN (SELECT patient FROM truth.fusion) GROUP BY s.external_id) AS a
UNION ALL SELECT 'draws that show tumour DNA just where a fusion was planted', count(*) FILTER (WHERE tumour_dna_seen = (planted IS NOT NULL)), count(*) FROM truth.fusion_called
UNION ALL SELECT 'patients with a fusion, of those with a draw, as frequency() counts them', (SELECT f.patients_detected FROM frequency('ALK fusion', 'any') AS f), (SELECT count(*) FROM truth.fusion);
\echo 'Do they agree with what was planted?'
SELECT question, yes, of, yes = of AS agrees FROM truth.fusion_agreement;
SQL
}
