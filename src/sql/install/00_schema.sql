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
-- What types, operators, indexes and aggregates are made of, and nobody calls: out of the way of \df alkres.*
-- CREATE SCHEMA fails where a schema of the name is there already, so that nobody's planted one is taken over.
CREATE SCHEMA alkres_internal;
GRANT USAGE ON SCHEMA alkres_internal TO PUBLIC;
COMMENT ON SCHEMA alkres_internal IS 'functions that the types, operators, index support and aggregates of the extension alkres are made of; not for use by name, and no part of the interface';
