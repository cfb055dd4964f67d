-- BRIN: lowest and highest value of a block range, for tables loaded in this order.
CREATE OPERATOR CLASS alkres.variant_minmax_ops DEFAULT FOR TYPE alkres.variant USING brin AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 pg_catalog.brin_minmax_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 pg_catalog.brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS alkres.variant_minmax_ops USING brin IS 'lowest and highest variant of a block range';
CREATE OPERATOR CLASS alkres.region_minmax_ops DEFAULT FOR TYPE alkres.region USING brin AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 pg_catalog.brin_minmax_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 pg_catalog.brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS alkres.region_minmax_ops USING brin IS 'lowest and highest region of a block range';
CREATE OPERATOR CLASS alkres.mutation_minmax_ops DEFAULT FOR TYPE alkres.mutation USING brin AS
	OPERATOR 1 alkres.<, OPERATOR 2 alkres.<=, OPERATOR 3 alkres.=, OPERATOR 4 alkres.>=, OPERATOR 5 alkres.>,
	FUNCTION 1 pg_catalog.brin_minmax_opcinfo(internal),
	FUNCTION 2 pg_catalog.brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 pg_catalog.brin_minmax_consistent(internal, internal, internal),
	FUNCTION 4 pg_catalog.brin_minmax_union(internal, internal, internal);
COMMENT ON OPERATOR CLASS alkres.mutation_minmax_ops USING brin IS 'lowest and highest mutation of a block range';
