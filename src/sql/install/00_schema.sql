-- CREATE EXTENSION takes a schema that is already there as it is: refuse one that somebody else could have planted.
DO $$
BEGIN
	IF (SELECT n.nspowner FROM pg_catalog.pg_namespace n WHERE n.nspname OPERATOR(pg_catalog.=) '@extschema@')
		OPERATOR(pg_catalog.<>) (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname OPERATOR(pg_catalog.=) CURRENT_USER) THEN
		RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
			MESSAGE = 'schema "@extschema@" belongs to another role',
			HINT = 'Drop or rename that schema, then run CREATE EXTENSION again.';
	END IF;
END
$$;
GRANT USAGE ON SCHEMA alkres TO PUBLIC;
COMMENT ON SCHEMA alkres IS 'types, functions and facts of the extension alkres (cfDNA resistance monitoring; research use only)';
