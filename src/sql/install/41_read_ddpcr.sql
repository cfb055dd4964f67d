-- What an export says of one well: every reader of exports returns this.
CREATE TYPE alkres.ddpcr_well AS (
	plate pg_catalog.text, well pg_catalog.text, sample pg_catalog.text, experiment pg_catalog.text,
	assay pg_catalog.text, reference_assay pg_catalog.text, role pg_catalog.text, status pg_catalog.text,
	merged_wells pg_catalog.text[], is_merged pg_catalog.bool, droplets alkres.droplet_summary,
	printed_concentration_fam pg_catalog.numeric, printed_concentration_fam_lower pg_catalog.numeric, printed_concentration_fam_upper pg_catalog.numeric,
	printed_concentration_hex pg_catalog.numeric, printed_concentration_hex_lower pg_catalog.numeric, printed_concentration_hex_upper pg_catalog.numeric,
	printed_fractional_abundance_percent pg_catalog.numeric, printed_fractional_abundance_lower_percent pg_catalog.numeric, printed_fractional_abundance_upper_percent pg_catalog.numeric,
	printed_ratio pg_catalog.numeric, printed_ratio_lower pg_catalog.numeric, printed_ratio_upper pg_catalog.numeric,
	printed_linkage pg_catalog.numeric, instrument pg_catalog.text, printed_method pg_catalog.text, record pg_catalog.int4
);
COMMENT ON TYPE alkres.ddpcr_well IS 'one well of a digital PCR result export: names, droplets, the figures that the instrument printed with the digits it printed, and the line of the file';
COMMENT ON COLUMN alkres.ddpcr_well.plate IS 'the plate as the file names it, else the file''s name without its extension';
COMMENT ON COLUMN alkres.ddpcr_well.well IS 'the well, as A01';
COMMENT ON COLUMN alkres.ddpcr_well.sample IS 'the sample as the file names it';
COMMENT ON COLUMN alkres.ddpcr_well.experiment IS 'the kind of experiment as the file names it';
COMMENT ON COLUMN alkres.ddpcr_well.assay IS 'target of the first channel (FAM)';
COMMENT ON COLUMN alkres.ddpcr_well.reference_assay IS 'target of the second channel (HEX)';
COMMENT ON COLUMN alkres.ddpcr_well.role IS 'unknown, ntc, positive_control, negative_control, reference, or mixed where the two channels disagree';
COMMENT ON COLUMN alkres.ddpcr_well.status IS 'the instrument''s verdict on the well; FAM/HEX where the channels differ';
COMMENT ON COLUMN alkres.ddpcr_well.merged_wells IS 'the wells that the row is the sum of; NULL for a single one';
COMMENT ON COLUMN alkres.ddpcr_well.is_merged IS 'the row is the sum of other rows: sum the one or the others, never both';
COMMENT ON COLUMN alkres.ddpcr_well.droplets IS 'the droplets, or partitions, of the well; NULL where the export has no counts';
COMMENT ON COLUMN alkres.ddpcr_well.printed_concentration_fam IS 'copies per uL of reaction in FAM, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_concentration_fam_lower IS 'lower Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_concentration_fam_upper IS 'upper Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_concentration_hex IS 'copies per uL of reaction in HEX, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_concentration_hex_lower IS 'lower Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_concentration_hex_upper IS 'upper Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_fractional_abundance_percent IS 'share of FAM''s copies among both, in percent, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_fractional_abundance_lower_percent IS 'lower Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_fractional_abundance_upper_percent IS 'upper Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_ratio IS 'FAM''s copies per copy of HEX, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_ratio_lower IS 'lower Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_ratio_upper IS 'upper Poisson limit of it, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.printed_linkage IS 'copies per uL that carry both targets on one molecule, as printed';
COMMENT ON COLUMN alkres.ddpcr_well.instrument IS 'whose layout the file has: biorad, qiacuity, absolute_q or redf';
COMMENT ON COLUMN alkres.ddpcr_well.printed_method IS 'how that instrument computes its intervals, a method of concentration()';
COMMENT ON COLUMN alkres.ddpcr_well.record IS 'the line of the file';

