/* background.c: summing what normals show of a block. */
#include "core/model/background.h"

#include <string.h>

#include "core/base/memory.h"
#include "core/model/artefact.h"

AlkresBackground *
alkres_background_new(const AlkresContig *contig, uint32_t block)
{
	AlkresBackground *background = alkres_alloc_zero(sizeof(AlkresBackground));

	background->contig = *contig;
	background->block = block;
	for (int p = 0; p < ALKRES_PARTS; p++)
	{
		background->shape[p] = ALKRES_KAPPA;
		background->level[p] = 1;
	}
	return background;
}

void
alkres_background_free(AlkresBackground *background)
{
	if (background == NULL)
		return;
	alkres_free(background->left_out);
	alkres_free(background);
}

int
alkres_background_kind(size_t ref_length, size_t alt_length, char alt)
{
	static const char bases[] = "ACGT";

	if (ref_length == alt_length)
	{
		const char *found = alt == '\0' ? NULL : strchr(bases, alt);

		return found == NULL ? 0 : (int) (found - bases);
	}
	return ref_length < alt_length ? ALKRES_BACKGROUND_INSERTION : ALKRES_BACKGROUND_DELETION;
}

/* The library's molecules do not count for this alternative. */
static void
leave_out(AlkresBackground *library, const AlkresPileup *pileup, int offset, int kind)
{
	AlkresLeftOut *out;

	library->left_out =
		alkres_realloc(library->left_out, sizeof(AlkresLeftOut) * (library->left_out_count + 1));
	out = &library->left_out[library->left_out_count++];
	memset(out, 0, sizeof(*out));
	out->offset = (uint16_t) offset;
	out->kind = (uint16_t) kind;
	if (kind < ALKRES_BACKGROUND_INSERTION)
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			out->molecules[cell] = pileup->cells[offset][cell];
	else
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			out->molecules[g] = pileup->spanning[offset][g];
}

/* The sums of an alternative of which n molecules could tell are complete: what looks germline is
 * left out; molecules of an artefact are none of it. */
static void
settle(AlkresBackground *library, const AlkresPileup *pileup, int offset, int kind, uint64_t n,
	   uint64_t artefacts)
{
	AlkresBackgroundSum *sums = &library->sums[offset][kind][0][0];
	uint64_t x = 0;

	for (int k = 0; k < ALKRES_ORIENTATIONS * ALKRES_PARTS; k++)
		x += sums[k].alternates;
	if ((double) (x - artefacts) > ALKRES_GERMLINE_SHARE * (double) n)
	{
		memset(sums, 0, sizeof(*sums) * ALKRES_ORIENTATIONS * ALKRES_PARTS);
		if (n > 0)
			leave_out(library, pileup, offset, kind);
	}
	for (int k = 0; k < ALKRES_ORIENTATIONS * ALKRES_PARTS; k++)
		sums[k].squares = sums[k].alternates * sums[k].alternates;
}

/* Does its share tell nothing of the germline? */
static bool
is_artefact(const AlkresSurrounds *surrounds, const AlkresAllele *allele, int kind)
{
	if (kind >= ALKRES_BACKGROUND_INSERTION)
		return alkres_is_slippage(surrounds->pileup, allele);
	return (double) allele->molecules >
			   ALKRES_GERMLINE_SHARE * alkres_pileup_depth(surrounds->pileup, allele->offset) &&
		   alkres_is_artefact(surrounds, allele);
}

AlkresBackground *
alkres_background_of(const AlkresPileup *pileup, AlkresError *error)
{
	AlkresBackground *library;
	uint64_t artefacts[ALKRES_BLOCK_SIZE][ALKRES_BACKGROUND_KINDS] = {{0}};
	AlkresSurrounds surrounds;

	if (pileup->flags & ALKRES_PILEUP_READS)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER,
					"a background needs molecules, the pileup counts reads");
		alkres_hint(error, "Read the file again with unit 'molecule'.");
		return NULL;
	}
	library = alkres_background_new(&pileup->contig, pileup->block);
	library->libraries = 1;
	alkres_surrounds_look(&surrounds, pileup);
	for (uint32_t i = 0; i < pileup->allele_count; i++)
	{
		const AlkresAllele *allele = &pileup->alleles[i];
		int kind = alkres_background_kind(strlen(allele->ref), strlen(allele->alt), allele->alt[0]);

		if (is_artefact(&surrounds, allele, kind))
			artefacts[allele->offset][kind] += allele->molecules;
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
		{
			library->sums[allele->offset][kind][ALKRES_CELL_ORIENTATION(cell)][alkres_part(cell)]
				.alternates += allele->cells[cell];
		}
	}
	for (int offset = 0; offset < ALKRES_BLOCK_SIZE; offset++)
	{
		uint64_t depth = alkres_pileup_depth(pileup, offset);
		uint64_t spanning = 0;

		if (pileup->reference[ALKRES_HALO + offset] == 'N')
		{
			memset(library->sums[offset], 0, sizeof(library->sums[offset]));
			continue;
		}
		for (int cell = 0; cell < ALKRES_CELLS; cell++)
			library->molecules[cell][offset] = pileup->cells[offset][cell];
		for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
			spanning += library->spanning[g][offset] = pileup->spanning[offset][g];
		for (int kind = 0; kind < ALKRES_BACKGROUND_KINDS; kind++)
			settle(library, pileup, offset, kind,
				   kind < ALKRES_BACKGROUND_INSERTION ? depth : spanning, artefacts[offset][kind]);
	}
	return library;
}

