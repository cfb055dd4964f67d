/* survival_plot.c: curves of Kaplan and Meier as an SVG document. */
#include "core/plot/survival_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/plot/svg.h"

#define LEFT 200 /* names of the groups stand left of their patients at risk */
#define TOP 40
#define WIDTH 560
#define HEIGHT 320
#define ROW 18
/* A longer name of a group is written smaller; one that is too long for that in any font is
 * squeezed into its room: to set a length for a shorter one would stretch it. */
#define FITS 18
#define FITS_SMALL 26
#define SMALL " font-size=\"10\""
#define SQUEEZED " font-size=\"11\" textLength=\"140\" lengthAdjust=\"spacingAndGlyphs\""

typedef struct Frame
{
	double last; /* time at the right edge */
	double step; /* between ticks */
} Frame;

static double
x_of(const Frame *frame, double time)
{
	return LEFT + WIDTH * time / frame->last;
}

static double
y_of(double survival)
{
	return TOP + HEIGHT * (1 - survival);
}

static Frame
frame_of(const AlkresSurvivalGroup *groups, size_t count)
{
	double last = 0;
	Frame frame;

	for (size_t g = 0; g < count; g++)
		if (groups[g].count > 0)
			last = fmax(last, groups[g].steps[groups[g].count - 1].time);
	if (last <= 0)
		last = 1;
	frame.step = alkres_svg_step(last, 8);
	frame.last = ceil(last / frame.step) * frame.step;
	return frame;
}

static void
draw_axes(AlkresSvg *svg, const Frame *frame, const char *time_label)
{
	alkres_svg_put(svg,
				   "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"black\"/>\n<text "
				   "transform=\"translate(%d %d) rotate(-90)\" text-anchor=\"middle\">without the "
				   "event</text>\n",
				   LEFT, TOP, TOP + HEIGHT, LEFT + WIDTH, LEFT - 48, TOP + HEIGHT / 2);
	for (int i = 0; i <= 4; i++)
		alkres_svg_put(svg, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>\n",
					   LEFT - 6, y_of(i / 4.0) + 4, 25 * i);
	for (double time = 0; time <= frame->last * (1 + 1e-9); time += frame->step)
		alkres_svg_put(svg,
					   "<path d=\"M%.1f %dv5\" stroke=\"black\"/><text x=\"%.1f\" y=\"%d\" "
					   "text-anchor=\"middle\">%.6g</text>\n",
					   x_of(frame, time), TOP + HEIGHT, x_of(frame, time), TOP + HEIGHT + 18, time);
	alkres_svg_put(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">", LEFT + WIDTH / 2,
				   TOP + HEIGHT + 36);
	alkres_svg_text(svg, time_label);
	alkres_svg_put(svg, "</text>\n");
}

/* One of a group's step lines; which: 0 the curve, -1 and 1 its limits. */
static void
draw_steps(AlkresSvg *svg, const Frame *frame, const AlkresSurvivalGroup *group, int which,
		   const char *style)
{
	alkres_svg_put(svg, "<path d=\"M%.1f %.1f", x_of(frame, 0), y_of(1));
	for (size_t i = 0; i < group->count; i++)
	{
		const AlkresSurvivalStep *step = &group->steps[i];
		double height = which == 0 ? step->survival : which < 0 ? step->lower : step->upper;

		alkres_svg_put(svg, "H%.1f", x_of(frame, step->time));
		if (isfinite(height))
			alkres_svg_put(svg, "V%.1f", y_of(height));
	}
	alkres_svg_put(svg, "\" fill=\"none\" %s/>\n", style);
}

static void
draw_group(AlkresSvg *svg, const Frame *frame, const AlkresSurvivalGroup *group, size_t number,
		   bool is_single)
{
	char style[128];

	if (is_single)
	{
		draw_steps(svg, frame, group, -1, "stroke=\"#666666\" stroke-dasharray=\"2 3\"");
		draw_steps(svg, frame, group, 1, "stroke=\"#666666\" stroke-dasharray=\"2 3\"");
	}
	snprintf(style, sizeof(style), "stroke=\"%s\" stroke-width=\"2\" stroke-dasharray=\"%s\"",
			 alkres_svg_colours[number], alkres_svg_dashes[number]);
	draw_steps(svg, frame, group, 0, style);
	for (size_t i = 0; i < group->count; i++)
		if (group->steps[i].censored > 0)
			alkres_svg_put(svg, "<path d=\"M%.1f %.1fv10\" stroke=\"%s\" stroke-width=\"1.5\"/>\n",
						   x_of(frame, group->steps[i].time), y_of(group->steps[i].survival) - 5,
						   alkres_svg_colours[number]);
}

/* Patients who are at risk at a time: those of the first step that is not before it. */
static size_t
at_risk(const AlkresSurvivalGroup *group, double time)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->steps[i].time >= time)
			return group->steps[i].at_risk;
	return 0;
}

static const char *
name_style(const char *name)
{
	size_t length = strlen(name);

	return length > FITS_SMALL ? SQUEEZED : length > FITS ? SMALL : "";
}

static void
draw_table(AlkresSvg *svg, const Frame *frame, const AlkresSurvivalGroup *groups, size_t count)
{
	int top = TOP + HEIGHT + 62;

	alkres_svg_put(svg, "<text x=\"10\" y=\"%d\">At risk</text>\n", top - 4);
	for (size_t g = 0; g < count; g++)
	{
		int y = top + ROW * (int) (g + 1) - 4;

		alkres_svg_put(svg,
					   "<path d=\"M10 %dh24\" stroke=\"%s\" stroke-width=\"2\" "
					   "stroke-dasharray=\"%s\"/><text x=\"40\" y=\"%d\"%s>",
					   y - 4, alkres_svg_colours[g], alkres_svg_dashes[g], y,
					   name_style(groups[g].name));
		alkres_svg_text(svg, groups[g].name);
		alkres_svg_put(svg, "</text>\n");
		for (double time = 0; time <= frame->last * (1 + 1e-9); time += frame->step)
			alkres_svg_put(svg, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%zu</text>\n",
						   x_of(frame, time), y, at_risk(&groups[g], time));
	}
}

char *
alkres_survival_plot(const AlkresSurvivalGroup *groups, size_t count, const char *title,
					 const char *time_label)
{
	AlkresSvg svg = {0};
	Frame frame = frame_of(groups, count);
	int width = LEFT + WIDTH + 30, height = TOP + HEIGHT + 62 + ROW * (int) count + 30;
	char description[256];
	size_t patients = 0;

	for (size_t g = 0; g < count; g++)
		patients += groups[g].patients;
	snprintf(description, sizeof(description),
			 "Kaplan-Meier estimate of the time to an event in %zu patients, %zu %s.", patients,
			 count, count == 1 ? "curve with its 95 % limits" : "curves");
	alkres_svg_open(&svg, width, height, title, description);
	draw_axes(&svg, &frame, time_label);
	for (size_t g = 0; g < count; g++)
		draw_group(&svg, &frame, &groups[g], g, count == 1);
	draw_table(&svg, &frame, groups, count);
	alkres_svg_close(&svg, width, height);
	return svg.text;
}
