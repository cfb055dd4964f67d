-- What a normal shows as stray molecules or as an artefact of one strand is not counted among its errors any more: they are counted anew.
UPDATE background_library AS h SET context_counts = c.counts FROM (
	SELECT k.patient_id, k.library_id, context_counts_agg(b.pileup) AS counts
	FROM background_library AS k JOIN pileup_block AS b USING (patient_id, library_id) GROUP BY k.patient_id, k.library_id) AS c
WHERE (h.patient_id, h.library_id) = (c.patient_id, c.library_id);
