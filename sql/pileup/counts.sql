-- Counts at the end of 32 bits, made by hand: one position of chr2 each.
-- A>C, 10 of 4294967295 molecules F1R2 and 10 of 10 F2R1: their sum is no count of 32 bits.
SELECT '\x0100000082d0fa06030153030e0b1200c002394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4880102010afeffffff0f02010a09010a01000203090309000014a006b0090000'::alkres.pileup;
-- 4294967295 molecules with an insertion, of 1005 that could show it: no depth is under its molecules.  The score of so
-- many takes seconds, and can be cancelled.
CREATE TEMP TABLE deep AS SELECT '\x0100000082d0fa06030153040a0b1900c002394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e4394e93e40302010a0402010ae707010aff0141024143000103feffffff0f000014a006b0090000'::alkres.pileup AS pileup;
SET statement_timeout = '300ms';
SELECT variant, vaf FROM deep, alkres.call_variants(pileup);
RESET statement_timeout;
