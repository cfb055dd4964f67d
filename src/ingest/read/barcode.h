/* barcode.h: molecular barcodes of reads, and where they stand (doc/molecules.md, section 2). */
#ifndef ALKRES_INGEST_READ_BARCODE_H
#define ALKRES_INGEST_READ_BARCODE_H

#include "hts/bam_reader.h"

typedef enum AlkresUmiKind
{
	ALKRES_UMI_NONE,
	ALKRES_UMI_AUTO,
	ALKRES_UMI_RX,
	ALKRES_UMI_TAG, /* another tag, of letters as RX, or two with a barcode each */
	ALKRES_UMI_NAME,
	ALKRES_UMI_MI,
	ALKRES_UMI_CONSENSUS,
} AlkresUmiKind;

typedef struct AlkresUmi
{
	AlkresUmiKind kind;
	char separator[8]; /* of ALKRES_UMI_NAME; of ALKRES_UMI_TAG the tag, or both: "ZT+YT" */
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

/* The barcode that RX, another tag, the name or MI of a read has; throws when it has none.  False
 * when it tells molecules apart by no letter, because all of it is N or absent. */
extern bool alkres_barcode_take(const AlkresUmi *umi, const AlkresRead *read,
								AlkresBarcode *barcode);
/* Exchange the two barcodes of a pair, joined at the place. */
extern void alkres_barcode_exchange(char *text, uint8_t length, uint8_t joint);

/* ALKRES_CLASS_* of a consensus read (section 6), and of each of its bases into classes. */
extern uint8_t alkres_consensus_class(const AlkresRead *read, uint8_t *classes);

/* The reads of both strands that a consensus read was made of, by its tags or its name; 1 and 0
 * where they do not say. */
extern void alkres_consensus_family(const AlkresRead *read, uint32_t *a, uint32_t *b);

/* What reads have at one place. */
typedef struct AlkresUmiSign
{
	uint32_t reads; /* with a barcode there */
	bool varies;    /* not all the same */
	char first[ALKRES_BARCODE_MAX + 1];
} AlkresUmiSign;

/* Tags in which programs leave barcodes beside RX: 10x Genomics and STARsolo (raw, corrected),
 * Sentieon, UMI-tools, what SAM's specification keeps for the uncorrected one, Ion Torrent (both
 * ends, or one), Drop-seq and PacBio, BMFtools. */
#define ALKRES_UMI_TAGS 10
extern const char alkres_umi_tags[ALKRES_UMI_TAGS][6];

/* What the first reads of a file carry. */
typedef struct AlkresUmiSigns
{
	uint32_t reads;
	uint32_t consensus;
	AlkresUmiSign places[4];             /* RX, MI, behind ':' and behind '_' */
	AlkresUmiSign tags[ALKRES_UMI_TAGS]; /* what looks like a barcode there */
	uint32_t of_droplets;                /* reads of which one has the number of a well */
	AlkresUmiSign elsewhere;             /* ... and at another place of their names */
} AlkresUmiSigns;

/* So many used reads tell. */
#define ALKRES_UMI_SIGNS_READS 1000

extern void alkres_umi_look(AlkresUmiSigns *signs, const AlkresRead *read);
/* What is found besides, when no barcode is used. */
typedef struct AlkresUmiUnused
{
	bool constant;    /* one is in all reads, and the same in all */
	uint32_t reads;   /* have something that looks like one */
	const char *tag;  /* of alkres_umi_tags, in which it stands; NULL: elsewhere */
	bool of_droplets; /* there with the number of a well: many molecules share one */
} AlkresUmiUnused;

extern AlkresUmi alkres_umi_decide(const AlkresUmiSigns *signs, AlkresUmiUnused *unused);

#endif
