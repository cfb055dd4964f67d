/* copy_number_plot.c: the targets of a library along their genes as an SVG document. */
#include "core/plot/copy_number_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/plot/svg.h"

#define LEFT 60
#define TOP 60
#define HEIGHT 300
#define WIDTH 900
#define RIGHT 30
#define FOOT 130 /* names of genes and the legend */
#define GAP 2    /* targets that would fit between two genes */
#define LEAST_REACH 0.5
#define LARGEST_REACH 6.0
#define TWO_SIDED 1.96
/* A gene narrower than this has its name turned. */
#define NAME_WIDTH 44

static const char *const colours[ALKRES_COPY_STATES] = {[ALKRES_COPIES_GAIN] = "#D55E00",
														[ALKRES_COPIES_AMPLIFICATION] = "#D55E00",
														[ALKRES_COPIES_LOSS] = "#0072B2",
														[ALKRES_COPIES_NEUTRAL] = "#333333",
														[ALKRES_COPIES_NOT_EVALUABLE] = "#999999"};

typedef struct Frame
{
	double low, high; /* log2 ratios at the edges */
	double step;      /* from target to target */
} Frame;

bool
alkres_copy_state_by_name(const char *name, AlkresCopyState *state)
{
	for (int i = 0; i < ALKRES_COPY_STATES; i++)
		if (strcmp(name, alkres_copy_state_name((AlkresCopyState) i)) == 0)
		{
			*state = (AlkresCopyState) i;
			return true;
		}
	return false;
}

static double
y_of(const Frame *f, double ratio)
{
	double inside = fmin(fmax(ratio, f->low), f->high);

	return TOP + HEIGHT * (f->high - inside) / (f->high - f->low);
}

static void
reach(Frame *f, double ratio)
{
	if (!isfinite(ratio))
		return;
	f->low = fmin(f->low, fmax(ratio, -LARGEST_REACH));
	f->high = fmax(f->high, fmin(ratio, LARGEST_REACH));
}

static size_t
members(const AlkresCopyPlot *plot, size_t gene)
{
	size_t count = 0;

	for (size_t i = 0; i < plot->target_count; i++)
		count += plot->targets[i].gene == gene;
	return count;
}

static Frame
frame_of(const AlkresCopyPlot *plot)
{
	Frame f = {-LEAST_REACH, LEAST_REACH, 0};
	double step;

	for (size_t i = 0; i < plot->target_count; i++)
		reach(&f, plot->targets[i].log2_ratio);
	for (size_t g = 0; g < plot->gene_count; g++)
	{
		reach(&f, plot->genes[g].lower);
		reach(&f, plot->genes[g].upper);
	}
	step = alkres_svg_step(f.high - f.low, 8);
	f.low = floor(f.low / step - 0.1) * step;
	f.high = ceil(f.high / step + 0.1) * step;
	f.step = WIDTH / ((double) plot->target_count + GAP * ((double) plot->gene_count + 1) + 1);
	return f;
}

static void
draw_axes(AlkresSvg *svg, const Frame *f)
{
	double step = alkres_svg_step(f->high - f->low, 8);

	for (double ratio = f->low; ratio <= f->high + step / 1000; ratio += step)
		alkres_svg_put(svg,
					   "<path d=\"M%d %.1fh%d\" stroke=\"%s\"/><text x=\"%d\" y=\"%.1f\" "
					   "text-anchor=\"end\">%.4g</text>\n",
					   LEFT, y_of(f, ratio), WIDTH, fabs(ratio) < step / 1000 ? "black" : "#dddddd",
					   LEFT - 6, y_of(f, ratio) + 4, fabs(ratio) < step / 1000 ? 0 : ratio);
	alkres_svg_put(svg,
				   "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">log2 "
				   "of molecules over those of two copies</text>\n",
				   TOP + HEIGHT / 2);
}

/* The mark of a target: a gain points up, a loss down. */
static void
draw_mark(AlkresSvg *svg, double x, double y, AlkresCopyState state)
{
	const char *colour = colours[state];

	switch (state)
	{
		case ALKRES_COPIES_GAIN:
		case ALKRES_COPIES_AMPLIFICATION:
			alkres_svg_put(svg, "<path d=\"M%.1f %.1fl4 7h-8z\" fill=\"%s\"/>\n", x, y - 4, colour);
			break;
		case ALKRES_COPIES_LOSS:
			alkres_svg_put(svg, "<path d=\"M%.1f %.1fl4 -7h-8z\" fill=\"%s\"/>\n", x, y + 4,
						   colour);
			break;
		default:
			alkres_svg_put(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"%s\"/>\n", x, y,
						   colour);
	}
}

