-- mutation: text forms and aliases, the hierarchy, errors, membership, order.
SET search_path = public, alkres;
SELECT text, text::alkres.mutation AS mutation FROM (VALUES
	('ALK'), ('alk'), ('ALK solvent_front'), ('ALK G1202'), ('ALK p.Gly1202'), ('ALK G1202R'), ('ALK:p.G1202R'), ('ALK p.(Gly1202Arg)'),
	('ALK 1151Tins'), ('ALK I1151Tins'), ('ALK T1151_L1152insT'), ('ALK p.Thr1151dup'), ('ALK G1202del'), ('ALK L1196L'), ('ALK L1196='),
	('ALK E1210*'), ('ALK p.Glu1210Ter'), ('ALK L1196fs'), ('ALK copy_number_gain'), ('ALK fusion'), ('MET amplification'),
	('MET exon14_skipping'), ('EGFR E746_A750del'), ('EGFR p.Glu746_Ala750del'), ('EGFR L747_P753delinsS'), ('EGFR V769_D770insASV'),
	('ROS1 G2032R'), ('TP53 R97Pfs*23'), ('KRAS G12'), ('ALK solvent_front~'), ('ALK~'), ('ALK G1202R~')) AS forms(text);
SELECT alkres.gene(m), alkres.structural_region(m), alkres.residue(m), alkres.level(m)
FROM unnest('{ALK,ALK dfg,ALK L1196,ALK L1196M,ALK fusion,KRAS G12C}'::alkres.mutation[]) AS m;

-- errors
SELECT ''::alkres.mutation;
SELECT 'ALK R1202G'::alkres.mutation;
SELECT 'ALK G9999R'::alkres.mutation;
SELECT 'ALK nonsense'::alkres.mutation;
SELECT 'MET solvent_front'::alkres.mutation;
SELECT 'ALK G1202R2'::alkres.mutation;
SELECT 'ALK p.'::alkres.mutation;
SELECT 'ALK G1202_A1200del'::alkres.mutation;

-- membership: a class is a prefix of its members, and a range of the order
SELECT m, m <@ 'ALK' AS alk, m <@ 'ALK solvent_front' AS solvent_front, m <@ 'ALK G1202' AS g1202, m <@ 'ALK G1202R' AS g1202r,
	m >= 'ALK solvent_front' AND m < 'ALK solvent_front~' AS in_range
FROM unnest('{ALK,ALK fusion,ALK gatekeeper,ALK L1196M,ALK solvent_front,ALK G1202,ALK G1202R,ALK G1202del,ALK S1206Y,ALK G1269A,ALKBH1 R5K,MET amplification}'::alkres.mutation[]) AS m
ORDER BY m;
SELECT 'ALK'::alkres.mutation @> 'ALK G1202R', NULL::alkres.mutation <@ 'ALK' IS NULL AS null_in_null_out;

-- every region's members are exactly the residues the table says
WITH residue AS (
	SELECT ('ALK ' || aa || n)::alkres.mutation AS m, n FROM (VALUES ('L',1196),('G',1202),('G',1269),('C',1156),('L',1152),('F',1174),('T',1151),('I',1171),('E',1210),('D',1203),('S',1206),('V',1180),('L',1198),('G',1128),('R',1275),('F',1245),('D',1270),('G',1123)) AS r(aa, n))
SELECT alkres.structural_region(m), array_agg(n ORDER BY n) FROM residue GROUP BY 1 ORDER BY 2;

-- binary form: canonical or refused
SELECT alkres.mutation_send('ALK G1202R');
SELECT count(*) FROM (SELECT ('ALK ' || alkres.structural_region(m))::alkres.mutation = m FROM unnest('{ALK dfg,ALK hinge}'::alkres.mutation[]) m) s;
SELECT amname, opcname, amvalidate(o.oid) FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
	JOIN pg_namespace n ON n.oid = opcnamespace WHERE nspname = 'alkres' AND opcname = 'mutation_ops' ORDER BY 1;
