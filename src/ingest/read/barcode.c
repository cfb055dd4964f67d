/* barcode.c: molecular barcodes of reads. */
#include "postgres.h"

#include <ctype.h>

#include "core/molecule/barcode_groups.h"
#include "core/pileup/pileup.h"
#include "hts/read_tag.h"
#include "ingest/read/barcode.h"

/* Letters that join two barcodes. */
#define JOINTS "-+_"
/* Bytes of what is put together, with its end: more than a barcode may have. */
#define ROOM (2 * ALKRES_BARCODE_MAX + 2)

const char alkres_umi_tags[ALKRES_UMI_TAGS][6] = {"UB",    "UR", "XR", "BX", "OX",
												  "ZT+YT", "ZT", "YT", "XM", "BS"};

static bool
is_tag(const char *text)
{
	return isalpha((unsigned char) text[0]) && isalnum((unsigned char) text[1]);
}

AlkresUmi
alkres_umi_parse(const char *text)
{
	AlkresUmi umi = {ALKRES_UMI_NONE, ""};

	if (strcmp(text, "auto") == 0)
		umi.kind = ALKRES_UMI_AUTO;
	else if (strcmp(text, "RX") == 0 || strcmp(text, "tag:RX") == 0)
		umi.kind = ALKRES_UMI_RX;
	else if (strcmp(text, "MI") == 0)
		umi.kind = ALKRES_UMI_MI;
	else if (strcmp(text, "consensus") == 0)
		umi.kind = ALKRES_UMI_CONSENSUS;
	else if (strncmp(text, "name:", 5) == 0 && strlen(text) > 5 &&
			 strlen(text) - 5 < sizeof(umi.separator))
	{
		umi.kind = ALKRES_UMI_NAME;
		strlcpy(umi.separator, text + 5, sizeof(umi.separator));
	}
	else if (strncmp(text, "tag:", 4) == 0 && is_tag(text + 4) &&
			 (text[6] == '\0' || (text[6] == '+' && is_tag(text + 7) && text[9] == '\0' &&
								  strncmp(text + 4, text + 7, 2) != 0)))
	{
		umi.kind = ALKRES_UMI_TAG;
		strlcpy(umi.separator, text + 4, sizeof(umi.separator));
	}
	else if (strcmp(text, "none") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid umi: \"%s\"", text),
				errhint("Valid are auto, none, RX, MI, tag:<two letters>, name:<separator> of 1 to "
						"7 bytes, tag:<two letters>+<two letters> where each has one of two, and "
						"consensus."));
	return umi;
}

void
alkres_umi_text(const AlkresUmi *umi, char out[ALKRES_UMI_TEXT_SIZE])
{
	static const char *const names[] = {
		[ALKRES_UMI_NONE] = "none",          [ALKRES_UMI_AUTO] = "auto",  [ALKRES_UMI_RX] = "RX",
		[ALKRES_UMI_TAG] = "tag:",           [ALKRES_UMI_NAME] = "name:", [ALKRES_UMI_MI] = "MI",
		[ALKRES_UMI_CONSENSUS] = "consensus"};

	snprintf(out, ALKRES_UMI_TEXT_SIZE, "%s%s", names[umi->kind],
			 umi->kind == ALKRES_UMI_NAME || umi->kind == ALKRES_UMI_TAG ? umi->separator : "");
}

/* What stands behind the last separator of a name, NULL without one. */
static const char *
behind_last(const char *name, const char *separator)
{
	const char *found = NULL;

	for (const char *p = name; (p = strstr(p, separator)) != NULL; p++)
		found = p + strlen(separator);
	return found;
}

/* Letters of a barcode, with the r in front that BCL Convert writes of a reversed one. */
static size_t
barcode_letters(const char *text)
{
	size_t reversed = text[0] == 'r';
	size_t letters = strspn(text + reversed, "ACGTN");

	return letters == 0 ? 0 : letters + reversed;
}

