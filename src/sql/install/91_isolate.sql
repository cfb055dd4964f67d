-- Studies kept apart: policies on every table of a store, made from its catalog, by membership in the roles of its table study_role.
CREATE FUNCTION alkres_internal.study_policies(table_id pg_catalog.regclass, OUT reading pg_catalog.text, OUT writing pg_catalog.text, OUT shared pg_catalog.text)
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	place record;
	conditions text[] := '{}';
	reference record;
BEGIN
	SELECT c.relname AS name, n.nspname AS store, p.oid = c.oid AS is_patient, s.attnotnull AS is_of_one INTO place
	FROM pg_class AS c
		-- A partition may lie in another schema; the store is where its tables point to.
		JOIN pg_class AS root ON root.oid = coalesce(pg_partition_root(c.oid), c.oid)
		JOIN pg_namespace AS n ON n.oid = root.relnamespace
		LEFT JOIN pg_class AS p ON p.oid = root.oid AND p.relname = 'patient'
		LEFT JOIN pg_attribute AS s ON s.attrelid = c.oid AND s.attname = 'study_id' AND NOT s.attisdropped
	WHERE c.oid = table_id;
	IF place.name = 'store_version' THEN
		shared := 'true';
		RETURN;
	ELSIF place.name = 'study_role' THEN
		-- A role that is gone is nobody's.
		shared := 'pg_has_role(current_user, to_regrole(quote_ident(role)), ''USAGE'')';
		RETURN;
	END IF;
	-- Each of them is asked once a query (ARRAY), or by the key (EXISTS; as a hash table where many rows are read), and is itself under a policy.
	IF place.is_of_one IS NOT NULL THEN
		conditions := ARRAY[format('study_id = ANY (ARRAY(SELECT member.study_id FROM %I.study_role AS member))', place.store)];
		shared := CASE WHEN NOT place.is_of_one THEN 'study_id IS NULL' END;
	END IF;
	-- ... unless a foreign key holds both together.
	IF place.is_patient IS NULL AND EXISTS (SELECT FROM pg_attribute AS a WHERE a.attrelid = table_id AND a.attname = 'patient_id' AND NOT a.attisdropped)
		AND NOT EXISTS (SELECT FROM pg_constraint AS k JOIN pg_class AS p ON p.oid = k.confrelid WHERE k.conrelid = table_id AND k.contype = 'f' AND p.relname = 'patient'
			AND place.is_of_one AND (SELECT array_agg(a.attname ORDER BY a.attname) FROM pg_attribute AS a
				WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) = '{patient_id,study_id}') THEN
		conditions := conditions || format('EXISTS (SELECT 1 FROM %I.patient AS owner WHERE owner.patient_id = %I.patient_id)', place.store, place.name);
	END IF;
	IF conditions = '{}' THEN
		RETURN;
	END IF;
	reading := array_to_string(conditions, ' AND ');
	-- What a new row points to is of the same reader's studies, too: foreign keys alone do not look at policies.
	FOR reference IN
		SELECT k.confrelid::regclass AS target,
			string_agg(format('target.%I = %I.%I', f.attname, place.name, a.attname), ' AND ' ORDER BY u.n) AS is_it,
			string_agg(format('%I.%I IS NULL', place.name, a.attname), ' OR ' ORDER BY u.n) FILTER (WHERE NOT a.attnotnull) AS is_none
		FROM pg_constraint AS k, unnest(k.conkey, k.confkey) WITH ORDINALITY AS u(here, there, n), pg_attribute AS a, pg_attribute AS f
		WHERE k.conrelid = table_id AND k.contype = 'f'
			-- ... each once, where what it points to is partitioned.
			AND NOT EXISTS (SELECT FROM pg_constraint AS whole WHERE whole.oid = k.conparentid AND whole.conrelid = k.conrelid)
			AND (a.attrelid, a.attnum) = (k.conrelid, u.here) AND (f.attrelid, f.attnum) = (k.confrelid, u.there)
		GROUP BY k.oid, k.confrelid HAVING NOT 'patient_id' = ANY (array_agg(a.attname)) AND array_agg(a.attname) <> '{study_id}'
		ORDER BY k.oid LOOP
		conditions := conditions || format('(%sEXISTS (SELECT 1 FROM %s AS target WHERE %s))', reference.is_none || ' OR ', reference.target, reference.is_it);
	END LOOP;
	writing := array_to_string(conditions, ' AND ');
END
$$;
COMMENT ON FUNCTION alkres_internal.study_policies(pg_catalog.regclass) IS 'internal, for isolate_studies: the conditions on rows of a table of a store: which are read and changed, what is written, which are read by everybody; all NULL when it bears neither patient_id nor study_id';

CREATE FUNCTION alkres_internal.check_isolation(name pg_catalog.text) RETURNS void
	LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	found text;
