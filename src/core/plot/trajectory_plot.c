/* trajectory_plot.c: a patient's mutations over the draws as an SVG document. */
#include "core/plot/trajectory_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/plot/svg.h"

#define LEFT 70
#define WIDTH 500
#define RIGHT 190 /* names of the mutations */
#define HEIGHT 320
#define BAR 18
#define HEAD 40
#define LETTER 7
#define BESIDE 5   /* from one mutation's open mark to the next's */
#define LEAST 1e-6 /* no fraction is drawn below it */

typedef struct Frame
{
	int top;
	double first, last; /* days at the edges */
	double step;
	int low; /* decades: 10^low to 10^0 */
} Frame;

static double
x_of(const Frame *f, double day)
{
	return LEFT + WIDTH * (fmin(fmax(day, f->first), f->last) - f->first) / (f->last - f->first);
}

static double
y_of(const Frame *f, double fraction)
{
	double decade = log10(fmin(fmax(fraction, LEAST), 1));

	return f->top + HEIGHT * fmin(decade / f->low, 1);
}

static void
widen(Frame *f, double day)
{
	if (!isfinite(day))
		return;
	f->first = fmin(f->first, day);
	f->last = fmax(f->last, day);
}

static Frame
frame_of(const AlkresTrajectory *t)
{
	Frame f = {HEAD + BAR * (int) t->bar_count + (t->mark_count > 0 ? BAR : 0) + 14, INFINITY,
			   -INFINITY, 1, -2};

	for (size_t i = 0; i < t->point_count; i++)
	{
		const AlkresTrajectoryPoint *p = &t->points[i];
		double least = fmin(isnan(p->fraction) ? 1 : p->fraction, isnan(p->limit) ? 1 : p->limit);

		widen(&f, p->day);
		if (least > 0)
			f.low = (int) fmin(f.low, floor(log10(fmax(least, LEAST))));
	}
	for (size_t i = 0; i < t->bar_count; i++)
	{
		widen(&f, t->bars[i].start);
		widen(&f, t->bars[i].end);
	}
	for (size_t i = 0; i < t->mark_count; i++)
		widen(&f, t->marks[i].day);
	if (!(f.first <= f.last))
		f.first = f.last = 0;
	if (f.last - f.first < 1)
		f.last = f.first + 1;
	f.step = alkres_svg_step(f.last - f.first, 8);
	f.first = floor(f.first / f.step) * f.step;
	f.last = ceil(f.last / f.step) * f.step;
	return f;
}

static void
draw_axes(AlkresSvg *svg, const Frame *f)
{
	for (int decade = 0; decade >= f->low; decade--)
	{
		double y = y_of(f, pow(10, decade));

		alkres_svg_put(svg,
					   "<path d=\"M%d %.1fh%d\" stroke=\"#dddddd\"/><text x=\"%d\" y=\"%.1f\" "
					   "text-anchor=\"end\">%g %%</text>\n",
					   LEFT, y, WIDTH, LEFT - 6, y + 4, 100 * pow(10, decade));
	}
	for (double day = f->first; day <= f->last * (1 + 1e-9) + 1e-9; day += f->step)
		alkres_svg_put(svg,
					   "<path d=\"M%.1f %dv5\" stroke=\"black\"/><text x=\"%.1f\" y=\"%d\" "
					   "text-anchor=\"middle\">%.6g</text>\n",
					   x_of(f, day), f->top + HEIGHT, x_of(f, day), f->top + HEIGHT + 18,
					   fabs(day) < 1e-9 ? 0 : day);
	alkres_svg_put(svg,
				   "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"black\"/>\n<text x=\"%d\" "
				   "y=\"%d\" text-anchor=\"middle\">days since the first dose</text>\n<text "
				   "transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">allele "
				   "fraction</text>\n",
				   LEFT, f->top, f->top + HEIGHT, LEFT + WIDTH, LEFT + WIDTH / 2,
				   f->top + HEIGHT + 36, f->top + HEIGHT / 2);
}

