/* write.c: calls as text of VCF. */
#include "core/vcf/write.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/memory.h"

static void
put_number(AlkresTextBuffer *out, double number)
{
	char text[40];

	if (!isfinite(number))
	{
		alkres_buffer_put_char(out, '.');
		return;
	}
	/* Numbers of VCF have 32 bits. */
	snprintf(text, sizeof(text), "%.6g", fabs(number) < FLT_MIN ? 0 : number);
	alkres_buffer_put_text(out, text);
}

/* Text as a value: what separates values there is written as %XX. */
static void
put_value(AlkresTextBuffer *out, const char *text)
{
	for (; *text != '\0'; text++)
	{
		unsigned char c = (unsigned char) *text;
		char code[4];

		if (c > ' ' && c != 0x7f && strchr(":;=%,", c) == NULL)
		{
			alkres_buffer_put_char(out, *text);
			continue;
		}
		snprintf(code, sizeof(code), "%%%02X", c);
		alkres_buffer_put_text(out, code);
	}
}

static void
put_line(AlkresTextBuffer *out, const char *text)
{
	alkres_buffer_put_text(out, text);
	alkres_buffer_put_char(out, '\n');
}

static const char *const declarations[] = {
	"##ALT=<ID=NON_REF,Description=\"No alternative is seen; INFO ASKED is the allele that was "
	"looked for\">",
	"##ALT=<ID=DEL,Description=\"Deletion\">",
	"##ALT=<ID=DUP,Description=\"Duplication\">",
	"##ALT=<ID=CNV,Description=\"Copy number other than expected\">",
	"##FILTER=<ID=PASS,Description=\"Detected\">",
	"##FILTER=<ID=indeterminate,Description=\"Seen, neither detected nor excluded\">",
	"##FILTER=<ID=germline_or_chip,Description=\"Germline, or clonal haematopoiesis\">",
	"##FILTER=<ID=absent,Description=\"Asked for and not there, down to LOD95\">",
	"##FILTER=<ID=not_evaluable,Description=\"Asked for, and LOD95 is above the fraction asked "
	"for\">",
	"##FILTER=<ID=not_covered,Description=\"Asked for, and no molecule covers it\">",
	"##FILTER=<ID=not_in_panel,Description=\"Asked for, and the panel does not look there\">",
	"##INFO=<ID=GENE,Number=1,Type=String,Description=\"Gene\">",
	"##INFO=<ID=CHANGE,Number=1,Type=String,Description=\"Change of the protein or the gene\">",
	"##INFO=<ID=MARKER,Number=0,Type=Flag,Description=\"The patient's truncal marker\">",
	"##INFO=<ID=ASKED,Number=1,Type=String,Description=\"Allele that was looked for and that no "
	"sample has\">",
	"##INFO=<ID=END,Number=1,Type=Integer,Description=\"Last base of a symbolic allele\">",
	"##INFO=<ID=SVTYPE,Number=1,Type=String,Description=\"Kind of a structural variant\">",
	"##FORMAT=<ID=GT,Number=1,Type=String,Description=\"0/1 seen, 0/0 absent, ./. neither\">",
	"##FORMAT=<ID=FT,Number=1,Type=String,Description=\"PASS where detected, else the state\">",
	"##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"Molecules without and with the "
	"allele\">",
	"##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"Molecules\">",
	"##FORMAT=<ID=AF,Number=A,Type=Float,Description=\"Allele fraction\">",
	"##FORMAT=<ID=AFL,Number=1,Type=Float,Description=\"Its lower 95 % limit\">",
	"##FORMAT=<ID=AFU,Number=1,Type=Float,Description=\"Its upper 95 % limit: what a negative "
	"excludes\">",
	"##FORMAT=<ID=LOD95,Number=1,Type=Float,Description=\"Fraction that would have been detected "
	"with 95 % probability\">",
	"##FORMAT=<ID=PP,Number=1,Type=Float,Description=\"Posterior probability\">",
	"##FORMAT=<ID=FLAGS,Number=.,Type=String,Description=\"What to look at\">",
};

/* May it stand in a line of its own, or between tabs? */
static bool
check_words(const char *const *words, size_t count, const char *what, AlkresError *error)
{
	for (size_t i = 0; i < count; i++)
	{
		if (words[i][0] == '\0' || strpbrk(words[i], "\t\n\r") != NULL)
			return alkres_fail(error, ALKRES_BAD_PARAMETER,
							   "%s %zu is empty or holds a tab or an end of a line", what, i + 1);
		for (size_t k = 0; k < i; k++)
			if (strcmp(words[k], words[i]) == 0)
				return alkres_fail(error, ALKRES_BAD_PARAMETER, "%s \"%.100s\" stands there twice",
								   what, words[i]);
	}
	return true;
}

