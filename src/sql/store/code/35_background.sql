CREATE OR REPLACE VIEW normal_in_use WITH (security_invoker = true) AS
SELECT r.study_id, l.assembly, r.panel, l.patient_id, l.library_id
FROM library AS l JOIN run AS r USING (run_id)
WHERE l.role = 'normal' AND l.unit = 'molecule' AND l.withdrawn IS NULL
	AND EXISTS (SELECT 1 FROM pileup_block AS b WHERE b.patient_id = l.patient_id AND b.library_id = l.library_id);
COMMENT ON VIEW normal_in_use IS 'the libraries that are to be in a background, and in which: normals counted in molecules, with blocks, not withdrawn';
COMMENT ON COLUMN normal_in_use.study_id IS 'study of the background';
COMMENT ON COLUMN normal_in_use.assembly IS 'reference assembly of the background';
COMMENT ON COLUMN normal_in_use.panel IS 'panel of the background';
COMMENT ON COLUMN normal_in_use.patient_id IS 'the patient';
COMMENT ON COLUMN normal_in_use.library_id IS 'the library';

CREATE OR REPLACE FUNCTION library_targets(patient_id bigint, library_id bigint) RETURNS region[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT CASE WHEN NOT EXISTS (SELECT 1 FROM unnest(r.design) AS d WHERE alkres.assembly(d) <> l.assembly) THEN panel_targets(r.design) END
	FROM library AS l JOIN run AS r ON r.run_id = l.run_id
	WHERE l.patient_id = library_targets.patient_id AND l.library_id = library_targets.library_id;
END;
COMMENT ON FUNCTION library_targets(bigint, bigint) IS 'the targets of a library''s panel that tell copies: alkres.panel_targets of its run''s design; NULL where that is not known, or of another assembly';

CREATE OR REPLACE FUNCTION library_target_counts(patient_id bigint, library_id bigint, targets region[]) RETURNS bigint[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT target_counts_agg(b.pileup, library_target_counts.targets) FROM pileup_block AS b
	WHERE b.patient_id = library_target_counts.patient_id AND b.library_id = library_target_counts.library_id;
END;
COMMENT ON FUNCTION library_target_counts(bigint, bigint, region[]) IS 'what a library shows of targets: alkres.target_counts_agg over its blocks; NULL without blocks';

CREATE OR REPLACE FUNCTION settle_background(patient_id bigint, library_id bigint, leave boolean = false) RETURNS void
	LANGUAGE plpgsql VOLATILE SET search_path FROM CURRENT
AS $$
#variable_conflict use_column
DECLARE
	held background_library;
	wanted record;
	locked bigint[] := '{}';
	studies bigint[];
	wanted_targets region[];
BEGIN
	-- Its studies, until those that are locked are its studies.
	LOOP
		studies := ARRAY(
			SELECT r.study_id FROM library AS l JOIN run AS r USING (run_id)
			WHERE l.patient_id = settle_background.patient_id AND l.library_id = settle_background.library_id
			UNION
			SELECT h.study_id FROM background_library AS h
			WHERE h.patient_id = settle_background.patient_id AND h.library_id = settle_background.library_id ORDER BY 1);
		EXIT WHEN studies <@ locked;
		PERFORM lock_background(s) FROM unnest(studies) AS s;
		locked := locked || studies;
	END LOOP;
	wanted_targets := library_targets(settle_background.patient_id, settle_background.library_id);
	SELECT n.study_id, n.assembly, n.panel INTO wanted FROM normal_in_use AS n
	WHERE n.patient_id = settle_background.patient_id AND n.library_id = settle_background.library_id AND NOT settle_background.leave;
	SELECT h.* INTO held FROM background_library AS h
	WHERE h.patient_id = settle_background.patient_id AND h.library_id = settle_background.library_id;
	IF (held.study_id, held.assembly, held.panel) IS NOT DISTINCT FROM (wanted.study_id, wanted.assembly, wanted.panel) THEN
		-- The same sums, but perhaps of other targets.
		IF held.library_id IS NOT NULL AND held.targets IS DISTINCT FROM wanted_targets THEN
			UPDATE background_library AS h SET targets = wanted_targets, target_counts = library_target_counts(h.patient_id, h.library_id, wanted_targets)
			WHERE h.patient_id = held.patient_id AND h.library_id = held.library_id;
		END IF;
		RETURN;
	END IF;
	IF held.library_id IS NOT NULL THEN
		DELETE FROM background_block AS g USING pileup_block AS b
		WHERE b.patient_id = held.patient_id AND b.library_id = held.library_id AND libraries(g.background) = 1
			AND (g.study_id, g.assembly, g.panel, g.contig, g.block) = (held.study_id, held.assembly, held.panel, b.contig, b.block);
		UPDATE background_block AS g SET background = g.background - b.pileup FROM pileup_block AS b
		WHERE b.patient_id = held.patient_id AND b.library_id = held.library_id
			AND (g.study_id, g.assembly, g.panel, g.contig, g.block) = (held.study_id, held.assembly, held.panel, b.contig, b.block);
		DELETE FROM background_library AS h WHERE h.patient_id = held.patient_id AND h.library_id = held.library_id;
	END IF;
	IF wanted.study_id IS NOT NULL THEN
		INSERT INTO background_block (study_id, assembly, panel, contig, block, background)
		SELECT wanted.study_id, wanted.assembly, wanted.panel, b.contig, b.block, background_agg(b.pileup) FROM pileup_block AS b
		WHERE b.patient_id = settle_background.patient_id AND b.library_id = settle_background.library_id
		GROUP BY b.contig, b.block
		ON CONFLICT (study_id, assembly, panel, contig, block) DO UPDATE SET background = background_block.background + EXCLUDED.background;
		INSERT INTO background_library (patient_id, library_id, study_id, assembly, panel, context_counts, targets, target_counts)
		SELECT settle_background.patient_id, settle_background.library_id, wanted.study_id, wanted.assembly, wanted.panel, context_counts_agg(b.pileup),
			wanted_targets, target_counts_agg(b.pileup, wanted_targets)
		FROM pileup_block AS b WHERE b.patient_id = settle_background.patient_id AND b.library_id = settle_background.library_id;
	END IF;
END
$$;
COMMENT ON FUNCTION settle_background(bigint, bigint, boolean) IS 'let a library be in the background of its panel exactly when it is a normal in use: one addition or one subtraction a block; leave takes it out before it is deleted';

CREATE OR REPLACE FUNCTION settle_background_of_library() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		PERFORM settle_background(OLD.patient_id, OLD.library_id, true);
		RETURN OLD;
	END IF;
	PERFORM settle_background(NEW.patient_id, NEW.library_id);
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION settle_background_of_library() IS 'trigger of library: settle_background()';
CREATE OR REPLACE TRIGGER library_background_lock BEFORE UPDATE OF role, unit, withdrawn, run_id OR DELETE ON library
	FOR EACH STATEMENT EXECUTE FUNCTION lock_background_of_all();
CREATE OR REPLACE TRIGGER library_background AFTER UPDATE OF role, unit, withdrawn, run_id ON library
	FOR EACH ROW WHEN (OLD.role = 'normal' OR NEW.role = 'normal') EXECUTE FUNCTION settle_background_of_library();
CREATE OR REPLACE TRIGGER library_background_leave BEFORE DELETE ON library
	FOR EACH ROW WHEN (OLD.role = 'normal') EXECUTE FUNCTION settle_background_of_library();

CREATE OR REPLACE FUNCTION settle_background_of_run() RETURNS trigger
	LANGUAGE plpgsql SET search_path FROM CURRENT
AS $$
BEGIN
	PERFORM settle_background(l.patient_id, l.library_id) FROM library AS l WHERE l.run_id = NEW.run_id AND l.role = 'normal';
	RETURN NULL;
END
$$;
COMMENT ON FUNCTION settle_background_of_run() IS 'trigger of run: settle_background() of its normals';
CREATE OR REPLACE TRIGGER run_background_lock BEFORE UPDATE OF panel, study_id, design ON run
	FOR EACH STATEMENT EXECUTE FUNCTION lock_background_of_all();
CREATE OR REPLACE TRIGGER run_background AFTER UPDATE OF panel, study_id, design ON run
	FOR EACH ROW EXECUTE FUNCTION settle_background_of_run();

CREATE OR REPLACE FUNCTION panel_counts(study_id bigint, assembly text, panel text) RETURNS bigint[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT context_counts_agg(h.context_counts) FROM background_library AS h
	WHERE (h.study_id, h.assembly, h.panel) = (panel_counts.study_id, panel_counts.assembly, panel_counts.panel);
END;
COMMENT ON FUNCTION panel_counts(bigint, text, text) IS 'context counts of all normals of a panel; NULL when there are none';

CREATE OR REPLACE FUNCTION panel_normals(study_id bigint, assembly text, panel text, targets region[], without_library bigint = NULL) RETURNS bigint[]
	LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
	SELECT target_normals_agg(panel_normals.targets, h.targets, h.target_counts) FROM background_library AS h
	WHERE (h.study_id, h.assembly, h.panel) = (panel_normals.study_id, panel_normals.assembly, panel_normals.panel) AND h.library_id IS DISTINCT FROM panel_normals.without_library;
END;
COMMENT ON FUNCTION panel_normals(bigint, text, text, region[], bigint) IS 'sums over the normals of a panel of what they show of targets, without one of them; NULL when there are none';

CREATE OR REPLACE VIEW called_block WITH (security_invoker = true) AS
SELECT b.patient_id, b.library_id, b.assembly, b.contig, b.block, b.pileup,
	-- A normal is not its own background.
	CASE WHEN h.library_id IS NULL THEN g.background WHEN libraries(g.background) > 1 THEN g.background - b.pileup END AS background
FROM pileup_block AS b
	JOIN library AS l USING (patient_id, library_id)
	JOIN run AS r USING (run_id)
	LEFT JOIN background_library AS h USING (patient_id, library_id)
	LEFT JOIN background_block AS g ON (g.study_id, g.assembly, g.panel, g.contig, g.block) = (r.study_id, b.assembly, r.panel, b.contig, b.block);
COMMENT ON VIEW called_block IS 'pileup_block with the background that its panel''s normals give it';
COMMENT ON COLUMN called_block.patient_id IS 'the patient';
COMMENT ON COLUMN called_block.library_id IS 'the library';
COMMENT ON COLUMN called_block.assembly IS 'reference assembly';
COMMENT ON COLUMN called_block.contig IS 'contig, chr2';
COMMENT ON COLUMN called_block.block IS 'block number: (1-based position - 1) / 256';
COMMENT ON COLUMN called_block.pileup IS 'counts of molecules, and the molecules that differ from the reference';
COMMENT ON COLUMN called_block.background IS 'what the panel''s normals show there, without this library; NULL when there are none';
