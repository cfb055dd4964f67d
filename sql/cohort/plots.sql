-- Pictures are documents: well formed, with title and description, whatever stands in a name; what is drawn is counted.
SET search_path = public, alkres;
CREATE FUNCTION marks(picture text, path text) RETURNS bigint LANGUAGE sql AS $$
	SELECT cardinality(xpath(path, picture::xml, '{{s,http://www.w3.org/2000/svg}}'))
$$;
CREATE TABLE picture AS
SELECT plot_trajectory('{ALK G1202R,ALK G1202R,ALK G1202R,ALK L1196M,ALK L1196M,marker}', '{sequencing,sequencing,ddpcr,sequencing,ddpcr,sequencing}', '{-5,90,90,90,90,90}',
	'{NULL,0.01,0.012,NULL,NULL,0.2}', '{NULL,0.005,0.01,NULL,NULL,NULL}', '{NULL,0.02,0.015,NULL,NULL,NULL}', '{0.004,NULL,NULL,0.003,NULL,NULL}',
	'{crizotinib,lorlatinib}', '{0,80}', '{79,NULL}', '{PD}', '{78}', 'P<1> & "co"') AS svg;
SELECT marks(svg, '/s:svg/s:title') AS title, marks(svg, '/s:svg/s:desc') AS description, marks(svg, '//s:circle[@fill != "white"]') - 1 AS seen_by_sequencing, marks(svg, '//s:rect[@width = "8"]') - 1 AS by_ddpcr,
	marks(svg, '//s:circle[@fill = "white"]') - 1 AS excluded, marks(svg, '//s:text[. = "lorlatinib" or . = "crizotinib" or . = "PD"]') AS care, marks(svg, '//s:script') AS scripts,
	marks(svg, '//s:text[. = "Research use only"]') AS research FROM picture;
SELECT (xpath('/s:svg/s:title/text()', svg::xml, '{{s,http://www.w3.org/2000/svg}}'))[1], (xpath('/s:svg/s:desc/text()', svg::xml, '{{s,http://www.w3.org/2000/svg}}'))[1] FROM picture;
-- what a report says is a diamond, in the legend where there is one; limits of one draw stand side by side, and each mutation has its number
SELECT marks(svg, '//s:text[. = "reported"]') AS in_legend, marks(p.reported, '//s:text[. = "reported"]') AS reported, marks(p.reported, '//s:path[contains(@d, "z") and @fill != "white"]') - 1 AS seen,
	marks(p.reported, '//s:path[contains(@d, "z") and @fill = "white"]') AS excluded, marks(p.reported, '//s:circle') - 2 AS by_sequencing,
	marks(svg, '//s:text[. = "1" and @font-size = "10"]') AS first_number, marks(svg, '//s:text[. = "2" and @font-size = "10"]') AS number_of_one_not_seen,
	(SELECT count(DISTINCT x::text) FROM unnest(xpath('//s:circle[@fill = "white"]/@cx | //s:rect[@width = "8" and @fill = "white"]/@x', svg::xml, '{{s,http://www.w3.org/2000/svg}}')) AS x) AS places
FROM picture, plot_trajectory('{a,a,b}', '{reported,reported,sequencing}', '{0,100,100}', '{NULL,0.01,0.02}', '{NULL,NULL,0.01}', '{NULL,NULL,0.03}', '{0.005,NULL,NULL}') AS p(reported);
-- a name of a group is never stretched to its room
SELECT marks(p.picture, '//s:text[. = "ceritinib + crizotinib" and @font-size = "10" and not(@textLength)]') AS smaller, marks(p.picture, '//s:text[@textLength = "140"]') AS squeezed, marks(p.picture, '//s:text[. = "alectinib" and not(@font-size)]') AS as_it_is
FROM plot_kaplan_meier('{alectinib,ceritinib + crizotinib,bevacizumab + lorlatinib + pemetrexed}', '{1,2,3}', '{t,t,t}') AS p(picture);
-- nothing, and what lies at the edges
SELECT marks(plot_trajectory(NULL, NULL, NULL, NULL, NULL, NULL, NULL), '/s:svg') AS empty, marks(plot_trajectory('{a}', '{sequencing}', '{3}', '{0}', '{0}', '{1}', '{NULL}'), '//s:circle') AS of_zero,
	plot_trajectory('{a,a}', '{sequencing,sequencing}', '{3,1e300}', '{1e-300,1}', '{NULL,NULL}', '{NULL,NULL}', '{NULL,NULL}') ~ 'nan|inf' AS not_a_number;
