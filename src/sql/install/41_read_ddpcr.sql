CREATE FUNCTION alkres.read_ddpcr(path pg_catalog.text, droplet_nl pg_catalog.float8 DEFAULT NULL,
	OUT plate pg_catalog.text, OUT well pg_catalog.text, OUT sample pg_catalog.text, OUT experiment pg_catalog.text,
	OUT assay pg_catalog.text, OUT reference_assay pg_catalog.text, OUT role pg_catalog.text, OUT status pg_catalog.text,
	OUT merged_wells pg_catalog.text[], OUT is_merged pg_catalog.bool, OUT droplets alkres.droplet_summary,
	OUT printed_concentration_fam pg_catalog.float8, OUT printed_concentration_fam_lower pg_catalog.float8,
	OUT printed_concentration_fam_upper pg_catalog.float8,
	OUT printed_concentration_hex pg_catalog.float8, OUT printed_concentration_hex_lower pg_catalog.float8,
	OUT printed_concentration_hex_upper pg_catalog.float8,
	OUT printed_fractional_abundance pg_catalog.float8, OUT printed_fractional_abundance_lower pg_catalog.float8,
	OUT printed_fractional_abundance_upper pg_catalog.float8, OUT record pg_catalog.int4
) RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL RESTRICTED COST 10000 ROWS 96 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr';
COMMENT ON FUNCTION alkres.read_ddpcr(pg_catalog.text, pg_catalog.float8) IS 'wells of a ddPCR result export (QuantaSoft, Analysis Pro, QX Manager) on the server; droplet_nl NULL: 0.85, or 0.91 where the printed concentrations say so';
REVOKE ALL ON FUNCTION alkres.read_ddpcr(pg_catalog.text, pg_catalog.float8) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_ddpcr(pg_catalog.text, pg_catalog.float8) TO pg_read_server_files;

CREATE FUNCTION alkres.read_ddpcr_text(content pg_catalog.text, droplet_nl pg_catalog.float8 DEFAULT NULL, plate_name pg_catalog.text DEFAULT NULL,
	OUT plate pg_catalog.text, OUT well pg_catalog.text, OUT sample pg_catalog.text, OUT experiment pg_catalog.text,
	OUT assay pg_catalog.text, OUT reference_assay pg_catalog.text, OUT role pg_catalog.text, OUT status pg_catalog.text,
	OUT merged_wells pg_catalog.text[], OUT is_merged pg_catalog.bool, OUT droplets alkres.droplet_summary,
	OUT printed_concentration_fam pg_catalog.float8, OUT printed_concentration_fam_lower pg_catalog.float8,
	OUT printed_concentration_fam_upper pg_catalog.float8,
	OUT printed_concentration_hex pg_catalog.float8, OUT printed_concentration_hex_lower pg_catalog.float8,
	OUT printed_concentration_hex_upper pg_catalog.float8,
	OUT printed_fractional_abundance pg_catalog.float8, OUT printed_fractional_abundance_lower pg_catalog.float8,
	OUT printed_fractional_abundance_upper pg_catalog.float8, OUT record pg_catalog.int4
) RETURNS SETOF record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 ROWS 96 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr_text';
COMMENT ON FUNCTION alkres.read_ddpcr_text(pg_catalog.text, pg_catalog.float8, pg_catalog.text) IS 'wells of a ddPCR result export given as text';

CREATE FUNCTION alkres.read_ddpcr_data(data pg_catalog.bytea, droplet_nl pg_catalog.float8 DEFAULT NULL, plate_name pg_catalog.text DEFAULT NULL,
	OUT plate pg_catalog.text, OUT well pg_catalog.text, OUT sample pg_catalog.text, OUT experiment pg_catalog.text,
	OUT assay pg_catalog.text, OUT reference_assay pg_catalog.text, OUT role pg_catalog.text, OUT status pg_catalog.text,
	OUT merged_wells pg_catalog.text[], OUT is_merged pg_catalog.bool, OUT droplets alkres.droplet_summary,
	OUT printed_concentration_fam pg_catalog.float8, OUT printed_concentration_fam_lower pg_catalog.float8,
	OUT printed_concentration_fam_upper pg_catalog.float8,
	OUT printed_concentration_hex pg_catalog.float8, OUT printed_concentration_hex_lower pg_catalog.float8,
	OUT printed_concentration_hex_upper pg_catalog.float8,
	OUT printed_fractional_abundance pg_catalog.float8, OUT printed_fractional_abundance_lower pg_catalog.float8,
	OUT printed_fractional_abundance_upper pg_catalog.float8, OUT record pg_catalog.int4
) RETURNS SETOF record
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 ROWS 96 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr_data';
COMMENT ON FUNCTION alkres.read_ddpcr_data(pg_catalog.bytea, pg_catalog.float8, pg_catalog.text) IS 'wells of a ddPCR result export given as the bytes of the file: UTF-8 or Windows-1252';
