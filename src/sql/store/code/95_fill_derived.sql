-- Derived rows of stores that are older than they, or than the rules that they were made by.
DO $$
BEGIN
	PERFORM derive(ARRAY(SELECT p.patient_id FROM patient AS p WHERE p.role = 'patient' AND EXISTS (SELECT 1 FROM sample AS s WHERE s.patient_id = p.patient_id)
		AND NOT EXISTS (SELECT 1 FROM derivation AS d WHERE d.patient_id = p.patient_id AND d.rules = derived_rules())));
END
$$;
