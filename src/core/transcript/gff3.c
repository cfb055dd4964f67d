/* gff3.c: lines of GFF3 to features, by their IDs. */
#include "core/transcript/gff3.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/memory.h"
#include "core/text/printed.h"

#define COLUMNS 9

static char *
copy_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(alkres_alloc(size), text, size);
}

static uint64_t
hash_of(const char *id)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (; *id != '\0'; id++)
		hash = (hash ^ (uint8_t) *id) * 1099511628211u;
	return hash ^ hash >> 32;
}

static void
put_place(AlkresGff *gff, size_t feature)
{
	size_t place = hash_of(gff->features[feature].id) & (gff->place_count - 1);

	while (gff->places[place] != 0)
		place = (place + 1) & (gff->place_count - 1);
	gff->places[place] = (uint32_t) feature + 1;
}

/* Twice as many features, four times as many places. */
static void
grow(AlkresGff *gff)
{
	gff->capacity = gff->capacity == 0 ? 256 : 2 * gff->capacity;
	gff->features = gff->features == NULL
						? alkres_alloc(sizeof(AlkresGffFeature) * gff->capacity)
						: alkres_realloc(gff->features, sizeof(AlkresGffFeature) * gff->capacity);
	if (gff->places != NULL)
		alkres_free(gff->places);
	gff->place_count = 4 * gff->capacity;
	gff->places = alkres_alloc_zero(sizeof(uint32_t) * gff->place_count);
	for (size_t i = 0; i < gff->count; i++)
		put_place(gff, i);
}

/* The feature of an ID; -1 where none has been named. */
static int64_t
find_feature(const AlkresGff *gff, const char *id)
{
	if (gff->place_count == 0)
		return -1;
	for (size_t place = hash_of(id) & (gff->place_count - 1); gff->places[place] != 0;
		 place = (place + 1) & (gff->place_count - 1))
		if (strcmp(gff->features[gff->places[place] - 1].id, id) == 0)
			return gff->places[place] - 1;
	return -1;
}

/* The same, made where there is none; NULL with *error above the limit. */
static AlkresGffFeature *
take_feature(AlkresGff *gff, const char *id, AlkresError *error)
{
	int64_t found = find_feature(gff, id);

	if (found >= 0)
		return &gff->features[found];
	if (gff->count == ALKRES_GFF_FEATURES_MAX)
	{
		alkres_fail(error, ALKRES_LIMIT, "%s has more than %d features", gff->what,
					ALKRES_GFF_FEATURES_MAX);
		return NULL;
	}
	if (gff->count == gff->capacity)
		grow(gff);
	memset(&gff->features[gff->count], 0, sizeof(AlkresGffFeature));
	gff->features[gff->count].id = copy_text(id);
	put_place(gff, gff->count);
	return &gff->features[gff->count++];
}

/* A line taken apart. */
typedef struct Line
{
	const char *contig;
	const char *type;
	uint32_t start;
	uint32_t end;
	char strand;
	int phase; /* -1: none */
	char *id;
	char *parents; /* separated by "," */
	char *name;
	char *gene;
	char *transcript;
	char *version;
	char *tags;
} Line;

static bool
bad_line(const AlkresGff *gff, uint64_t number, AlkresError *error, const char *problem)
{
	return alkres_fail(error, ALKRES_BAD_FILE, "%s, line %llu: %s", gff->what,
					   (unsigned long long) number, problem);
}

static bool
read_position(const char *text, uint32_t *position)
{
	char *end;
	unsigned long number;

	if (*text < '1' || *text > '9' || strlen(text) > 10)
		return false;
	number = strtoul(text, &end, 10);
	*position = (uint32_t) number;
	return *end == '\0' && number < ALKRES_POSITION_MAX;
}

