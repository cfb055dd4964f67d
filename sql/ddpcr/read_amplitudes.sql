-- droplet amplitudes: files, classes, thresholds, separation, plot
SET search_path = alkres, pg_catalog;
\pset null -
\getenv data ALKRES_DATA
\set a :data '/ddpcr/run 7_x_A01_Amplitude.csv'
\set e :data '/ddpcr/run 7_x_E01_Amplitude.csv'
\set b :data '/ddpcr/run 8_B01_Amplitude.csv'
\set danish :data '/ddpcr/danish_A01_Amplitude.csv'
CREATE TABLE droplet AS SELECT * FROM read_ddpcr_amplitudes(ARRAY[:'a', :'e', :'b']);
SELECT well, cardinality(fam) AS fam, cardinality(hex) AS hex, fam[1] AS first_fam, hex[1] AS first_hex, cluster[1:6], count_clusters(cluster, 0.91) FROM droplet;
SELECT count(*) FROM read_ddpcr_amplitudes(:'a') f JOIN droplet d USING (well, fam, hex, cluster);
SELECT well, d.droplets = count_clusters(cluster) AS same FROM droplet, LATERAL (SELECT classify_droplets(fam, hex, 4500, 3500) AS droplets) d;
SELECT well, round(f.resolution::numeric, 1) AS fam, round(f.rain::numeric, 3) AS rain, f.positive, round(h.resolution::numeric, 1) AS hex, h.positive
FROM droplet, droplet_separation(fam, 4500) f, droplet_separation(hex, 3500) h;

-- by hand: the threshold, classes, marginal forms, the droplet on a threshold
SELECT classify_droplets('{1,5,5,9}', '{1,1,8,8}', 5, 4), classify_droplets('{1,5,6}', NULL, 5, NULL), classify_droplets(NULL, '{1,5,6}', NULL, 4, 0.91), classify_droplets('{}', '{}', 1, 1);
SELECT classify_droplets(NULL, NULL, 5, 4), classify_droplets('{1}', '{1}', NULL, 4), classify_droplets('{1}', '{1}', 4, 4, NULL);
SELECT count_clusters('{0,1,1,2,3,3,4}'), count_clusters('{}');
-- median 4, MAD 2: 4 + k 1.4826 2
SELECT negative_threshold(pooled_amplitudes(x)), negative_threshold(pooled_amplitudes(x), 2), pooled_amplitudes(x) FROM (VALUES ('{1,2,3}'::real[]), ('{4,5}'), (NULL), ('{6,7}')) v(x);
SELECT pooled_amplitudes(x), negative_threshold(pooled_amplitudes(x)) FROM (VALUES (NULL::real[])) v(x);
SELECT * FROM droplet_separation('{1,2,3,4,5,101,102,103}', 50);
SELECT * FROM droplet_separation('{1,2,3}', 50);
SELECT * FROM droplet_separation('{}', 50);
-- as R writes them
SELECT cluster, fam, hex FROM read_ddpcr_amplitudes_data(convert_to(E'"","Ch1.Amplitude","Ch2.Amplitude","M","WT"\n"1",100.5,200.5,1,0\n', 'UTF8'), 'p_A01_Amplitude.csv');
-- rain: droplets half way between the clouds, all on one side of the threshold, could double the count
SELECT between_clouds, positive, round(rain_effect::numeric, 4) AS rain_effect, is_moved_by_rain
FROM (VALUES (0), (4), (5), (6), (100)) r (between_clouds), LATERAL (SELECT array_agg((CASE WHEN i <= 100 THEN 7500 + i % 97 WHEN i <= 100 + between_clouds THEN 4000 ELSE 1000 + i % 97 END)::real) AS x FROM generate_series(1, 15000) i) a,
	droplet_separation(x, 5000) ORDER BY between_clouds;
-- the pooled threshold takes the clouds of a rare well apart as the instrument does
SELECT d.well, classify_droplets(d.fam, d.hex, t.fam, t.hex) = count_clusters(d.cluster) AS same
FROM droplet d, (SELECT negative_threshold(pooled_amplitudes(fam)) AS fam, negative_threshold(pooled_amplitudes(hex)) AS hex FROM droplet WHERE well = 'E01') t WHERE d.well <> 'B01';

-- the picture is XML, with both thresholds, its title escaped, its purpose said
SELECT xml_is_well_formed_document(svg) AS xml, svg LIKE '%Research use only%' AS purpose, svg LIKE '%>A01 &lt;&amp;&gt; "x"<%' AS title,
	(SELECT count(*) FROM regexp_matches(svg, '<line', 'g')) AS thresholds, (SELECT count(*) FROM regexp_matches(svg, '<path', 'g')) AS classes
FROM (SELECT amplitude_plot(fam, hex, 4500, 3500, E'A01 <&> "x"\x01') AS svg FROM droplet WHERE well = 'A01') p;
SELECT xml_is_well_formed_document(amplitude_plot('{}', '{}')), amplitude_plot(NULL, '{1}'),
	(SELECT count(*) FROM regexp_matches(amplitude_plot('{1,2,3e38}', '{1,-2,3}', 1), '<path', 'g')) AS classes;