CREATE FUNCTION alkres.read_ddpcr(path pg_catalog.text, droplet_nl pg_catalog.float8 DEFAULT NULL, channels pg_catalog.text[] DEFAULT NULL)
RETURNS SETOF alkres.ddpcr_well
LANGUAGE c VOLATILE PARALLEL RESTRICTED COST 10000 ROWS 96 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr';
COMMENT ON FUNCTION alkres.read_ddpcr(pg_catalog.text, pg_catalog.float8, pg_catalog.text[]) IS 'wells of a digital PCR result export on the server (QuantaSoft, Analysis Pro, QX Manager, QX ONE cluster data, QIAcuity, Absolute Q, naica, REDF); droplet_nl NULL: what the printed concentrations say; channels: the two dyes or targets to take as FAM and HEX';
REVOKE ALL ON FUNCTION alkres.read_ddpcr(pg_catalog.text, pg_catalog.float8, pg_catalog.text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION alkres.read_ddpcr(pg_catalog.text, pg_catalog.float8, pg_catalog.text[]) TO pg_read_server_files;

CREATE FUNCTION alkres.read_ddpcr_text(content pg_catalog.text, file_name pg_catalog.text DEFAULT NULL, droplet_nl pg_catalog.float8 DEFAULT NULL, channels pg_catalog.text[] DEFAULT NULL)
RETURNS SETOF alkres.ddpcr_well
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 ROWS 96 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr_text';
COMMENT ON FUNCTION alkres.read_ddpcr_text(pg_catalog.text, pg_catalog.text, pg_catalog.float8, pg_catalog.text[]) IS 'wells of a digital PCR result export given as text; file_name, of which the plate is named, stands for the path of read_ddpcr';

CREATE FUNCTION alkres.read_ddpcr_data(data pg_catalog.bytea, file_name pg_catalog.text DEFAULT NULL, droplet_nl pg_catalog.float8 DEFAULT NULL, channels pg_catalog.text[] DEFAULT NULL)
RETURNS SETOF alkres.ddpcr_well
LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 ROWS 96 AS 'MODULE_PATHNAME', 'alkres_read_ddpcr_data';
COMMENT ON FUNCTION alkres.read_ddpcr_data(pg_catalog.bytea, pg_catalog.text, pg_catalog.float8, pg_catalog.text[]) IS 'wells of a digital PCR result export given as the bytes of the file: UTF-8, UTF-16 under its byte order mark or Windows-1252; file_name as in read_ddpcr_text';

CREATE FUNCTION alkres.printed_rounding(printed pg_catalog.numeric) RETURNS pg_catalog.numeric
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
	-- Zeros before the point may be rounding; beyond seven digits it is single precision that rounds, a few times over.
	SELECT pg_catalog.trim_scale(CASE WHEN printed IN ('Infinity', '-Infinity', 'NaN') THEN 0
		WHEN pg_catalog.length(pg_catalog.ltrim(pg_catalog.replace(pg_catalog.abs(printed)::pg_catalog.text, '.', ''), '0')) > 7
			THEN greatest(0.5 * 0.1 ^ pg_catalog.scale(printed), pg_catalog.abs(printed) * 0.000001)
		WHEN pg_catalog.scale(printed) > 0 THEN 0.5 * 0.1 ^ pg_catalog.scale(printed)
		ELSE 0.5 * 10.0 ^ (pg_catalog.length(pg_catalog.abs(printed)::pg_catalog.text) - greatest(1, pg_catalog.length(pg_catalog.rtrim(pg_catalog.abs(printed)::pg_catalog.text, '0')))) END);
END;
COMMENT ON FUNCTION alkres.printed_rounding(pg_catalog.numeric) IS 'what the last significant digit of a printed figure leaves open: half a unit of it, and no less than single precision does';

CREATE FUNCTION alkres.compare_printed(printed_well alkres.ddpcr_well, OUT figure pg_catalog.text, OUT printed pg_catalog.numeric,
	OUT computed pg_catalog.float8, OUT rounding pg_catalog.numeric, OUT agrees pg_catalog.bool)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 3000 ROWS 13
BEGIN ATOMIC
	-- Bio-Rad's 1000000 stands for infinity; how a 0 was rounded shows in the figures beside it.
	SELECT all_figures.figure, all_figures.printed, all_figures.computed, s.rounding,
		CASE WHEN all_figures.computed = 'Infinity' THEN all_figures.printed = 'Infinity' OR (printed_well).instrument = 'biorad' AND all_figures.printed = 1000000
			ELSE pg_catalog.abs(all_figures.computed - all_figures.printed::pg_catalog.float8) <= s.rounding::pg_catalog.float8 * (1 + 1e-9) END AS agrees
	FROM (SELECT (printed_well).droplets AS d, (printed_well).printed_method AS method, alkres.fam_positive((printed_well).droplets) AS fam_k, alkres.hex_positive((printed_well).droplets) AS hex_k
		WHERE (printed_well).printed_method IS NOT NULL) AS w,
	LATERAL alkres.concentration(w.d, 'fam', w.method) AS f,
	LATERAL alkres.concentration(w.d, 'hex', w.method) AS h,
	LATERAL alkres.fractional_abundance(w.d, 'fam', w.method) AS a,
	LATERAL alkres.ratio(w.d, 'fam', w.method) AS q,
	-- What is not established of the instruments: abundance and ratio without a positive droplet, their limits in
	-- QuantaSoft before 1.7 (0.91 nL), QIAcuity's limits of fewer than six positives, limits of a concentration in QX Manager 2.
	LATERAL (SELECT w.fam_k + w.hex_k > 0 AND NOT (w.method = 'biorad' AND alkres.droplet_volume_nl(w.d) = 0.91) AS limits_known) AS r,
	-- What the digits of a value and its limits leave open at most.
	LATERAL (SELECT greatest(alkres.printed_rounding((printed_well).printed_concentration_fam), alkres.printed_rounding((printed_well).printed_concentration_fam_lower), alkres.printed_rounding((printed_well).printed_concentration_fam_upper)) AS concentration_fam,
		greatest(alkres.printed_rounding((printed_well).printed_concentration_hex), alkres.printed_rounding((printed_well).printed_concentration_hex_lower), alkres.printed_rounding((printed_well).printed_concentration_hex_upper)) AS concentration_hex,
		greatest(alkres.printed_rounding((printed_well).printed_fractional_abundance_percent), alkres.printed_rounding((printed_well).printed_fractional_abundance_lower_percent), alkres.printed_rounding((printed_well).printed_fractional_abundance_upper_percent)) AS fractional_abundance,
		greatest(alkres.printed_rounding((printed_well).printed_ratio), alkres.printed_rounding((printed_well).printed_ratio_lower), alkres.printed_rounding((printed_well).printed_ratio_upper)) AS ratio,
		alkres.printed_rounding((printed_well).printed_linkage) AS linkage) AS o,
	LATERAL (VALUES
		('concentration_fam', (printed_well).printed_concentration_fam, f.copies_per_ul, alkres.printed_rounding((printed_well).printed_concentration_fam), o.concentration_fam),
		('concentration_fam_lower', (printed_well).printed_concentration_fam_lower, CASE WHEN w.method IN ('biorad', 'log_lambda') OR w.method = 'wald_lambda' AND w.fam_k >= 6 THEN f.copies_per_ul_lower END, CASE w.method
			WHEN 'wald_lambda' THEN 0.001 * (printed_well).printed_concentration_fam WHEN 'log_lambda' THEN 2 * alkres.printed_rounding((printed_well).printed_concentration_fam)
			ELSE alkres.printed_rounding((printed_well).printed_concentration_fam_lower) END, o.concentration_fam),
		('concentration_fam_upper', (printed_well).printed_concentration_fam_upper, CASE WHEN w.method IN ('biorad', 'log_lambda') OR w.method = 'wald_lambda' AND w.fam_k >= 6 THEN f.copies_per_ul_upper END, CASE w.method
			WHEN 'wald_lambda' THEN 0.001 * (printed_well).printed_concentration_fam WHEN 'log_lambda' THEN 2 * alkres.printed_rounding((printed_well).printed_concentration_fam)
			ELSE alkres.printed_rounding((printed_well).printed_concentration_fam_upper) END, o.concentration_fam),
		('concentration_hex', (printed_well).printed_concentration_hex, h.copies_per_ul, alkres.printed_rounding((printed_well).printed_concentration_hex), o.concentration_hex),
		('concentration_hex_lower', (printed_well).printed_concentration_hex_lower, CASE WHEN w.method IN ('biorad', 'log_lambda') OR w.method = 'wald_lambda' AND w.hex_k >= 6 THEN h.copies_per_ul_lower END, CASE w.method
			WHEN 'wald_lambda' THEN 0.001 * (printed_well).printed_concentration_hex WHEN 'log_lambda' THEN 2 * alkres.printed_rounding((printed_well).printed_concentration_hex)
			ELSE alkres.printed_rounding((printed_well).printed_concentration_hex_lower) END, o.concentration_hex),
		('concentration_hex_upper', (printed_well).printed_concentration_hex_upper, CASE WHEN w.method IN ('biorad', 'log_lambda') OR w.method = 'wald_lambda' AND w.hex_k >= 6 THEN h.copies_per_ul_upper END, CASE w.method
			WHEN 'wald_lambda' THEN 0.001 * (printed_well).printed_concentration_hex WHEN 'log_lambda' THEN 2 * alkres.printed_rounding((printed_well).printed_concentration_hex)
			ELSE alkres.printed_rounding((printed_well).printed_concentration_hex_upper) END, o.concentration_hex),
		('fractional_abundance_percent', (printed_well).printed_fractional_abundance_percent, 100 * a.fraction, alkres.printed_rounding((printed_well).printed_fractional_abundance_percent), o.fractional_abundance),
		('fractional_abundance_lower_percent', (printed_well).printed_fractional_abundance_lower_percent, CASE WHEN r.limits_known THEN 100 * a.fraction_lower END, alkres.printed_rounding((printed_well).printed_fractional_abundance_lower_percent), o.fractional_abundance),
		('fractional_abundance_upper_percent', (printed_well).printed_fractional_abundance_upper_percent, CASE WHEN r.limits_known THEN 100 * a.fraction_upper END, alkres.printed_rounding((printed_well).printed_fractional_abundance_upper_percent), o.fractional_abundance),
		('ratio', (printed_well).printed_ratio, q.ratio, alkres.printed_rounding((printed_well).printed_ratio), o.ratio),
		('ratio_lower', (printed_well).printed_ratio_lower, CASE WHEN r.limits_known THEN q.ratio_lower END, alkres.printed_rounding((printed_well).printed_ratio_lower), o.ratio),
		('ratio_upper', (printed_well).printed_ratio_upper, CASE WHEN r.limits_known THEN q.ratio_upper END, alkres.printed_rounding((printed_well).printed_ratio_upper), o.ratio),
		('linkage', (printed_well).printed_linkage, alkres.linkage(w.d), alkres.printed_rounding((printed_well).printed_linkage), o.linkage)
	) AS all_figures (figure, printed, computed, rounding, beside),
	LATERAL (SELECT CASE WHEN all_figures.printed = 0 THEN greatest(all_figures.rounding, all_figures.beside) ELSE all_figures.rounding END AS rounding) AS s
	WHERE all_figures.printed IS NOT NULL;
END;
COMMENT ON FUNCTION alkres.compare_printed(alkres.ddpcr_well) IS 'every figure that the instrument printed of a well beside what its droplets give by the instruments own method, and whether they are equal but for the prints rounding; agrees is NULL where the instruments rule is not established';

CREATE FUNCTION alkres.redf(exported alkres.ddpcr_well, OUT experiment pg_catalog.text, OUT replicate pg_catalog.text, OUT assay pg_catalog.text,
	OUT k pg_catalog.int8, OUT n pg_catalog.int8, OUT v pg_catalog.float8, OUT uv pg_catalog.float8, OUT threshold pg_catalog.float8, OUT panel_id pg_catalog.text)
RETURNS SETOF record
LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 10 ROWS 2
BEGIN ATOMIC
	SELECT (exported).sample, coalesce((exported).well, '1'), rows_of.assay, rows_of.k, alkres.accepted((exported).droplets), alkres.droplet_volume_nl((exported).droplets),
		0::pg_catalog.float8, NULL::pg_catalog.float8, (exported).well
	FROM (VALUES (1, coalesce((exported).assay, 'FAM'), alkres.fam_positive((exported).droplets)),
		(2, coalesce((exported).reference_assay, 'HEX'), alkres.hex_positive((exported).droplets))) AS rows_of (place, assay, k)
	WHERE rows_of.k IS NOT NULL
	ORDER BY rows_of.place;
END;
COMMENT ON FUNCTION alkres.redf(alkres.ddpcr_well) IS 'a well as rows of REDF, the interchange format of the R package dpcR: FAM first; v is the partition volume in nL';