static void
draw_care(AlkresSvg *svg, const Frame *f, const AlkresTrajectory *t)
{
	static const char *const fills[] = {"#d9d9d9", "#efefef"};
	double free_from = 0;

	for (size_t i = 0; i < t->bar_count; i++)
	{
		double from = x_of(f, t->bars[i].start), to = x_of(f, t->bars[i].end);
		int y = HEAD + BAR * (int) i;
		/* The name of a short one at the right edge stands before it. */
		bool is_inside = from + LETTER * (double) strlen(t->bars[i].drug) < LEFT + WIDTH;

		alkres_svg_put(svg,
					   "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" "
					   "stroke=\"#888888\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">",
					   from, y, fmax(to - from, 2), BAR - 3, fills[i % 2],
					   is_inside ? from + 4 : from - 4, y + 12, is_inside ? "start" : "end");
		alkres_svg_text(svg, t->bars[i].drug);
		alkres_svg_put(svg, "</text>\n");
	}
	for (size_t i = 0; i < t->mark_count; i++)
	{
		double x = x_of(f, t->marks[i].day);
		int y = HEAD + BAR * (int) t->bar_count;
		/* Two of nearly one day stand beside one another. */
		double middle = fmax(x, free_from);

		free_from = middle + LETTER * (double) (strlen(t->marks[i].result) + 1);
		alkres_svg_put(svg,
					   "<path d=\"M%.1f %dV%d\" stroke=\"#aaaaaa\" stroke-dasharray=\"1 3\"/><text "
					   "x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"11\">",
					   x, y + 16, f->top + HEIGHT, middle, y + 12);
		alkres_svg_text(svg, t->marks[i].result);
		alkres_svg_put(svg, "</text>\n");
	}
}

/* Round, square or a diamond, filled or open. */
static void
draw_mark(AlkresSvg *svg, double x, double y, AlkresPlotMethod method, const char *colour,
		  bool is_filled)
{
	const char *fill = is_filled ? colour : "white";

	if (method == ALKRES_PLOT_REPORTED)
		alkres_svg_put(svg,
					   "<path d=\"M%.1f %.1fl5.5 5.5l-5.5 5.5l-5.5 -5.5z\" fill=\"%s\" "
					   "stroke=\"%s\" stroke-width=\"1.5\"/>",
					   x, y - 5.5, fill, colour);
	else if (method == ALKRES_PLOT_DDPCR)
		alkres_svg_put(svg,
					   "<rect x=\"%.1f\" y=\"%.1f\" width=\"8\" height=\"8\" fill=\"%s\" "
					   "stroke=\"%s\" stroke-width=\"1.5\"/>",
					   x - 4, y - 4, fill, colour);
	else
		alkres_svg_put(svg,
					   "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\" fill=\"%s\" stroke=\"%s\" "
					   "stroke-width=\"1.5\"/>",
					   x, y, fill, colour);
}

static void
draw_point(AlkresSvg *svg, const Frame *f, const AlkresTrajectory *t,
		   const AlkresTrajectoryPoint *p)
{
	const char *colour = alkres_svg_colours[p->series];
	double x = x_of(f, p->day);

	if (!isnan(p->fraction))
	{
		double y = y_of(f, p->fraction);

		if (isfinite(p->lower) && isfinite(p->upper))
			alkres_svg_put(svg, "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\"/>", x, y_of(f, p->lower),
						   y_of(f, p->upper), colour);
		draw_mark(svg, x, y, p->method, colour, true);
	}
	else if (!isnan(p->limit))
	{
		double y = y_of(f, p->limit);

		/* Limits of one draw are much alike. */
		x += BESIDE * ((double) p->series - (double) (t->series_count - 1) / 2);
		alkres_svg_put(svg,
					   "<path d=\"M%.1f %.1fv14m-3 -4l3 4l3 -4\" fill=\"none\" stroke=\"%s\"/>", x,
					   y, colour);
		draw_mark(svg, x, y, p->method, colour, false);
	}
	alkres_svg_put(svg, "\n");
}

/* The line through what was seen of a mutation by one method. */
static void
draw_line(AlkresSvg *svg, const Frame *f, const AlkresTrajectory *t, size_t series,
		  AlkresPlotMethod method)
{
	bool any = false;

	for (size_t i = 0; i < t->point_count; i++)
	{
		const AlkresTrajectoryPoint *p = &t->points[i];

		if (p->series != series || p->method != method || isnan(p->fraction))
			continue;
		alkres_svg_put(svg, any ? "L%.1f %.1f" : "<path d=\"M%.1f %.1f", x_of(f, p->day),
					   y_of(f, p->fraction));
		any = true;
	}
	if (any)
		alkres_svg_put(svg, "\" fill=\"none\" stroke=\"%s\" stroke-dasharray=\"%s\"/>\n",
					   alkres_svg_colours[series], alkres_svg_dashes[series]);
}

