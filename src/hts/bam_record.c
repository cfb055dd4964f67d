/* bam_record.c: the records of a BAM or CRAM file by htslib, each checked. */
#include "hts/bam_internal.h"

#include <errno.h>
#include <string.h>

#include "core/variant/contig.h"
#include "hts/log.h"

/* Bytes of a record, behind its size, before its name. */
#define FIXED_SIZE 32

/* No record is left: is that the true end of the file?  CRAM proves it by itself. */
static int
prove_end(AlkresBam *bam, AlkresError *error)
{
	if (bam->cram != NULL || (bam->file->errcode == 0 && htell(bam->file->fp) == bam->size))
		return 0;
	alkres_refuse_end(bam->what, bam->records, bam->among,
					  "An end marker stands before the end of the file.", error);
	return -1;
}

static int
record_broken(AlkresBam *bam, const char *why, AlkresError *error)
{
	alkres_fail(error, ALKRES_CORRUPT, "record %llu%s of %s is broken",
				(unsigned long long) bam->records + 1, bam->among, bam->what);
	alkres_detail(error, "%s", why);
	return -1;
}

/*
 * The next four bytes of the data, which stay unread: 1, or 0 at the end, or -1.  They are the size
 * of the next record, and are looked at before bam_read1 makes room for it.
 */
static int
peek_size(AlkresBam *bam, uint8_t *out)
{
	BGZF *file = bam->file;
	int next = bgzf_peek(file);
	int64_t here;

	if (next < 0)
		return next == -1 && file->errcode == 0 ? 0 : -1;
	if (file->block_length - file->block_offset >= 4)
	{
		memcpy(out, (const uint8_t *) file->uncompressed_block + file->block_offset, 4);
		return 1;
	}
	here = bgzf_tell(file); /* the four bytes lie in two blocks */
	return alkres_bam_read_bytes(bam, out, 4) == 1 && bgzf_seek(file, here, SEEK_SET) == 0 ? 1 : -1;
}

static int
cigar_broken(AlkresBam *bam, const AlkresRead *read, const char *why, AlkresError *error)
{
	const char *contig = alkres_bam_contig_name(bam, read->contig);

	record_broken(bam, why, error);
	alkres_detail(error, "Read \"%s\" at %s:%u: %s", read->name, contig != NULL ? contig : "*",
				  read->position, why);
	alkres_hint(error, "Write the file again from the aligner's output; Picard's ValidateSamFile "
					   "names such reads.");
	return -1;
}

static int
past_end(AlkresBam *bam, const AlkresRead *read, uint32_t end, AlkresError *error)
{
	const char *contig = alkres_bam_contig_name(bam, read->contig);

	alkres_fail(error, ALKRES_CORRUPT, "record %llu%s of %s lies past the end of its contig",
				(unsigned long long) bam->records + 1, bam->among, bam->what);
	alkres_detail(error, "Read \"%s\" at %s:%u is aligned up to %u, %s has %lld bases.", read->name,
				  contig, read->position, end, contig,
				  (long long) alkres_bam_contig_length(bam, read->contig));
	alkres_hint(error, "The header is that of another reference, or the file was changed after "
					   "the aligner wrote it.");
	return -1;
}

/*
 * Clips stand at the ends, hard ones outside soft ones (SAM specification 1.4, field 6).  Elements
 * of length 0, and neighbours of one kind, say nothing wrong.
 */
static bool
clips_stand_at_ends(const AlkresRead *read)
{
	enum
	{
		LEFT_HARD,
		LEFT_SOFT,
		ALIGNED,
		RIGHT_SOFT,
		RIGHT_HARD
	} part = LEFT_HARD;

	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t operation = ALKRES_CIGAR_OP(read->cigar[i]);

		if (ALKRES_CIGAR_LENGTH(read->cigar[i]) == 0)
			continue;
		if (operation == ALKRES_CIGAR_HARD_CLIP)
			part = part == LEFT_HARD ? LEFT_HARD : RIGHT_HARD;
		else if (part == RIGHT_HARD)
			return false;
		else if (operation == ALKRES_CIGAR_SOFT_CLIP)
			part = part <= LEFT_SOFT ? LEFT_SOFT : RIGHT_SOFT;
		else if (part == RIGHT_SOFT)
			return false;
		else
			part = ALIGNED;
	}
	return true;
}

