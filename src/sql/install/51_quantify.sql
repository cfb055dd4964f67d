-- What droplets say of a mutation, against the wild-type control of their plate and its no-template control.
CREATE FUNCTION alkres.quantify(droplets alkres.droplet_summary, control alkres.droplet_summary, mutant pg_catalog.text DEFAULT 'fam',
	target_vaf pg_catalog.float8 DEFAULT 0.005, alpha pg_catalog.float8 DEFAULT 0.01, ntc alkres.droplet_summary DEFAULT NULL, exposure pg_catalog.text DEFAULT 'droplets',
	OUT state pg_catalog.text, OUT fraction pg_catalog.float8, OUT fraction_lower pg_catalog.float8, OUT fraction_upper pg_catalog.float8, OUT lod95 pg_catalog.float8,
	OUT min_positive pg_catalog.int8, OUT p_value pg_catalog.float8, OUT reason pg_catalog.text, OUT flags pg_catalog.text[])
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 2000 AS 'MODULE_PATHNAME', 'alkres_quantify';
COMMENT ON FUNCTION alkres.quantify(alkres.droplet_summary, alkres.droplet_summary, pg_catalog.text, pg_catalog.float8, pg_catalog.float8, alkres.droplet_summary, pg_catalog.text) IS
	'state of a mutation in ddPCR wells against the wild-type control of the plate: detected with at least three mutant droplets and P at most alpha; fractions 0 to 1';
