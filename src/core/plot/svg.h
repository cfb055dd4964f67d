/* svg.h: writing an SVG document: text that grows, escaped, and what all pictures share. */
#ifndef ALKRES_CORE_PLOT_SVG_H
#define ALKRES_CORE_PLOT_SVG_H

#include <stddef.h>

typedef struct AlkresSvg
{
	char *text; /* terminated, from alkres_alloc; the caller's when it is done */
	size_t length;
	size_t capacity;
} AlkresSvg;

/* Append markup; a piece of more than 500 bytes is cut. */
extern void alkres_svg_put(AlkresSvg *svg, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Append text between tags: markup escaped, what no XML may hold left out. */
extern void alkres_svg_text(AlkresSvg *svg, const char *text);

/* The document's head: a white ground, the title (for readers of the picture and of the screen
 * alike; may be NULL), and a description of what it shows for those who do not see it. */
extern void alkres_svg_open(AlkresSvg *svg, int width, int height, const char *title,
							const char *description);
/* Its end, with "Research use only" in the lower right corner. */
extern void alkres_svg_close(AlkresSvg *svg, int width, int height);

/* Colours that differ for every kind of colour vision and in grey (Okabe and Ito 2008), the yellow
 * left out; and as many patterns of dashes. */
#define ALKRES_SVG_COLOURS 7
extern const char *const alkres_svg_colours[ALKRES_SVG_COLOURS];
extern const char *const alkres_svg_dashes[ALKRES_SVG_COLOURS];

/* A step of 1, 2 or 5 times a power of ten that divides the range in at most this many parts. */
extern double alkres_svg_step(double range, int parts);

#endif