/* The CIGAR: its length on the read against the sequence's, and the last aligned position. */
static int
take_cigar(AlkresBam *bam, AlkresRead *read, AlkresError *error)
{
	uint64_t on_read = 0, on_reference = 0;
	bool has_clips = false;

	for (uint32_t i = 0; i < read->cigar_count; i++)
	{
		uint32_t operation = ALKRES_CIGAR_OP(read->cigar[i]);
		uint32_t length = ALKRES_CIGAR_LENGTH(read->cigar[i]);

		if (operation > ALKRES_CIGAR_DIFFERENT)
			return cigar_broken(bam, read, "its CIGAR has an unknown operation.", error);
		has_clips |= operation == ALKRES_CIGAR_SOFT_CLIP || operation == ALKRES_CIGAR_HARD_CLIP;
		on_read += bam_cigar_type(operation) & 1 ? length : 0;
		on_reference += bam_cigar_type(operation) & 2 ? length : 0;
	}
	if (has_clips && !clips_stand_at_ends(read))
		return cigar_broken(bam, read,
							"its CIGAR has a clip that is not at an end; only hard clips may stand "
							"outside soft ones.",
							error);
	if (read->cigar_count > 0 && read->length > 0 && on_read != read->length)
		return cigar_broken(bam, read, "its CIGAR and its sequence differ in length.", error);
	if (read->position > 0 && on_reference > ALKRES_POSITION_MAX - (read->position - 1))
		return cigar_broken(bam, read, "it is aligned beyond the end of any contig.", error);
	/* Of one that is marked as unmapped, as some aligners do, nobody believes the place. */
	if (read->position > 0 && !(read->flags & ALKRES_READ_UNMAPPED) &&
		(int64_t) (read->position - 1 + on_reference) > alkres_bam_contig_length(bam, read->contig))
		return past_end(bam, read, read->position - 1 + (uint32_t) on_reference, error);
	read->end = read->position > 0 ? read->position - 1 + (uint32_t) on_reference : 0;
	return 1;
}

/* Bytes of a tag's value of a type; 0: of no type, or of one without a size of its own. */
static const uint8_t value_sizes[256] = {['A'] = 1, ['c'] = 1, ['C'] = 1, ['s'] = 2, ['S'] = 2,
										 ['i'] = 4, ['I'] = 4, ['f'] = 4, ['d'] = 8};

/* What stands behind a tag's value, which begins with its type; NULL when it is malformed. */
static inline const uint8_t *
behind_value(const uint8_t *value, const uint8_t *end)
{
	uint8_t type = *value++;
	size_t size = value_sizes[type];
	uint64_t count = 1;

	if (type == 'Z' || type == 'H')
	{
		const uint8_t *last = memchr(value, '\0', (size_t) (end - value));

		return last != NULL ? last + 1 : end;
	}
	if (type == 'B' && end - value >= 5)
	{
		size = value_sizes[value[0]];
		count = alkres_little32(value + 1);
		value += 5;
	}
	return size == 0 || (uint64_t) (end - value) < size * count ? NULL : value + size * count;
}

static bool
is_integer(const uint8_t *value)
{
	return value != NULL && value[0] != '\0' && strchr("cCsSiI", value[0]) != NULL;
}

#define TAG(first, second) ((first) << 8 | (second))

/* Keep the first of a name. */
static inline void
keep_tag(const uint8_t **kept, const uint8_t *value)
{
	if (*kept == NULL)
		*kept = value;
}

/* What is used of the tags of every read, in one pass over them; false when they are malformed, but
 * for what stands behind MD. */
static bool
take_tags(bam1_t *record, AlkresRead *read)
{
	const uint8_t *end = record->data + record->l_data;
	const uint8_t *md = NULL, *rx = NULL, *here = NULL, *elsewhere = NULL;
	bool good = true;

	for (const uint8_t *tag = bam_get_aux(record), *behind; good && end - tag >= 3; tag = behind)
	{
		const uint8_t *value = tag + 2;

		behind = behind_value(value, end);
		good = behind != NULL;
		switch (good ? TAG(tag[0], tag[1]) : 0)
		{
			case TAG('M', 'D'):
				if (md == NULL && (*value == 'Z' || *value == 'H') && behind[-1] != '\0')
					return false;
				keep_tag(&md, value);
				break;
			case TAG('R', 'X'):
				keep_tag(&rx, behind[-1] == '\0' ? value : end);
				break;
			case TAG('A', 'S'):
				keep_tag(&here, value);
				break;
			case TAG('X', 'S'):
				keep_tag(&elsewhere, value);
				break;
		}
	}
	read->md = md == NULL ? NULL : bam_aux2Z(md);
	read->rx = rx == NULL || rx == end ? NULL : bam_aux2Z(rx);
	read->has_gap = is_integer(here) && is_integer(elsewhere);
	read->gap = read->has_gap ? bam_aux2i(here) - bam_aux2i(elsewhere) : 0;
	read->record = record;
	return good || md != NULL;
}

/*
 * The name that both mates share.  Sequencers before Casava 1.8 end it by the read's number (/1,
 * /2), and so do SRA's tools (RUN.SPOT.1): aligners cut that off, not all of them.  It is cut off
 * where the record lies.
 */
