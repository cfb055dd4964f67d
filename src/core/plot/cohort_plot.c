/* cohort_plot.c: mutations by patients as an SVG document. */
#include "core/plot/cohort_plot.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/plot/svg.h"

#define LEFT 210 /* classes and mutations */
#define CLASS 8  /* where the names of classes begin */
#define GRID 560 /* room for the columns, as far as they are not too wide or narrow */
#define TOP 40
#define NAMES 62 /* of the patients, upright */
#define LINE 13  /* of treatment */
#define ROW 17
#define GAP 5      /* between classes */
#define LETTERS 12 /* a column of this width has room for two letters and a name */
#define DRUGS 21   /* told apart in the legend: colours and shades */

typedef struct Frame
{
	double width; /* of a column */
	int lines;    /* of treatment, rows of the strip */
	int grid;     /* its top */
	int y[ALKRES_COHORT_ROWS];
	int bottom;
	const char *drugs[DRUGS];
	int drug_count;
} Frame;

static double
x_of(const Frame *f, size_t column)
{
	return LEFT + f->width * (double) column;
}

static int
drug_number(const Frame *f, const char *drug)
{
	for (int i = 0; i < f->drug_count; i++)
		if (strcmp(f->drugs[i], drug) == 0)
			return i;
	return -1;
}

static bool
begins_class(const AlkresCohort *c, size_t row)
{
	return row == 0 || strcmp(c->rows[row].class, c->rows[row - 1].class) != 0;
}

static Frame
frame_of(const AlkresCohort *c)
{
	Frame f = {.width = fmin(fmax(GRID / fmax((double) c->patient_count, 1), 5), 22)};
	int y;

	for (size_t i = 0; i < c->drug_count; i++)
	{
		if (c->drugs[i].line > f.lines && c->drugs[i].line <= ALKRES_COHORT_LINES)
			f.lines = c->drugs[i].line;
		if (f.drug_count < DRUGS && drug_number(&f, c->drugs[i].drug) < 0)
			f.drugs[f.drug_count++] = c->drugs[i].drug;
	}
	f.grid = y = TOP + (f.width >= LETTERS ? NAMES : 8) + LINE * f.lines + 8;
	for (size_t i = 0; i < c->row_count; i++, y += ROW)
	{
		if (i > 0 && begins_class(c, i))
			y += GAP;
		f.y[i] = y;
	}
	f.bottom = y;
	return f;
}

static void
draw_names(AlkresSvg *svg, const Frame *f, const AlkresCohort *c)
{
	if (f->width < LETTERS)
		return;
	for (size_t i = 0; i < c->patient_count; i++)
	{
		alkres_svg_put(
			svg, "<text transform=\"translate(%.1f %d) rotate(-90)\" font-size=\"10\"%s>",
			x_of(f, i) + f->width / 2 + 3.5, TOP + NAMES - 4,
			strlen(c->patients[i]) > 9 ? " textLength=\"52\" lengthAdjust=\"spacingAndGlyphs\""
									   : "");
		alkres_svg_text(svg, c->patients[i]);
		alkres_svg_put(svg, "</text>\n");
	}
}

/* A drug's place: colour and strength. */
static void
put_drug(AlkresSvg *svg, int drug, double x, double y, double width, double height)
{
	alkres_svg_put(svg,
				   "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" "
				   "fill-opacity=\"%.2f\" stroke=\"#777777\" stroke-width=\"0.5\"/>",
				   x, y, width, height,
				   drug < 0 ? "#ffffff" : alkres_svg_colours[drug % ALKRES_SVG_COLOURS],
				   0.5 - 0.15 * (double) (drug < 0 ? 0 : drug / ALKRES_SVG_COLOURS));
}

/* Of ASCII, else a blank: half a character is none. */
static char
letter(char c)
{
	return (unsigned char) c < 0x80 && isalnum((unsigned char) c) ? c : ' ';
}

static void
draw_strip(AlkresSvg *svg, const Frame *f, const AlkresCohort *c)
{
	int top = f->grid - 8 - LINE * f->lines;

	for (int line = 1; line <= f->lines; line++)
		alkres_svg_put(svg,
					   "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"10\">line "
					   "%d</text>\n",
					   LEFT - 6, top + LINE * line - 3, line);
	for (size_t i = 0; i < c->drug_count; i++)
	{
		const AlkresCohortDrug *d = &c->drugs[i];
		size_t first = i, end = i + 1;
		double part, x;

		if (d->line < 1 || d->line > f->lines)
			continue;
		while (first > 0 && c->drugs[first - 1].column == d->column &&
			   c->drugs[first - 1].line == d->line)
			first--;
		while (end < c->drug_count && c->drugs[end].column == d->column &&
			   c->drugs[end].line == d->line)
			end++;
		part = (f->width - 1) / (double) (end - first);
		x = x_of(f, d->column) + part * (double) (i - first);
		put_drug(svg, drug_number(f, d->drug), x, top + LINE * (d->line - 1), part, LINE - 1);
		if (part >= LETTERS - 1.5)
			alkres_svg_put(svg,
						   "<text x=\"%.1f\" y=\"%d\" font-size=\"9\" "
						   "text-anchor=\"middle\">%c%c</text>",
						   x + part / 2, top + LINE * d->line - 3, letter(d->drug[0]),
						   letter(d->drug[0] == '\0' ? '\0' : d->drug[1]));
		alkres_svg_put(svg, "\n");
	}
}

