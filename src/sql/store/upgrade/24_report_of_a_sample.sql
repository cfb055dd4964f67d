-- The report of a sample tells molecules and pre-analytics as well; a function cannot be given more columns in place.
DROP FUNCTION IF EXISTS sample_report(text, text);
