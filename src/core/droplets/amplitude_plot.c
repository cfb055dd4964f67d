/* amplitude_plot.c: both channels' amplitudes of a well as an SVG document. */
#include "core/droplets/amplitude.h"

#include <math.h>

#include "core/base/memory.h"
#include "core/plot/svg.h"

#define CELLS 256 /* places to each side: droplets of one place share a mark */
#define LEFT 70
#define TOP 40
#define SIDE 512
#define PLACE (SIDE / CELLS)

/* Thresholds beyond any amplitude are not drawn. */
#define MAX_AMPLITUDE 1e30

typedef struct Axis
{
	double from;
	double to;
	double step; /* between ticks */
	int steps;
} Axis;

/* An axis that holds all values and the threshold, with round ticks. */
static Axis
axis_of(const float *values, size_t count, double threshold)
{
	double from = isfinite(threshold) ? threshold : INFINITY;
	double to = isfinite(threshold) ? threshold : -INFINITY;
	Axis axis;

	for (size_t i = 0; i < count; i++)
	{
		if (!isfinite(values[i]))
			continue;
		from = fmin(from, values[i]);
		to = fmax(to, values[i]);
	}
	if (!(from <= to))
		from = to = 0;
	/* One value needs some room on either side of it, however large it is. */
	if (to - from < fmax(1, 1e-6 * fabs(from)))
		to = from + fmax(1, 1e-6 * fabs(from));
	axis.step = pow(10, floor(log10((to - from) / 4)));
	axis.step *= (to - from) / axis.step > 20 ? 5 : (to - from) / axis.step > 10 ? 2 : 1;
	axis.from = floor(from / axis.step) * axis.step;
	axis.steps = (int) fmin(30, ceil((to - axis.from) / axis.step));
	axis.to = axis.from + axis.steps * axis.step;
	return axis;
}

static double
share(const Axis *axis, double value)
{
	return (value - axis->from) / (axis->to - axis->from);
}

static int
cell_of(const Axis *axis, double value)
{
	double cell = floor(share(axis, value) * CELLS);

	return (int) fmin(fmax(cell, 0), CELLS - 1);
}

static void
draw_frame(AlkresSvg *drawing, const Axis *x, const Axis *y, const char *title)
{
	alkres_svg_put(drawing,
				   "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
				   "font-family=\"sans-serif\" "
				   "font-size=\"12\">\n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
				   LEFT + SIDE + 20, TOP + SIDE + 70);
	if (title != NULL)
	{
		alkres_svg_put(drawing, "<text x=\"%d\" y=\"24\" font-size=\"15\">", LEFT);
		alkres_svg_text(drawing, title);
		alkres_svg_put(drawing, "</text>\n");
	}
	alkres_svg_put(
		drawing,
		"<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"black\"/>\n",
		LEFT, TOP, SIDE, SIDE);
	for (int i = 0; i <= x->steps; i++)
		alkres_svg_put(drawing, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.6g</text>\n",
					   LEFT + SIDE * (double) i / x->steps, TOP + SIDE + 16, x->from + i * x->step);
	for (int i = 0; i <= y->steps; i++)
		alkres_svg_put(drawing, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.6g</text>\n",
					   LEFT - 5, TOP + SIDE * (1 - (double) i / y->steps) + 4,
					   y->from + i * y->step);
	alkres_svg_put(
		drawing,
		"<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">HEX amplitude</text>\n"
		"<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">FAM "
		"amplitude</text>\n"
		"<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#b00000\">Research use only</text>\n",
		LEFT + SIDE / 2, TOP + SIDE + 38, TOP + SIDE / 2, LEFT + SIDE, TOP + SIDE + 60);
}

char *
alkres_amplitude_plot(const float *fam, const float *hex, size_t count, double fam_threshold,
					  double hex_threshold, const char *title)
{
	static const char *const colours[4] = {"#808080", "#1f5fbf", "#1f8f3f", "#e07b00"};
	Axis x;
	Axis y;
	unsigned char *places = alkres_alloc_zero((size_t) CELLS * CELLS);
	bool classed;
	AlkresSvg drawing = {0};

	if (!(fabs(fam_threshold) < MAX_AMPLITUDE))
		fam_threshold = NAN;
	if (!(fabs(hex_threshold) < MAX_AMPLITUDE))
		hex_threshold = NAN;
	x = axis_of(hex, count, hex_threshold);
	y = axis_of(fam, count, fam_threshold);
	classed = isfinite(fam_threshold) && isfinite(hex_threshold);
	/* A place of two classes, on a threshold, shows the higher one. */
	for (size_t i = 0; i < count; i++)
	{
		unsigned char class = 1;
		unsigned char *place;

		if (!isfinite(fam[i]) || !isfinite(hex[i]))
			continue;
		if (classed)
			class = (unsigned char) (1 + (fam[i] > fam_threshold) + 2 * (hex[i] > hex_threshold));
		place = &places[cell_of(&y, fam[i]) * CELLS + cell_of(&x, hex[i])];
		if (class > *place)
			*place = class;
	}
	draw_frame(&drawing, &x, &y, title);
	for (int class = 1; class <= 4; class ++)
	{
		bool any = false;

		for (int place = 0; place < CELLS * CELLS; place++)
		{
			if (places[place] != class)
				continue;
			alkres_svg_put(&drawing, any ? "M%d %dh%d" : "<path d=\"M%d %dh%d",
						   LEFT + place % CELLS * PLACE, TOP + SIDE - 1 - place / CELLS * PLACE,
						   PLACE);
			any = true;
		}
		if (any)
			alkres_svg_put(&drawing, "\" stroke=\"%s\" stroke-width=\"%d\"/>\n", colours[class - 1],
						   PLACE);
	}
	if (isfinite(fam_threshold))
		alkres_svg_put(&drawing,
					   "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#b0006f\"/>\n",
					   LEFT, TOP + SIDE * (1 - share(&y, fam_threshold)), LEFT + SIDE,
					   TOP + SIDE * (1 - share(&y, fam_threshold)));
	if (isfinite(hex_threshold))
		alkres_svg_put(&drawing,
					   "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#b0006f\"/>\n",
					   LEFT + SIDE * share(&x, hex_threshold), TOP,
					   LEFT + SIDE * share(&x, hex_threshold), TOP + SIDE);
	alkres_svg_put(&drawing, "</svg>\n");
	alkres_free(places);
	return drawing.text;
}
