/* text_buffer.h: text that grows while it is written. */
#ifndef ALKRES_CORE_TEXT_TEXT_BUFFER_H
#define ALKRES_CORE_TEXT_TEXT_BUFFER_H

#include <stddef.h>
#include <stdint.h>

typedef struct AlkresTextBuffer
{
	char *text; /* from alkres_alloc, not terminated unless alkres_buffer_end is called; NULL before
				 * anything was put */
	size_t length;
	size_t capacity;
} AlkresTextBuffer;

extern void alkres_buffer_put(AlkresTextBuffer *buffer, const char *text, size_t length);
extern void alkres_buffer_put_text(AlkresTextBuffer *buffer, const char *text);
extern void alkres_buffer_put_char(AlkresTextBuffer *buffer, char c);
extern void alkres_buffer_put_integer(AlkresTextBuffer *buffer, int64_t number);
/* By the fewest digits that give the same float again; "nan", "inf" and "-inf" besides. */
extern void alkres_buffer_put_float(AlkresTextBuffer *buffer, float number);
/* Terminate it and give the text. */
extern char *alkres_buffer_end(AlkresTextBuffer *buffer);

#endif