/* A word in front of a barcode, as fastp writes ("UMI_"): its length with the joint; 0 for none. */
static size_t
prefix_length(const char *text)
{
	size_t letters = 0;

	while (isalpha((unsigned char) text[letters]))
		letters++;
	if (letters == 0 || text[letters] != '_' || barcode_letters(text) == letters ||
		strspn(text, "acgtn") == letters)
		return 0;
	return letters + 1;
}

/*
 * The barcode in a name, behind its last separator: NULL without one.  A separator that joins
 * barcodes, too, is followed by one of two when a barcode, or nothing, stands in front of it.
 */
static const char *
find_in_name(const char *name, const char *separator)
{
	const char *text = behind_last(name, separator), *field;

	if (text == NULL)
		return NULL;
	if (separator[1] != '\0' || strchr(JOINTS, separator[0]) == NULL)
		return text + prefix_length(text);
	for (field = text - 1; field > name && field[-1] != separator[0]; field--)
		;
	if (field == name ||
		(field < text - 1 &&
		 (text - 1 - field < 3 || barcode_letters(field) != (size_t) (text - 1 - field))))
		return text;
	return field;
}

/* Of two tags what each has, of which one may be absent; NULL where both are. */
static const char *
join_tags(const AlkresRead *read, const char *tags, char room[ROOM])
{
	char tag[3] = {tags[0], tags[1], '\0'};
	const char *first = alkres_read_text(read, tag), *second = alkres_read_text(read, tags + 3);

	if (first == NULL && second == NULL)
		return NULL;
	snprintf(room, ROOM, "%.*s%c%.*s", ALKRES_BARCODE_MAX, first != NULL ? first : "",
			 ALKRES_BARCODE_JOINT, ALKRES_BARCODE_MAX, second != NULL ? second : "");
	return room;
}

static const char *
find_barcode(const AlkresUmi *umi, const AlkresRead *read, char room[ROOM])
{
	int64_t value;

	if (umi->kind == ALKRES_UMI_NAME)
		return find_in_name(read->name, umi->separator);
	if (umi->kind == ALKRES_UMI_RX)
		return read->rx;
	if (umi->kind == ALKRES_UMI_TAG)
		return umi->separator[2] == '\0' ? alkres_read_text(read, umi->separator)
										 : join_tags(read, umi->separator, room);
	if (alkres_read_integer(read, "MI", &value))
	{
		snprintf(room, ROOM, INT64_FORMAT, value);
		return room;
	}
	return alkres_read_text(read, "MI");
}

static void
refuse_missing(const AlkresUmi *umi, const AlkresRead *read)
{
	ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
			umi->kind == ALKRES_UMI_NAME
				? errmsg("the name of read \"%s\" has no molecular barcode", read->name)
				: errmsg("read \"%s\" has no molecular barcode in the tag %s", read->name,
						 umi->kind == ALKRES_UMI_RX    ? "RX"
						 : umi->kind == ALKRES_UMI_TAG ? umi->separator
													   : "MI"),
			errhint("umi says where barcodes stand: RX, MI, tag:<two letters>, name:<separator>, "
					"consensus or none."));
}

/* Copy the letters in upper case, with the one joint; true when one of them tells something. */
static bool
spell(AlkresBarcode *barcode, const char *text, size_t length)
{
	bool tells = false;

	barcode->length = 0;
	for (size_t i = 0; i < length; i++)
	{
		char letter = text[i];

		if (letter >= 'A' && letter <= 'Z')
			; /* nearly all are */
		else if (strchr(JOINTS, letter) != NULL)
		{
			barcode->joint = barcode->length;
			letter = ALKRES_BARCODE_JOINT;
		}
		else if (letter == 'r' && barcode_letters(text + i) > 1 &&
				 (i == 0 || strchr(JOINTS, text[i - 1]) != NULL))
			continue; /* says how the barcode was read */
		else if (letter >= 'a' && letter <= 'z')
			letter = (char) (letter - 'a' + 'A');
		tells |= letter != 'N' && letter != ALKRES_BARCODE_JOINT;
		barcode->text[barcode->length++] = letter;
	}
	barcode->text[barcode->length] = '\0';
	return tells;
}

