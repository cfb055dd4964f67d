-- What DuckDB is given: every observation with what is known of its draw, a row each.  psql -v file=... -f answers_duckdb.sql
\o :file
COPY (
	SELECT o.patient_id, o.sample_id, p.external_id AS patient, s.external_id AS sample, d.drawn_on, d.material, d.line, d.drugs[1] AS drug, d.day, d.days_to_progression,
		d.days_since_progression, o.mutation::text AS mutation, CASE WHEN level(parent(parent(o.mutation))) = 'structural_region' THEN parent(parent(o.mutation))::text END AS region,
		mechanism(o.mutation, p.driver) AS mechanism, contig(o.variant) AS chrom, start_position(o.variant) AS pos, ref(o.variant) AS ref, alt(o.variant) AS alt,
		o.method, o.state, o.fraction, o.fraction_lower, o.fraction_upper, o.lod95, o.is_marker
	FROM observation AS o JOIN patient AS p USING (patient_id) JOIN sample AS s USING (patient_id, sample_id) JOIN draw AS d USING (patient_id, sample_id)
) TO STDOUT (FORMAT csv, HEADER);
\o
