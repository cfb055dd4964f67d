-- Copies of genes: what each normal shows of its targets, and what is said of them in observations.
ALTER TABLE background_library
	ADD COLUMN targets region[],
	ADD COLUMN target_counts bigint[],
	ADD CONSTRAINT background_library_targets_check CHECK ((targets IS NULL) = (target_counts IS NULL));
COMMENT ON COLUMN background_library.targets IS 'the targets of its run''s design then: alkres.panel_targets(design); NULL where the design is not known';
COMMENT ON COLUMN background_library.target_counts IS 'what it shows of each: alkres.target_counts_agg over its blocks';
UPDATE background_library AS h SET targets = c.targets, target_counts = c.counts FROM (
	SELECT k.patient_id, k.library_id, t.targets, (SELECT target_counts_agg(b.pileup, t.targets) FROM pileup_block AS b WHERE b.patient_id = k.patient_id AND b.library_id = k.library_id) AS counts
	FROM background_library AS k JOIN library AS l USING (patient_id, library_id) JOIN run AS r USING (run_id) CROSS JOIN LATERAL panel_targets(r.design) AS t(targets)
	WHERE NOT EXISTS (SELECT 1 FROM unnest(r.design) AS d WHERE alkres.assembly(d) <> l.assembly)) AS c
WHERE (h.patient_id, h.library_id) = (c.patient_id, c.library_id) AND c.targets IS NOT NULL AND c.counts IS NOT NULL;

ALTER TABLE observation
	ADD COLUMN copy_number_lower float8 CHECK (copy_number_lower >= 0),
	ADD COLUMN copy_number_upper float8 CHECK (copy_number_upper >= 0),
	ADD COLUMN copy_number_lod95 float8 CHECK (copy_number_lod95 >= 0),
	ADD COLUMN tumour_fraction float8 CHECK (tumour_fraction > 0 AND tumour_fraction <= 1);
COMMENT ON COLUMN observation.fraction IS 'allele fraction, 0 to 1: of all molecules, poor bases included, so that in a negative it may lie above fraction_upper, which counts bases of Q30 and better; of a change of copies the share of the gene''s molecules that are of further copies, or that are missing';
COMMENT ON COLUMN observation.lod95 IS 'fraction that would have been detected with 95 % probability here; of a report the limit that its panel states';
COMMENT ON COLUMN observation.copy_number IS 'copies of the gene in the tumour: at tumour_fraction, or as a report says it';
COMMENT ON COLUMN observation.copy_number_lower IS 'its lower 95 % limit (sequencing)';
COMMENT ON COLUMN observation.copy_number_upper IS 'its upper 95 % limit: what a negative excludes (sequencing)';
COMMENT ON COLUMN observation.copy_number_lod95 IS 'copies in the tumour that would have been found with 95 % probability at tumour_fraction';
COMMENT ON COLUMN observation.tumour_fraction IS 'share of tumour DNA that copy_number stands on: store''s tumour_fraction() when it was called; NULL where no tumour DNA was seen';