/* In place: %2C is a comma.  What is written so separates nothing. */
static void
decode(char *text)
{
	char *out = text;

	for (const char *in = text; *in != '\0'; in++)
	{
		int high = *in == '%' ? alkres_hex_digit(in[1]) : -1;
		int low = high >= 0 ? alkres_hex_digit(in[2]) : -1;

		if (low < 0 || high * 16 + low < ' ')
			*out++ = *in;
		else
		{
			*out++ = (char) (high * 16 + low);
			in += 2;
		}
	}
	*out = '\0';
}

/* Attributes: key=value;key=value.  Of a repeated key the first counts. */
static bool
read_attributes(Line *line, char *text)
{
	static const char *const keys[] = {"ID",   "Parent",        "Name",    "gene_name",
									   "gene", "transcript_id", "version", "tag"};
	char **const values[] = {&line->id,   &line->parents,    &line->name,    &line->gene,
							 &line->gene, &line->transcript, &line->version, &line->tags};
	char *next;

	if (strcmp(text, ".") == 0)
		return true;
	for (; text != NULL && *text != '\0'; text = next)
	{
		char *value;

		if ((next = strchr(text, ';')) != NULL)
			*next++ = '\0';
		text += strspn(text, " ");
		if (*text == '\0')
			continue;
		if ((value = strchr(text, '=')) == NULL)
			return false;
		*value++ = '\0';
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (strcmp(text, keys[i]) == 0 && *values[i] == NULL && *value != '\0')
				*values[i] = value;
	}
	return true;
}

static bool
read_line(Line *line, const AlkresGff *gff, char *text, uint64_t number, AlkresError *error)
{
	char *columns[COLUMNS];
	int count = 0;

	memset(line, 0, sizeof(*line));
	for (char *next = text; next != NULL; count++)
	{
		text = next;
		if ((next = strchr(text, '\t')) != NULL)
			*next++ = '\0';
		if (count < COLUMNS)
			columns[count] = text;
	}
	if (count != COLUMNS)
		return bad_line(gff, number, error, "a feature has 9 columns, separated by tabs");
	line->contig = columns[0];
	line->type = columns[2];
	if (*line->contig == '\0' || *line->type == '\0')
		return bad_line(gff, number, error, "sequence or type is empty");
	if (!read_position(columns[3], &line->start) || !read_position(columns[4], &line->end) ||
		line->start > line->end)
		return bad_line(gff, number, error, "start and end must be positions, 1-based, in order");
	if (strlen(columns[6]) != 1 || strchr("+-.?", columns[6][0]) == NULL)
		return bad_line(gff, number, error, "strand is none of + - . ?");
	line->strand = columns[6][0];
	if (strlen(columns[7]) != 1 || strchr("012.", columns[7][0]) == NULL)
		return bad_line(gff, number, error, "phase is none of 0 1 2 .");
	line->phase = columns[7][0] == '.' ? -1 : columns[7][0] - '0';
	if (read_attributes(line, columns[8]))
		return true;
	bad_line(gff, number, error, "attributes are not written as key=value;key=value");
	return alkres_hint(error, "GTF, with key \"value\", is not read: take the GFF3 file.");
}

static void
add_part(AlkresGffParts *parts, const Line *line)
{
	if (parts->count == parts->capacity)
	{
		parts->capacity = parts->capacity == 0 ? 8 : 2 * parts->capacity;
		parts->parts = parts->parts == NULL
						   ? alkres_alloc(sizeof(AlkresExon) * parts->capacity)
						   : alkres_realloc(parts->parts, sizeof(AlkresExon) * parts->capacity);
	}
	parts->parts[parts->count++] = (AlkresExon){line->start, line->end};
}

