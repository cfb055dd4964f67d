/* barcode.h: molecular barcodes of reads, and where they stand (doc/molecules.md, section 2). */
#ifndef ALKRES_INGEST_READ_BARCODE_H
#define ALKRES_INGEST_READ_BARCODE_H

#include "hts/bam_reader.h"

typedef enum AlkresUmiKind
{
	ALKRES_UMI_NONE,
	ALKRES_UMI_AUTO,
	ALKRES_UMI_RX,
	ALKRES_UMI_NAME,
	ALKRES_UMI_MI,
	ALKRES_UMI_CONSENSUS,
} AlkresUmiKind;

typedef struct AlkresUmi
{
	AlkresUmiKind kind;
	char separator[8]; /* of ALKRES_UMI_NAME, terminated */
} AlkresUmi;

/* The argument umi; throws for what is none. */
extern AlkresUmi alkres_umi_parse(const char *text);
/* The argument that stands for it. */
#define ALKRES_UMI_TEXT_SIZE 16
extern void alkres_umi_text(const AlkresUmi *umi, char out[ALKRES_UMI_TEXT_SIZE]);

#define ALKRES_BARCODE_MAX 254
/* A family's suffix in the tag MI. */
typedef enum AlkresStrand
{
	ALKRES_STRAND_BY_ORIENTATION,
	ALKRES_STRAND_A,
	ALKRES_STRAND_B,
} AlkresStrand;

typedef struct AlkresBarcode
{
	char text[ALKRES_BARCODE_MAX + 1]; /* upper case, two joined by ALKRES_BARCODE_JOINT */
	uint8_t length;
	uint8_t joint; /* place of the joint, ALKRES_BARCODE_ONE: one barcode */
	AlkresStrand strand;
} AlkresBarcode;

#define ALKRES_BARCODE_ONE 255

/* The read's barcode by RX, NAME or MI; throws when it has none.  False when it tells molecules
 * apart by no letter, because all of it is N or absent. */
extern bool alkres_barcode_take(const AlkresUmi *umi, const AlkresRead *read,
								AlkresBarcode *barcode);
/* Exchange the two barcodes of a pair, joined at the place. */
extern void alkres_barcode_exchange(char *text, uint8_t length, uint8_t joint);

/* ALKRES_CLASS_* of a consensus read (section 6), and of each of its bases into classes. */
extern uint8_t alkres_consensus_class(const AlkresRead *read, uint8_t *classes);

/* The reads of both strands that a consensus read was made of, by its tags or its name; 1 and 0
 * where they do not say. */
extern void alkres_consensus_family(const AlkresRead *read, uint32_t *a, uint32_t *b);

/* What the first reads of a file carry. */
typedef struct AlkresUmiSigns
{
	uint32_t reads;
	uint32_t consensus;
	uint32_t places[4]; /* reads with a barcode in RX, MI, behind ':' and behind '_' */
	bool varies[4];     /* not all the same */
	char first[4][ALKRES_BARCODE_MAX + 1];
	uint32_t elsewhere; /* reads with what looks like a barcode at another place of their names */
	bool varies_elsewhere;
	char first_elsewhere[ALKRES_BARCODE_MAX + 1];
} AlkresUmiSigns;

/* So many used reads tell. */
#define ALKRES_UMI_SIGNS_READS 1000

extern void alkres_umi_look(AlkresUmiSigns *signs, const AlkresRead *read);
/* constant: a barcode is in all reads, and it is the same in all.  unused: how many reads have
 * something that looks like one, when none is used. */
extern AlkresUmi alkres_umi_decide(const AlkresUmiSigns *signs, bool *constant, uint32_t *unused);

#endif
