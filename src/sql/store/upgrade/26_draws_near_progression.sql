-- What plasma shows at progression is asked of everybody: all that the answers read of a draw lies here, of few draws and in the order of patients, which
-- is how they are counted.  Twice the usual days from a progression; who asks for more reads draw.
CREATE INDEX draw_near_progression ON draw (study_id, patient_id, sample_id)
	INCLUDE (drawn_on, line, days_to_progression, days_since_progression, tumour_dna_seen, truncal_seen, on_target, off_target, driver_evaluable, drugs, marker_state,
		first_detected, last_detected, first_looked_for, last_looked_for, gaps)
	WHERE material = 'plasma' AND (days_to_progression <= 60 OR days_since_progression <= 60);
