/* barcode.c: molecular barcodes of reads. */
#include "postgres.h"

#include <ctype.h>

#include "core/molecule/barcode_groups.h"
#include "core/pileup/pileup.h"
#include "hts/read_tag.h"
#include "ingest/read/barcode.h"

/* Letters that join two barcodes. */
#define JOINTS "-+_"

AlkresUmi
alkres_umi_parse(const char *text)
{
	AlkresUmi umi = {ALKRES_UMI_NONE, ""};

	if (strcmp(text, "auto") == 0)
		umi.kind = ALKRES_UMI_AUTO;
	else if (strcmp(text, "RX") == 0)
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
	else if (strcmp(text, "none") != 0)
		ereport(ERROR, errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				errmsg("invalid umi: \"%s\"", text),
				errhint("Valid are auto, none, RX, MI, name:<separator> of 1 to 7 bytes, and "
						"consensus."));
	return umi;
}

void
alkres_umi_text(const AlkresUmi *umi, char out[ALKRES_UMI_TEXT_SIZE])
{
	static const char *const names[] = {
		[ALKRES_UMI_NONE] = "none", [ALKRES_UMI_AUTO] = "auto",
		[ALKRES_UMI_RX] = "RX",     [ALKRES_UMI_NAME] = "name:",
		[ALKRES_UMI_MI] = "MI",     [ALKRES_UMI_CONSENSUS] = "consensus"};

	snprintf(out, ALKRES_UMI_TEXT_SIZE, "%s%s", names[umi->kind],
			 umi->kind == ALKRES_UMI_NAME ? umi->separator : "");
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

static const char *
find_barcode(const AlkresUmi *umi, const AlkresRead *read, char number[24])
{
	int64_t value;

	if (umi->kind == ALKRES_UMI_NAME)
		return behind_last(read->name, umi->separator);
	if (umi->kind == ALKRES_UMI_RX)
		return alkres_read_text(read, "RX");
	if (alkres_read_integer(read, "MI", &value))
	{
		snprintf(number, 24, INT64_FORMAT, value);
		return number;
	}
	return alkres_read_text(read, "MI");
}

void
alkres_barcode_take(const AlkresUmi *umi, const AlkresRead *read, AlkresBarcode *barcode)
{
	char number[24];
	const char *text = find_barcode(umi, read, number);
	size_t length;

	if (text == NULL || text[0] == '\0')
		ereport(ERROR, errcode(ERRCODE_BAD_COPY_FILE_FORMAT),
				umi->kind == ALKRES_UMI_NAME
					? errmsg("the name of read \"%s\" has no molecular barcode", read->name)
					: errmsg("read \"%s\" has no molecular barcode in the tag %s", read->name,
							 umi->kind == ALKRES_UMI_RX ? "RX" : "MI"),
				errhint("umi says where barcodes stand: RX, MI, name:<separator>, consensus or "
						"none."));
	length = strlen(text);
	if (length > ALKRES_BARCODE_MAX)
		ereport(ERROR, errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				errmsg("the molecular barcode of read \"%s\" is longer than %d bytes", read->name,
					   ALKRES_BARCODE_MAX));
	barcode->joint = 0;
	barcode->strand = ALKRES_STRAND_BY_ORIENTATION;
	if (umi->kind == ALKRES_UMI_MI && length > 2 && text[length - 2] == '/' &&
		(text[length - 1] == 'A' || text[length - 1] == 'B'))
	{
		barcode->strand = text[length - 1] == 'A' ? ALKRES_STRAND_A : ALKRES_STRAND_B;
		length -= 2;
	}
	barcode->length = (uint8_t) length;
	memcpy(barcode->text, text, length);
	barcode->text[length] = '\0';
	if (umi->kind == ALKRES_UMI_MI)
		return;
	for (size_t i = 0; i < length; i++)
	{
		char letter = barcode->text[i];

		if (letter >= 'a' && letter <= 'z')
			barcode->text[i] = (char) (letter - 'a' + 'A');
		else if (strchr(JOINTS, letter) != NULL && i > 0 && i + 1 < length)
		{
			barcode->joint = (uint8_t) i;
			barcode->text[i] = ALKRES_BARCODE_JOINT;
		}
	}
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

/* Is this, behind a separator of a name, a barcode? */
static bool
looks_like_barcode(const char *text)
{
	size_t letters = strspn(text, "ACGTN"), more = 0;

	if (letters > 0 && text[letters] != '\0' && strchr(JOINTS, text[letters]) != NULL)
	{
		more = strspn(text + letters + 1, "ACGTN");
		if (more == 0)
			return false;
		return text[letters + 1 + more] == '\0' && letters + more >= 4;
	}
	return letters >= 4 && text[letters] == '\0';
}

void
alkres_umi_look(AlkresUmiSigns *signs, const AlkresRead *read)
{
	static const AlkresUmi places[4] = {
		{ALKRES_UMI_RX, ""}, {ALKRES_UMI_MI, ""}, {ALKRES_UMI_NAME, ":"}, {ALKRES_UMI_NAME, "_"}};
	char number[24];
	int64_t a, b;

	signs->reads++;
	signs->consensus += consensus_sizes(read, &a, &b);
	for (int i = 0; i < 4; i++)
	{
		const char *text = find_barcode(&places[i], read, number);

		if (text == NULL || text[0] == '\0' ||
			(places[i].kind == ALKRES_UMI_NAME && !looks_like_barcode(text)))
			continue;
		if (signs->places[i]++ == 0)
			strlcpy(signs->first[i], text, sizeof(signs->first[i]));
		else
			signs->varies[i] |= strcmp(signs->first[i], text) != 0;
	}
}

AlkresUmi
alkres_umi_decide(const AlkresUmiSigns *signs, bool *constant)
{
	AlkresUmi umi = {ALKRES_UMI_NONE, ""};

	*constant = false;
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
		if (signs->places[i] < signs->reads)
			continue;
		if (!signs->varies[i])
		{
			*constant = true;
			continue;
		}
		umi.kind = i == 0 ? ALKRES_UMI_RX : i == 1 ? ALKRES_UMI_MI : ALKRES_UMI_NAME;
		if (i >= 2)
			strlcpy(umi.separator, i == 2 ? ":" : "_", sizeof(umi.separator));
	}
	*constant = *constant && umi.kind == ALKRES_UMI_NONE;
	return umi;
}
