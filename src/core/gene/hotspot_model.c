/*
 * hotspot_model.c: the hotspot codons of the bypass genes.
 *
 * Made from alkres.bypass_hotspot (src/sql/knowledge/bypass_hotspot.tsv: DoCM, and the reference
 * sequence of EGFR exon 19).  A base stands here when a row's reference allele shows it, or when it
 * is the only one with which the codon and all its rows translate as they say; where several would
 * do, IUPAC's letter for them.  Every row's c. name was checked against the transcript's exons
 * (Ensembl v75), and no codon is split between exons.
 *
 * MET has two numberings in the literature: D1228N (ENST00000397752) and D1246H (ENST00000318493)
 * are the same codon, and each keeps the name its source gives it.
 */
#include "core/gene/gene_block.h"

const AlkresGeneBlock alkres_hotspot_blocks[] = {
	{"BRAF", "ENST00000288602.6", 7, true, 0, 1396, 140781610, 140781612, -300200, "GGR", "G",
	 NULL},
	{"BRAF", "ENST00000288602.6", 7, true, 0, 1405, 140781601, 140781603, -300200, "GGR", "G",
	 NULL},
	{"BRAF", "ENST00000288602.6", 7, true, 0, 1780, 140753353, 140753355, -300200, "GAT", "D",
	 NULL},
	{"BRAF", "ENST00000288602.6", 7, true, 0, 1789, 140753344, 140753346, -300200, "CTR", "L",
	 NULL},
	{"BRAF", "ENST00000288602.6", 7, true, 0, 1798, 140753332, 140753337, -300200, "GTGAAA", "VK",
	 NULL},
	{"EGFR", "ENST00000275493.2", 7, false, 0, 2155, 55174014, 55174016, 67693, "GGY", "G", NULL},
	{"EGFR", "ENST00000275493.2", 7, false, 0, 2233, 55174770, 55174796, 67693,
	 "AAGGAATTAAGAGAAGCAACATCTCCN", "KELREATSP", NULL},
	{"EGFR", "ENST00000275493.2", 7, false, 0, 2302, 55181311, 55181313, 67693, "AGY", "S", NULL},
	{"EGFR", "ENST00000275493.2", 7, false, 0, 2368, 55181377, 55181379, 67693, "ACG", "T", NULL},
	{"EGFR", "ENST00000275493.2", 7, false, 0, 2389, 55181398, 55181400, 67693, "TGY", "C", NULL},
	{"EGFR", "ENST00000275493.2", 7, false, 0, 2572, 55191821, 55191823, 67693, "CTG", "L", NULL},
	{"EGFR", "ENST00000275493.2", 7, false, 0, 2581, 55191830, 55191832, 67693, "CTR", "L", NULL},
	{"ERBB2", "ENST00000269571.5", 17, false, 0, 928, 39711954, 39711956, -1843747, "TCY", "S",
	 NULL},
	{"ERBB2", "ENST00000269571.5", 17, false, 0, 2263, 39723966, 39723968, -1843747, "TTG", "L",
	 NULL},
	{"ERBB2", "ENST00000269571.5", 17, false, 0, 2305, 39724008, 39724010, -1843747, "GAY", "D",
	 NULL},
	{"ERBB2", "ENST00000269571.5", 17, false, 0, 2329, 39724747, 39724749, -1843747, "GTG", "V",
	 NULL},
	{"KIT", "ENST00000288135.5", 4, false, 0, 1675, 54727443, 54727445, 866166, "GTY", "V", NULL},
	{"KIT", "ENST00000288135.5", 4, false, 0, 1726, 54727494, 54727496, 866166, "CTN", "L", NULL},
	{"KIT", "ENST00000288135.5", 4, false, 0, 1924, 54728055, 54728057, 866166, "AAA", "K", NULL},
	{"KIT", "ENST00000288135.5", 4, false, 0, 1960, 54728091, 54728093, 866166, "GTR", "V", NULL},
	{"KIT", "ENST00000288135.5", 4, false, 0, 2008, 54729352, 54729354, 866166, "ACH", "T", NULL},
	{"KIT", "ENST00000288135.5", 4, false, 0, 2446, 54733154, 54733156, 866166, "GAY", "D", NULL},
	{"KIT", "ENST00000288135.5", 4, false, 0, 2464, 54733172, 54733174, 866166, "AAT", "N", NULL},
	{"KRAS", "ENST00000256078.4", 12, true, 0, 34, 25245346, 25245351, 152934, "GGYGGY", "GG",
	 NULL},
	{"KRAS", "ENST00000256078.4", 12, true, 0, 181, 25227341, 25227343, 152934, "CAA", "Q", NULL},
	{"KRAS", "ENST00000256078.4", 12, true, 0, 349, 25225713, 25225715, 152934, "AAA", "K", NULL},
	{"KRAS", "ENST00000256078.4", 12, true, 0, 436, 25225626, 25225628, 152934, "GCN", "A", NULL},
	{"MAP2K1", "ENST00000307102.5", 15, false, 0, 166, 66435112, 66435117, 292338, "CARAAG", "QK",
	 NULL},
	{"MAP2K1", "ENST00000307102.5", 15, false, 0, 361, 66436815, 66436817, 292338, "TGY", "C",
	 NULL},
	{"MAP2K1", "ENST00000307102.5", 15, false, 0, 370, 66436824, 66436826, 292338, "CCR", "P",
	 NULL},
	{"MAP2K1", "ENST00000307102.5", 15, false, 0, 607, 66481793, 66481795, 292338, "GAR", "E",
	 NULL},
	{"MET", "ENST00000397752", 7, false, 0, 3682, 116783353, 116783355, -359946, "GAY", "D", "N"},
	{"MET", "ENST00000318493.6", 7, false, 0, 3736, 116783353, 116783355, -359946, "GAY", "D",
	 NULL},
	{"MET", "ENST00000318493.6", 7, false, 0, 3742, 116783359, 116783361, -359946, "TAY", "Y",
	 NULL},
	{"MET", "ENST00000318493.6", 7, false, 0, 3757, 116783374, 116783376, -359946, "TAY", "Y",
	 NULL},
	{"NRAS", "ENST00000369535.4", 1, true, 0, 34, 114716122, 114716127, 542621, "GGYGGY", "GG",
	 NULL},
	{"NRAS", "ENST00000369535.4", 1, true, 0, 181, 114713907, 114713909, 542621, "CAA", "Q", NULL},
	{"PIK3CA", "ENST00000263967.3", 3, false, 0, 1624, 179218294, 179218296, -282212, "GAR", "E",
	 NULL},
	{"PIK3CA", "ENST00000263967.3", 3, false, 0, 1633, 179218303, 179218308, -282212, "GAGCAG",
	 "EQ", NULL},
	{"PIK3CA", "ENST00000263967.3", 3, false, 0, 3139, 179234296, 179234298, -282212, "CAT", "H",
	 NULL},
	{"TP53", "ENST00000269305.4", 17, true, 0, 523, 7675087, 7675089, -96682, "CGY", "R", NULL},
	{"TP53", "ENST00000269305.4", 17, true, 0, 658, 7674871, 7674873, -96682, "TAY", "Y", NULL},
	{"TP53", "ENST00000269305.4", 17, true, 0, 733, 7674228, 7674230, -96682, "GGY", "G", NULL},
	{"TP53", "ENST00000269305.4", 17, true, 0, 742, 7674216, 7674221, -96682, "CGGAGG", "RR", NULL},
	{"TP53", "ENST00000269305.4", 17, true, 0, 817, 7673801, 7673803, -96682, "CGY", "R", NULL},
	{"TP53", "ENST00000269305.4", 17, true, 0, 844, 7673774, 7673776, -96682, "CGG", "R", NULL},
};
const size_t alkres_hotspot_block_count =
	sizeof(alkres_hotspot_blocks) / sizeof(alkres_hotspot_blocks[0]);
