/* crc32.h: the checksum of gzip, zip and CRAM. */
#ifndef ALKRES_CORE_BASE_CRC32_H
#define ALKRES_CORE_BASE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/* The CRC-32 of what had this one, with more bytes behind it; start with 0. */
extern uint32_t alkres_crc32(uint32_t sum, const void *bytes, size_t length);

#endif