/* Emergent: the whole place; detected: a smaller square; present before: a ring; absent: a dot. */
static void
put_mark(AlkresSvg *svg, AlkresCohortState state, double x, double y, double width,
		 const char *colour)
{
	double side = fmin(width - 1, ROW - 3), middle_x = x + width / 2, middle_y = y + ROW / 2.0;
	double reach = state == ALKRES_CELL_EMERGENT ? 1 : state == ALKRES_CELL_DETECTED ? 0.6 : 0.8;

	if (state == ALKRES_CELL_ABSENT)
	{
		alkres_svg_put(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.2\" fill=\"#999999\"/>\n",
					   middle_x, middle_y);
		return;
	}
	alkres_svg_put(svg,
				   "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" "
				   "stroke=\"%s\" stroke-width=\"%.1f\"/>\n",
				   middle_x - side * reach / 2, middle_y - side * reach / 2, side * reach,
				   side * reach, state == ALKRES_CELL_PRESENT_BEFORE ? "white" : colour, colour,
				   state == ALKRES_CELL_PRESENT_BEFORE ? fmin(2, width / 5) : 0.5);
}

/* One colour more than mutations have elsewhere, before they begin again. */
static const char *
class_colour(int class)
{
	int colour = class % (ALKRES_SVG_COLOURS + 1);

	return colour < ALKRES_SVG_COLOURS ? alkres_svg_colours[colour] : "#888888";
}

static void
draw_grid(AlkresSvg *svg, const Frame *f, const AlkresCohort *c)
{
	const char *colour_of[ALKRES_COHORT_ROWS] = {0};
	int class = -1;

	for (size_t i = 0; i < c->row_count; i++)
	{
		class += begins_class(c, i);
		colour_of[i] = class_colour(class);
		if (begins_class(c, i))
		{
			alkres_svg_put(svg,
						   "<path d=\"M%d %dh%.1f\" stroke=\"#bbbbbb\"/><text x=\"%d\" y=\"%d\" "
						   "font-size=\"11\" font-weight=\"bold\">",
						   CLASS, f->y[i] - 2, x_of(f, c->patient_count) - CLASS, CLASS,
						   f->y[i] + 12);
			alkres_svg_text(svg, c->rows[i].class);
			alkres_svg_put(svg, "</text>\n");
		}
		alkres_svg_put(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"11\">",
					   LEFT - 6, f->y[i] + 12);
		alkres_svg_text(svg, c->rows[i].mutation);
		alkres_svg_put(svg, "</text>\n");
	}
	for (size_t i = 0; i < c->cell_count; i++)
		put_mark(svg, c->cells[i].state, x_of(f, c->cells[i].column), f->y[c->cells[i].row],
				 f->width, colour_of[c->cells[i].row]);
}

/* What marks and colours mean; returns its lower edge. */
static int
draw_legend(AlkresSvg *svg, const Frame *f, int width)
{
	static const char *const words[] = {
		"emergent: a draw before excludes it", "detected, no draw before says anything",
		"present before the first dose", "not seen where it could have been"};
	int x = CLASS, y = f->bottom + 16;

	for (int i = 0; i < 4; i++)
	{
		put_mark(svg, (AlkresCohortState) i, x, y - 12, 16, "#444444");
		alkres_svg_put(svg, "<text x=\"%d\" y=\"%d\" font-size=\"11\">%s</text>\n", x + 20, y,
					   words[i]);
		x += i % 2 == 0 ? 240 : -240;
		y += i % 2 == 0 ? 0 : 18;
	}
	y += 4;
	for (int i = 0; i < f->drug_count; i++, x += 118)
	{
		if (x + 110 > width)
		{
			x = CLASS;
			y += 18;
		}
		put_drug(svg, i, x, y - 10, 14, LINE - 1);
		alkres_svg_put(svg, "<text x=\"%d\" y=\"%d\" font-size=\"11\">", x + 19, y);
		alkres_svg_text(svg, f->drugs[i]);
		alkres_svg_put(svg, "</text>\n");
	}
	return y + 8;
}

char *
alkres_cohort_plot(const AlkresCohort *c)
{
	AlkresSvg svg = {0};
	Frame f = frame_of(c);
	int width = (int) fmax(x_of(&f, c->patient_count) + 20, 520);
	int rows = 1 + (f.drug_count * 118 + CLASS) / (width - 110);
	int height = f.bottom + 16 + 2 * 18 + 4 + 18 * rows + 30;
	char description[256];
	size_t carried = 0;

	for (size_t i = 0; i < c->cell_count; i++)
		carried += c->cells[i].state != ALKRES_CELL_ABSENT;
	snprintf(description, sizeof(description),
			 "A grid of mutations, in rows by class, and patients, in columns, with the drugs of "
			 "their lines of treatment above.  Patients: %zu; mutations: %zu; mutations seen in a "
			 "patient: %zu.",
			 c->patient_count, c->row_count, carried);
	alkres_svg_open(&svg, width, height, c->title, description);
	draw_names(&svg, &f, c);
	draw_strip(&svg, &f, c);
	draw_grid(&svg, &f, c);
	draw_legend(&svg, &f, width);
	alkres_svg_close(&svg, width, height);
	return svg.text;
}

bool
alkres_cohort_state_by_name(const char *name, AlkresCohortState *state)
{
	static const char *const names[] = {"emergent", "detected", "present_before", "absent"};

	for (int i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
		{
			*state = (AlkresCohortState) i;
			return true;
		}
	return false;
}