SELECT marks(plot_kaplan_meier(array_agg(CASE WHEN i % 2 = 0 THEN 'alectinib' ELSE E'<lor & \x01latinib>' END), array_agg(i::float8), array_agg(i % 3 > 0), 'Time to G1202R', 'days'), '//s:path[@stroke-width = "2" and @fill]') AS curves
FROM generate_series(1, 40) AS i;
SELECT marks(plot_kaplan_meier('{}', '{}', '{}'), '/s:svg') AS empty, marks(plot_kaplan_meier('{a}', '{0}', '{t}'), '//s:path[@stroke = "#666666"]') AS limits, marks(plot_kaplan_meier(NULL, NULL, NULL), '/s:svg') AS none;
SELECT plot_kaplan_meier('{a,b}', '{1}', '{t,f}');
SELECT plot_kaplan_meier('{a,NULL}', '{1,2}', '{t,f}');
SELECT plot_kaplan_meier('{a}', '{-1}', '{t}');
SELECT plot_kaplan_meier('{a}', '{NaN}', '{t}');
SELECT plot_kaplan_meier('{a,b,c,d,e,f,g,h}', '{1,1,1,1,1,1,1,1}', '{t,t,t,t,t,t,t,t}');
SELECT plot_trajectory('{a}', '{sequencing}', '{Infinity}', '{0}', '{0}', '{1}', '{NULL}');
SELECT plot_trajectory('{a}', '{sequencing}', '{1}', '{0,1}', '{0}', '{1}', '{NULL}');
SELECT plot_trajectory('{a}', '{sequencing}', '{1}', '{0}', '{0}', '{1}', '{NULL}', '{x}', '{NULL}', '{1}');
-- a cohort: rows by class, a mark a state, drugs of the lines
DELETE FROM picture;
INSERT INTO picture SELECT plot_cohort('{P1,P<2>,P3}', '{ALK L1196M,ALK G1202R,ALK D1203N,KRAS G12C}', '{gatekeeper,solvent front,solvent front,off target}', '{P1,P1,P<2>,P<2>,P3,P3}',
	'{ALK L1196M,ALK G1202R,ALK G1202R,KRAS G12C,KRAS G12C,ALK L1196M}', '{emergent,detected,present_before,emergent,absent,absent}', '{P1,P1,P<2>,P<2>,P3}', '{1,2,1,1,9}',
	'{crizotinib,lorlatinib,alectinib,über,crizotinib}', 'Cohort & co');
SELECT marks(svg, '/s:svg/s:title') AS title, marks(svg, '//s:text[@font-weight = "bold"]') AS classes, marks(svg, '//s:text[. = "P1" or . = "P<2>" or . = "P3"]') AS patients,
	marks(svg, '//s:text[. = "ALK L1196M" or . = "ALK G1202R" or . = "ALK D1203N" or . = "KRAS G12C"]') AS mutations, marks(svg, '//s:circle') - 1 AS absent, marks(svg, '//s:rect[@fill = "white" and @stroke]') - 1 AS before,
	marks(svg, '//s:rect[@fill-opacity]') AS drugs, marks(svg, '//s:text[@font-size = "9" and . = "cr" or @font-size = "9" and . = "al"]') AS letters, marks(svg, '//s:script') AS scripts FROM picture;
SELECT (xpath('/s:svg/s:desc/text()', svg::xml, '{{s,http://www.w3.org/2000/svg}}'))[1] FROM picture;
SELECT marks(plot_cohort(NULL, NULL, NULL, NULL, NULL, NULL), '/s:svg') AS empty, marks(plot_cohort(array_agg('P' || i), array_agg('M' || i % 60) FILTER (WHERE i <= 60), array_agg('c' || i % 3) FILTER (WHERE i <= 60), '{}', '{}', '{}'), '//s:text[@transform]') AS names_of_many
FROM generate_series(1, 120) AS i;
SELECT plot_cohort(array_agg(i::text), '{}', '{}', '{}', '{}', '{}') FROM generate_series(1, 121) AS i;
SELECT plot_cohort('{}', array_agg(i::text), array_agg(i::text), '{}', '{}', '{}') FROM generate_series(1, 61) AS i;
SELECT plot_cohort('{P1}', '{a}', '{}', '{}', '{}', '{}');
SELECT plot_cohort('{P1}', '{a}', '{c}', '{P2}', '{a}', '{absent}');
SELECT plot_cohort('{P1}', '{a}', '{c}', '{P1}', '{b}', '{absent}');
SELECT plot_cohort('{P1}', '{a}', '{c}', '{P1}', '{a}', '{seen}');
SELECT plot_cohort('{P1}', '{a}', '{c}', '{P1}', '{a,a}', '{absent}');
SELECT plot_cohort('{P1}', '{a}', '{c}', '{}', '{}', '{}', '{P1}', '{}', '{x}');
SELECT plot_cohort('{P1}', '{NULL}', '{c}', '{}', '{}', '{}');
-- copies of genes: a mark a target, by form and colour, the normals' band, a ratio a gene, what was found by name
DELETE FROM picture;
INSERT INTO picture SELECT plot_copy_number('{ALK,ALK,MET,MET,PTEN,NULL,NULL}', '{0.01,-0.02,1.1,1.2,-0.6,0.05,NULL}', '{0.05,0.05,0.06,0.06,0.05,0.05,NULL}', '{0.05,0.05,0.05,0.05,NULL,0.05,0.05}', '{ALK,MET,PTEN,R<>&}',
	'{neutral,amplification,loss,NULL}', '{0,1.15,-0.6,NULL}', '{-0.1,1.0,-0.7,NULL}', '{0.1,1.3,-0.5,NULL}', '{0.2,0.2,0.3,NULL}', '{2.1,13.4,0.5,NULL}', 'S<1> & co');