static bool
put_settings(AlkresTextBuffer *out, const AlkresVcfHead *head, AlkresError *error)
{
	if (!check_words(head->settings, head->setting_count, "setting", error))
		return false;
	for (size_t i = 0; i < head->setting_count; i++)
	{
		const char *setting = head->settings[i];
		size_t key = strspn(setting, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
									 "0123456789_.");

		if (key == 0 || setting[key] != '=' || setting[key + 1] == '<')
			return alkres_fail(error, ALKRES_BAD_PARAMETER, "setting \"%.100s\" is not key=value",
							   setting);
		alkres_buffer_put_text(out, "##");
		put_line(out, setting);
	}
	return true;
}

static void
put_contig(AlkresTextBuffer *out, const char *name, int64_t length, const char *assembly)
{
	alkres_buffer_put_text(out, "##contig=<ID=");
	alkres_buffer_put_text(out, name);
	if (length > 0)
	{
		alkres_buffer_put_text(out, ",length=");
		alkres_buffer_put_integer(out, length);
	}
	alkres_buffer_put_text(out, ",assembly=");
	alkres_buffer_put_text(out, assembly);
	put_line(out, ">");
}

static bool
put_contigs(AlkresTextBuffer *out, const AlkresVcfHead *head, AlkresError *error)
{
	const char *assembly = head->assembly->assembly_name;
	AlkresContig contig;
	char number[12];

	for (int i = 1; i <= ALKRES_CHROMOSOMES && head->assembly->assembly != ALKRES_ASSEMBLY_NAMED;
		 i++)
	{
		static const char *const letters[] = {"X", "Y", "M"};

		snprintf(number, sizeof(number), "%d", i);
		if (!alkres_contig_set(&contig, assembly, strlen(assembly),
							   i < 23 ? number : letters[i - 23],
							   strlen(i < 23 ? number : letters[i - 23]), error))
			return false;
		put_contig(out, contig.contig_name, alkres_chromosome_length(head->assembly->assembly, i),
				   assembly);
	}
	if (!check_words(head->contigs, head->contig_count, "contig", error))
		return false;
	for (size_t i = 0; i < head->contig_count; i++)
	{
		if (!alkres_contig_set(&contig, assembly, strlen(assembly), head->contigs[i],
							   strlen(head->contigs[i]), error))
			return false;
		if (contig.contig == ALKRES_CONTIG_NAMED)
			put_contig(out, contig.contig_name, 0, assembly);
	}
	return true;
}

