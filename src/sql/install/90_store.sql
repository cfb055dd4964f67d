-- The store: a schema of ordinary tables that the user owns.  Its SQL is text in alkres.store_script().
-- The schema's owner runs this, and nobody who is not that owner can have put anything where its names are looked up.
CREATE FUNCTION alkres_internal.check_store_schema(name pg_catalog.text, OUT is_new pg_catalog.bool)
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	schema_id oid := to_regnamespace(quote_ident(name));
	owner_id oid := (SELECT n.nspowner FROM pg_namespace AS n WHERE n.oid = schema_id);
	found text;
BEGIN
	IF owner_id IS DISTINCT FROM to_regrole(quote_ident(current_user))::oid THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = format('schema "%s" belongs to another role', name),
			DETAIL = format('Its owner is "%s".', pg_get_userbyid(owner_id)),
			HINT = 'Only its owner creates or renews a store: call create_store as that role. What the schema holds is code of that role.';
	END IF;
	SELECT string_agg(CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END, ', ') INTO found
	FROM pg_namespace AS n, aclexplode(n.nspacl) AS a WHERE n.oid = schema_id AND a.privilege_type = 'CREATE' AND a.grantee <> owner_id;
	IF found IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('other roles may create objects in schema "%s"', name),
			DETAIL = format('They are %s. What they put there would be run by everybody who uses the store.', found),
			HINT = format('REVOKE CREATE ON SCHEMA %I FROM %s;', name, found);
	END IF;
	is_new := to_regclass(format('%I.store_version', name)) IS NULL;
	-- Default privileges and publications are not found by name.
	SELECT string_agg(f.object, ', ') INTO found FROM (
		SELECT pg_describe_object(d.classid, d.objid, d.objsubid) FROM pg_depend AS d
		WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = schema_id
			AND d.classid NOT IN ('pg_default_acl'::regclass, 'pg_publication_namespace'::regclass)
			AND (is_new OR EXISTS (SELECT FROM pg_shdepend AS s WHERE s.dbid = (SELECT b.oid FROM pg_database AS b WHERE b.datname = current_database())
				AND s.classid = d.classid AND s.objid = d.objid AND s.deptype = 'o' AND s.refobjid <> owner_id))
		ORDER BY 1 LIMIT 5) AS f(object);
	IF found IS NOT NULL AND is_new THEN
		RAISE EXCEPTION USING ERRCODE = 'duplicate_schema', MESSAGE = format('schema "%s" holds other objects', name),
			DETAIL = format('Among them are: %s.', found), HINT = 'Give the store a schema of its own.';
	ELSIF found IS NOT NULL THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = format('schema "%s" holds objects of other roles', name),
			DETAIL = format('Among them are: %s.', found), HINT = 'Drop them, or give them to the owner of the schema: ALTER ... OWNER TO.';
	END IF;
END
$$;
COMMENT ON FUNCTION alkres_internal.check_store_schema(pg_catalog.text) IS 'internal, for create_store: an error unless the current role owns the schema, nobody else may create anything in it, and it is empty or a store; is_new: it is empty';

CREATE FUNCTION alkres_internal.make_store(name pg_catalog.text) RETURNS void
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	done bigint;
	step record;
	is_new boolean := alkres_internal.check_store_schema(name);
BEGIN
	-- Nothing can be left for the end of the transaction by a restricted operation.
	SET CONSTRAINTS ALL IMMEDIATE;
	-- Unqualified names of the script are the store's own, then alkres's; pg_catalog comes first, unnamed.  A trigger of the owner's may have
	-- set another path: again before each step.
	FOR step IN SELECT s.part, s.name, s.script FROM alkres.store_script() AS s WHERE s.part <> 'table' OR is_new
		ORDER BY array_position(ARRAY['table', 'upgrade', 'code'], s.part), s.name LOOP
		PERFORM set_config('search_path', format('%I, alkres, pg_temp', name), true);
		-- What came after the tables, for older stores and new ones alike.
		IF step.part = 'upgrade' THEN
			EXECUTE format('SELECT count(*) FROM %I.store_version WHERE version = %L', name, step.name) INTO done;
			CONTINUE WHEN done > 0;
		END IF;
		EXECUTE step.script;
		IF step.part = 'upgrade' THEN
			EXECUTE format('INSERT INTO %I.store_version (version) VALUES (%L)', name, step.name);
		END IF;
	END LOOP;
	-- Tables that are new are covered as well.
	IF EXISTS (SELECT FROM pg_policy AS p WHERE p.polrelid = to_regclass(format('%I.study', name)) AND p.polname = 'studies_apart') THEN
		PERFORM alkres_internal.make_isolation(name, true);
	END IF;
