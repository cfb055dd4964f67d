-- The stored form, size, hash and order of every type, as they were before 1.0: a change of any byte here breaks the databases of users.
SET search_path = public, alkres;
\getenv data ALKRES_DATA
-- What a type sends is a version byte and its stored form; here behind the 12 bytes of the row that carries it.
\set bytes 'substr(record_send(ROW(x)), 13)'
\set hash 'hash_record_extended(ROW(x), 7)'

CREATE TEMP TABLE variants (x variant);
INSERT INTO variants VALUES ('GRCh38:chr2:29220765:G:T'), ('GRCh37:chr2:29443631:G:T'), ('GRCh38:chr2:29220765:G:.'), ('GRCh38:chrX:1:A:ACGTACGTACGT'),
	('GRCh38:chr2:29220765:GCGT:AA'), ('GRCh38:chr2:29220765:GCGTACGTA:G'), ('GRCh38:chrUn_KI270742v1:17:A:C'), ('mm39:chr1:5:A:C'), ('GRCh38:chrM:5:N:A'),
	('GRCh38:chr2:5:A:<DEL>:END=9'), ('GRCh38:chr7:5:A:<DUP>:END=900'), ('GRCh38:chr2:5:A:<CNV>:END=9'), ('GRCh38:chr2:5:A:AT]chr5:123]'), ('GRCh38:chr2:5:A:[chr5:123[TA'),
	('GRCh38:chr1:268435455:A:C');
SELECT x, :bytes AS bytes, pg_column_size(x) AS size, :hash AS hash FROM variants ORDER BY x;

CREATE TEMP TABLE regions (x region);
INSERT INTO regions VALUES ('GRCh38:chr2:29220700-29220800'), ('GRCh37:chr2:1-1'), ('mm39:chr1:5-9'), ('GRCh38:chrUn_KI270742v1:17-18'), ('GRCh38:chrY:1-268435455');
SELECT x, :bytes AS bytes, pg_column_size(x) AS size, :hash AS hash FROM regions ORDER BY x;

CREATE TEMP TABLE mutations (x mutation);
INSERT INTO mutations VALUES ('ALK'), ('ALK solvent_front'), ('ALK solvent_front~'), ('ALK G1202'), ('ALK G1202R'), ('ALK G1202del'), ('ALK T1151dup'), ('ALK copy_number_gain'),
	('ALK fusion'), ('MET amplification'), ('EGFR E746_A750del'), ('ROS1 G2032R'), ('ALK L1196Pfs*12'), ('ALK R1275*'), ('MET exon14_skipping'), ('EGFR L747_P753delinsS'), ('METX G5R');
SELECT x, :bytes AS bytes, pg_column_size(x) AS size, :hash AS hash FROM mutations ORDER BY x;
SELECT x, :bytes AS bytes FROM (SELECT mutation AS x FROM resistance_mutation) AS r ORDER BY x;

CREATE TEMP TABLE vafs (x vaf);
INSERT INTO vafs VALUES ('0/0'), ('0/1'), ('1/100'), ('2/200'), ('12/3456'), ('1/1'), ('4294967295/4294967295'), ('1/4294967295');
SELECT x, :bytes AS bytes, pg_column_size(x) AS size, :hash AS hash FROM vafs ORDER BY x;

CREATE TEMP TABLE summaries (x droplet_summary);
INSERT INTO summaries VALUES (droplet_summary(12, 345, 6, 15000)), (droplet_summary(0, 0, 0, 1, 0.7, 3)), (droplet_summary(0, 0, 0, 0)), (droplet_summary(5, 4, 3, 2) + droplet_summary(1, 1, 1, 1));
SELECT x, :bytes AS bytes, pg_column_size(x) AS size, :hash AS hash FROM summaries ORDER BY x;

-- pileups of files that hold every kind of record, and backgrounds of them
CREATE TEMP TABLE pileups AS SELECT f.name, p.block, p.pileup AS x FROM (VALUES ('small', NULL), ('haplotypes', NULL), ('clips', 'none')) AS f(name, reference),
	LATERAL read_pileup(:'data' || '/' || f.name || '.bam', 'test', reference => f.reference) AS p;
INSERT INTO pileups SELECT 'normal' || n, p.block, p.pileup FROM generate_series(1, 2) AS n, LATERAL read_pileup(:'data' || '/calling_normal' || n || '.bam', 'GRCh38') AS p;
SELECT name, block, length(:bytes) AS length, md5(:bytes) FROM pileups ORDER BY name, block;
SELECT block, length(:bytes) AS length, md5(:bytes)
FROM (SELECT block, background_agg(x) AS x FROM pileups WHERE name LIKE 'normal%' GROUP BY block) AS s ORDER BY block;
