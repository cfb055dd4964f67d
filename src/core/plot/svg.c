/* svg.c: writing an SVG document. */
#include "core/plot/svg.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"

const char *const alkres_svg_colours[ALKRES_SVG_COLOURS] = {
	"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#56B4E9", "#E69F00"};
const char *const alkres_svg_dashes[ALKRES_SVG_COLOURS] = {"none", "7 3", "2 2", "9 3 2 3",
														   "12 4", "4 2", "1 3"};

void
alkres_svg_put(AlkresSvg *svg, const char *format, ...)
{
	char piece[512];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	if (length < 0)
		return;
	if ((size_t) length >= sizeof(piece))
		length = sizeof(piece) - 1;
	while (svg->length + (size_t) length + 1 > svg->capacity)
	{
		svg->capacity = svg->capacity == 0 ? 65536 : 2 * svg->capacity;
		svg->text = alkres_realloc(svg->text, svg->capacity);
	}
	memcpy(svg->text + svg->length, piece, (size_t) length + 1);
	svg->length += (size_t) length;
}

/* Control characters, and U+FFFE and U+FFFF in UTF-8, are in no XML. */
void
alkres_svg_text(AlkresSvg *svg, const char *text)
{
	for (const char *p = text; *p != '\0'; p++)
	{
		if (strncmp(p, "\xEF\xBF\xBE", 3) == 0 || strncmp(p, "\xEF\xBF\xBF", 3) == 0)
		{
			p += 2;
			continue;
		}
		switch (*p)
		{
			case '&':
				alkres_svg_put(svg, "&amp;");
				break;
			case '<':
				alkres_svg_put(svg, "&lt;");
				break;
			case '>':
				alkres_svg_put(svg, "&gt;");
				break;
			default:
				if ((unsigned char) *p >= 0x20 && *p != 0x7F)
					alkres_svg_put(svg, "%c", *p);
		}
	}
}

void
alkres_svg_open(AlkresSvg *svg, int width, int height, const char *title, const char *description)
{
	alkres_svg_put(svg,
				   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" "
				   "font-family=\"sans-serif\" font-size=\"12\">\n<title>",
				   width, height);
	alkres_svg_text(svg, title == NULL ? description : title);
	alkres_svg_put(svg, "</title>\n<desc>");
	alkres_svg_text(svg, description);
	alkres_svg_put(svg, " Research use only.</desc>\n"
						"<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n");
	if (title == NULL)
		return;
	alkres_svg_put(svg, "<text x=\"70\" y=\"24\" font-size=\"15\">");
	alkres_svg_text(svg, title);
	alkres_svg_put(svg, "</text>\n");
}

void
alkres_svg_close(AlkresSvg *svg, int width, int height)
{
	alkres_svg_put(svg,
				   "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#b00000\">Research use "
				   "only</text>\n</svg>\n",
				   width - 20, height - 10);
}

double
alkres_svg_step(double range, int parts)
{
	double step = pow(10, floor(log10(range / parts)));

	return range / step <= parts       ? step
		   : range / step <= 2 * parts ? 2 * step
		   : range / step <= 5 * parts ? 5 * step
									   : 10 * step;
}
