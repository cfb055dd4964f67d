-- What sources say of an inhibitor and several mutations: no compound is judged by its parts.
SET search_path = public, alkres;
SELECT f.*, r.* FROM (VALUES (NULL, NULL, '{sensitive}'::text[]), (NULL, 'resistant', '{conflict}'), ('unknown', NULL, '{NULL}'), ('cis', 'sensitive', '{resistant,sensitive}'), ('cis', NULL, '{sensitive,sensitive}'),
	('trans', 'sensitive', '{sensitive,resistant}'), ('trans', NULL, '{sensitive,sensitive}'), ('unknown', NULL, '{sensitive,sensitive}'), ('unknown', 'resistant', '{sensitive,sensitive}'), (NULL, 'resistant', '{resistant,intermediate}'),
	('unknown', 'conflict', '{NULL,resistant,conflict}')) AS f(phase, together, singles), LATERAL resistance_reading(phase, together, singles) AS r;
SELECT resistance_reading('cis', NULL, '{}') IS NULL AS none, resistance_reading('cis', NULL, NULL) IS NULL AS none;
SELECT resistance_reading('both', NULL, '{sensitive}');
SELECT resistance_reading('cis', 'good', '{sensitive}');
SELECT resistance_reading('cis', NULL, '{sensitive,S}');
SELECT resistance_reading('cis', NULL, '{{sensitive}}');
