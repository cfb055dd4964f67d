-- What a trajectory says of a sample and of the patient stands beside it: planning joins of seven tables took longer than the answer.
ALTER TABLE draw ADD COLUMN external_id text;
COMMENT ON COLUMN draw.external_id IS 'the study''s identifier of the sample';
ALTER TABLE sample_mutation ADD COLUMN ever_detected boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN sample_mutation.ever_detected IS 'is the mutation detected in any plasma of the patient, by any method?';
COMMENT ON COLUMN draw.tumour_dna_seen IS 'was tumour DNA seen, by anything? NULL where nothing was looked for, and of white cells; for a class asked about see alkres.tumour_dna_seen';
COMMENT ON COLUMN draw.truncal_seen IS 'was the patient''s marker or the driver''s fusion seen? They are evidence for every class and members of none; NULL where neither was looked for, and of white cells';
COMMENT ON COLUMN draw.highest_fraction IS 'highest allele fraction of what shows tumour DNA, the marker included, 0 to 1; 0 where it was looked for and not seen; NULL of white cells';

-- Functions of before that answer in other columns, or are called otherwise: code replaces only what answers in the same.
DROP FUNCTION IF EXISTS lock_derived(bigint[], integer);
DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_proc AS p WHERE p.oid = to_regprocedure('cooccurrence(mutation, text, float8)') AND 'patients_cis' <> ALL (p.proargnames)) THEN
		DROP FUNCTION cooccurrence(mutation, text, float8);
	END IF;
	IF EXISTS (SELECT FROM pg_proc AS p WHERE p.oid = to_regprocedure('count_carriers(mutation, text, text, integer, bigint, integer, integer, text, boolean)')
			AND 'patients_asked' <> ALL (p.proargnames)) THEN
		DROP FUNCTION count_carriers(mutation, text, text, integer, bigint, integer, integer, text, boolean);
	END IF;
	IF to_regprocedure('why_no_frequency(bigint, bigint, bigint)') IS NOT NULL THEN
		DROP VIEW IF EXISTS mutation_frequency;
		DROP FUNCTION why_no_frequency(bigint, bigint, bigint);
	END IF;
END
$$;
