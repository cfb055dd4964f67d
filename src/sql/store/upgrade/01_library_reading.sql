-- What an import found in the files of a library.
ALTER TABLE library
	ALTER COLUMN umi DROP NOT NULL,
	ALTER COLUMN umi DROP DEFAULT,
	ADD COLUMN umi_asked text,
	ADD COLUMN reads bigint CHECK (reads >= 0),
	ADD COLUMN mapped_reads bigint CHECK (mapped_reads BETWEEN 0 AND reads),
	ADD COLUMN aligned_bases bigint CHECK (aligned_bases >= 0),
	ADD COLUMN on_target_bases bigint CHECK (on_target_bases BETWEEN 0 AND aligned_bases);
-- Until now umi was what was asked.
UPDATE library SET umi_asked = umi, umi = CASE WHEN unit = 'read' THEN 'none' ELSE nullif(umi, 'auto') END;
COMMENT ON COLUMN library.umi IS 'how molecules were told apart, as found in its reads: RX, MI, name:<separator>, consensus, or none; NULL where an older version looked for it and did not say';
COMMENT ON COLUMN library.umi_asked IS 'what the import was asked to do: auto, or one of these';
COMMENT ON COLUMN library.reads IS 'records of its files, of every kind; NULL where an older version did not count';
COMMENT ON COLUMN library.mapped_reads IS 'of them, those aligned somewhere, secondary, supplementary and duplicate ones included';
COMMENT ON COLUMN library.aligned_bases IS 'reference bases under the mapped reads, everywhere';
COMMENT ON COLUMN library.on_target_bases IS 'of them, those on positions of the design: the on-target rate is on_target_bases / aligned_bases; NULL without a design';
