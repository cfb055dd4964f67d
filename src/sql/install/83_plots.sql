-- Pictures: values in, an SVG document out.
CREATE FUNCTION alkres.plot_kaplan_meier(groups text[], times double precision[], is_event boolean[], title text = NULL, time_label text = 'days') RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_plot_kaplan_meier';
COMMENT ON FUNCTION alkres.plot_kaplan_meier(text[], double precision[], boolean[], text, text) IS 'Kaplan and Meier''s curves of up to seven groups of patients, with those at risk, as an SVG document';
CREATE FUNCTION alkres.plot_trajectory(mutations text[], methods text[], days double precision[], fractions double precision[], fractions_lower double precision[],
	fractions_upper double precision[], limits double precision[], drugs text[] = NULL, drug_starts double precision[] = NULL, drug_ends double precision[] = NULL,
	results text[] = NULL, result_days double precision[] = NULL, title text = NULL) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_plot_trajectory';
COMMENT ON FUNCTION alkres.plot_trajectory(text[], text[], double precision[], double precision[], double precision[], double precision[], double precision[], text[], double precision[], double precision[], text[], double precision[], text) IS
	'a patient''s mutations over the draws as an SVG document: fractions on a logarithmic scale, negatives as open marks at what they exclude, treatments and assessments; the store''s plot_trajectory(patient) collects its values';
CREATE FUNCTION alkres.plot_cohort(patients text[], mutations text[], classes text[], cell_patients text[], cell_mutations text[], cell_states text[],
	drug_patients text[] = NULL, drug_lines integer[] = NULL, drugs text[] = NULL, title text = NULL) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_plot_cohort';
COMMENT ON FUNCTION alkres.plot_cohort(text[], text[], text[], text[], text[], text[], text[], integer[], text[], text) IS
	'mutations by patients as an SVG document: a row a mutation, by class, a column a patient, a mark for emergent, detected, present_before and absent, the drugs of the lines above; the store''s plot_cohort() collects its values';
CREATE FUNCTION alkres.plot_copy_number(target_genes text[], ratios double precision[], errors double precision[], spreads double precision[], genes text[], states text[],
	gene_ratios double precision[], gene_ratios_lower double precision[], gene_ratios_upper double precision[], gene_lod95s double precision[], copies double precision[],
	title text = NULL) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE COST 10000 AS 'MODULE_PATHNAME', 'alkres_plot_copy_number';
COMMENT ON FUNCTION alkres.plot_copy_number(text[], double precision[], double precision[], double precision[], text[], text[], double precision[], double precision[], double precision[], double precision[], double precision[], text) IS
	'a library''s targets along their genes as an SVG document: log2 ratios with limits over the normals'' spread, of each gene the ratio, its limits and what would have been found; the store''s plot_copy_number(sample) collects its values';
