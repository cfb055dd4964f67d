CREATE OR REPLACE VIEW library_stats WITH (security_invoker = true) AS
SELECT s.patient_id, s.library_id, l.name AS library, l.role, s.positions,
	s.read_bases_on_target / nullif(s.positions, 0)::float8 AS raw_depth,
	s.molecule_bases_on_target / nullif(s.positions, 0)::float8 AS molecule_depth,
	s.read_bases_on_target / nullif(s.molecule_bases_on_target, 0)::float8 AS reads_per_molecule,
	100.0::float8 * l.on_target_bases / nullif(l.aligned_bases, 0) AS on_target_percent,
	s.fragments / nullif(s.molecules, 0)::float8 AS mean_family_size,
	100.0::float8 * s.large_families / nullif(s.molecules, 0) AS large_family_percent,
	100.0::float8 * s.duplexes / nullif(s.molecules, 0) AS duplex_percent,
	100.0::float8 * s.duplex_bases / nullif(s.molecule_bases, 0) AS duplex_base_percent,
	100.0::float8 * s.discordant_bases / nullif(s.molecule_bases + s.discordant_bases, 0) AS discordant_percent,
	100.0::float8 * s.short_fragments / nullif(s.known_lengths, 0) AS short_fragment_percent,
	s.reference_length / nullif(s.reference_known_lengths, 0)::float8 AS mean_length,
	s.reference_mapq / nullif(s.reference_bases, 0)::float8 AS mean_mapq,
	l.umi, 100.0::float8 * l.mapped_reads / nullif(l.reads, 0) AS mapped_percent
FROM (
	SELECT b.patient_id, b.library_id, sum(p.positions) AS positions,
		sum(p.read_bases_on_target) AS read_bases_on_target, sum(p.molecule_bases) AS molecule_bases,
		sum(p.molecule_bases_on_target) AS molecule_bases_on_target, sum(p.molecules) AS molecules, sum(p.fragments) AS fragments,
		sum(p.large_families) AS large_families, sum(p.duplexes) AS duplexes, sum(p.duplex_bases) AS duplex_bases,
		sum(p.discordant_bases) AS discordant_bases, sum(p.short_fragments) AS short_fragments, sum(p.known_lengths) AS known_lengths,
		sum(p.reference_length) AS reference_length, sum(p.reference_known_lengths) AS reference_known_lengths,
		sum(p.reference_mapq) AS reference_mapq, sum(p.reference_bases) AS reference_bases
	FROM pileup_block AS b, LATERAL pileup_stats(b.pileup) AS p
	GROUP BY b.patient_id, b.library_id) AS s
	JOIN library AS l USING (patient_id, library_id);
COMMENT ON VIEW library_stats IS 'how a library was made: depth, families, duplexes and fragments, summed over its pileups';
COMMENT ON COLUMN library_stats.patient_id IS 'key of the patient';
COMMENT ON COLUMN library_stats.library_id IS 'key of the library';
COMMENT ON COLUMN library_stats.library IS 'name of the library';
COMMENT ON COLUMN library_stats.role IS 'sample, or which control it is';
COMMENT ON COLUMN library_stats.positions IS 'positions of the design; without a design, those with reads';
COMMENT ON COLUMN library_stats.raw_depth IS 'mean reads over these positions';
COMMENT ON COLUMN library_stats.molecule_depth IS 'mean molecules over these positions';
COMMENT ON COLUMN library_stats.reads_per_molecule IS 'reads that cover one of these positions for each molecule counted there';
COMMENT ON COLUMN library_stats.on_target_percent IS 'on-target rate: of all bases aligned, of every mapped read anywhere, those on positions of the design, percent; NULL without a design, or where an older version imported the library';
COMMENT ON COLUMN library_stats.mean_family_size IS 'mean fragments of a molecule; more than 32 count as 32; NULL when families are not known';
COMMENT ON COLUMN library_stats.large_family_percent IS 'molecules of three fragments and more, percent';
COMMENT ON COLUMN library_stats.duplex_percent IS 'molecules with fragments of both strands, percent';
COMMENT ON COLUMN library_stats.duplex_base_percent IS 'counted bases on which both strands of the molecule agree, percent';
COMMENT ON COLUMN library_stats.discordant_percent IS 'bases on which mates, fragments or strands of a molecule disagree, percent';
COMMENT ON COLUMN library_stats.short_fragment_percent IS 'fragments of 91 to 150 bases, of those of known length, percent: tumour DNA is enriched there';
COMMENT ON COLUMN library_stats.mean_length IS 'mean fragment length over the reference bases counted';
COMMENT ON COLUMN library_stats.mean_mapq IS 'mean mapping quality over the reference bases counted';
COMMENT ON COLUMN library_stats.umi IS 'how molecules were told apart: RX, MI, tag:<two letters>, name:<separator>, consensus, or none';
COMMENT ON COLUMN library_stats.mapped_percent IS 'reads that are aligned somewhere, percent';

CREATE OR REPLACE VIEW library_errors WITH (security_invoker = true) AS
SELECT e.patient_id, e.library_id, l.name AS library, e.class, e.substitution, e.context, e.errors, e.molecules,
	1000000.0::float8 * e.errors / nullif(e.molecules, 0) AS errors_per_million,
	1000000.0::float8 * e.pyrimidine_errors / nullif(e.pyrimidine_molecules, 0) AS pyrimidine_per_million,
	1000000.0::float8 * e.purine_errors / nullif(e.purine_molecules, 0) AS purine_per_million
FROM (
	SELECT b.patient_id, b.library_id, x.class, x.substitution, x.context,
		sum(x.pyrimidine_errors + x.purine_errors + x.unknown_errors)::bigint AS errors,
		sum(x.pyrimidine_molecules + x.purine_molecules + x.unknown_molecules)::bigint AS molecules,
		sum(x.pyrimidine_errors) AS pyrimidine_errors, sum(x.pyrimidine_molecules) AS pyrimidine_molecules,
		sum(x.purine_errors) AS purine_errors, sum(x.purine_molecules) AS purine_molecules
	FROM pileup_block AS b, LATERAL error_contexts(b.pileup) AS x
	GROUP BY b.patient_id, b.library_id, x.class, x.substitution, x.context) AS e
	JOIN library AS l USING (patient_id, library_id);
COMMENT ON VIEW library_errors IS 'substitutions that less than 5 % of the molecules of their position have, by class, change and neighbours: what a library''s chemistry and reading get wrong';
COMMENT ON COLUMN library_errors.patient_id IS 'key of the patient';
COMMENT ON COLUMN library_errors.library_id IS 'key of the library';
COMMENT ON COLUMN library_errors.library IS 'name of the library';
COMMENT ON COLUMN library_errors.class IS 'how the molecule was seen: single, mates, simplex, large_simplex, duplex';
COMMENT ON COLUMN library_errors.substitution IS 'change of the pyrimidine of the base pair: C>A, C>G, C>T, T>A, T>C, T>G';
COMMENT ON COLUMN library_errors.context IS 'the pyrimidine between its neighbours, on its strand';
COMMENT ON COLUMN library_errors.errors IS 'molecules with the change';
COMMENT ON COLUMN library_errors.molecules IS 'molecules that could have it';
COMMENT ON COLUMN library_errors.errors_per_million IS 'errors in a million molecules';
COMMENT ON COLUMN library_errors.pyrimidine_per_million IS 'the same of molecules whose strand of origin has the pyrimidine: deamination of C shows as C>T here';
COMMENT ON COLUMN library_errors.purine_per_million IS 'the same of molecules whose strand of origin has the purine: oxidation of G shows as C>A here';
