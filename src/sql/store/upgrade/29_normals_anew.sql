-- What a normal shows as stray molecules or as an artefact of one strand is not counted among its errors any more, and a repeat that slips in it is not
-- left out of its sums: both are made anew.
UPDATE background_block AS g SET background = s.background FROM (
	SELECT h.study_id, h.assembly, h.panel, b.contig, b.block, background_agg(b.pileup) AS background
	FROM background_library AS h JOIN pileup_block AS b USING (patient_id, library_id)
	GROUP BY h.study_id, h.assembly, h.panel, b.contig, b.block) AS s
WHERE (g.study_id, g.assembly, g.panel, g.contig, g.block) = (s.study_id, s.assembly, s.panel, s.contig, s.block);
UPDATE background_library AS h SET context_counts = c.counts FROM (
	SELECT k.patient_id, k.library_id, context_counts_agg(b.pileup) AS counts
	FROM background_library AS k JOIN pileup_block AS b USING (patient_id, library_id) GROUP BY k.patient_id, k.library_id) AS c
WHERE (h.patient_id, h.library_id) = (c.patient_id, c.library_id);