bool
alkres_barcode_take(const AlkresUmi *umi, const AlkresRead *read, AlkresBarcode *barcode)
{
	char room[ROOM];
	const char *text = find_barcode(umi, read, room);
	size_t length;

	if (text == NULL || text[0] == '\0')
		refuse_missing(umi, read);
	length = strlen(text);
	if (length > ALKRES_BARCODE_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the molecular barcode of read \"%s\" is longer than %d bytes", read->name,
					   ALKRES_BARCODE_MAX));
	barcode->joint = ALKRES_BARCODE_ONE;
	barcode->strand = ALKRES_STRAND_BY_ORIENTATION;
	if (umi->kind != ALKRES_UMI_MI)
		return spell(barcode, text, length);
	if (length > 2 && text[length - 2] == '/' &&
		(text[length - 1] == 'A' || text[length - 1] == 'B'))
	{
		barcode->strand = text[length - 1] == 'A' ? ALKRES_STRAND_A : ALKRES_STRAND_B;
		length -= 2;
	}
	barcode->length = (uint8_t) length;
	memcpy(barcode->text, text, length);
	barcode->text[length] = '\0';
	return true;
}

void
alkres_barcode_exchange(char *text, uint8_t length, uint8_t joint)
{
	char copy[ALKRES_BARCODE_MAX];
	size_t second = length - joint - 1u;

	memcpy(copy, text, length);
	memcpy(text, copy + joint + 1, second);
	text[second] = ALKRES_BARCODE_JOINT;
	memcpy(text + second + 1, copy, joint);
}

static uint8_t
class_of_sizes(int64_t a, int64_t b)
{
	int64_t more = Max(a, b);

	if (a > 0 && b > 0)
		return ALKRES_CLASS_DUPLEX;
	return more >= 4   ? ALKRES_CLASS_LARGE_SIMPLEX
		   : more >= 2 ? ALKRES_CLASS_SIMPLEX
					   : ALKRES_CLASS_SINGLE;
}

/* The numbers in the last two fields of a Marianas name. */
static bool
marianas_sizes(const char *name, int64_t *a, int64_t *b)
{
	const char *end = name + strlen(name), *last, *field;

	if (strncmp(name, "Marianas:", 9) != 0 || !isdigit((unsigned char) end[-1]))
		return false;
	for (last = end; last > name && isdigit((unsigned char) last[-1]); last--)
		;
	if (last == name || last[-1] != ':')
		return false;
	for (field = last - 1; field > name && isdigit((unsigned char) field[-1]); field--)
		;
	if (field == last - 1 || field == name || field[-1] != ':')
		return false;
	*a = strtol(field, NULL, 10);
	*b = strtol(last, NULL, 10);
	return true;
}

/* Family sizes of both strands; true when the read says them. */
static bool
consensus_sizes(const AlkresRead *read, int64_t *a, int64_t *b)
{
	bool has_a = alkres_read_integer(read, "aD", a), has_b = alkres_read_integer(read, "bD", b);

	if (has_a && has_b)
		return true;
	*b = 0;
	if (alkres_read_integer(read, "cD", a) || has_a)
		return true;
	*a = 0;
	if (has_b)
		return alkres_read_integer(read, "bD", b);
	if (marianas_sizes(read->name, a, b))
		return true;
	/* gencore: of how many reads of either strand; RR is there for a duplex only. */
	if (alkres_read_integer(read, "FR", a))
	{
		if (!alkres_read_integer(read, "RR", b))
			*b = 0;
		return true;
	}
	/* DRAGEN: of how many reads of one strand, and of both. */
	has_a = alkres_read_integer(read, "XV", a);
	has_b = alkres_read_integer(read, "XW", b);
	if (has_b && *b > 0)
	{
		*a = *b; /* a duplex family has both strands */
		return true;
	}
	*b = 0;
	return has_a;
}