/* The number of a mutation in the legend, beside where it was seen last: for who sees no colour. */
static void
draw_number(AlkresSvg *svg, const Frame *f, const AlkresTrajectory *t, size_t series)
{
	const AlkresTrajectoryPoint *last = NULL;

	for (size_t i = 0; i < t->point_count; i++)
	{
		const AlkresTrajectoryPoint *p = &t->points[i];

		if (p->series == series && !isnan(p->fraction) && (last == NULL || p->day >= last->day))
			last = p;
	}
	if (last != NULL)
		alkres_svg_put(svg, "<text x=\"%.1f\" y=\"%.1f\" font-size=\"10\">%zu</text>\n",
					   x_of(f, last->day) + 7, y_of(f, last->fraction) + 3.5, series + 1);
}

static bool
has_reports(const AlkresTrajectory *t)
{
	for (size_t i = 0; i < t->point_count; i++)
		if (t->points[i].method == ALKRES_PLOT_REPORTED)
			return true;
	return false;
}

static void
draw_legend(AlkresSvg *svg, const Frame *f, const AlkresTrajectory *t)
{
	int x = LEFT + WIDTH + 16, y = f->top + 10;

	for (size_t s = 0; s < t->series_count; s++, y += 20)
	{
		alkres_svg_put(svg,
					   "<path d=\"M%d %dh26\" stroke=\"%s\" stroke-width=\"2\" "
					   "stroke-dasharray=\"%s\"/><text x=\"%d\" y=\"%d\" "
					   "font-size=\"10\">%zu</text><text x=\"%d\" y=\"%d\">",
					   x, y, alkres_svg_colours[s], alkres_svg_dashes[s], x + 31, y + 4, s + 1,
					   x + 42, y + 4);
		alkres_svg_text(svg, t->series[s]);
		alkres_svg_put(svg, "</text>\n");
	}
	y += 12;
	for (int m = 0; m < ALKRES_PLOT_METHODS; m++)
	{
		static const char *const words[ALKRES_PLOT_METHODS] = {
			[ALKRES_PLOT_SEQUENCING] = "sequencing",
			[ALKRES_PLOT_DDPCR] = "ddPCR",
			[ALKRES_PLOT_REPORTED] = "reported",
		};

		if (m == ALKRES_PLOT_REPORTED && !has_reports(t))
			continue;
		draw_mark(svg, x + 13, y, (AlkresPlotMethod) m, "#444444", true);
		alkres_svg_put(svg, "<text x=\"%d\" y=\"%d\">%s</text>\n", x + 32, y + 4, words[m]);
		y += 20;
	}
	draw_mark(svg, x + 13, y, ALKRES_PLOT_SEQUENCING, "#444444", false);
	alkres_svg_put(svg,
				   "<text x=\"%d\" y=\"%d\">not seen: excluded</text>"
				   "<text x=\"%d\" y=\"%d\">above this</text>\n",
				   x + 32, y + 4, x + 32, y + 18);
}

char *
alkres_trajectory_plot(const AlkresTrajectory *t)
{
	AlkresSvg svg = {0};
	Frame f = frame_of(t);
	int width = LEFT + WIDTH + RIGHT, height = f.top + HEIGHT + 66;
	char description[256];
	size_t seen = 0;

	for (size_t i = 0; i < t->point_count; i++)
		seen += !isnan(t->points[i].fraction);
	snprintf(
		description, sizeof(description),
		"Allele fractions of a patient's mutations over the draws.  Mutations: %zu; marks of what "
		"was seen: %zu, of what was not: %zu; treatments: %zu; assessments: %zu.",
		t->series_count, seen, t->point_count - seen, t->bar_count, t->mark_count);
	alkres_svg_open(&svg, width, height, t->title, description);
	draw_axes(&svg, &f);
	draw_care(&svg, &f, t);
	for (size_t s = 0; s < t->series_count; s++)
		for (int m = 0; m < ALKRES_PLOT_METHODS; m++)
			draw_line(&svg, &f, t, s, (AlkresPlotMethod) m);
	for (size_t i = 0; i < t->point_count; i++)
		draw_point(&svg, &f, t, &t->points[i]);
	for (size_t s = 0; s < t->series_count; s++)
		draw_number(&svg, &f, t, s);
	draw_legend(&svg, &f, t);
	alkres_svg_close(&svg, width, height);
	return svg.text;
}
