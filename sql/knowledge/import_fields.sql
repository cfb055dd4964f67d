-- Fields of clinical tables, as imports read them; names of drugs.
SET search_path = alkres, pg_catalog;
SELECT name, canonical_drug(name) FROM (VALUES ('Xalkori'), (' ALECENSA® '), ('Lorbrena'), ('lorviqua'), ('PF-06463922'), ('RO/CH5424802'), ('nvl-655'), ('Alimta'), ('alectanib'), (''), (NULL)) AS n(name);
SELECT count(*) FILTER (WHERE drug_name.kind = 'generic' AND name <> drug) AS generic_is_its_own_name, count(*) FILTER (WHERE name <> lower(name)) AS lower_case,
	count(*) FILTER (WHERE NOT EXISTS (SELECT FROM drug_name AS g WHERE g.name = drug_name.drug AND g.kind = 'generic')) AS without_generic FROM drug_name;
SELECT inhibitor FROM inhibitor WHERE canonical_drug(inhibitor) IS DISTINCT FROM inhibitor OR EXISTS (SELECT FROM unnest(code_names) AS c WHERE canonical_drug(c) IS DISTINCT FROM inhibitor);
INSERT INTO knowledge_drug_name (name, drug, source) VALUES ('wx-0593', 'iruplinalkib', 'protocol');
SELECT canonical_drug('WX-0593');
DELETE FROM knowledge_drug_name WHERE name = 'wx-0593';
INSERT INTO knowledge_drug_name (name, drug, source) VALUES ('X', 'y', 'protocol');
SELECT word, alkres_internal.nearest_word(word, '{alectinib,brigatinib,alunbrig,alecensa}') FROM (VALUES ('alectanib'), ('alectinib'), ('alumbrig'), ('alectibib'), ('pemetrexed'), (''), ('al'), (repeat('a', 300)), (NULL)) AS w(word);
SELECT alkres_internal.nearest_word('a', '{}') AS nothing, alkres_internal.nearest_word('fem', '{male,fe,fem€,femx}') AS of_two_the_first;
SELECT alkres_internal.nearest_word('a', '{a,NULL}');

-- Dates.
SELECT field, alkres_internal.read_date('d', field, NULL) FROM unnest('{2024-04-03,2024-4-3,2024/04/03,20240403,3.4.2024,03.04.2024,3 Apr 2024,03-APR-2024,03apr2024,3 april 2024,2024-02-29,2024-04-03 00:00:00,2024-04-03T00:00}'::text[]) AS field;
SELECT field, alkres_internal.read_date('d', field, '2000-01-01') FROM unnest('{0,-30,+15,1000}'::text[]) AS field;
CREATE FUNCTION pg_temp.said(column_kind text, field text, origin date = NULL) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	detail text;
	hint text;
BEGIN
	RETURN alkres_internal.read_field('c', column_kind, field, origin, 'Europe/Berlin');
EXCEPTION WHEN others THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN concat_ws(' | ', SQLSTATE, SQLERRM, nullif(detail, ''), nullif(hint, ''));
END
$$;
SELECT pg_temp.said('date', field) FROM unnest('{03/04/2024,13/04/2024,3.4.24,3-4-2024,45352,-30,2024-04,2024-13-01,2024-02-30,30.2.2024,1824-04-03,3 Foo 2024,2024-04-03 10:30,yesterday,infinity}'::text[]) AS field;
SELECT pg_temp.said('date', field, '2000-01-01') FROM unnest('{2024-04-03,1.5,99999999}'::text[]) AS field;
SELECT pg_temp.said('time', field) FROM unnest('{2024-04-03 09:30,2024-04-03T09:30:15,3.4.2024 9:30,2024-04-03 09:30Z,2024-04-03 09:30+02:00,2024-04-03 09:30 -0500,2024-04-03 24:00,2024-04-03 09:61,04/03/2024 09:30,2024-04-03 9h30}'::text[]) AS field;
SELECT pg_temp.said('time', '30 09:30', '2000-01-01');

-- Numbers and words.
SELECT field, pg_temp.said('number', field) FROM unnest('{7.5,"7,5",-80,+3,12,"1,500","1,234,567",7 ml,1e3,NaN,.5,7.}'::text[]) AS field;
SELECT field, pg_temp.said('integer', field) FROM unnest('{7,1960,7.0,"1,960",99999999999,x}'::text[]) AS field;
SELECT kind, field, pg_temp.said(kind, field) FROM (VALUES ('sex', 'M'), ('sex', 'male'), ('sex', ' Female '), ('sex', 'femal'), ('sex', '1'), ('material', 'Buffy-Coat'), ('material', 'white_cells'), ('material', 'control'),
	('stop_reason', 'PD'), ('stop_reason', 'adverse_event'), ('stop_reason', 'progresion'), ('assessment', 'recist 1.1'), ('assessment', 'CT'), ('result', 'partial response'), ('result', 'pd'), ('result', 'mixed'),
	('drug', 'Alunbrig'), ('drug', 'alumbrig'), ('drug', 'aspirin'), ('text', 'any'), ('sex', NULL)) AS f(kind, field);
SELECT import_template('patients');
SELECT import_template('patient');
SELECT table_name, count(*), count(*) FILTER (WHERE is_needed) AS needed, bool_and(length(description) > 0) AS described FROM import_columns() GROUP BY table_name ORDER BY table_name;
SELECT r.* FROM alkres_internal.read_table_data('\x612c620a312c0a', 'f.csv', '{a,b,c}', '{a}') AS r;
SELECT r.* FROM alkres_internal.read_table_data(convert_to(E'a,x\n1,2\n', 'UTF8'), 'f.csv', '{a,b,c}', '{a}') AS r;
SELECT r.* FROM alkres_internal.read_table_data(NULL, 'f.csv', '{a}', '{a}') AS r;
SELECT r.* FROM alkres_internal.read_table_data('\x61', 'f.csv', '{a,NULL}', '{a}') AS r;
SELECT r.* FROM alkres_internal.read_table_data('\x62', NULL, '{a,b}', '{}') AS r;