static void
take_name(bam1_t *record, AlkresRead *read)
{
	char *name = bam_get_qname(record);
	size_t length = strlen(name);

	read->name = name;
	read->name_length = length;
	if (!(record->core.flag & ALKRES_READ_PAIRED) || length < 3 ||
		(name[length - 1] != '1' && name[length - 1] != '2'))
		return;
	if (name[length - 2] == '/' ||
		(name[length - 2] == '.' && memchr(name, '.', length - 2) != NULL))
		name[read->name_length = length - 2] = '\0';
}

/* Check a record, and point *read into it: 1, or -1 with *error. */
static int
take_record(AlkresBam *bam, bam1_t *record, const uint32_t *cigar, AlkresRead *read,
			AlkresError *error)
{
	const bam1_core_t *core = &record->core;

	if (core->tid < -1 || core->tid >= bam->header->n_targets || core->mtid < -1 ||
		core->mtid >= bam->header->n_targets)
		return record_broken(bam, "Its contig is not in the header.", error);
	if (core->pos < -1 || core->pos >= (hts_pos_t) ALKRES_POSITION_MAX || core->mpos < -1)
		return record_broken(bam, "Its position is out of range.", error);
	if (!(core->flag & ALKRES_READ_UNMAPPED) && (core->tid < 0 || core->pos < 0))
		return record_broken(bam, "It is marked as mapped but has no position.", error);
	/* Unplaced reads come last: -1 is the largest unsigned number. */
	if ((uint32_t) core->tid < (uint32_t) bam->last_contig ||
		(core->tid == bam->last_contig && core->pos < bam->last_position))
	{
		alkres_fail(error, ALKRES_BAD_FILE, "%s is not sorted by coordinate", bam->what);
		alkres_detail(error, "Record %llu%s lies before the one in front of it.",
					  (unsigned long long) bam->records + 1, bam->among);
		alkres_hint(error, "Sort it with \"samtools sort\".");
		return -1;
	}
	bam->last_contig = core->tid;
	bam->last_position = (int32_t) core->pos;
	read->file = bam->what;
	read->number = bam->records + 1;
	read->among = bam->among;
	take_name(record, read);
	if (read->name_length == 0)
		return record_broken(bam, "Its name is malformed.", error);
	read->contig = core->tid;
	read->position = (uint32_t) (core->pos + 1);
	read->flags = core->flag;
	read->mapq = core->qual;
	read->cigar = cigar;
	read->cigar_count = core->n_cigar;
	read->sequence = bam_get_seq(record);
	read->quality = bam_get_qual(record);
	read->length = (uint32_t) core->l_qseq;
	read->mate_contig = core->mtid;
	read->mate_position = (uint32_t) (core->mpos + 1);
	read->template_length = (int32_t) core->isize;
	if (!take_tags(record, read))
		return record_broken(bam, "Its tags are malformed.", error);
	return take_cigar(bam, read, error);
}

static int
record_too_large(AlkresBam *bam, uint64_t size, AlkresError *error)
{
	alkres_fail(error, ALKRES_LIMIT, "record %llu%s of %s is larger than %lld kB",
				(unsigned long long) bam->records + 1, bam->among, bam->what,
				(long long) bam->limits.record_size / 1024);
	alkres_detail(error, "It claims %llu bytes; the file may be damaged.",
				  (unsigned long long) size);
	alkres_hint(error, "If it is sound, raise alkres.max_record_size.");
	return -1;
}

/* Read the next record of bam->file into bam->record: 1, 0 at the end, -1 with *error. */
static int
read_bam(AlkresBam *bam, AlkresError *error)
{
	uint8_t number[4];
	int got;

	errno = 0;
	got = peek_size(bam, number);
	if (got == 0)
		return prove_end(bam, error);
	if (got == 1 && memcmp(number, "BAM\1", 4) == 0)
	{
		alkres_fail(error, ALKRES_CORRUPT, "another BAM file begins behind record %llu%s of %s",
					(unsigned long long) bam->records, bam->among, bam->what);
		alkres_hint(error, "Give each file by itself, or join them with \"samtools merge\".");
		return -1;
	}
	if (got == 1 && alkres_little32(number) > bam->limits.record_size)
		return record_too_large(bam, alkres_little32(number), error);
	if (got < 0 || bam_read1(bam->file, bam->record) < 0)
	{
		if (!alkres_lacks_memory(error))
			alkres_refuse_record(bam->what, bam->records, bam->among, error);
		return -1;
	}
	bam->decompressed += (uint64_t) alkres_little32(number) + 4;
	if (bam->decompressed > (uint64_t) bam->limits.decompressed_size)
	{
		alkres_too_much(bam->what, &bam->limits, error);
		return -1;
	}
	return 1;
}

