-- Assemblies and contigs by their canonical names: older versions kept some as they were given.
UPDATE run SET assembly = canonical_assembly(assembly) WHERE assembly <> canonical_assembly(assembly);
UPDATE run SET design = ARRAY(SELECT r::text::region FROM unnest(design) WITH ORDINALITY AS d(r, n) ORDER BY n)
WHERE EXISTS (SELECT FROM unnest(design) AS r WHERE r <> r::text::region);
UPDATE library SET assembly = canonical_assembly(assembly) WHERE assembly <> canonical_assembly(assembly);
UPDATE pileup_block AS b SET assembly = i.assembly, contig = i.contig
FROM pileup_block AS p, LATERAL pileup_info(p.pileup) AS i
WHERE (b.patient_id, b.library_id, b.assembly, b.contig, b.block) = (p.patient_id, p.library_id, p.assembly, p.contig, p.block)
	AND (p.assembly <> canonical_assembly(p.assembly) OR p.contig ~* '^(NC_|CM|J01415)') AND (b.assembly, b.contig) <> (i.assembly, i.contig);
UPDATE site_prior SET variant = variant::text::variant WHERE variant <> variant::text::variant;
UPDATE patient SET marker = marker::text::variant WHERE marker <> marker::text::variant;
UPDATE observation SET variant = variant::text::variant WHERE variant <> variant::text::variant;
-- The background of a panel under several names of its assembly, or of a contig, becomes one.
UPDATE background_library SET assembly = canonical_assembly(assembly) WHERE assembly <> canonical_assembly(assembly);
DO $$
DECLARE
	other record;
BEGIN
	FOR other IN DELETE FROM background_block WHERE assembly <> canonical_assembly(assembly) OR contig ~* '^(NC_|CM|J01415)'
		RETURNING study_id, canonical_assembly(assembly) AS assembly, panel, contig, block, background LOOP
		INSERT INTO background_block AS g (study_id, assembly, panel, contig, block, background)
		VALUES (other.study_id, other.assembly, other.panel, contig(region(other.assembly, other.contig, 1, 1)), other.block, other.background)
		ON CONFLICT (study_id, assembly, panel, contig, block) DO UPDATE SET background = g.background + EXCLUDED.background;
	END LOOP;
END
$$;