static void
draw_target(AlkresSvg *svg, const Frame *f, const AlkresPlottedTarget *target, double x,
			AlkresCopyState state)
{
	double wide = fmax(f->step, 3), half = TWO_SIDED * target->spread;

	if (!isnan(half))
		alkres_svg_put(svg,
					   "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
					   "fill=\"#e6e6e6\"/>\n",
					   x - wide / 2, y_of(f, half), wide, y_of(f, -half) - y_of(f, half));
	if (isnan(target->log2_ratio))
	{
		alkres_svg_put(svg, "<path d=\"M%.1f %dl4 4m0 -4l-4 4\" stroke=\"#999999\"/>\n", x - 2,
					   TOP + HEIGHT - 8);
		return;
	}
	half = TWO_SIDED * target->error;
	if (!isnan(half))
		alkres_svg_put(svg, "<path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\" stroke-opacity=\"0.5\"/>\n",
					   x, y_of(f, target->log2_ratio - half), y_of(f, target->log2_ratio + half),
					   colours[state]);
	draw_mark(svg, x, y_of(f, target->log2_ratio), state);
}

/* A gene's ratio with its limits, over the width of its targets. */
static void
draw_ratio(AlkresSvg *svg, const Frame *f, const AlkresPlottedGene *gene, double from, double to)
{
	if (isnan(gene->log2_ratio))
		return;
	alkres_svg_put(svg,
				   "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" "
				   "fill-opacity=\"0.18\"/><path d=\"M%.1f %.1fH%.1f\" stroke=\"%s\" "
				   "stroke-width=\"2\"/>\n",
				   from, y_of(f, gene->upper), to - from,
				   fmax(1, y_of(f, gene->lower) - y_of(f, gene->upper)), colours[gene->state], from,
				   y_of(f, gene->log2_ratio), to, colours[gene->state]);
	if (!isnan(gene->least))
		alkres_svg_put(
			svg, "<path d=\"M%.1f %.1fH%.1f\" stroke=\"#009E73\" stroke-dasharray=\"4 2\"/>\n",
			from, y_of(f, gene->least), to);
}

static void
draw_name(AlkresSvg *svg, const char *name, double from, double to)
{
	double middle = (from + to) / 2;

	alkres_svg_put(svg, "<path d=\"M%.1f %dH%.1f\" stroke=\"black\"/>\n", from, TOP + HEIGHT + 5,
				   to);
	if (to - from >= NAME_WIDTH)
		alkres_svg_put(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", middle,
					   TOP + HEIGHT + 20);
	else
		alkres_svg_put(svg,
					   "<text transform=\"translate(%.1f %d) rotate(-60)\" text-anchor=\"end\">",
					   middle + 4, TOP + HEIGHT + 16);
	alkres_svg_text(svg, name);
	alkres_svg_put(svg, "</text>\n");
}

/* What was found, beyond the marks of the gene: anchored so that it stays in the picture. */
static void
draw_finding(AlkresSvg *svg, const Frame *f, const AlkresPlottedGene *gene, double from, double to)
{
	double middle = (from + to) / 2;
	double y = gene->state == ALKRES_COPIES_LOSS ? fmin(y_of(f, gene->lower) + 34, TOP + HEIGHT - 4)
												 : fmax(y_of(f, gene->upper) - 26, TOP - 6);
	const char *anchor = middle > LEFT + WIDTH - 80 ? "end"
						 : middle < LEFT + 80       ? "start"
													: "middle";

	if (gene->state == ALKRES_COPIES_NEUTRAL || gene->state == ALKRES_COPIES_NOT_EVALUABLE)
		return;
	alkres_svg_put(svg,
				   "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" "
				   "font-weight=\"bold\">",
				   middle, y, anchor, colours[gene->state]);
	alkres_svg_text(svg, gene->name);
	alkres_svg_put(svg, " %s", alkres_copy_state_name(gene->state));
	if (!isnan(gene->copies))
		alkres_svg_put(svg, ", %.3g copies", gene->copies);
	alkres_svg_put(svg, "</text>\n");
}

