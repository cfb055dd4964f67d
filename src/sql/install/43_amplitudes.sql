-- Droplet amplitudes: Bio-Rad's files, one per well, as arrays in the order of the file.
CREATE FUNCTION alkres.read_ddpcr_amplitudes(path pg_catalog.text,
	OUT well pg_catalog.text, OUT fam pg_catalog.float4[], OUT hex pg_catalog.float4[], OUT cluster pg_catalog.int2[]) RETURNS SETOF record
LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 100000 ROWS 1 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr_amplitudes';
COMMENT ON FUNCTION alkres.read_ddpcr_amplitudes(pg_catalog.text) IS 'droplet amplitudes of one well from a file on the server, or of each well whose file is in a zip archive; the well is read from the end of its name; cluster: the instruments class, 1 neither, 2 FAM, 3 both, 4 HEX, 0 unclassified';
REVOKE ALL ON FUNCTION alkres.read_ddpcr_amplitudes(pg_catalog.text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_ddpcr_amplitudes(pg_catalog.text) TO pg_read_server_files;

CREATE FUNCTION alkres.read_ddpcr_amplitudes(paths pg_catalog.text[],
	OUT well pg_catalog.text, OUT fam pg_catalog.float4[], OUT hex pg_catalog.float4[], OUT cluster pg_catalog.int2[]) RETURNS SETOF record
LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED COST 1000000 ROWS 96 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr_amplitudes_array';
COMMENT ON FUNCTION alkres.read_ddpcr_amplitudes(pg_catalog.text[]) IS 'droplet amplitudes of a plate, a row for each file, also of those in zip archives';
REVOKE ALL ON FUNCTION alkres.read_ddpcr_amplitudes(pg_catalog.text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_ddpcr_amplitudes(pg_catalog.text[]) TO pg_read_server_files;

CREATE FUNCTION alkres.read_ddpcr_amplitudes_data(data pg_catalog.bytea, file_name pg_catalog.text,
	OUT well pg_catalog.text, OUT fam pg_catalog.float4[], OUT hex pg_catalog.float4[], OUT cluster pg_catalog.int2[]) RETURNS SETOF record
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 100000 ROWS 1 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr_amplitudes_data';
COMMENT ON FUNCTION alkres.read_ddpcr_amplitudes_data(pg_catalog.bytea, pg_catalog.text) IS 'droplet amplitudes of one well given as the bytes and the name of their file, or of each well whose file is in a zip archive';

CREATE FUNCTION alkres.classify_droplets(fam pg_catalog.float4[], hex pg_catalog.float4[], fam_threshold pg_catalog.float8, hex_threshold pg_catalog.float8,
	droplet_nl pg_catalog.float8 DEFAULT 0.85) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 1000 AS 'MODULE_PATHNAME', 'alkres_classify_droplets';
COMMENT ON FUNCTION alkres.classify_droplets(pg_catalog.float4[], pg_catalog.float4[], pg_catalog.float8, pg_catalog.float8, pg_catalog.float8) IS 'droplets counted by given thresholds: positive is above; a channel that is NULL was not measured';
CREATE FUNCTION alkres.count_clusters(cluster pg_catalog.int2[], droplet_nl pg_catalog.float8 DEFAULT 0.85) RETURNS alkres.droplet_summary
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 300 AS 'MODULE_PATHNAME', 'alkres_count_droplet_clusters';
COMMENT ON FUNCTION alkres.count_clusters(pg_catalog.int2[], pg_catalog.float8) IS 'droplets counted by the instruments own classes';
CREATE FUNCTION alkres.droplet_separation(amplitudes pg_catalog.float4[], threshold pg_catalog.float8,
	OUT positive pg_catalog.int8, OUT resolution pg_catalog.float8, OUT rain pg_catalog.float8,
	OUT negative_centre pg_catalog.float8, OUT negative_spread pg_catalog.float8, OUT positive_centre pg_catalog.float8, OUT positive_spread pg_catalog.float8,
	OUT rain_effect pg_catalog.float8, OUT is_moved_by_rain pg_catalog.bool)
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 3000 AS 'MODULE_PATHNAME', 'alkres_droplet_separation';
COMMENT ON FUNCTION alkres.droplet_separation(pg_catalog.float4[], pg_catalog.float8) IS 'how far a channels clouds on either side of a threshold are apart: resolution (above 1 they do not touch) and the share of droplets between them, the rain; medians and 1.4826 MADs; by what part the concentration changes if droplets far from both clouds lay on the thresholds other side, and whether that is more than 5 %';
CREATE FUNCTION alkres.amplitude_plot(fam pg_catalog.float4[], hex pg_catalog.float4[], fam_threshold pg_catalog.float8 DEFAULT NULL, hex_threshold pg_catalog.float8 DEFAULT NULL,
	title pg_catalog.text DEFAULT NULL) RETURNS pg_catalog.text
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_amplitude_plot_svg';
COMMENT ON FUNCTION alkres.amplitude_plot(pg_catalog.float4[], pg_catalog.float4[], pg_catalog.float8, pg_catalog.float8, pg_catalog.text) IS 'both channels amplitudes with their thresholds as an SVG document';

CREATE AGGREGATE alkres.pooled_amplitudes(amplitudes pg_catalog.float4[]) (
	SFUNC = pg_catalog.array_cat, STYPE = pg_catalog.float4[], COMBINEFUNC = pg_catalog.array_cat, PARALLEL = SAFE
);
COMMENT ON AGGREGATE alkres.pooled_amplitudes(pg_catalog.float4[]) IS 'the droplets of wells together, for negative_threshold';
CREATE FUNCTION alkres.negative_threshold(amplitudes pg_catalog.float4[], k pg_catalog.float8 DEFAULT 10) RETURNS pg_catalog.float8
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE COST 3000 AS 'MODULE_PATHNAME', 'alkres_negative_threshold_k';
COMMENT ON FUNCTION alkres.negative_threshold(pg_catalog.float4[], pg_catalog.float8) IS 'threshold of a channel from the pooled droplets of negative controls: median + k * 1.4826 * MAD; an error where more than half of them are positive';