/*
 * Does the next record lie whole in the block that htslib has decompressed, and another behind it?
 * Nearly all do: they are read where they lie, into bam->in_block and bam->cigar.  What is unusual,
 * broken, or above a limit is left to bam_read1.
 */
static bool
read_in_block(AlkresBam *bam)
{
	BGZF *file = bam->file;
	bam1_core_t *core = &bam->in_block.core;
	uint8_t *fixed = (uint8_t *) file->uncompressed_block + file->block_offset + 4;
	int64_t left = (int64_t) file->block_length - file->block_offset;
	uint32_t size, name;

	if (left <= 4 + FIXED_SIZE)
		return false;
	size = alkres_little32(fixed - 4);
	name = fixed[8];
	core->n_cigar = fixed[12] | (uint32_t) fixed[13] << 8;
	core->l_qseq = (int32_t) alkres_little32(fixed + 16);
	if (4 + (int64_t) size >= left || size > bam->limits.record_size ||
		bam->decompressed + size + 4 > (uint64_t) bam->limits.decompressed_size || name == 0 ||
		core->n_cigar > ALKRES_IN_BLOCK_CIGAR_MAX || core->l_qseq < 0 ||
		FIXED_SIZE + name + 4 * (int64_t) core->n_cigar + ((int64_t) core->l_qseq + 1) / 2 +
				core->l_qseq >
			size ||
		fixed[FIXED_SIZE + name - 1] != '\0')
		return false;
	for (uint32_t i = 0; i < core->n_cigar; i++)
		bam->cigar[i] = alkres_little32(fixed + FIXED_SIZE + name + 4 * (size_t) i);
	/* So a CIGAR begins that is too long to be stored in its place. */
	if (core->n_cigar > 0 && ALKRES_CIGAR_OP(bam->cigar[0]) == ALKRES_CIGAR_SOFT_CLIP &&
		ALKRES_CIGAR_LENGTH(bam->cigar[0]) == (uint32_t) core->l_qseq)
		return false;
	core->tid = (int32_t) alkres_little32(fixed);
	core->pos = (int32_t) alkres_little32(fixed + 4);
	core->l_qname = (uint16_t) name;
	core->qual = fixed[9];
	core->flag = (uint16_t) (fixed[14] | fixed[15] << 8);
	core->mtid = (int32_t) alkres_little32(fixed + 20);
	core->mpos = (int32_t) alkres_little32(fixed + 24);
	core->isize = (int32_t) alkres_little32(fixed + 28);
	bam->in_block.data = fixed + FIXED_SIZE;
	bam->in_block.l_data = (int) (size - FIXED_SIZE);
	bam->decompressed += (uint64_t) size + 4;
	file->block_offset += (int) size + 4;
	file->uncompressed_address += (int64_t) size + 4;
	return true;
}

/* The record that was read, or NULL at the end: 1 or 0; -1 when the one before stands twice. */
static int
look_for_repeat(AlkresBam *bam, const bam1_t *record, AlkresError *error)
{
	const AlkresRepeat *repeat = alkres_repeats_look(bam->repeats, record, bam->records + 1);

	if (repeat == NULL)
		return record != NULL;
	alkres_fail(error, ALKRES_CORRUPT, "record %llu%s of %s stands in it twice",
				(unsigned long long) repeat->number, bam->among, bam->what);
	alkres_detail(error, "Read \"%s\" at %s:%u is the same as one before.", repeat->name,
				  alkres_bam_contig_name(bam, repeat->contig), repeat->position);
	alkres_hint(error, "Files that hold the same reads were merged: merge them again, each once.");
	return -1;
}

int
alkres_bam_next(AlkresBam *bam, AlkresRead *read, AlkresError *error)
{
	int got = bam->windows != NULL ? alkres_bam_pass_over(bam, error) : 1;

	if (got != 1)
		return got == 0 ? look_for_repeat(bam, NULL, error) : got;
	if (bam->file != NULL && read_in_block(bam))
	{
		got = take_record(bam, &bam->in_block, bam->cigar, read, error);
		if (got == 1)
			got = look_for_repeat(bam, &bam->in_block, error);
	}
	else
	{
		alkres_hts_log_start();
		while ((got = bam->file != NULL ? read_bam(bam, error) : 0) == 0 && bam->cram != NULL)
			if ((got = alkres_cram_next_part(bam, error)) != 1)
				break;
		if (got != 1)
			return got == 0 ? look_for_repeat(bam, NULL, error) : got;
		got = take_record(bam, bam->record, bam_get_cigar(bam->record), read, error);
		if (got == 1)
			got = look_for_repeat(bam, bam->record, error);
	}
	bam->records += got == 1;
	return got;
}
