-- What the files of the clinical tables hold, and how their fields are read.
CREATE FUNCTION alkres.canonical_drug(name text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE COST 100
BEGIN ATOMIC
	SELECT coalesce((SELECT k.drug FROM alkres.knowledge_drug_name AS k WHERE k.name = asked.name), (SELECT d.drug FROM alkres.drug_name AS d WHERE d.name = asked.name))
	FROM (SELECT pg_catalog.lower(pg_catalog.btrim(pg_catalog.translate(canonical_drug.name, '®™', ''))) AS name) AS asked;
END;
COMMENT ON FUNCTION alkres.canonical_drug(text) IS 'the generic name of a drug, by any name in knowledge_drug_name or drug_name, in any case; NULL for a name that is in neither';

CREATE FUNCTION alkres.import_columns(OUT table_name text, OUT n integer, OUT column_name text, OUT kind text, OUT is_needed boolean, OUT description text, OUT example text)
RETURNS SETOF record LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 45
BEGIN ATOMIC
	VALUES ('patients', 1, 'patient', 'text', true, 'the study''s identifier of the patient', 'P001'),
		('patients', 2, 'sex', 'sex', false, 'female, male or other', 'female'),
		('patients', 3, 'birth_year', 'integer', false, 'year of birth', '1961'),
		('patients', 4, 'driver', 'text', false, 'gene of the driving rearrangement; ALK where the column is missing', 'ALK'),
		('patients', 5, 'fusion', 'text', false, 'fusion as reported', 'EML4-ALK v1'),
		('patients', 6, 'marker', 'variant', false, 'truncal variant of the tumour, known from tissue', NULL),
		('patients', 7, 'last_follow_up', 'date', false, 'date on which the patient was last known to be alive', '2026-03-01'),
		('patients', 8, 'death', 'date', false, 'date of death', NULL),
		('treatments', 1, 'patient', 'text', true, 'the study''s identifier of the patient', 'P001'),
		('treatments', 2, 'line', 'integer', true, 'number of the line, 1 first; drugs given together bear one number', '1'),
		('treatments', 3, 'drug', 'drug', true, 'generic name, brand or code; several may be joined by +', 'alectinib'),
		('treatments', 4, 'start_date', 'date', true, 'first dose', '2025-01-10'),
		('treatments', 5, 'end_date', 'date', false, 'last dose; missing while it goes on', '2026-02-20'),
		('treatments', 6, 'stop_reason', 'stop_reason', false, 'progression, toxicity, completed, death, decision or other', 'progression'),
		('samples', 1, 'sample', 'text', true, 'the study''s identifier of the sample', 'P001-D1'),
		('samples', 2, 'patient', 'text', true, 'the study''s identifier of the patient', 'P001'),
		('samples', 3, 'drawn_at', 'time', false, 'date and time of the draw, in the study''s time zone unless it names another; a date alone is taken for drawn_on', '2026-02-18 09:30'),
		('samples', 4, 'drawn_on', 'date', false, 'date of the draw, where the time is not known', NULL),
		('samples', 5, 'material', 'material', false, 'plasma, white_cells, tissue, csf or effusion; plasma where it is missing', 'plasma'),
		('samples', 6, 'tube', 'text', false, 'blood tube', 'Streck'),
		('samples', 7, 'blood_ml', 'number', false, 'blood drawn, mL', '20'),
		('samples', 8, 'draw_to_spin_hours', 'number', false, 'hours from draw to first spin', '2.5'),
		('samples', 9, 'spin1_g', 'number', false, 'first spin, g', '1600'),
		('samples', 10, 'spin1_minutes', 'number', false, 'first spin, minutes', '10'),
		('samples', 11, 'spin1_celsius', 'number', false, 'first spin, degrees Celsius', NULL),
		('samples', 12, 'spin2_g', 'number', false, 'second spin, g', '16000'),
		('samples', 13, 'spin2_minutes', 'number', false, 'second spin, minutes', '10'),
		('samples', 14, 'spin2_celsius', 'number', false, 'second spin, degrees Celsius', NULL),
		('samples', 15, 'plasma_left_ml', 'number', false, 'plasma left over the buffy coat, mL', NULL),
		('samples', 16, 'plasma_ml', 'number', false, 'plasma extracted, mL', '8'),
		('samples', 17, 'elution_ul', 'number', false, 'eluate, uL', '50'),
		('samples', 18, 'storage', 'text', false, 'how the plasma was kept', '-80 C'),
		('samples', 19, 'extraction_kit', 'text', false, 'extraction kit', NULL),
		('samples', 20, 'qubit_ng', 'number', false, 'DNA in the eluate by fluorometry, ng', '38.5'),
		('assessments', 1, 'patient', 'text', true, 'the study''s identifier of the patient', 'P001'),
		('assessments', 2, 'assessed_on', 'date', true, 'date of the assessment', '2026-02-20'),
		('assessments', 3, 'kind', 'assessment', true, 'RECIST or clinical', 'RECIST'),
		('assessments', 4, 'result', 'result', true, 'CR, PR, SD, PD or NE', 'PD'),
		('assessments', 5, 'site', 'text', false, 'where, when it matters: CNS, extracranial', 'CNS');
END;
COMMENT ON FUNCTION alkres.import_columns() IS 'the columns of the files that import_patients, import_treatments, import_samples and import_assessments of a store read; kind says how their fields are read';

CREATE FUNCTION alkres.import_template(table_name text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	template text := (SELECT string_agg(c.column_name, ',' ORDER BY c.n) || E'\n' || string_agg(coalesce(c.example, ''), ',' ORDER BY c.n)
		FROM alkres.import_columns() AS c WHERE c.table_name = import_template.table_name);
BEGIN
	IF template IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'invalid_parameter_value', MESSAGE = format('there is no template of "%s"', import_template.table_name),
			HINT = 'There are templates of patients, treatments, samples and assessments.';
	END IF;
	RETURN template;
END
$$;
COMMENT ON FUNCTION alkres.import_template(text) IS 'a CSV file of patients, treatments, samples or assessments to begin with: its columns and a record as an example';

-- Each enumeration's words, and what else means the same.
CREATE FUNCTION alkres_internal.word_of(kind text, name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100
BEGIN ATOMIC
	SELECT w.word FROM (VALUES
		('sex', 'female', '{f,female,w,woman}'::text[]), ('sex', 'male', '{m,male,man}'), ('sex', 'other', '{other,o,x,d,diverse}'),
		('material', 'plasma', '{plasma,"blood plasma"}'), ('material', 'white_cells', '{"white cells","white blood cells","buffy coat",pbmc,wbc,leukocytes}'),
		('material', 'tissue', '{tissue,tumour,tumor,biopsy,ffpe}'), ('material', 'csf', '{csf,"cerebrospinal fluid",liquor}'),
		('material', 'effusion', '{effusion,"pleural effusion","pleural fluid",ascites}'),
		('stop_reason', 'progression', '{progression,progressed,pd,"progressive disease","disease progression"}'), ('stop_reason', 'toxicity', '{toxicity,"adverse event",ae,"side effects"}'),
		('stop_reason', 'completed', '{completed,complete}'), ('stop_reason', 'death', '{death,died}'),
		('stop_reason', 'decision', '{decision,"patient decision","physician decision","withdrawal of consent"}'), ('stop_reason', 'other', '{other}'),
		('assessment', 'RECIST', '{recist,"recist 1.1"}'), ('assessment', 'clinical', '{clinical}'),
		('result', 'CR', '{cr,"complete response","complete remission"}'), ('result', 'PR', '{pr,"partial response","partial remission"}'),
		('result', 'SD', '{sd,"stable disease"}'), ('result', 'PD', '{pd,"progressive disease",progression}'), ('result', 'NE', '{ne,"not evaluable"}')) AS w(kind, word, names)
	WHERE w.kind = word_of.kind AND pg_catalog.lower(pg_catalog.regexp_replace(pg_catalog.btrim(word_of.name), '[\s_-]+', ' ', 'g')) = ANY (w.names);
END;
COMMENT ON FUNCTION alkres_internal.word_of(text, text) IS 'internal, for imports of clinical tables: the word of an enumeration by any of its names; NULL for none';

CREATE FUNCTION alkres_internal.refuse_field(column_name text, field text, what text, expected text, hint text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	RAISE EXCEPTION USING ERRCODE = 'bad_copy_file_format', MESSAGE = format('column %s: "%s" %s', column_name, left(field, 100), what),
		DETAIL = coalesce(expected, ''), HINT = coalesce(hint, '');
END
$$;
COMMENT ON FUNCTION alkres_internal.refuse_field(text, text, text, text, text) IS 'internal, for imports of clinical tables: the error of a field that cannot be read; never returns';

CREATE FUNCTION alkres_internal.read_date(column_name text, field text, origin date) RETURNS date
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	forms constant text := 'Dates are written 2024-04-03, 2024/04/03, 20240403, 3.4.2024 or 3 Apr 2024.';
	months constant text[] := '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}';
	-- What spreadsheets and databases add to a date.
	bare text := lower(regexp_replace(field, '[T ]00:00(:00(\.0+)?)?$', ''));
	part text[];
	named text[];
BEGIN
	IF origin IS NOT NULL THEN
		IF field !~ '^[+-]?\d{1,6}$' THEN
			PERFORM alkres_internal.refuse_field(column_name, field, 'is no number of days', format('As an origin is given, days since %s are expected.', to_char(origin, 'YYYY-MM-DD')), NULL);
		END IF;
		RETURN origin + field::integer;
	END IF;
	part := coalesce(regexp_match(bare, '^(\d{4})-(\d{1,2})-(\d{1,2})$'), regexp_match(bare, '^(\d{4})/(\d{1,2})/(\d{1,2})$'), regexp_match(bare, '^(\d{4})(\d{2})(\d{2})$'));
	IF part IS NULL THEN
		part := regexp_match(bare, '^(\d{1,2})\.(\d{1,2})\.(\d{4})$');
		named := regexp_match(bare, '^(\d{1,2})[ -]?([a-z]{3})[a-z]*\.?[ -]?(\d{4})$');
		part := CASE WHEN part IS NOT NULL THEN ARRAY[part[3], part[2], part[1]]
			WHEN array_position(months, named[2]) IS NOT NULL THEN ARRAY[named[3], array_position(months, named[2])::text, named[1]] END;
	END IF;
	IF part IS NULL THEN
		PERFORM alkres_internal.refuse_field(column_name, field, CASE WHEN bare ~ '^\d{1,2}[/.-]\d{1,2}[/.-](\d{2}|\d{4})$' THEN 'may be read as several dates' ELSE 'is no date' END, forms,
			CASE WHEN bare ~ '^-?\d{1,5}$' THEN 'Days since a date need origin => that date; a number like 45352 is how spreadsheets keep dates: format its cells as dates before the export.'
				WHEN bare ~ '/' THEN 'Between slashes the year comes first.' END);
	END IF;
	IF part[1]::integer NOT BETWEEN 1900 AND 2100 THEN
		PERFORM alkres_internal.refuse_field(column_name, field, 'is of no year from 1900 to 2100', NULL, NULL);
	END IF;
	RETURN make_date(part[1]::integer, part[2]::integer, part[3]::integer);
EXCEPTION WHEN datetime_field_overflow THEN
	PERFORM alkres_internal.refuse_field(column_name, field, 'is no day of the calendar', forms, NULL);
END
$$;
COMMENT ON FUNCTION alkres_internal.read_date(text, text, date) IS 'internal, for imports of clinical tables: a date, or with an origin the days since it; what may be read as several dates is refused';

CREATE FUNCTION alkres_internal.read_number(column_name text, field text, is_integer boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF is_integer AND field !~ '^[+-]?\d{1,9}$' THEN
		PERFORM alkres_internal.refuse_field(column_name, field, 'is no whole number', NULL, NULL);
	ELSIF field ~ '^[+-]?\d{1,3}(,\d{3})+$' THEN
		PERFORM alkres_internal.refuse_field(column_name, field, 'may be read as several numbers', 'The comma may part decimals or thousands.', 'Write decimals with a point, and no thousands.');
	ELSIF field !~ '^[+-]?\d{1,15}([.,]\d{1,15})?$' THEN
		PERFORM alkres_internal.refuse_field(column_name, field, 'is no number', NULL, 'The unit is part of the column''s name and not of its fields.');
	END IF;
	RETURN replace(field, ',', '.');
END
$$;
COMMENT ON FUNCTION alkres_internal.read_number(text, text, boolean) IS 'internal, for imports of clinical tables: a number, with decimal point or comma';

CREATE FUNCTION alkres_internal.read_drug(column_name text, field text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	drug text := alkres.canonical_drug(field);
	nearest text;
BEGIN
	IF drug IS NULL THEN
		SELECT alkres_internal.nearest_word(lower(left(field, 60)), array_agg(k.name ORDER BY k.name)) INTO nearest
		FROM (SELECT d.name FROM alkres.drug_name AS d UNION SELECT o.name FROM alkres.knowledge_drug_name AS o) AS k;
		PERFORM alkres_internal.refuse_field(column_name, field, 'is no known drug', CASE WHEN nearest IS NOT NULL THEN format('The nearest name that is known is "%s".', nearest) END,
			'Table alkres.drug_name lists what is known; the owner of the extension adds others to alkres.knowledge_drug_name.');
	END IF;
	RETURN drug;
END
$$;
COMMENT ON FUNCTION alkres_internal.read_drug(text, text) IS 'internal, for imports of clinical tables: the generic name of a drug; an unknown one is refused with the nearest known name';

CREATE FUNCTION alkres_internal.read_field(column_name text, kind text, field text, origin date, time_zone text) RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	word text;
	words text;
	part text[];
BEGIN
	IF field IS NULL OR kind IN ('text', 'variant') THEN
		RETURN field;
	ELSIF kind IN ('integer', 'number') THEN
		RETURN alkres_internal.read_number(column_name, field, kind = 'integer');
	ELSIF kind = 'date' THEN
		RETURN to_char(alkres_internal.read_date(column_name, field, origin), 'YYYY-MM-DD');
	ELSIF kind = 'drug' THEN
		RETURN alkres_internal.read_drug(column_name, field);
	ELSIF kind = 'time' THEN
		part := regexp_match(field, '^(.*\d)[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}(?::?\d{2})?)?$', 'i');
		IF part IS NULL OR part[2] ~ '^(2[4-9]|[3-9]\d)|:[6-9]\d' THEN
			PERFORM alkres_internal.refuse_field(column_name, field, 'is no date with a time', 'A time is written 2024-04-03 09:30, with +02:00 behind it where it is not in the time zone of the study.', NULL);
		END IF;
		RETURN to_char(alkres_internal.read_date(column_name, part[1], origin), 'YYYY-MM-DD ') || part[2] || ' ' || coalesce(part[3], time_zone);
	END IF;
	word := alkres_internal.word_of(kind, field);
	IF word IS NULL THEN
		words := CASE kind WHEN 'sex' THEN 'female, male, other' WHEN 'material' THEN 'plasma, white_cells, tissue, csf, effusion'
			WHEN 'stop_reason' THEN 'progression, toxicity, completed, death, decision, other' WHEN 'assessment' THEN 'RECIST, clinical' ELSE 'CR, PR, SD, PD, NE' END;
		PERFORM alkres_internal.refuse_field(column_name, field, 'is not one of its words', format('They are %s.', words),
			'Did you mean ' || alkres_internal.nearest_word(field, string_to_array(words, ', ')) || '?');
	END IF;
	RETURN word;
END
$$;
COMMENT ON FUNCTION alkres_internal.read_field(text, text, text, date, text) IS 'internal, for imports of clinical tables: a field as the store keeps it, by the kind of its column (import_columns); a time without a zone is of the given one';
