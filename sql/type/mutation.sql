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
SELECT alkres_internal.mutation_send('ALK G1202R');
SELECT count(*) FROM (SELECT ('ALK ' || alkres.structural_region(m))::alkres.mutation = m FROM unnest('{ALK dfg,ALK hinge}'::alkres.mutation[]) m) s;
SELECT amname, opcname, amvalidate(o.oid) FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod
	JOIN pg_namespace n ON n.oid = opcnamespace WHERE nspname = 'alkres' AND opcname = 'mutation_ops' ORDER BY 1;

-- one name for one change: the protein of ALK is known, so ranges, insertions and repeats are brought to HGVS's name
SELECT text, text::alkres.mutation AS mutation FROM (VALUES
	('ALK T1151_L1152insT'), ('ALK K1150_T1151insT'), ('ALK p.Lys1150_Thr1151insThr'), ('ALK T1151_L1152dup'), ('ALK T1151_L1152insTL'),
	('ALK L1152_P1153insTL'), ('ALK G1201del'), ('ALK G1201_G1202del'), ('ALK G1202delinsR'), ('ALK G1202_D1203delinsRD'),
	('ALK G1202_D1203delinsG'), ('ALK G1202_D1203delinsGD'), ('ALK G1201_G1202insGK'), ('ALK G1202delins*'), ('ALK G1202_D1203delinsK*R'),
	('ALK T1151_L1152delinsTTL'), ('EGFR E746_A750del'), ('EGFR L858delinsR'), ('EGFR L858delinsX'), ('ALK G1202delinsX'), ('EGFR V769_D770insV'), ('ALK splice_site'), ('ALK T1151dup~')) AS forms(text);
-- what is no mutation says which part is at fault
SELECT 'ALK p.?'::alkres.mutation;
SELECT 'ALK G1202?'::alkres.mutation;
SELECT 'ALK G1202_D1203'::alkres.mutation;
SELECT 'ALK G1202_D1204insK'::alkres.mutation;
SELECT 'ALK G1202_S1206insK'::alkres.mutation;
SELECT 'ALK G1202insK'::alkres.mutation;
SELECT 'ALK G1202_D1203insJ'::alkres.mutation;
SELECT 'ALK L1196Mfs*'::alkres.mutation;
SELECT 'ALK G1202_1203del'::alkres.mutation;
SELECT '7UP'::alkres.mutation;
SELECT 'MET exon_skipping'::alkres.mutation;

-- parent: one level at a time, and the class it names holds its members
SELECT m, alkres.parent(m), alkres.parent(alkres.parent(m)) AS grandparent, m <@ alkres.parent(m) AS member
FROM unnest('{ALK G1202R,ALK T1151_L1152del,ALK G1202,ALK solvent_front,ALK,ALK fusion,EGFR E746_A750del,EGFR L858,MET amplification,ALK G1202R~}'::alkres.mutation[]) AS m;
SELECT count(*) AS mutations, count(*) FILTER (WHERE alkres.level(alkres.parent(mutation)) = 'residue') AS residue,
	count(*) FILTER (WHERE alkres.level(alkres.parent(alkres.parent(mutation))) = 'structural_region') AS region,
	count(*) FILTER (WHERE alkres.parent(alkres.parent(alkres.parent(mutation))) = 'ALK') AS gene,
	count(alkres.parent(alkres.parent(alkres.parent(alkres.parent(mutation))))) AS above
FROM alkres.resistance_mutation;

-- mechanism depends on the driver
SELECT m, alkres.mechanism(m) AS of_alk, alkres.mechanism(m, driver => 'ROS1') AS of_ros1, alkres.mechanism(m, 'met') AS of_met
FROM unnest('{ALK fusion,ALK copy_number_gain,ALK amplification,ALK copy_number_loss,ALK G1202R,ALK R1275Q,ALK G1125=,ALK solvent_front,ALK juxtamembrane,
	ALK D1091N,ALK K1114_I1116del,ALK I1461V,ALK K1491R,ALK D1529E,ALK splice_site,ALK,KRAS G12C,KRAS G12=,MET amplification,MET exon14_skipping,TP53 R175H,ROS1 fusion,ROS1 G2032R,EGFR}'::alkres.mutation[]) AS m;
SELECT alkres.mechanism('ALK G1202R', '');
SELECT alkres.mechanism('ALK G1202R', NULL) IS NULL AS null_in_null_out;

