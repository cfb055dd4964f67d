-- Where a panel has no normals, the libraries of other patients in the run stand in for them.
CREATE OR REPLACE VIEW stand_in WITH (security_invoker = true) AS
SELECT l.run_id, l.assembly, s.material, l.patient_id, min(l.library_id) AS library_id
FROM library AS l JOIN run AS r USING (run_id) JOIN sample AS s USING (patient_id, sample_id)
WHERE l.role = 'sample' AND l.unit = 'molecule' AND l.withdrawn IS NULL AND r.withdrawn IS NULL
	AND EXISTS (SELECT 1 FROM pileup_block AS b WHERE b.patient_id = l.patient_id AND b.library_id = l.library_id)
GROUP BY l.run_id, l.assembly, s.material, l.patient_id;
COMMENT ON VIEW stand_in IS 'the libraries that can stand in for normals in their run: of each patient, and material, the first sample''s that is counted in molecules, has blocks and is not withdrawn';
COMMENT ON COLUMN stand_in.run_id IS 'the run';
COMMENT ON COLUMN stand_in.assembly IS 'reference assembly';
COMMENT ON COLUMN stand_in.material IS 'material of the sample: what is called is compared with its like';
COMMENT ON COLUMN stand_in.patient_id IS 'the patient';
COMMENT ON COLUMN stand_in.library_id IS 'the library';

CREATE OR REPLACE FUNCTION least_other_libraries() RETURNS integer
	LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT 4;
END;
COMMENT ON FUNCTION least_other_libraries() IS 'so many other patients at the least stand in for normals, in a run and at each of its blocks';

CREATE OR REPLACE FUNCTION other_libraries(libraries bigint[], OUT patient_id bigint, OUT library_id bigint, OUT others bigint[], OUT together bigint[])
	RETURNS SETOF record LANGUAGE sql STABLE PARALLEL SAFE ROWS 100
BEGIN ATOMIC
	SELECT l.patient_id, l.library_id, array_agg(k.library_id ORDER BY k.library_id) FILTER (WHERE k.patient_id <> l.patient_id), array_agg(k.library_id ORDER BY k.library_id)
	FROM library AS l JOIN run AS r USING (run_id) JOIN sample AS s USING (patient_id, sample_id)
		JOIN stand_in AS k ON (k.run_id, k.assembly, k.material) = (l.run_id, l.assembly, s.material)
	WHERE l.library_id = ANY (other_libraries.libraries) AND NOT EXISTS (SELECT 1 FROM background_library AS h
		WHERE (h.study_id, h.assembly, h.panel) = (r.study_id, l.assembly, r.panel) AND h.library_id <> l.library_id)
	GROUP BY l.patient_id, l.library_id HAVING count(*) FILTER (WHERE k.patient_id <> l.patient_id) >= least_other_libraries();
END;
COMMENT ON FUNCTION other_libraries(bigint[]) IS 'the libraries of other patients that stand in for normals, of each of these libraries: one a patient in the same run, of the same assembly and material; together: with the patient''s own, which is taken from their sums; no row where the panel has normals, or where there are too few (least_other_libraries)';

CREATE OR REPLACE FUNCTION other_background(libraries bigint[], contigs text[], blocks integer[]) RETURNS background[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT array_agg(o.background ORDER BY k.number)
	FROM unnest(other_background.contigs, other_background.blocks) WITH ORDINALITY AS k(contig, block, number) LEFT JOIN (
		SELECT b.contig, b.block, as_other_libraries(background_agg(b.pileup)) AS background
		FROM library AS l JOIN pileup_block AS b USING (patient_id, library_id)
		WHERE l.library_id = ANY (other_background.libraries)
			AND (b.contig, b.block) IN (SELECT p.contig, p.block FROM unnest(other_background.contigs, other_background.blocks) AS p(contig, block))
		GROUP BY b.contig, b.block) AS o USING (contig, block);
END;
COMMENT ON FUNCTION other_background(bigint[], text[], integer[]) IS 'sums over libraries that stand in for normals, one for each of these blocks; NULL where none of them has it';
