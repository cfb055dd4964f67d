/*
 * read_tag.h: tags of a record, looked up when they are needed, and copies of records.
 *
 * Names are two letters.  What is returned points into the record and lives as long as it.
 */
#ifndef ALKRES_HTS_READ_TAG_H
#define ALKRES_HTS_READ_TAG_H

#include "hts/bam_reader.h"

/* A text (type Z); NULL when there is none of this name and type. */
extern const char *alkres_read_text(const AlkresRead *read, const char *tag);
/* An integer of any width; false when there is none of this name and type. */
extern bool alkres_read_integer(const AlkresRead *read, const char *tag, int64_t *value);
/* An array of integers (type B): NULL, or what alkres_tag_element takes, and *length. */
extern const void *alkres_read_array(const AlkresRead *read, const char *tag, uint32_t *length);
extern int64_t alkres_tag_element(const void *array, uint32_t index);

/* Bytes that a copy needs, and the copy of all that the read points to in memory of the caller's,
 * which is aligned for any type. */
extern size_t alkres_read_copy_size(const AlkresRead *read);
extern void alkres_read_copy(const AlkresRead *read, void *memory, AlkresRead *copy);

#endif
