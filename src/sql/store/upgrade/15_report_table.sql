-- What laboratories' tables say besides.
ALTER TABLE observation
	ADD COLUMN copy_number float8 CHECK (copy_number >= 0),
	ADD COLUMN partner text;
COMMENT ON COLUMN observation.copy_number IS 'copy number as a report says it';
COMMENT ON COLUMN observation.partner IS 'the other gene of a fusion as a report names it';