/* An exon or a coding part, of each of its parents. */
static bool
take_part(AlkresGff *gff, const Line *line, bool is_coding, AlkresError *error)
{
	char *next;

	for (char *parent = line->parents; parent != NULL && *parent != '\0'; parent = next)
	{
		AlkresGffFeature *feature;
		AlkresGffParts *parts;
		bool is_first;

		if ((next = strchr(parent, ',')) != NULL)
			*next++ = '\0';
		decode(parent);
		if ((feature = take_feature(gff, parent, error)) == NULL)
			return false;
		parts = is_coding ? &feature->coding : &feature->exons;
		if (feature->contig == NULL)
		{
			feature->contig = copy_text(line->contig);
			feature->minus = line->strand == '-';
		}
		if (strcmp(feature->contig, line->contig) != 0 ||
			line->strand != (feature->minus ? '-' : '+'))
			feature->fault = "its parts lie on several strands or sequences";
		if (is_coding)
		{
			is_first = true;
			for (size_t i = 0; i < parts->count; i++)
				if (feature->minus ? parts->parts[i].end > line->end
								   : parts->parts[i].start < line->start)
					is_first = false;
			if (is_first)
				feature->first_phase = line->phase;
		}
		add_part(parts, line);
		if (parts->count > ALKRES_EXONS_MAX)
			return alkres_fail(error, ALKRES_LIMIT, "%s: %.100s has more than %d parts", gff->what,
							   parent, ALKRES_EXONS_MAX);
	}
	return true;
}

/* Does a list, separated by commas, hold a word?  "_" of the word may be " " or "_". */
static bool
has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; list != NULL && *list != '\0'; list = strchr(list, ','))
	{
		size_t i = 0;

		list += *list == ',';
		while (i < length && (list[i] == word[i] || (word[i] == '_' && list[i] == ' ')))
			i++;
		if (i == length && (list[i] == ',' || list[i] == '\0'))
			return true;
	}
	return false;
}

static void
set_once(char **value, const char *text)
{
	if (*value == NULL && text != NULL)
		*value = copy_text(text);
}

static bool
take_named(AlkresGff *gff, const Line *line, AlkresError *error)
{
	AlkresGffFeature *feature;
	char *end;

	decode(line->id);
	if ((feature = take_feature(gff, line->id, error)) == NULL)
		return false;
	if (line->parents != NULL)
	{
		if ((end = strchr(line->parents, ',')) != NULL)
			*end = '\0';
		decode(line->parents);
		set_once(&feature->parent, line->parents);
	}
	else if (line->gene == NULL && line->name != NULL)
		decode(line->name);
	if (line->gene != NULL)
		decode(line->gene);
	/* A gene's Name is its symbol; that of a transcript (ALK-201) is not. */
	set_once(&feature->gene, line->gene != NULL      ? line->gene
							 : line->parents == NULL ? line->name
													 : NULL);
	if (line->transcript != NULL)
	{
		decode(line->transcript);
		set_once(&feature->transcript, line->transcript);
		/* Ensembl writes the version apart. */
		if (line->version != NULL && strchr(feature->transcript, '.') == NULL)
		{
			size_t length = strlen(feature->transcript), more = strlen(line->version);

			feature->transcript = alkres_realloc(feature->transcript, length + more + 2);
			feature->transcript[length] = '.';
			memcpy(feature->transcript + length + 1, line->version, more + 1);
		}
	}
	if (has_word(line->tags, "MANE_Select"))
		feature->marks |= ALKRES_GFF_MANE;
	if (has_word(line->tags, "Ensembl_canonical") || has_word(line->tags, "RefSeq_Select"))
		feature->marks |= ALKRES_GFF_CANONICAL;
	return true;
}

bool
alkres_gff_line(AlkresGff *gff, char *text, uint64_t number, AlkresError *error)
{
	Line line;

	if (number == 1 && strncmp(text, "##gff-version", 13) == 0 &&
		text[13 + strspn(text + 13, " \t")] != '3')
		return bad_line(gff, number, error, "the file is no GFF3: it names another version");
	if (strcmp(text, "##FASTA") == 0 || *text == '>')
		gff->is_over = true;
	if (gff->is_over || *text == '\0' || *text == '#')
		return true;
	if (!read_line(&line, gff, text, number, error))
		return false;
	if (strcmp(line.type, "CDS") == 0)
		return take_part(gff, &line, true, error);
	if (strcmp(line.type, "exon") == 0)
		return take_part(gff, &line, false, error);
	return line.id == NULL || take_named(gff, &line, error);
}