BEGIN
	SELECT string_agg(u.what, ', ' ORDER BY u.what) INTO found FROM (
		SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'f' THEN 'foreign table ' ELSE 'table ' END || quote_ident(c.relname) AS what
		FROM pg_class AS c
		WHERE c.relnamespace = to_regnamespace(quote_ident(name)) AND CASE
			WHEN c.relkind IN ('r', 'p') THEN (SELECT p.reading IS NULL AND p.shared IS NULL FROM alkres_internal.study_policies(c.oid) AS p)
			-- A view looks with its owner's eyes, unless it is its reader's.
			WHEN c.relkind = 'v' THEN NOT EXISTS (SELECT FROM pg_options_to_table(c.reloptions) AS o WHERE o.option_name = 'security_invoker' AND o.option_value::boolean)
			ELSE c.relkind IN ('m', 'f') END) AS u;
	IF found IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('studies of store "%s" cannot be kept apart', name),
			DETAIL = format('No policy covers %s.', found),
			HINT = 'A table needs a column study_id (NULL: of every study) or patient_id, a view WITH (security_invoker); move other relations out of the store''s schema.';
	END IF;
	SELECT string_agg(format('%I on %s', p.polname, p.polrelid::regclass), ', ' ORDER BY p.polrelid::regclass::text, p.polname) INTO found
	FROM alkres_internal.store_tables(name) AS t JOIN pg_policy AS p ON p.polrelid = t
	WHERE p.polpermissive AND p.polname NOT IN ('studies_apart', 'shared_by_studies');
	IF found IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('studies of store "%s" cannot be kept apart', name),
			DETAIL = format('Other policies show rows beside those of a reader''s studies: %s.', found),
			HINT = 'Drop them, or make them AS RESTRICTIVE.';
	END IF;
END
$$;

CREATE FUNCTION alkres_internal.store_tables(name pg_catalog.text) RETURNS SETOF pg_catalog.regclass
	LANGUAGE sql STABLE STRICT PARALLEL SAFE
	SET search_path = pg_catalog, pg_temp
AS $$
	WITH RECURSIVE relation(id) AS (
		SELECT c.oid FROM pg_class AS c WHERE c.relnamespace = to_regnamespace(quote_ident(name)) AND c.relkind IN ('r', 'p')
		UNION
		SELECT i.inhrelid FROM relation AS r JOIN pg_inherits AS i ON i.inhparent = r.id JOIN pg_class AS c ON c.oid = i.inhrelid AND c.relkind IN ('r', 'p'))
	SELECT r.id::regclass FROM relation AS r ORDER BY r.id
$$;
COMMENT ON FUNCTION alkres_internal.store_tables(pg_catalog.text) IS 'internal, for isolate_studies: the tables of a store, partitions too, wherever they lie';
COMMENT ON FUNCTION alkres_internal.check_isolation(pg_catalog.text) IS 'internal, for isolate_studies: an error that names what policies cannot cover, or what opens beside them';

CREATE FUNCTION alkres_internal.make_isolation(name pg_catalog.text, isolate pg_catalog.bool) RETURNS pg_catalog.int8
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning
AS $$
DECLARE
	item regclass;
	policy record;
	done bigint := 0;
BEGIN
	IF isolate THEN
		PERFORM alkres_internal.check_isolation(name);
	END IF;
	FOR item IN SELECT t FROM alkres_internal.store_tables(name) AS t LOOP
		EXECUTE format('DROP POLICY IF EXISTS studies_apart ON %s', item);
		EXECUTE format('DROP POLICY IF EXISTS shared_by_studies ON %s', item);
		IF isolate THEN
			SELECT * INTO policy FROM alkres_internal.study_policies(item);
			IF policy.reading IS NOT NULL THEN
				EXECUTE format('CREATE POLICY studies_apart ON %s USING (%s) WITH CHECK (%s)', item, policy.reading, policy.writing);
			END IF;
			IF policy.shared IS NOT NULL THEN
				EXECUTE format('CREATE POLICY shared_by_studies ON %s FOR SELECT USING (%s)', item, policy.shared);
			END IF;
		END IF;
		IF isolate THEN
			EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', item);
		ELSIF (SELECT count(*) FROM pg_policy AS p WHERE p.polrelid = item) = 0 THEN
			EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', item);
		END IF;
		done := done + 1;
	END LOOP;
	-- Policies read it with the rights of the reader, who sees the rows of own roles.
	EXECUTE format('%s SELECT ON %I.study_role %s PUBLIC', CASE WHEN isolate THEN 'GRANT' ELSE 'REVOKE' END, name, CASE WHEN isolate THEN 'TO' ELSE 'FROM' END);
	RETURN done;
END
$$;
COMMENT ON FUNCTION alkres_internal.make_isolation(pg_catalog.text, pg_catalog.bool) IS 'internal, for isolate_studies and create_store: make the policies of a store of the current role, or take them away';

CREATE FUNCTION alkres.isolate_studies(store text, isolate boolean = true) RETURNS bigint
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
	IF to_regclass(format('%I.store_version', store)) IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'undefined_object', MESSAGE = format('schema "%s" is no store', store), HINT = 'alkres.create_store() makes one.';
	END IF;
	PERFORM pg_advisory_xact_lock(hashtextextended('alkres.create_store ' || store, 0));
	PERFORM alkres_internal.check_store_schema(store);
	IF to_regclass(format('%I.study_role', store)) IS NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('store "%s" has no table study_role', store),
			HINT = format('It was made by an older version: SELECT alkres.create_store(%L) renews it.', store);
	END IF;
	RETURN alkres_internal.make_isolation(store, isolate);
END
$$;
COMMENT ON FUNCTION alkres.isolate_studies(text, boolean) IS 'keep the studies of a store apart: row security on each of its tables lets a role see and write the studies that table study_role names it for, or a role whose rights it has; false: no longer; again after tables were added; returns the number of tables; only as the owner';
