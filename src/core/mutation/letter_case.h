/* letter_case.h: a change of a residue in HGVS's letters, however it was typed. */
#ifndef ALKRES_CORE_MUTATION_LETTER_CASE_H
#define ALKRES_CORE_MUTATION_LETTER_CASE_H

/*
 * "l1196m" becomes "L1196M", "LEU1196MET" "Leu1196Met", "t1151DUP" "T1151dup", in place.  A
 * sequence of amino acids is read in three letters when the first residue is written so, and
 * stays as it is when that has HGVS's letters.  What is no change stays too.
 */
extern void alkres_letter_case(char *change);

#endif