SELECT marks(svg, '/s:svg/s:title') AS title, marks(svg, '//s:circle') - 1 AS neutral, marks(svg, '//s:path[@fill = "#D55E00"]') - 1 AS up, marks(svg, '//s:path[@fill = "#0072B2"]') - 1 AS down, marks(svg, '//s:rect[@fill = "#e6e6e6"]') - 1 AS bands,
	marks(svg, '//s:rect[@fill-opacity]') - 1 AS genes, marks(svg, '//s:path[@stroke = "#009E73"]') - 1 AS limits, marks(svg, '//s:text[@font-weight = "bold"]') AS found, marks(svg, '//s:text[. = "MET amplification, 13.4 copies" or . = "PTEN loss, 0.5 copies"]') AS named,
	marks(svg, '//s:script') AS scripts, marks(svg, '//s:text[. = "Research use only"]') AS research FROM picture;
SELECT (xpath('/s:svg/s:desc/text()', svg::xml, '{{s,http://www.w3.org/2000/svg}}'))[1] FROM picture;
SELECT marks(plot_copy_number(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), '/s:svg') AS empty, plot_copy_number('{A}', '{1e300}', '{NULL}', '{NULL}', '{A}', '{gain}', '{1e300}', '{0}', '{1e300}', '{NULL}', '{NULL}') ~ 'nan|inf' AS not_a_number;
SELECT plot_copy_number('{A}', '{1,2}', '{1,1}', '{1,1}', '{A}', '{gain}', '{1}', '{1}', '{1}', '{1}', '{1}');
SELECT plot_copy_number('{B}', '{1}', '{1}', '{1}', '{A}', '{gain}', '{1}', '{1}', '{1}', '{1}', '{1}');
SELECT plot_copy_number('{A}', '{Infinity}', '{1}', '{1}', '{A}', '{gain}', '{1}', '{1}', '{1}', '{1}', '{1}');
SELECT plot_copy_number('{A}', '{1}', '{1}', '{1}', '{A}', '{great}', '{1}', '{1}', '{1}', '{1}', '{1}');
SELECT plot_copy_number('{}', '{}', '{}', '{}', array_agg(i::text), array_agg('gain'::text), array_agg(0::float8), array_agg(0::float8), array_agg(0::float8), array_agg(0::float8), array_agg(0::float8)) FROM generate_series(1, 101) AS i;
DROP TABLE picture;
DROP FUNCTION marks;
-- Assessments of nearly one day: their words stand beside one another, the lines where they belong.
WITH drawn AS (
	SELECT alkres.plot_trajectory('{ALK G1202R,ALK G1202R}', '{sequencing,sequencing}', '{0,400}', '{0.01,0.02}', '{0.005,0.01}', '{0.02,0.03}', '{NULL,NULL}', results => '{SD,PD,PD}', result_days => '{100,101,300}') AS svg)
SELECT array_agg(round(m[1]::numeric - lines.x) ORDER BY m[1]::numeric) AS moved
FROM drawn, LATERAL regexp_matches(svg, 'x="([0-9.]+)" y="[0-9]+" text-anchor="middle" font-size="11">(SD|PD)<', 'g') WITH ORDINALITY AS w(m, n),
	LATERAL (SELECT k.m[1]::numeric AS x FROM regexp_matches(svg, '<path d="M([0-9.]+) [0-9]+V[0-9]+" stroke="#aaaaaa"', 'g') WITH ORDINALITY AS k(m, n) WHERE k.n = w.n) AS lines;