void
alkres_background_expect(AlkresBackground *background, int offset, int kind)
{
	background->expected[offset][kind] = true;
	memset(background->sums[offset][kind], 0, sizeof(background->sums[offset][kind]));
}

bool
alkres_background_shows(const AlkresBackground *background, int offset, int kind, double fraction)
{
	uint64_t x = 0, n = 0;

	if (background->expected[offset][kind])
		return false;
	for (uint32_t i = 0; i < background->left_out_count; i++)
		if (background->left_out[i].offset == offset && background->left_out[i].kind == kind)
			return true;
	for (int g = 0; g < ALKRES_ORIENTATIONS; g++)
	{
		for (int p = 0; p < ALKRES_PARTS; p++)
			x += background->sums[offset][kind][g][p].alternates;
		if (kind >= ALKRES_BACKGROUND_INSERTION)
			n += background->spanning[g][offset];
	}
	for (int cell = 0; kind < ALKRES_BACKGROUND_INSERTION && cell < ALKRES_CELLS; cell++)
		n += background->molecules[cell][offset];
	return x >= 3 && 4 * (double) x >= fraction * (double) n;
}

static bool
same_block(const AlkresBackground *background, const AlkresBackground *other, AlkresError *error)
{
	if (alkres_contig_equal(&background->contig, &other->contig) &&
		background->block == other->block)
		return true;
	alkres_fail(error, ALKRES_BAD_PARAMETER, "backgrounds are of different blocks");
	return alkres_detail(error, "One is of %s:%s block %u, the other of %s:%s block %u.",
						 background->contig.assembly_name, background->contig.contig_name,
						 background->block, other->contig.assembly_name, other->contig.contig_name,
						 other->block);
}

/* to += from or to -= from, element by element; false when one leaves its range. */
static bool
change(uint64_t *to, const uint64_t *from, size_t count, bool subtract)
{
	for (size_t i = 0; i < count; i++)
		if (subtract ? __builtin_sub_overflow(to[i], from[i], &to[i])
					 : __builtin_add_overflow(to[i], from[i], &to[i]))
			return false;
	return true;
}

static int
compare_left_out(const AlkresLeftOut *a, const AlkresLeftOut *b)
{
	return a->offset != b->offset ? a->offset - b->offset : a->kind - b->kind;
}

static bool
is_empty(const AlkresLeftOut *out)
{
	for (int cell = 0; cell < ALKRES_CELLS; cell++)
		if (out->molecules[cell] > 0)
			return false;
	return true;
}

static bool
change_left_out(AlkresBackground *background, const AlkresBackground *other, bool subtract)
{
	uint32_t most = background->left_out_count + other->left_out_count;
	AlkresLeftOut *merged = alkres_alloc(sizeof(AlkresLeftOut) * (most + 1));
	uint32_t count = 0;
	bool done = true;

	for (uint32_t i = 0, j = 0; i < background->left_out_count || j < other->left_out_count;)
	{
		int order = i == background->left_out_count ? 1
					: j == other->left_out_count
						? -1
						: compare_left_out(&background->left_out[i], &other->left_out[j]);

		if (order > 0 && subtract)
		{
			done = false;
			break;
		}
		merged[count] = order > 0 ? other->left_out[j] : background->left_out[i];
		if (order == 0 &&
			!change(merged[count].molecules, other->left_out[j].molecules, ALKRES_CELLS, subtract))
			done = false;
		i += order <= 0;
		j += order >= 0;
		count += !is_empty(&merged[count]);
	}
	alkres_free(background->left_out);
	background->left_out = merged;
	background->left_out_count = count;
	return done;
}

static bool
change_all(AlkresBackground *background, const AlkresBackground *other, bool subtract)
{
	return change(&background->molecules[0][0], &other->molecules[0][0],
				  sizeof(background->molecules) / sizeof(uint64_t), subtract) &&
		   change(&background->spanning[0][0], &other->spanning[0][0],
				  sizeof(background->spanning) / sizeof(uint64_t), subtract) &&
		   change(&background->sums[0][0][0][0].alternates, &other->sums[0][0][0][0].alternates,
				  sizeof(background->sums) / sizeof(uint64_t), subtract) &&
		   change_left_out(background, other, subtract) &&
		   !(subtract ? __builtin_sub_overflow(background->libraries, other->libraries,
											   &background->libraries)
					  : __builtin_add_overflow(background->libraries, other->libraries,
											   &background->libraries));
}

bool
alkres_background_merge(AlkresBackground *background, const AlkresBackground *other,
						AlkresError *error)
{
	if (!same_block(background, other, error))
		return false;
	if (background->other_libraries != other->other_libraries)
	{
		alkres_fail(error, ALKRES_BAD_PARAMETER,
					"normals and other libraries are not one background");
		return alkres_hint(error, "Where there are normals, other libraries say nothing.");
	}
	return change_all(background, other, false) ||
		   alkres_fail(error, ALKRES_OUT_OF_RANGE, "background out of range");
}

bool
alkres_background_subtract(AlkresBackground *background, const AlkresBackground *other,
						   AlkresError *error)
{
	if (!same_block(background, other, error))
		return false;
	return change_all(background, other, true) ||
		   alkres_fail(error, ALKRES_BAD_PARAMETER,
					   "cannot take normals out of a background that does not hold them");
}