static uint32_t
bounded(int64_t count)
{
	return (uint32_t) (count < 0 ? 0 : Min(count, UINT32_MAX / 4));
}

void
alkres_consensus_family(const AlkresRead *read, uint32_t *a, uint32_t *b)
{
	int64_t of_a = 0, of_b = 0, duplex = 0;

	if (!alkres_read_integer(read, "aD", &of_a) && !alkres_read_integer(read, "bD", &of_a) &&
		!alkres_read_integer(read, "cD", &of_a) && !marianas_sizes(read->name, &of_a, &of_b) &&
		!alkres_read_integer(read, "FR", &of_a) && alkres_read_integer(read, "XW", &duplex) &&
		duplex > 0)
	{
		/* DRAGEN's XW are the reads of both strands, XV those of one. */
		if (!alkres_read_integer(read, "XV", &of_a) || of_a < 1)
			of_a = 1;
		*a = bounded(of_a);
		*b = bounded(duplex > of_a ? duplex - of_a : 1);
		return;
	}
	of_a = of_b = 0;
	(void) consensus_sizes(read, &of_a, &of_b);
	*a = bounded(of_a);
	*b = bounded(of_b);
	if (*a + *b == 0)
		*a = 1;
}

uint8_t
alkres_consensus_class(const AlkresRead *read, uint8_t *classes)
{
	int64_t a = 0, b = 0;
	uint32_t a_length = 0, b_length = 0;
	const void *a_array, *b_array;
	uint8_t whole;

	(void) consensus_sizes(read, &a, &b);
	whole = class_of_sizes(a, b);
	memset(classes, whole, read->length);
	a_array = alkres_read_array(read, "ad", &a_length);
	b_array = alkres_read_array(read, "bd", &b_length);
	if (a_array == NULL && b_array == NULL)
		a_array = alkres_read_array(read, "cd", &a_length);
	if (a_array == NULL && b_array == NULL)
		return whole;
	for (uint32_t i = 0; i < read->length; i++)
		classes[i] =
			class_of_sizes(a_array != NULL && i < a_length ? alkres_tag_element(a_array, i) : 0,
						   b_array != NULL && i < b_length ? alkres_tag_element(b_array, i) : 0);
	return whole;
}

/* Is this, behind a separator of a name, a barcode, or two of which one may be absent? */
static bool
looks_like_barcode(const char *text)
{
	size_t first = barcode_letters(text), second;

	if (text[first] == '\0')
		return first >= 4;
	if (strchr(JOINTS, text[first]) == NULL)
		return false;
	second = barcode_letters(text + first + 1);
	return text[first + 1 + second] == '\0' && first + second >= 4;
}

/* Is this the barcode of a droplet or a cell: letters, and behind a hyphen the number of a well? */
static bool
is_of_droplet(const char *text)
{
	size_t letters = strspn(text, "ACGT"), digits;

	if (letters < 4 || text[letters] != '-')
		return false;
	digits = strspn(text + letters + 1, "0123456789");
	return digits > 0 && text[letters + 1 + digits] == '\0';
}

/* What looks like a barcode at the end of a name, behind anything; NULL for nothing. */
static const char *
ends_like_barcode(const char *name)
{
	size_t length = strlen(name), letters = 0;

	while (letters < length && strchr("ACGTNacgtn", name[length - letters - 1]) != NULL)
		letters++;
	return letters >= 6 && letters < length && !isalnum((unsigned char) name[length - letters - 1])
			   ? name + length - letters
			   : NULL;
}

