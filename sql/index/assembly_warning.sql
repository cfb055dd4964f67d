-- A query that can find nothing, because its sides lie on different assemblies, is warned of.
CREATE SCHEMA assembly_warning;
SET search_path = assembly_warning, public, alkres;
CREATE TABLE kept (v variant(GRCh38), r region(GRCh37), any_v variant, any_r region);
INSERT INTO kept VALUES ('GRCh38:chr2:5:A:C', 'GRCh37:chr2:1-9', 'GRCh38:chr2:5:A:C', 'GRCh38:chr2:1-9');
SELECT count(*) FROM kept WHERE v <@ 'GRCh37:chr2:1-9'::region;
SELECT count(*) FROM kept WHERE 'mm39:chr2:1-9'::region @> v;
SELECT count(*) FROM kept WHERE v <@ r;
SELECT count(*) FROM kept WHERE r && 'GRCh38:chr2:1-9';
-- No warning: the same assembly, or one that is not known before a row is.
SELECT count(*) FROM kept WHERE v <@ 'hg38:chr2:1-9'::region;
SELECT count(*) FROM kept WHERE any_v <@ 'GRCh37:chr2:1-9'::region OR any_r && r OR any_r @> v;
SELECT count(*) FROM kept WHERE v <@ NULL::region;
PREPARE asked(region) AS SELECT count(*) FROM kept WHERE v <@ $1;
EXECUTE asked('GRCh38:chr2:1-9');
EXECUTE asked('GRCh37:chr2:1-9');
DROP SCHEMA assembly_warning CASCADE;
