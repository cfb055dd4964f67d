-- Without normals the other libraries of a run are the background, and a call set says so.  A function cannot be given more parameters in place.
ALTER TABLE call_set ADD COLUMN other_libraries boolean NOT NULL DEFAULT false;
ALTER TABLE call_set ALTER COLUMN other_libraries DROP DEFAULT;
COMMENT ON COLUMN call_set.other_libraries IS 'were other libraries of a run to be the background where there are no normals?';
ALTER TABLE call_set_library ADD COLUMN background_libraries bigint[] NOT NULL DEFAULT '{}';
ALTER TABLE call_set_library ADD COLUMN background text NOT NULL GENERATED ALWAYS AS (
	CASE WHEN normals > 0 THEN 'normals' WHEN cardinality(background_libraries) > 0 THEN 'other libraries (' || cardinality(background_libraries)::text || ')' ELSE 'none' END) STORED;
COMMENT ON COLUMN call_set_library.normals IS 'normals of its panel that were its background; 0: none';
COMMENT ON COLUMN call_set_library.background_libraries IS 'the libraries of other patients in its run that stood in for normals (library_id), one a patient; of those that were removed since only the number is left';
COMMENT ON COLUMN call_set_library.background IS 'what it was called against: normals; other libraries (how many), the background_libraries; none, fixed error rates only';
DROP FUNCTION IF EXISTS call(text, text, float8, float8, boolean, boolean);
DROP FUNCTION IF EXISTS call_library(bigint, float8, float8, boolean, boolean);
DROP FUNCTION IF EXISTS call_libraries(bigint[], float8, float8, boolean, boolean);
DROP FUNCTION IF EXISTS library_call(bigint[], float8, float8, boolean);
DROP FUNCTION IF EXISTS block_to_call(bigint[], boolean);
DROP FUNCTION IF EXISTS genotype(bigint, variant[], float8, float8, boolean);
