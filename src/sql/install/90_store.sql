-- The store: a schema of ordinary tables that the user owns.  Its SQL is text in alkres.store_script().
CREATE FUNCTION alkres.create_store(name text) RETURNS text
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning
AS $$
DECLARE
	schema_owner oid;
	done bigint;
	step record;
BEGIN
	IF name ~ '^pg_' OR name IN ('alkres', 'information_schema', 'public', '') THEN
		RAISE EXCEPTION USING ERRCODE = 'reserved_name', MESSAGE = format('a store cannot be named "%s"', name),
			HINT = 'Give it a schema of its own, for example alkres.create_store(''cfdna'').';
	END IF;
	SELECT nspowner INTO schema_owner FROM pg_namespace WHERE nspname = name;
	IF NOT FOUND THEN
		EXECUTE format('CREATE SCHEMA %I', name);
	ELSIF NOT pg_has_role(schema_owner, 'USAGE') THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format('schema "%s" belongs to another role', name),
			HINT = 'Only the owner of a store can create or update it.';
	END IF;

	-- Unqualified names of the script are the store's own, then alkres's; pg_catalog comes first, unnamed.
	PERFORM set_config('search_path', format('%I, alkres, pg_temp', name), true);
	IF to_regclass(format('%I.store_version', name)) IS NULL THEN
		IF EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace(format('%I', name))) THEN
			RAISE EXCEPTION USING ERRCODE = 'duplicate_schema', MESSAGE = format('schema "%s" holds other tables', name),
				HINT = 'Give the store a schema of its own.';
		END IF;
		FOR step IN SELECT s.script FROM alkres.store_script() AS s WHERE s.part = 'table' ORDER BY s.name LOOP
			EXECUTE step.script;
		END LOOP;
	END IF;
	-- What came after the tables, for older stores and new ones alike.
	FOR step IN SELECT s.name, s.script FROM alkres.store_script() AS s WHERE s.part = 'upgrade' ORDER BY s.name LOOP
		EXECUTE format('SELECT count(*) FROM %I.store_version WHERE version = %L', name, step.name) INTO done;
		IF done = 0 THEN
			EXECUTE step.script;
			EXECUTE format('INSERT INTO %I.store_version (version) VALUES (%L)', name, step.name);
		END IF;
	END LOOP;
	FOR step IN SELECT s.script FROM alkres.store_script() AS s WHERE s.part = 'code' ORDER BY s.name LOOP
		EXECUTE step.script;
	END LOOP;
	RETURN name;
END
$$;
COMMENT ON FUNCTION alkres.create_store(text) IS 'create the schema of a store with its tables, views and import functions; again after ALTER EXTENSION alkres UPDATE to upgrade its tables and renew views and functions';
