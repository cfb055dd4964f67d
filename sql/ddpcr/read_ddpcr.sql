-- read_ddpcr: a small plate in QuantaSoft's layout, as file, text and bytes; who may; what is refused
SET search_path = alkres, pg_catalog;
\set VERBOSITY terse
\pset null -
CREATE TABLE export (content text);
INSERT INTO export VALUES ($$Well,ExptType,Experiment,Sample,TargetType,Target,Status,Concentration,TotalConfMax,TotalConfMin,PoissonConfMax,PoissonConfMin,Positives,Negatives,Ch1+Ch2+,Ch1+Ch2-,Ch1-Ch2+,Ch1-Ch2-,AcceptedDroplets,Ratio,FractionalAbundance,PoissonFractionalAbundanceMax,PoissonFractionalAbundanceMin,MergedWells
"A01",Absolute Quantification,"ABS","P-17",Ch1Unknown,"ALK G1202R","Manual",0.55,,,1.07,0.23,7,15043,0,7,173,14870,15050,0.04,3.9,6.8,1,"",
"B01",Absolute Quantification,"ABS","P-17",Ch1Unknown,"ALK G1202R","Manual",No Call,,,,,0,12000,0,0,160,11840,12000,,,,,"",
"C01",Absolute Quantification,"ABS","water",Ch1NTC,"ALK G1202R","CHECK",No Call,,,,,0,14000,0,0,1,13999,14000,,,,,"",
"M01",Absolute Quantification,"ABS","P-17",Ch1Unknown,"ALK G1202R",,0.3,0.6,-0.03,0.6,0.13,7,27043,0,7,333,26710,27050,,2.1,3.7,0.5,"(A01,B01)",
"A01",Absolute Quantification,"ABS","P-17",Ch2Unknown,"ALK wild type","Manual",13.6,,,15.8,11.7,173,14877,0,7,173,14870,15050,0.04,3.9,6.8,1,"",
"B01",Absolute Quantification,"ABS","P-17",Ch2Unknown,"ALK wild type","OK",15.8,,,18.3,13.4,160,11840,0,0,160,11840,12000,,,,,"",
"C01",Absolute Quantification,"ABS","water",Ch2NTC,"ALK wild type","CHECK",0.08,,,0.4,0.004,1,13999,0,0,1,13999,14000,,,,,"",
"M01",Absolute Quantification,"ABS","P-17",Ch2Unknown,"ALK wild type",,14.6,16.5,12.4,16.2,13,333,26717,0,7,333,26710,27050,,2.1,3.7,0.5,"(A01,B01)",
$$);
SELECT well, sample, experiment, assay, reference_assay, role, status, merged_wells, is_merged, record FROM export, read_ddpcr_text(content);
SELECT well, droplets, plate FROM export, read_ddpcr_text(content);
SELECT well, printed_concentration_fam AS fam, printed_concentration_fam_lower AS lower, printed_concentration_fam_upper AS upper,
	printed_concentration_hex AS hex, printed_concentration_hex_lower AS lower, printed_concentration_hex_upper AS upper,
	printed_fractional_abundance_percent AS share, printed_fractional_abundance_lower_percent AS lower, printed_fractional_abundance_upper_percent AS upper
FROM export, read_ddpcr_text(content);
-- the merged row is the sum of its wells: import the one or the others
SELECT (SELECT droplets FROM read_ddpcr_text(content) WHERE is_merged) = (SELECT sum(droplets) FROM read_ddpcr_text(content) WHERE well IN ('A01', 'B01')) AS same FROM export;
SELECT well, round((100 * fraction)::numeric, 3) AS value, round((100 * fraction_lower)::numeric, 3) AS lower, round((100 * fraction_upper)::numeric, 3) AS upper
FROM export, read_ddpcr_text(content), fractional_abundance(droplets, method => 'biorad');
SELECT well, droplet_volume_nl(droplets), plate FROM export, read_ddpcr_text(content, 'run 7.csv', 0.834) WHERE well = 'A01';

-- the same by file and by bytes
\getenv data ALKRES_DATA
\set file :data '/plate 7.b.csv'
SELECT lo_from_bytea(0, convert_to(content, 'UTF8')) AS object FROM export \gset
SELECT lo_export(:object, :'file'), lo_unlink(:object);
SELECT DISTINCT plate FROM read_ddpcr(:'file');
(SELECT well, droplets, sample, record FROM export, read_ddpcr_text(content) EXCEPT SELECT well, droplets, sample, record FROM read_ddpcr(:'file'));
(SELECT well, droplets, sample, record FROM export, read_ddpcr_text(content) EXCEPT SELECT well, droplets, sample, record FROM export, read_ddpcr_data(convert_to(content, 'UTF8')));
-- as in the clause INSERT ... SELECT, and stopped early
SELECT well FROM read_ddpcr(:'file') LIMIT 1;
SELECT (read_ddpcr(:'file')).well;

