-- A library whose file was read in part, by an index, is known by what tells it from others without reading all of it.
ALTER TABLE library ADD COLUMN file_identity text, ALTER COLUMN file_digest DROP NOT NULL;
COMMENT ON COLUMN library.file_identity IS 'what tells that file from others: file_identity; the same file again is not a second copy. NULL where an older version imported it';
COMMENT ON COLUMN library.file_digest IS 'SHA-256 of that file; NULL when only a part of it was read, by an index';
