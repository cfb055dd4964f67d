/* fasta_text.c: a FASTA text in memory. */
#include "ingest/reference/fasta_text.h"

#include "core/base/nucleotide.h"
#include "type/report.h"

typedef struct Stretch
{
	AlkresContig contig;
	int64 start; /* 1-based position of the first letter */
	int64 length;
	Size capacity;
	char *letters;
} Stretch;

struct AlkresFastaText
{
	Stretch *stretches;
	int count;
	int capacity;
	int last; /* the stretch used last */
	const AlkresOriginFile *file;
	const char *assembly;
};

static void
bad_text(const AlkresFastaText *text, uint64 number, const char *problem)
{
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			errmsg("%s, line %llu: %s", alkres_origin_what(text->file), (unsigned long long) number,
				   problem));
}

/* ">chr2" or ">chr2:29192774-29921566", whatever words follow. */
static void
begin_stretch(AlkresFastaText *text, char *line, uint64 number)
{
	Stretch *stretch;
	char *colon, *end;
	AlkresError error;

	line[strcspn(line, " \t")] = '\0';
	if (text->count == text->capacity)
	{
		text->capacity = text->capacity == 0 ? 8 : 2 * text->capacity;
		text->stretches = text->stretches == NULL
							  ? palloc(sizeof(Stretch) * text->capacity)
							  : repalloc_huge(text->stretches, sizeof(Stretch) * text->capacity);
	}
	stretch = &text->stretches[text->count++];
	memset(stretch, 0, sizeof(*stretch));
	stretch->start = 1;
	if ((colon = strrchr(line, ':')) != NULL && colon[1] >= '1' && colon[1] <= '9')
	{
		stretch->start = strtoll(colon + 1, &end, 10);
		if ((*end != '-' && *end != '\0') || stretch->start >= ALKRES_POSITION_MAX)
			bad_text(text, number, "a stretch is named as chr2:29192774-29921566");
		*colon = '\0';
	}
	if (!alkres_contig_set(&stretch->contig, text->assembly, strlen(text->assembly), line + 1,
						   strlen(line + 1), &error))
		alkres_report(&error);
}

static void
add_letters(AlkresFastaText *text, const char *line, uint64 number)
{
	Size length = strlen(line);
	Stretch *stretch = &text->stretches[text->count - 1];

	if (stretch->length + length > ALKRES_POSITION_MAX)
		bad_text(text, number, "a sequence is longer than any chromosome");
	if (stretch->length + length > stretch->capacity)
	{
		stretch->capacity = 2 * (stretch->length + length) + 256;
		stretch->letters = stretch->letters == NULL
							   ? palloc_extended(stretch->capacity, MCXT_ALLOC_HUGE)
							   : repalloc_huge(stretch->letters, stretch->capacity);
	}
	for (Size i = 0; i < length; i++)
	{
		char letter = line[i];

		if (!((letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
			  letter == '*' || letter == '-'))
			bad_text(text, number, "a sequence is written in letters");
		stretch->letters[stretch->length++] = alkres_base_known(letter);
	}
}

AlkresFastaText *
alkres_fasta_text_begin(const AlkresOriginFile *file, const char *assembly)
{
	AlkresFastaText *text = palloc0(sizeof(AlkresFastaText));

	text->file = file;
	text->assembly = assembly;
	return text;
}

void
alkres_fasta_text_line(AlkresFastaText *text, char *line, uint64 number)
{
	if (*line == '>')
		begin_stretch(text, line, number);
	else if (*line != '\0' && text->count == 0)
		bad_text(text, number, "FASTA begins with a name: >chr2");
	else
		add_letters(text, line, number);
}

char
alkres_fasta_text_base(void *source, const AlkresContig *contig, int64_t position)
{
	AlkresFastaText *text = source;

	for (int i = 0; i < text->count; i++)
	{
		int at = (text->last + i) % text->count;
		const Stretch *stretch = &text->stretches[at];

		if (position >= stretch->start && position < stretch->start + stretch->length &&
			alkres_contig_equal(&stretch->contig, contig))
		{
			text->last = at;
			return stretch->letters[position - stretch->start];
		}
	}
	return 0;
}