bool
alkres_vcf_write_head(AlkresTextBuffer *out, const AlkresVcfHead *head, AlkresError *error)
{
	put_line(out, "##fileformat=VCFv4.3");
	put_line(out, "##source=alkres");
	alkres_buffer_put_text(out, "##reference=");
	put_line(out, head->assembly->assembly_name);
	if (!put_settings(out, head, error))
		return false;
	for (size_t i = 0; i < sizeof(declarations) / sizeof(declarations[0]); i++)
		put_line(out, declarations[i]);
	if (!put_contigs(out, head, error) ||
		!check_words(head->samples, head->sample_count, "sample", error))
		return false;
	alkres_buffer_put_text(out, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO");
	if (head->sample_count > 0)
		alkres_buffer_put_text(out, "\tFORMAT");
	for (size_t i = 0; i < head->sample_count; i++)
	{
		alkres_buffer_put_char(out, '\t');
		alkres_buffer_put_text(out, head->samples[i]);
	}
	alkres_buffer_put_char(out, '\n');
	return true;
}

/* Is the allele there, whatever is thought of it? */
static bool
is_seen(AlkresState state)
{
	return state == ALKRES_STATE_DETECTED || state == ALKRES_STATE_INDETERMINATE ||
		   state == ALKRES_STATE_GERMLINE_OR_CHIP;
}

static const char *
filter_of(AlkresState state)
{
	return state == ALKRES_STATE_DETECTED ? "PASS" : alkres_state_name(state);
}

static void
put_counts(AlkresTextBuffer *out, const AlkresVcfCall *call)
{
	if (!call->has_vaf)
	{
		alkres_buffer_put_text(out, ".:.:.");
		return;
	}
	alkres_buffer_put_integer(out, (int64_t) call->vaf.depth - call->vaf.alt);
	alkres_buffer_put_char(out, ',');
	alkres_buffer_put_integer(out, call->vaf.alt);
	alkres_buffer_put_char(out, ':');
	alkres_buffer_put_integer(out, call->vaf.depth);
	alkres_buffer_put_char(out, ':');
	put_number(out, call->vaf.depth == 0 ? NAN : (double) call->vaf.alt / call->vaf.depth);
}

void
alkres_vcf_write_call(AlkresTextBuffer *out, const AlkresVcfCall *call)
{
	if (call == NULL)
	{
		alkres_buffer_put_text(out, "./.:.:.:.:.:.:.:.:.:.");
		return;
	}
	alkres_buffer_put_text(out, is_seen(call->state)                 ? "0/1:"
								: call->state == ALKRES_STATE_ABSENT ? "0/0:"
																	 : "./.:");
	alkres_buffer_put_text(out, filter_of(call->state));
	alkres_buffer_put_char(out, ':');
	put_counts(out, call);
	const double numbers[] = {call->fraction_lower, call->fraction_upper, call->lod95,
							  call->posterior};
	for (int i = 0; i < 4; i++)
	{
		alkres_buffer_put_char(out, ':');
		put_number(out, numbers[i]);
	}
	alkres_buffer_put_char(out, ':');
	for (size_t i = 0; i < call->flag_count; i++)
	{
		if (i > 0)
			alkres_buffer_put_char(out, ',');
		put_value(out, call->flags[i]);
	}
	if (call->flag_count == 0)
		alkres_buffer_put_char(out, '.');
}

static const char *
site_filter(const AlkresVcfSite *site)
{
	bool agree = true;

	if (site->state_count == 0)
		return ".";
	for (size_t i = 0; i < site->state_count; i++)
	{
		if (site->states[i] == ALKRES_STATE_DETECTED)
			return "PASS";
		agree = agree && site->states[i] == site->states[0];
	}
	return agree ? filter_of(site->states[0]) : ".";
}

static void
put_item(AlkresTextBuffer *out, size_t start, const char *key, const char *value)
{
	if (out->length > start)
		alkres_buffer_put_char(out, ';');
	alkres_buffer_put_text(out, key);
	if (value != NULL)
		put_value(out, value);
}

static void
put_info(AlkresTextBuffer *out, const AlkresVcfSite *site, const char *asked)
{
	const AlkresVariant *variant = site->variant;
	size_t start = out->length;

	if (site->mutation != NULL)
	{
		/* Gene and change, parted by the first blank. */
		char *text = alkres_mutation_text(site->mutation), *change = strchr(text, ' ');

		if (change != NULL)
			*change++ = '\0';
		put_item(out, start, "GENE=", text);
		if (change != NULL)
			put_item(out, start, "CHANGE=", change);
		alkres_free(text);
	}
	if (site->is_marker)
		put_item(out, start, "MARKER", NULL);
	if (asked != NULL)
		put_item(out, start, "ASKED=", asked);
	if (variant->kind == ALKRES_BREAKEND)
		put_item(out, start, "SVTYPE=", "BND");
	else if (alkres_variant_is_structural(variant))
	{
		char end[24];

		put_item(out, start, "SVTYPE=", alkres_variant_kind_name(variant->kind));
		snprintf(end, sizeof(end), "%u", variant->end);
		put_item(out, start, "END=", end);
	}
	if (out->length == start)
		alkres_buffer_put_char(out, '.');
}

bool
alkres_vcf_write_site(AlkresTextBuffer *out, const AlkresVcfSite *site, bool negatives)
{
	const AlkresVariant *variant = site->variant;
	bool has_alt = variant->kind != ALKRES_REFERENCE;
	char *asked = NULL;
	bool seen = false;

	for (size_t i = 0; i < site->state_count; i++)
		seen = seen || is_seen(site->states[i]);
	if (!seen && !negatives)
		return false;
	if (has_alt && !seen && !alkres_variant_is_structural(variant))
	{
		asked = alkres_alloc(variant->alt_length + 1);
		memcpy(asked, variant->alt, variant->alt_length);
		asked[variant->alt_length] = '\0';
	}
	alkres_buffer_put_text(out, variant->contig.contig_name);
	alkres_buffer_put_char(out, '\t');
	alkres_buffer_put_integer(out, variant->position);
	alkres_buffer_put_text(out, "\t.\t");
	alkres_buffer_put(out, variant->ref, variant->ref_length);
	alkres_buffer_put_char(out, '\t');
	if (asked != NULL)
		alkres_buffer_put_text(out, "<NON_REF>");
	else if (has_alt)
		alkres_buffer_put(out, variant->alt, variant->alt_length);
	else
		alkres_buffer_put_char(out, '.');
	alkres_buffer_put_char(out, '\t');
	put_number(out, site->quality);
	alkres_buffer_put_char(out, '\t');
	alkres_buffer_put_text(out, site_filter(site));
	alkres_buffer_put_char(out, '\t');
	put_info(out, site, asked);
	if (site->column_count > 0)
		alkres_buffer_put_text(out, "\tGT:FT:AD:DP:AF:AFL:AFU:LOD95:PP:FLAGS");
	for (size_t i = 0; i < site->column_count; i++)
	{
		alkres_buffer_put_char(out, '\t');
		alkres_buffer_put_text(out, site->columns[i]);
	}
	alkres_free(asked);
	return true;
}
