-- one place for what is expected before looking
SELECT name, alkres.prior(name) FROM unnest('{default,listed,hotspot,patient,polymorphism,tumour}'::text[]) WITH ORDINALITY AS u(name, n) ORDER BY n;
SELECT alkres.prior(NULL) IS NULL AS nothing;
SELECT alkres.prior('Listed');
-- the default of a signature is the same number
SELECT p.proname, m[1] AS argument, m[2] AS "default" FROM pg_proc AS p,
	LATERAL regexp_match(pg_get_function_arguments(p.oid), '(\w*prior) double precision DEFAULT ([^,]+)') AS m
WHERE p.pronamespace = 'alkres'::regnamespace AND m IS NOT NULL ORDER BY 1;
SELECT alkres.min_detectable_fraction_of_molecules(3000) = alkres.min_detectable_fraction_of_molecules(3000, 'mates', 1e-3) AS same;
-- the one list of states
SELECT alkres.states();
