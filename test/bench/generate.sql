-- observation: ROWS (psql variable rows) observations of 100,000 patients at most, 4 to 6 draws each: 5 % are 30 ALK
-- resistance mutations and 2 % bypass ones, both skewed, the rest passengers of 20,000 kinds.  Needs alkres for its
-- table of ALK mutations; the rows themselves are plain columns, from which every layout is loaded.
\set ON_ERROR_STOP on
SET search_path = public, alkres;
SELECT setseed(0.25);
CREATE TABLE kind AS
WITH alk AS (
	SELECT DISTINCT ON (mutation) mutation, grch38 FROM resistance_mutation ORDER BY mutation, grch38)
, chosen AS (
	SELECT *, row_number() OVER (ORDER BY mutation <> 'ALK G1202R', mutation <> 'ALK L1196M', mutation <> 'ALK I1171N', mutation <> 'ALK G1269A', hashtext(mutation::text)) AS rank FROM alk)
SELECT rank::int AS kind, contig(grch38) AS chrom, start_position(grch38) AS pos, ref(grch38) AS ref, alt(grch38) AS alt, gene(mutation) AS gene,
	split_part(mutation::text, ' ', 2) AS change, structural_region(mutation) AS class, 5.0 / rank AS weight
FROM chosen WHERE rank <= 30
UNION ALL
SELECT 30 + i::int, 'chr' || c, p, 'C', 'T', split_part(m, ' ', 1), split_part(m, ' ', 2), 'none', 3.0 / i FROM unnest(
	'{MET amplification,KRAS G12C,KRAS G12D,EGFR L858R,EGFR T790M,BRAF V600E,MET D1228N,KIT amplification,ERBB2 amplification,NRAS Q61K,PIK3CA E545K,MAP2K1 K57N}'::text[],
	'{7,12,12,7,7,7,7,4,17,1,3,15}'::int[], '{116672196,25245350,25245351,55191822,55181378,140753336,116783374,54658015,39688094,114713908,179218303,66436824}'::int[])
	WITH ORDINALITY AS b(m, c, p, i)
UNION ALL
SELECT 42 + i, 'chr' || 1 + g % 22, 1000000 + g * 1000003 + (random() * 6000)::int, 'ACGT'::char(4), 'T', 'PANEL' || g,
	substr('ARNDCQEGHILKMFPSTWYV', 1 + i % 20, 1) || 1 + (i * 7) % 900 || substr('VYWTSPFMKLIHGEQCDNRA', 1 + i / 20 % 20, 1), 'none', 1.0 / sqrt(i)
FROM (SELECT i, i % 70 AS g FROM generate_series(1, 20000) i) s;
UPDATE kind SET ref = substr('ACG', 1 + kind % 3, 1) WHERE ref = 'ACGT';
UPDATE kind SET change = change || 'fs' WHERE left(change, 1) = right(change, 1) AND gene LIKE 'PANEL%';
UPDATE kind SET weight = weight / (SELECT sum(k.weight) FROM kind k WHERE (k.kind <= 30) = (kind.kind <= 30) AND (k.kind <= 42) = (kind.kind <= 42))
	* CASE WHEN kind <= 30 THEN 0.05 WHEN kind <= 42 THEN 0.02 ELSE 0.93 END WHERE kind <= 42;
UPDATE kind SET weight = weight * 0.93 / (SELECT sum(k.weight) FROM kind k WHERE k.kind > 42) WHERE kind > 42;
-- 200,000 slots share the weights out; each observation draws one.
CREATE TABLE slot AS
SELECT row_number() OVER () - 1 AS slot, kind FROM (SELECT kind, generate_series(1, greatest(1, round(weight * 200000)::int)) FROM kind) s;
CREATE UNLOGGED TABLE observation AS
WITH draw AS MATERIALIZED (
	SELECT i, floor(random() * (SELECT count(*) FROM slot))::bigint AS slot, (random() * random() * random() * 400)::int AS alt_count, 1000 + (random() * 9000)::int AS depth
	FROM generate_series(1, :rows) i)
SELECT i AS id, (1 + s.sample % greatest(:rows / 100, 1))::int AS patient_id, s.sample::int AS sample_id,
	date '2016-01-01' + (s.sample * 7919::bigint % 3000)::int + (s.sample / greatest(:rows / 100, 1))::int * 90 AS collected,
	k.chrom, k.pos, k.ref, k.alt, k.gene, k.change, k.class, d.alt_count, d.depth
FROM draw d JOIN slot USING (slot) JOIN kind k USING (kind), LATERAL (SELECT i / 20 AS sample) s;
SELECT count(*) AS rows, count(DISTINCT patient_id) AS patients, count(DISTINCT sample_id) AS samples FROM observation;
