/* alkres.c: the module's magic block, its settings, and nothing else. */
#include "postgres.h"

#include <limits.h>

#include "fmgr.h"
#include "utils/guc.h"

#include "alkres.h"

PG_MODULE_MAGIC;

char *alkres_default_assembly = NULL;
int alkres_max_record_size = 16 * 1024;
int alkres_max_header_size = 256 * 1024;
int alkres_max_cram_slice_size = 64 * 1024;
int alkres_max_decompressed_size = 1024 * 1024;
int alkres_max_open_memory = 2048;
int alkres_max_open_blocks = 4096;
int alkres_max_design_blocks = 1024 * 1024;

/* The limits of reading a file protect the server from its users: only superusers change them. */
typedef struct Limit
{
	const char *name;
	const char *what;
	const char *more;
	int *value;
	int least;
	int most;
	int unit;
} Limit;

static const Limit limits[] = {
	{"alkres.max_record_size", "Largest record of a BAM or CRAM file that is read.", NULL,
	 &alkres_max_record_size, 64, 256 * 1024, GUC_UNIT_KB},
	{"alkres.max_header_size", "Largest header of a BAM or CRAM file that is read.",
	 "Its text, and the names of its contigs.", &alkres_max_header_size, 64, 1024 * 1024,
	 GUC_UNIT_KB},
	{"alkres.max_cram_slice_size", "Largest slice of a CRAM file that is read.",
	 "The time and memory that its decoding may take follow from it.", &alkres_max_cram_slice_size,
	 64, 1024 * 1024, GUC_UNIT_KB},
	{"alkres.max_decompressed_size", "Most decompressed data of one BAM or CRAM file.", NULL,
	 &alkres_max_decompressed_size, 1, INT_MAX, GUC_UNIT_MB},
	{"alkres.max_open_memory", "Most memory of the molecules that one reading holds open.", NULL,
	 &alkres_max_open_memory, 16, INT_MAX, GUC_UNIT_MB},
	{"alkres.max_open_blocks", "Most blocks that one reading holds open.",
	 "Each block has 256 positions and takes about 60 kB.", &alkres_max_open_blocks, 16, 65536, 0},
	{"alkres.max_design_blocks", "Most blocks that the regions of one reading touch.",
	 "Each block has 256 positions.", &alkres_max_design_blocks, 1, 16 * 1024 * 1024, 0}};

void _PG_init(void);

void
_PG_init(void)
{
	DefineCustomStringVariable(
		"alkres.default_assembly", "Assembly of a variant or region literal that names none.",
		"Empty (the default): such a literal is an error. Output always names the assembly.",
		&alkres_default_assembly, "", PGC_USERSET, 0, NULL, NULL, NULL);
	for (int i = 0; i < lengthof(limits); i++)
		DefineCustomIntVariable(limits[i].name, limits[i].what, limits[i].more, limits[i].value,
								*limits[i].value, limits[i].least, limits[i].most, PGC_SUSET,
								limits[i].unit, NULL, NULL, NULL);
	MarkGUCPrefixReserved("alkres");
}