/* One gene, or the targets of none, from x on; returns where the next one begins. */
static double
draw_gene(AlkresSvg *svg, const Frame *f, const AlkresCopyPlot *plot, size_t g, double x)
{
	const AlkresPlottedGene *gene = g == ALKRES_NO_GENE ? NULL : &plot->genes[g];
	AlkresCopyState state = gene == NULL ? ALKRES_COPIES_NEUTRAL : gene->state;
	double from = x, to;
	size_t count = members(plot, g);

	if (count == 0)
		return x;
	to = from + f->step * (double) count;
	for (size_t i = 0; i < plot->target_count; i++)
		if (plot->targets[i].gene == g)
		{
			draw_target(svg, f, &plot->targets[i], x + f->step / 2, state);
			x += f->step;
		}
	draw_name(svg, gene == NULL ? "other targets" : gene->name, from, to);
	if (gene != NULL)
		draw_ratio(svg, f, gene, from, to);
	return to + GAP * f->step;
}

static void
draw_findings(AlkresSvg *svg, const Frame *f, const AlkresCopyPlot *plot, double x)
{
	for (size_t g = 0; g < plot->gene_count; g++)
	{
		size_t count = members(plot, g);

		if (count == 0)
			continue;
		draw_finding(svg, f, &plot->genes[g], x, x + f->step * (double) count);
		x += f->step * ((double) count + GAP);
	}
}

static void
draw_legend(AlkresSvg *svg)
{
	int y = TOP + HEIGHT + 90;

	alkres_svg_put(svg,
				   "<circle cx=\"%d\" cy=\"%d\" r=\"2.5\" fill=\"#333333\"/><path d=\"M%d "
				   "%dV%d\" stroke=\"#333333\" stroke-opacity=\"0.5\"/><text x=\"%d\" y=\"%d\">a "
				   "target, 95 %% limits</text>\n",
				   LEFT + 6, y - 4, LEFT + 6, y - 12, y + 4, LEFT + 16, y);
	alkres_svg_put(svg,
				   "<rect x=\"%d\" y=\"%d\" width=\"14\" height=\"12\" fill=\"#e6e6e6\"/><text "
				   "x=\"%d\" y=\"%d\">95 %% of normals</text>\n",
				   LEFT + 170, y - 10, LEFT + 190, y);
	alkres_svg_put(svg,
				   "<rect x=\"%d\" y=\"%d\" width=\"18\" height=\"12\" fill=\"#333333\" "
				   "fill-opacity=\"0.18\"/><path d=\"M%d %dh18\" stroke=\"#333333\" "
				   "stroke-width=\"2\"/><text x=\"%d\" y=\"%d\">a gene, 95 %% limits</text>\n",
				   LEFT + 330, y - 10, LEFT + 330, y - 4, LEFT + 354, y);
	alkres_svg_put(svg,
				   "<path d=\"M%d %dh18\" stroke=\"#009E73\" stroke-dasharray=\"4 2\"/><text "
				   "x=\"%d\" y=\"%d\">found with 95 %% probability</text>\n",
				   LEFT + 500, y - 4, LEFT + 524, y);
	draw_mark(svg, LEFT + 726, y - 4, ALKRES_COPIES_GAIN);
	alkres_svg_put(svg, "<text x=\"%d\" y=\"%d\">gain</text>\n", LEFT + 736, y);
	draw_mark(svg, LEFT + 786, y - 4, ALKRES_COPIES_LOSS);
	alkres_svg_put(svg, "<text x=\"%d\" y=\"%d\">loss</text>\n", LEFT + 796, y);
}

/* For who does not see it: how much was looked at, and what was found. */
static void
describe(const AlkresCopyPlot *plot, char *description, size_t size)
{
	int length = snprintf(description, size, "Copies of %zu genes by %zu targets.",
						  plot->gene_count, plot->target_count);

	for (size_t g = 0; g < plot->gene_count && length > 0 && (size_t) length < size - 80; g++)
		if (plot->genes[g].state < ALKRES_COPIES_NEUTRAL)
			length += snprintf(description + length, size - (size_t) length, " %.40s: %s.",
							   plot->genes[g].name, alkres_copy_state_name(plot->genes[g].state));
}

char *
alkres_copy_number_plot(const AlkresCopyPlot *plot)
{
	AlkresSvg svg = {0};
	Frame f = frame_of(plot);
	int width = LEFT + WIDTH + RIGHT, height = TOP + HEIGHT + FOOT;
	double first = LEFT + f.step * GAP / 2, x = first;
	char description[1024];

	describe(plot, description, sizeof(description));
	alkres_svg_open(&svg, width, height, plot->title, description);
	draw_axes(&svg, &f);
	for (size_t g = 0; g < plot->gene_count; g++)
		x = draw_gene(&svg, &f, plot, g, x);
	(void) draw_gene(&svg, &f, plot, ALKRES_NO_GENE, x);
	draw_findings(&svg, &f, plot, first);
	draw_legend(&svg);
	alkres_svg_close(&svg, width, height);
	return svg.text;
}
