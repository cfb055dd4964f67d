\getenv real ALKRES_REAL
\timing on
CREATE TABLE b AS SELECT * FROM alkres.read_pileup(:'real' || '/bam/H3122_EML4.bam', 'hg38');
\timing off
SELECT count(*), sum(pg_column_size(pileup)), sum(octet_length(alkres.pileup_send(pileup))) FROM b;
SELECT alkres.pileup_info(pileup) FROM b LIMIT 3;
SELECT d.* FROM b, alkres.depth(pileup) d WHERE contig='chr2' AND d."position" BETWEEN 29222395 AND 29222406;
SELECT d.* FROM b, alkres.alleles(pileup) d WHERE d."position" BETWEEN 29222402 AND 29222405;
SELECT d.* FROM b, alkres.alleles(pileup) d WHERE length(ref||alt)>2 and molecules>3;
SELECT d.* FROM b, alkres.molecules(pileup, 29222404) d limit 5;
select count(*) from b where (pileup::text)::alkres.pileup::text <> pileup::text;