static int
compare_parts(const void *a, const void *b)
{
	const AlkresExon *x = a, *y = b;

	return x->start != y->start ? (x->start < y->start ? -1 : 1)
								: (x->end > y->end) - (x->end < y->end);
}

/* Are the coding parts what lies in the exons from their first base to their last? */
static bool
coding_fits(const AlkresGffTranscript *t, const AlkresGffParts *coding)
{
	size_t at = 0;

	for (size_t i = 0; i < t->exon_count; i++)
	{
		uint32_t from = t->exons[i].start, to = t->exons[i].end;

		from = from > t->coding_start ? from : t->coding_start;
		to = to < t->coding_end ? to : t->coding_end;
		if (from > to)
			continue;
		if (at == coding->count || coding->parts[at].start != from || coding->parts[at].end != to)
			return false;
		at++;
	}
	return at == coding->count;
}

/* ENST00000389048.8 of "transcript:ENST00000389048", NM_004304.5 of "rna-NM_004304.5". */
static const char *
name_of(const AlkresGffFeature *feature)
{
	const char *id = feature->id;

	if (feature->transcript != NULL)
		return feature->transcript;
	if (strncmp(id, "transcript:", 11) == 0)
		return id + 11;
	return strncmp(id, "rna-", 4) == 0 ? id + 4 : id;
}

bool
alkres_gff_transcript(AlkresGffTranscript *t, AlkresGff *gff, size_t number)
{
	AlkresGffFeature *feature = &gff->features[number];
	AlkresGffParts *coding = &feature->coding, *exons = &feature->exons;
	int64_t parent = feature->parent == NULL ? -1 : find_feature(gff, feature->parent);

	memset(t, 0, sizeof(*t));
	if (coding->count == 0)
		return false;
	/* A file of coding parts alone tells no untranslated ones. */
	if (exons->count == 0)
		exons = coding;
	qsort(coding->parts, coding->count, sizeof(AlkresExon), compare_parts);
	qsort(exons->parts, exons->count, sizeof(AlkresExon), compare_parts);
	t->gene = feature->gene != NULL ? feature->gene
			  : parent >= 0         ? gff->features[parent].gene
									: NULL;
	t->name = name_of(feature);
	t->contig = feature->contig;
	t->minus = feature->minus;
	t->marks = feature->marks;
	t->exons = exons->parts;
	t->exon_count = exons->count;
	t->coding_start = coding->parts[0].start;
	t->coding_end = coding->parts[coding->count - 1].end;
	for (size_t i = 0; i < coding->count; i++)
		t->coding_length += coding->parts[i].end - coding->parts[i].start + 1;
	t->fault = feature->fault;
	if (t->fault == NULL && t->gene == NULL)
		t->fault = "no gene is named";
	else if (t->fault == NULL && !coding_fits(t, coding))
		t->fault = "its coding parts are not those of its exons";
	else if (t->fault == NULL && feature->first_phase > 0)
		t->fault = "its coding sequence begins inside a codon";
	return true;
}

int
alkres_gff_prefer(const AlkresGffTranscript *a, const AlkresGffTranscript *b)
{
	int mark = (b->marks & ALKRES_GFF_MANE) - (a->marks & ALKRES_GFF_MANE);

	if (mark == 0)
		mark = (b->marks & ALKRES_GFF_CANONICAL) - (a->marks & ALKRES_GFF_CANONICAL);
	if (mark != 0)
		return mark;
	if (a->coding_length != b->coding_length)
		return a->coding_length > b->coding_length ? -1 : 1;
	return strcmp(a->name, b->name);
}
