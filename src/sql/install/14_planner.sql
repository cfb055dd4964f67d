-- What the planner knows of variant, region and mutation: index ranges, and statistics fine enough for them.
CREATE FUNCTION alkres_internal.class_upper(alkres.mutation) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_mutation_class_upper';
COMMENT ON FUNCTION alkres_internal.class_upper(alkres.mutation) IS 'internal, for index conditions: the exclusive upper bound of a class, ALK solvent_front~';
CREATE FUNCTION alkres_internal.class_lower(alkres.mutation) RETURNS alkres.mutation
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_mutation_class_lower';
COMMENT ON FUNCTION alkres_internal.class_lower(alkres.mutation) IS 'internal, for index conditions: the class in whose range all members lie: the residue of a frameshift, else the class itself';
CREATE FUNCTION alkres.classes(mutation alkres.mutation) RETURNS alkres.mutation[]
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE LEAKPROOF AS 'MODULE_PATHNAME', 'alkres_mutation_classes_array';
COMMENT ON FUNCTION alkres.classes(alkres.mutation) IS 'the mutation and every class above it, from the gene down';
CREATE FUNCTION alkres_internal.region_lower(alkres.region) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_lower_variant';
COMMENT ON FUNCTION alkres_internal.region_lower(alkres.region) IS 'internal, for index conditions: the smallest variant that starts in the region';
CREATE FUNCTION alkres_internal.region_upper(alkres.region) RETURNS alkres.variant
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_upper_variant';
COMMENT ON FUNCTION alkres_internal.region_upper(alkres.region) IS 'internal, for index conditions: the smallest variant behind the region';
CREATE FUNCTION alkres_internal.mutation_contained_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_contained_support';
COMMENT ON FUNCTION alkres_internal.mutation_contained_support(internal) IS 'planner support of mutation <@ class';
ALTER FUNCTION alkres_internal.mutation_contained(alkres.mutation, alkres.mutation) SUPPORT alkres_internal.mutation_contained_support;
CREATE FUNCTION alkres_internal.mutation_contains_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_mutation_contains_support';
COMMENT ON FUNCTION alkres_internal.mutation_contains_support(internal) IS 'planner support of class @> mutation';
ALTER FUNCTION alkres_internal.mutation_contains(alkres.mutation, alkres.mutation) SUPPORT alkres_internal.mutation_contains_support;
CREATE FUNCTION alkres_internal.variant_in_region_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_variant_in_region_support';
COMMENT ON FUNCTION alkres_internal.variant_in_region_support(internal) IS 'planner support of variant <@ region';
ALTER FUNCTION alkres_internal.variant_in_region(alkres.variant, alkres.region) SUPPORT alkres_internal.variant_in_region_support;
CREATE FUNCTION alkres_internal.region_has_variant_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_has_variant_support';
COMMENT ON FUNCTION alkres_internal.region_has_variant_support(internal) IS 'planner support of region @> variant';
ALTER FUNCTION alkres_internal.region_has_variant(alkres.region, alkres.variant) SUPPORT alkres_internal.region_has_variant_support;
CREATE FUNCTION alkres_internal.region_overlaps_support(internal) RETURNS internal
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_region_overlaps_support';
COMMENT ON FUNCTION alkres_internal.region_overlaps_support(internal) IS 'planner support of region && region';
ALTER FUNCTION alkres_internal.region_overlaps(alkres.region, alkres.region) SUPPORT alkres_internal.region_overlaps_support;

CREATE FUNCTION alkres_internal.variant_typanalyze(internal) RETURNS boolean
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_typanalyze';
COMMENT ON FUNCTION alkres_internal.variant_typanalyze(internal) IS 'statistics of a column: a target of at least 1000';
ALTER TYPE alkres.variant SET (ANALYZE = alkres_internal.variant_typanalyze);
CREATE FUNCTION alkres_internal.region_typanalyze(internal) RETURNS boolean
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_typanalyze';
COMMENT ON FUNCTION alkres_internal.region_typanalyze(internal) IS 'statistics of a column: a target of at least 1000';
ALTER TYPE alkres.region SET (ANALYZE = alkres_internal.region_typanalyze);
CREATE FUNCTION alkres_internal.mutation_typanalyze(internal) RETURNS boolean
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_bytes_typanalyze';
COMMENT ON FUNCTION alkres_internal.mutation_typanalyze(internal) IS 'statistics of a column: a target of at least 1000';
ALTER TYPE alkres.mutation SET (ANALYZE = alkres_internal.mutation_typanalyze);