static void
see(AlkresUmiSign *sign, const char *barcode)
{
	if (sign->reads++ == 0)
		strlcpy(sign->first, barcode, sizeof(sign->first));
	else
		sign->varies |= strcmp(sign->first, barcode) != 0;
}

static void
look_at_tags(AlkresUmiSigns *signs, const AlkresRead *read)
{
	bool of_droplets = false;

	for (int i = 0; i < ALKRES_UMI_TAGS; i++)
	{
		AlkresUmi umi = {ALKRES_UMI_TAG, ""};
		char room[ROOM];
		const char *text;

		strlcpy(umi.separator, alkres_umi_tags[i], sizeof(umi.separator));
		text = find_barcode(&umi, read, room);
		if (text == NULL || (!looks_like_barcode(text) && !is_of_droplet(text)))
			continue;
		see(&signs->tags[i], text);
		of_droplets |= is_of_droplet(text);
	}
	signs->of_droplets += of_droplets;
}

void
alkres_umi_look(AlkresUmiSigns *signs, const AlkresRead *read)
{
	static const AlkresUmi places[4] = {
		{ALKRES_UMI_RX, ""}, {ALKRES_UMI_MI, ""}, {ALKRES_UMI_NAME, ":"}, {ALKRES_UMI_NAME, "_"}};
	char room[ROOM];
	int64_t a, b;
	const char *text;
	bool in_name = false;

	signs->reads++;
	signs->consensus += consensus_sizes(read, &a, &b);
	for (int i = 0; i < 4; i++)
	{
		text = find_barcode(&places[i], read, room);
		if (text == NULL || text[0] == '\0' ||
			(places[i].kind == ALKRES_UMI_NAME && !looks_like_barcode(text)))
			continue;
		in_name |= places[i].kind == ALKRES_UMI_NAME;
		see(&signs->places[i], text);
	}
	look_at_tags(signs, read);
	if (!in_name && (text = ends_like_barcode(read->name)) != NULL)
		see(&signs->elsewhere, text);
}

/* How many reads have what looks like a barcode, where that is no chance; in a tag, if in one. */
static void
count_unused(const AlkresUmiSigns *signs, AlkresUmiUnused *unused)
{
	uint32_t most = signs->elsewhere.varies ? signs->elsewhere.reads : 0;

	for (int i = 0; i < 4; i++)
		if (signs->places[i].varies)
			most = Max(most, signs->places[i].reads);
	for (int i = 0; i < ALKRES_UMI_TAGS; i++)
		if (signs->tags[i].varies && signs->tags[i].reads > most)
		{
			most = signs->tags[i].reads;
			unused->tag = alkres_umi_tags[i];
		}
	unused->of_droplets = signs->of_droplets > 0;
	unused->reads = most >= Max(signs->reads / 10, 1) ? most : 0;
}

AlkresUmi
alkres_umi_decide(const AlkresUmiSigns *signs, AlkresUmiUnused *unused)
{
	AlkresUmi umi = {ALKRES_UMI_NONE, ""};

	*unused = (AlkresUmiUnused){0};
	if (signs->reads == 0)
		return umi;
	if (signs->consensus == signs->reads)
	{
		umi.kind = ALKRES_UMI_CONSENSUS;
		return umi;
	}
	for (int i = 0; i < 4 && umi.kind == ALKRES_UMI_NONE; i++)
	{
		/* What is the same in all reads is an index of the sample. */
		if (signs->places[i].reads < signs->reads)
			continue;
		if (!signs->places[i].varies)
		{
			unused->constant = true;
			continue;
		}
		umi.kind = i == 0 ? ALKRES_UMI_RX : i == 1 ? ALKRES_UMI_MI : ALKRES_UMI_NAME;
		if (i >= 2)
			strlcpy(umi.separator, i == 2 ? ":" : "_", sizeof(umi.separator));
	}
	if (umi.kind != ALKRES_UMI_NONE)
		unused->constant = false;
	else
		count_unused(signs, unused);
	return umi;
}
