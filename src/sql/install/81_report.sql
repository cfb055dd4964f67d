-- Reports from elsewhere: what they say of a mutation, by the filters of what they name, and by their panel of what they do not name.
CREATE FUNCTION alkres.reported_state(filters text[]) RETURNS text
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_state_of_filters';
COMMENT ON FUNCTION alkres.reported_state(text[]) IS 'state of a call of another program by the filters that it failed: detected without one (NULL too), germline_or_chip where one says so, else indeterminate';

CREATE FUNCTION alkres.from_white_cells(fraction float8, white_fraction float8) RETURNS boolean
	LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_of_white_cells';
COMMENT ON FUNCTION alkres.from_white_cells(float8, float8) IS 'is an allele that white cells carry theirs in plasma, too: from a quarter of plasma''s fraction on; less is tumour DNA that came along with the cells';

CREATE FUNCTION alkres.panel_silence(mutation alkres.mutation, targets alkres.mutation[], limits float8[], panel_limit float8 = NULL, covered boolean = true,
	target_vaf float8 = 0.005, OUT state text, OUT lod95 float8, OUT reason text)
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_silence';
COMMENT ON FUNCTION alkres.panel_silence(alkres.mutation, alkres.mutation[], float8[], float8, boolean, float8) IS
	'what it means that a report does not name a mutation: not_in_panel where none of the targets (NULL: the design alone decides) looks for it, absent down to the limit of the narrowest (else the panel''s), not_evaluable where that is unknown or above target_vaf; a gene as target stands for small changes only, its fusion or copy number are targets of their own; covered: does the design hold all its listed changes?';

CREATE FUNCTION alkres.read_alterations(gene text, alterations text) RETURNS TABLE (number integer, words text, mutation alkres.mutation, partner text, reason text)
	LANGUAGE c IMMUTABLE PARALLEL SAFE ROWS 2 COST 100 AS 'MODULE_PATHNAME', 'alkres_read_alterations';
COMMENT ON FUNCTION alkres.read_alterations(text, text) IS
	'what a laboratory writes of a gene, "I1171N, D1203N", "EML4-ALK Fusion", "Splice Site SNV", as mutations, one a row, with the partner of a fusion; what is no single mutation has a reason instead';

CREATE FUNCTION alkres.call_agreement(reported_state text, reported_fraction float8, reported_limit float8, reported_otherwise boolean, called_state text, called_fraction float8,
	called_lod95 float8, called_otherwise boolean, OUT agreement text, OUT reason text)
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_call_agreement';
COMMENT ON FUNCTION alkres.call_agreement(text, float8, float8, boolean, text, float8, float8, boolean) IS
	'a report''s word on an allele beside our own: both, reported_only, called_only or neither detects it, and why one does not: filtered, below_limit, limit_unknown, not_covered, not_in_panel, excluded, fraction_unknown; other_representation where one has the change written otherwise';

CREATE FUNCTION alkres.same_change(variant alkres.variant, mutation alkres.mutation, other alkres.variant, other_mutation alkres.mutation) RETURNS boolean
	LANGUAGE c IMMUTABLE PARALLEL SAFE AS 'MODULE_PATHNAME', 'alkres_same_change_of';
COMMENT ON FUNCTION alkres.same_change(alkres.variant, alkres.mutation, alkres.variant, alkres.mutation) IS
	'may two variants be one change written in two ways? they make the same change of a residue near each other, or one is a part of the other: bases of a larger replacement';
