-- What a library shows of its targets is counted once, at its import: a panel has hundreds of blocks.
ALTER TABLE library
	ADD COLUMN targets region[],
	ADD COLUMN target_counts bigint[];
COMMENT ON COLUMN library.targets IS 'the targets that target_counts is of: those of its run''s design when it was imported; NULL where an older version did, or the design was not known';
COMMENT ON COLUMN library.target_counts IS 'what it shows of each: alkres.target_counts_agg over its blocks; of other targets it is counted when it is asked';