END
$$;
COMMENT ON FUNCTION alkres_internal.make_store(pg_catalog.text) IS 'internal, for create_store: run the script in a schema of the current role';
CREATE FUNCTION alkres_internal.run_store_script(name pg_catalog.text) RETURNS void
	LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'alkres_run_store_script';
COMMENT ON FUNCTION alkres_internal.run_store_script(pg_catalog.text) IS 'internal, for create_store: make_store() as a security-restricted operation, in which nothing of the schema can take another role, or leave a setting or a temporary table behind';

CREATE FUNCTION alkres.create_store(name text) RETURNS text
	LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
	SET client_min_messages = warning
AS $$
BEGIN
	IF name ~ '^pg_' OR name IN ('alkres', 'alkres_internal', 'information_schema', 'public', '') THEN
		RAISE EXCEPTION USING ERRCODE = 'reserved_name', MESSAGE = format('a store cannot be named "%s"', name),
			HINT = 'Give it a schema of its own, for example alkres.create_store(''cfdna'').';
	ELSIF octet_length(name) > 63 THEN
		RAISE EXCEPTION USING ERRCODE = 'name_too_long', MESSAGE = format('the name of a store has %s bytes, more than 63', octet_length(name));
	END IF;
	-- Of two at once, the second waits and finds the store there.
	PERFORM pg_advisory_xact_lock(hashtextextended('alkres.create_store ' || name, 0));
	IF to_regnamespace(quote_ident(name)) IS NULL THEN
		EXECUTE format('CREATE SCHEMA %I', name);
	END IF;
	PERFORM alkres_internal.run_store_script(name);
	RETURN name;
END
$$;
COMMENT ON FUNCTION alkres.create_store(text) IS 'create the schema of a store with its tables, views and import functions; again after ALTER EXTENSION alkres UPDATE to upgrade its tables and renew views and functions; only as the owner of the schema';

-- Functions of a store look up its tables by the name of its schema: that follows when the schema is renamed.
-- Without a path of its own, which would end with the call.
CREATE FUNCTION alkres_internal.enter_store(store pg_catalog.regclass) RETURNS text
	LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE
BEGIN ATOMIC
	SELECT pg_catalog.set_config('search_path', pg_catalog.format('%I, alkres, pg_temp', n.nspname), true)
	FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE c.oid OPERATOR(pg_catalog.=) enter_store.store;
END;
COMMENT ON FUNCTION alkres_internal.enter_store(pg_catalog.regclass) IS 'internal, for procedures of a store, which end transactions and so cannot set a path for themselves: the search_path of the store of a table, for the rest of the transaction';

CREATE FUNCTION alkres_internal.follow_rename() RETURNS event_trigger
	LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
	SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
	followed record;
BEGIN
	FOR followed IN
		SELECT p.oid::regprocedure AS name, n.nspname AS schema
		FROM pg_event_trigger_ddl_commands() AS d JOIN pg_namespace AS n ON n.oid = d.objid
			JOIN pg_proc AS first ON first.pronamespace = n.oid AND first.proname = 'find_study' AND oidvectortypes(first.proargtypes) = 'text'
			JOIN pg_proc AS p ON p.pronamespace = n.oid AND p.proconfig && ARRAY(SELECT c FROM unnest(first.proconfig) AS c WHERE c ~ '^search_path=.*, alkres, pg_temp$')
		WHERE d.classid = 'pg_namespace'::regclass AND NOT p.proconfig @> ARRAY[format('search_path=%I, alkres, pg_temp', n.nspname)]
			AND pg_has_role(p.proowner, 'USAGE') LOOP
		EXECUTE format('ALTER ROUTINE %s SET search_path = %I, alkres, pg_temp', followed.name, followed.schema);
	END LOOP;
END
$$;
COMMENT ON FUNCTION alkres_internal.follow_rename() IS 'internal: after ALTER SCHEMA ... RENAME of a store its functions look for its tables under the new name';
CREATE EVENT TRIGGER alkres_follow_rename ON ddl_command_end WHEN TAG IN ('ALTER SCHEMA') EXECUTE FUNCTION alkres_internal.follow_rename();
ALTER EVENT TRIGGER alkres_follow_rename ENABLE ALWAYS;
COMMENT ON EVENT TRIGGER alkres_follow_rename IS 'after ALTER SCHEMA ... RENAME of a store its functions look for its tables under the new name';