-- nothing in a title becomes markup, and nothing in it breaks the document
SELECT title, xml_is_well_formed_document(svg) AS xml, xpath('//@onload', svg::xml)::text <> '{}' OR cardinality(xpath('//*', svg::xml)) <> cardinality(xpath('//*', amplitude_plot('{1,2}', '{1,2}', title => 'x')::xml)) AS injected,
	xml_is_well_formed_document(svg) AND (xpath('//*[local-name() = "text"]/text()', svg::xml))[1]::text = replace(replace(replace(shown, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') AS said
FROM (VALUES ('script', '</text><script>alert(1)</script><text onload="x">', NULL), ('entity', '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>&x;&#60;', NULL),
	('cdata', ']]><![CDATA[<b>]]>--><!-- ', NULL), ('comment', '--> <?php ?> %s %n %%', NULL), ('controls', E'a\x01\x1b\x7f\nb' || chr(65534) || chr(65535), 'ab'), ('umlaut', 'Tumor µL – Müller', NULL)) v (title, text, wanted),
	LATERAL (SELECT coalesce(wanted, text) AS shown, amplitude_plot('{1,2}', '{1,2}', title => text) AS svg) p;

-- amplitudes and thresholds of any size end in a picture
SELECT xml_is_well_formed_document(amplitude_plot('{1e30,1e30}', '{-3e38,3e38}', -1e308, 1e308)), xml_is_well_formed_document(amplitude_plot('{1e-30}', '{0}', 1e-300, 1e29));

-- refused
\set VERBOSITY default
SELECT * FROM read_ddpcr_amplitudes(:'danish');
SELECT * FROM read_ddpcr_amplitudes_data(E'Ch1 Amplitude,ch1amplitude,Cluster\n1,2,1\n', 'p_A01_Amplitude.csv');
SELECT * FROM read_ddpcr_amplitudes_data(E'Ch1 Amplitude,Ch2 Amplitude,Cluster\n1,2,1\n1,2,x\n', 'p_A01_Amplitude.csv');
SELECT * FROM read_ddpcr_amplitudes_data(E'Ch1 Amplitude,Ch2 Amplitude,Cluster\n1,2,1\n1,nan,1\n', 'p_A01_Amplitude.csv');
SELECT * FROM read_ddpcr_amplitudes_data(E'Ch1 Amplitude,Ch2 Amplitude,Cluster\n1,2\n', 'p_A01_Amplitude.csv');
SELECT * FROM read_ddpcr_amplitudes_data('Well,Sample', 'p_A01.csv');
SELECT * FROM read_ddpcr_amplitudes_data('', 'p_A01.csv');
SELECT well, fam, hex, cluster FROM read_ddpcr_amplitudes_data(E'Ch1 Amplitude;Cluster\n1,5;1\n-2,5;2\n', 'whatever.csv');
SELECT well, fam, cluster FROM read_ddpcr_amplitudes_data(E'Ch1Amplitude,Ch2Amplitude,T1,T2,T3,\n1,2,0,1,u,\n', 'p_b7_amplitude.csv');
SELECT well, cardinality(fam) FROM read_ddpcr_amplitudes_data(E'Ch1 Amplitude\n', 'H12.csv');
SELECT classify_droplets('{1,2}', '{1}', 1, 1);
SELECT classify_droplets('{1,NULL}', '{1,2}', 1, 1);
SELECT classify_droplets('{{1,2}}', '{{1,2}}', 1, 1);
SELECT classify_droplets('{1,nan}', '{1,2}', 1, 1);
SELECT classify_droplets('{1,1}', '{1,2}', 'inf', 1);
SELECT classify_droplets('{1,1}', '{1,2}', 1, 1, 0);
SELECT count_clusters('{1,5}');
SELECT droplet_separation('{1,nan}', 1);
SELECT negative_threshold('{1,1,1}'::real[]);
-- half and more of the droplets positive: no threshold above every amplitude
SELECT share, negative_threshold(array_agg((1000 + i % 97 + CASE WHEN i % 100 < share THEN 6500 ELSE 0 END)::real)) FROM (VALUES (50)) s (share), generate_series(1, 20000) i GROUP BY share;
SELECT share, negative_threshold(array_agg((1000 + i % 97 + CASE WHEN i % 100 < share THEN 6500 ELSE 0 END)::real)) FROM (VALUES (47)) s (share), generate_series(1, 20000) i GROUP BY share;
SELECT share, negative_threshold(array_agg((1000 + i % 97 + CASE WHEN i % 100 < share THEN 6500 ELSE 0 END)::real)) FROM (VALUES (55)) s (share), generate_series(1, 20000) i GROUP BY share;
SELECT share, round(negative_threshold(array_agg((1000 + i % 97 + CASE WHEN i % 100 < share THEN 6500 ELSE 0 END)::real))) FROM (VALUES (0), (5), (20)) s (share), generate_series(1, 20000) i GROUP BY share ORDER BY share;
SELECT negative_threshold(array_cat(array_fill(100::real, '{40}'), '{8000,8010,8020,8030,8040,8050,8060,8070,8080,8090,8100,8110,8120,8130,8140,8150,8160,8170,8180,8190,8200,8210,8220,8230,8240,8250,8260,8270,8280,8290,8300,8310,8320,8330,8340,8350,8360,8370,8380,8390,8400,8410,8420,8430,8440}'));
SELECT negative_threshold('{}'), negative_threshold('{1,nan}');
SELECT negative_threshold('{1,nan}');
SELECT negative_threshold('{1,2,3}'::real[], -1);
\set VERBOSITY sqlstate
SELECT * FROM read_ddpcr_amplitudes(ARRAY[NULL]::text[]);
SELECT * FROM read_ddpcr_amplitudes('/nonexistent');
CREATE ROLE regress_alkres_amplitudes;
SET ROLE regress_alkres_amplitudes;
SELECT * FROM read_ddpcr_amplitudes('/nonexistent');
SELECT * FROM read_ddpcr_amplitudes('{/nonexistent}'::text[]);
RESET ROLE;
DROP ROLE regress_alkres_amplitudes;
DROP TABLE droplet;
