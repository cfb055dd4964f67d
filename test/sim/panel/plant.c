/* The changes that are planted, and the truth about them. */
#include "panel.h"

#include <stdlib.h>
#include <string.h>

#define SPACING 20 /* between two planted changes */

static const char BASES[] = "ACGT";

static char
reference_base(const PanelTarget *t, int position)
{
	return t->stretch.bases[position - t->stretch.start];
}

static char
other_than(Rng *rng, char base)
{
	return BASES[(base_code(base) + 1 + (int) rng_below(rng, 3)) & 3];
}

static void
substitute(const PanelTarget *t, Rng *rng, int n, Planted *p)
{
	for (int i = 0; i < n; i++)
	{
		p->ref[i] = reference_base(t, p->position + i);
		p->alt[i] = other_than(rng, p->ref[i]);
	}
}

/* A stretch by another of another length, without a base in common at either end. */
static void
replace(const PanelTarget *t, Rng *rng, Planted *p)
{
	int n_ref = rng_between(rng, 2, MAX_INDEL), n_alt = rng_between(rng, 1, 8);

	n_alt += n_alt == n_ref;
	for (int i = 0; i < n_ref; i++)
		p->ref[i] = reference_base(t, p->position + i);
	for (int i = 0; i < n_alt; i++)
		do
			p->alt[i] = BASES[rng_below(rng, 4)];
		while ((i == 0 && p->alt[i] == p->ref[0]) ||
			   (i == n_alt - 1 && p->alt[i] == p->ref[n_ref - 1]));
}

/* An indel behind p->position, moved to the left as far as it goes. */
static void
insert_or_delete(const PanelTarget *t, Rng *rng, Planted *p)
{
	char moved[MAX_INDEL + 1] = "";
	int deletes = rng_chance(rng, 0.5), n = rng_chance(rng, 0.4) ? 1 : rng_between(rng, 2, 12);

	for (int i = 0; i < n; i++)
		moved[i] = deletes ? reference_base(t, p->position + 1 + i) : BASES[rng_below(rng, 4)];
	while (reference_base(t, p->position) == moved[n - 1])
	{
		memmove(moved + 1, moved, (size_t) n - 1);
		moved[0] = reference_base(t, p->position--);
	}
	p->kind = deletes ? "deletion" : "insertion";
	p->ref[0] = p->alt[0] = reference_base(t, p->position);
	memcpy((deletes ? p->ref : p->alt) + 1, moved, (size_t) n);
}

static int
is_free(const PanelTarget *t, const Planted *p)
{
	int last = p->position + (int) strlen(p->ref) - 1;

	if (p->position < t->start || last > t->end)
		return 0;
	for (int i = 0; i < t->n_planted; i++)
	{
		const Planted *q = &t->planted[i];

		if (p->position <= q->position + (int) strlen(q->ref) - 1 + SPACING &&
			q->position <= last + SPACING)
			return 0;
	}
	return 1;
}

static int
ascending(const void *a, const void *b)
{
	return ((const Planted *) a)->position - ((const Planted *) b)->position;
}

static void
plant_one(PanelTarget *t, Rng *rng, const char *kind, double vaf)
{
	for (int tries = 0; tries < 10000; tries++)
	{
		Planted p = {.kind = kind, .vaf = vaf};

		p.position = rng_between(rng, t->start, t->end);
		if (strcmp(kind, "mnv") == 0)
			substitute(t, rng, rng_between(rng, 2, 3), &p);
		else if (strcmp(kind, "indel") == 0)
			insert_or_delete(t, rng, &p);
		else if (strcmp(kind, "delins") == 0)
			replace(t, rng, &p);
		else
			substitute(t, rng, 1, &p);
		if (!is_free(t, &p))
			continue;
		t->planted = realloc(t->planted, sizeof(Planted) * (size_t) (t->n_planted + 1));
		if (!t->planted)
			die("out of memory");
		t->planted[t->n_planted++] = p;
		return;
	}
	die("no place for so many changes");
}

/* In turn over the targets; each kind goes through all VAFs, and so does each target. */
void
plant(Panel *panel)
{
	const Options *o = panel->options;
	const struct
	{
		const char *kind;
		int n;
	} kinds[] = {{"snv", o->snvs}, {"mnv", o->mnvs}, {"indel", o->indels}, {"delins", o->delins}};
	Rng rng;
	int target = 0;

	rng_seed(&rng, o->plant_seed, UINT64_C(1) << 40);
	for (int k = 0; k < 4; k++)
		for (int i = 0; i < kinds[k].n; i++)
			plant_one(&panel->targets[target++ % panel->n_targets], &rng, kinds[k].kind,
					  o->vafs[(i + i / panel->n_targets) % o->n_vafs]);
	for (int i = 0; i < o->germline; i++)
		plant_one(&panel->targets[target++ % panel->n_targets], &rng, "germline",
				  i % 3 == 2 ? 1 : 0.5);
	for (int i = 0; i < o->imbalanced; i++)
		plant_one(&panel->targets[target++ % panel->n_targets], &rng, "imbalanced",
				  0.25 + 0.5 * rng_uniform(&rng));
	for (int i = 0; i < panel->n_targets; i++)
		qsort(panel->targets[i].planted, (size_t) panel->targets[i].n_planted, sizeof(Planted),
			  ascending);
}

void
plant_write_truth(const Panel *panel)
{
	FILE *truth = must_open("", panel->options->truth, "w");

	fputs("contig\tposition\tref\talt\tkind\tvaf\tmolecules_covering\tmolecules_with\t"
		  "with_both_strands\twith_f1r2_only\twith_f2r1_only\tfragments_f1r2\tfragments_f2r1\n",
		  truth);
	for (int i = 0; i < panel->n_targets; i++)
		for (int j = 0; j < panel->targets[i].n_planted; j++)
		{
			const Planted *p = &panel->targets[i].planted[j];

			fprintf(truth, "%s\t%d\t%s\t%s\t%s\t%g\t%d\t%d\t%d\t%d\t%d\t%d\t%d\n",
					panel->contigs[panel->targets[i].tid], p->position, p->ref, p->alt, p->kind,
					p->vaf, p->covering, p->with, p->both, p->only[0], p->only[1], p->fragments[0],
					p->fragments[1]);
		}
	must_close(truth, panel->options->truth);
}