-- Windows-1252 and UTF-8 bytes, a byte order mark, CR line ends
SELECT well, sample, assay FROM read_ddpcr_data('\xefbbbf' || convert_to(E'Well,Sample,TargetType,Target,Positives,Negatives\rA1,Zoë,Ch1Unknown,µ,1,9\r', 'UTF8'));
SELECT well, sample, assay FROM read_ddpcr_data(convert_to(E'Well,Sample,TargetType,Target,Positives,Negatives\nA1,Zoë €,Ch1Unknown,µ,1,9\n', 'WIN1252'));

-- refused content: the message has line, well and field
\set VERBOSITY default
SELECT * FROM read_ddpcr_text(replace((SELECT content FROM export), ',7,173,14870,15050', ',7,173,14871,15050'));
SELECT * FROM read_ddpcr_text(replace((SELECT content FROM export), '13999', '13999.5'));
SELECT * FROM read_ddpcr_text(replace((SELECT content FROM export), '13.6', '13,6'));
SELECT * FROM read_ddpcr_text(replace((SELECT content FROM export), 'Positives', 'Pos'));
SELECT * FROM read_ddpcr_text((SELECT content || split_part(content, E'\n', 2) FROM export));
SELECT * FROM read_ddpcr_text(replace((SELECT content FROM export), '13.6', '6.8'));
SELECT * FROM read_ddpcr_text('Well,Sample,TargetType,Positives,Negatives,"');
SELECT * FROM read_ddpcr_data('\xfffe570065006c006c00');
SELECT * FROM read_ddpcr_data('\xfffe570065006c');
SELECT * FROM read_ddpcr_data('\x504b0304140000000800');
SELECT * FROM read_ddpcr_text(E'Well,Sample,TargetType,Positives,Negatives,MergedWells\nA01,s,Ch1Unknown,1,99,Treat as merged\n');
SELECT * FROM read_ddpcr_text(E'Well,Sample,TargetType,Positives,Negatives\nA01,s,Ch1Mutant,1,99\n');
-- UTF-16 and tabs, a title, R's numbers of rows
SELECT well, sample, droplets FROM (SELECT ('\xfffe' || string_agg(encode(convert_to(c, 'UTF8'), 'hex') || '00', ''))::bytea AS data
	FROM regexp_split_to_table(E'Plate 7\nWell\tSample\tTargetType\tPositives\tNegatives\n1\tA01\ts\tCh1Unknown\t1.0\t99\n', '') c) f, read_ddpcr_data(data);
SELECT * FROM read_ddpcr_data('\x57656c6c2c00');
SELECT * FROM read_ddpcr_text('');
SELECT lo_from_bytea(0, 'Well,Sample') AS object \gset
\set bad :data '/bad.csv'
SELECT lo_export(:object, :'bad'), lo_unlink(:object);
SELECT * FROM read_ddpcr(:'bad');
\set VERBOSITY sqlstate
SELECT * FROM read_ddpcr_text(NULL);
SELECT * FROM read_ddpcr_data(NULL);
SELECT * FROM read_ddpcr(NULL);
SELECT * FROM read_ddpcr_text(repeat('x', 67108865));
SELECT * FROM read_ddpcr_text(E'Well,Sample,TargetType,Positives,Negatives,MergedWells\nM01,s,Ch1Unknown,1,9,"' || repeat('A01,', 6000) || '"');
SELECT * FROM read_ddpcr_text('x', droplet_nl => 0);
SELECT * FROM read_ddpcr_text('x', droplet_nl => 'NaN');

-- refused paths
\set VERBOSITY default
SELECT * FROM read_ddpcr('/nonexistent/plate.csv');
SELECT * FROM read_ddpcr('/');
SELECT * FROM read_ddpcr('/dev/null');
SELECT * FROM read_ddpcr('plate.csv');
SELECT * FROM read_ddpcr('/tmp/../etc/passwd');
SELECT * FROM read_ddpcr('https://example.org/plate.csv');
SELECT * FROM read_ddpcr('-');
SELECT * FROM read_ddpcr('');

-- who may: not PUBLIC; with EXECUTE alone the path is not even looked at
CREATE ROLE regress_alkres_reader;
GRANT SELECT ON export TO regress_alkres_reader;
SET ROLE regress_alkres_reader;
SELECT count(*) FROM export, read_ddpcr_text(content);
SELECT * FROM read_ddpcr('/nonexistent/plate.csv');
RESET ROLE;
GRANT EXECUTE ON FUNCTION read_ddpcr TO regress_alkres_reader;
SET ROLE regress_alkres_reader;
SELECT * FROM read_ddpcr('/nonexistent/plate.csv');
SELECT * FROM read_ddpcr(:'file');
RESET ROLE;
REVOKE EXECUTE ON FUNCTION read_ddpcr FROM regress_alkres_reader;
GRANT pg_read_server_files TO regress_alkres_reader;
SET ROLE regress_alkres_reader;
SELECT count(*) FROM read_ddpcr(:'file');
RESET ROLE;
DROP TABLE export;
DROP ROLE regress_alkres_reader;