-- three letters
SELECT m, alkres.hgvs_p(m), ('ALK ' || alkres.hgvs_p(m))::alkres.mutation = m AS same
FROM unnest('{ALK G1202R,ALK T1151dup,ALK G1202del,ALK E1210*,ALK L1196fs,ALK L1196=,ALK G1202_D1203delinsEH,ALK G1201_G1202insK,ALK L1196Pfs*23,ALK G1202,ALK,ALK fusion,ALK G1202R~}'::alkres.mutation[]) AS m;
SELECT count(*), count(*) FILTER (WHERE alkres.hgvs_p(mutation) = hgvs_p) AS same FROM alkres.resistance_mutation;

-- a change without its gene is no gene, old names are read as the gene they mean, accessions as theirs
SELECT text, text::alkres.mutation AS mutation FROM (VALUES
	('A2M'), ('S100P'), ('C1R M1V'), ('HER2 L755S'), ('c-MET amplification'), ('K-RAS G12C'), ('NP_004295.2:p.Leu1196Met'),
	('ENSP00000373700.3:p.Leu1196Met'), ('NM_004304.5(ALK):p.(Leu1196Met)'), ('ENST00000275493.7:p.Leu858Arg')) AS forms(text);
SELECT 'L1196M'::alkres.mutation;
SELECT 'p.L1196M'::alkres.mutation;
SELECT 'ALKL1196M'::alkres.mutation;
SELECT 'ALK-L1196M'::alkres.mutation;
SELECT 'NP_004295.2:p.Leu1197Met'::alkres.mutation;
SELECT 'NM_005228.5:p.Leu858Arg'::alkres.mutation;
SELECT 'ENST00000275493.7:p.Leu860Arg'::alkres.mutation;
SELECT 'NM_004304.5:c.3586C>A'::alkres.mutation;

-- letters of any case, words of reports, pairs of genes, ends of frameshifts
SELECT text, text::alkres.mutation AS mutation FROM (VALUES
	('alk l1196m'), ('ALK LEU1196MET'), ('ALK Amplification'), ('MET amp'), ('ALK Fusion'), ('EML4-ALK'), ('EML4::ALK'), ('KIF5B::RET fusion'),
	('MET Exon 14 Skipping'), ('ALK Solvent Front'), ('ALK L1196PfsX12'), ('ALK p.Leu1196ProfsTer?'), ('ALK L1196fs*?')) AS forms(text);
SELECT 'ALK exon 20 insertion'::alkres.mutation;
SELECT 'EML4-ALK G1202R'::alkres.mutation;
SELECT 'ALK L1196Lfs*10'::alkres.mutation;

-- a frameshift that is told more exactly is a member of one told less, and nothing else is
SELECT f.mutation, array_agg(c.mutation ORDER BY c.mutation) AS member_of
FROM unnest('{ALK L1196fs,ALK L1196Pfs,ALK L1196Pfs*12,ALK L1196Pfs*?,ALK L1196Vfs*12,ALK L1196P,ALK L1196del,ALK E1197Pfs*12,ALK L1196Pfs~,ROS1 L1196Pfs*12}'::alkres.mutation[]) AS f(mutation)
	JOIN unnest('{ALK L1196,ALK L1196fs,ALK L1196Pfs,ALK L1196Pfs*12,ALK L1196P,ALK L1196del,ALK L1196fs~}'::alkres.mutation[]) AS c(mutation) ON f.mutation OPERATOR(alkres.<@) c.mutation
GROUP BY f.mutation ORDER BY f.mutation;
-- one change, told with more or less
SELECT a, b, alkres.same_mutation(a, b) AS same, alkres.same_mutation(b, a) AS turned FROM (VALUES ('ALK L1196fs'::alkres.mutation, 'ALK L1196Pfs*12'::alkres.mutation), ('ALK L1196Pfs', 'ALK L1196Pfs*12'), ('ALK L1196fs', 'ALK L1196fs'),
	('ALK L1196Pfs*12', 'ALK L1196Pfs*13'), ('ALK L1196Pfs*12', 'ALK L1196Vfs'), ('ALK L1196fs', 'ALK L1196'), ('ALK G1202R', 'ALK G1202'), ('ALK G1202R', 'ALK G1202R'), ('ALK fusion', 'ALK'), ('TP53 R213fs', 'TP53 R213Pfs*3'), ('ALK L1196fs', NULL)) AS m(a, b);
SELECT alkres.classes('ALK L1196Pfs*12'::alkres.mutation), alkres_internal.class_lower('ALK L1196Pfs'), alkres_internal.class_lower('ALK L1196P'), alkres_internal.class_lower('ALK L1196fs~');
