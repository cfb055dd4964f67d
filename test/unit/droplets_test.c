/*
 * Unit tests of core/droplets/droplets.h against what instruments printed and against other
 * software: the origin of each number is in doc/ddpcr.md.
 */
#include "harness.h"

#include "droplets_testing.h"

static AlkresEstimate
concentration(int64_t k, int64_t n, double nl, AlkresDropletMethod method)
{
	AlkresDroplets droplets = marginal(k, 0, n);
	AlkresEstimate result = {0, 0, 0};
	AlkresError error;

	droplets.droplet_nl = nl;
	CHECK(alkres_concentration(&droplets, ALKRES_FAM, method, 0.95, &result, &error));
	return result;
}

/* The fractional abundance in percent, as instruments print it. */
static AlkresEstimate
percent(int64_t k1, int64_t k2, int64_t n, AlkresChannel mutant, AlkresDropletMethod method)
{
	AlkresDroplets droplets = marginal(k1, k2, n);
	AlkresEstimate result = {0, 0, 0};
	AlkresError error;

	CHECK(alkres_fractional_abundance(&droplets, mutant, method, 0.95, &result, &error));
	return (AlkresEstimate){100 * result.value, 100 * result.lower, 100 * result.upper};
}

static AlkresEstimate
ratio(int64_t k1, int64_t k2, int64_t n, AlkresDropletMethod method)
{
	AlkresDroplets droplets = marginal(k1, k2, n);
	AlkresEstimate result = {0, 0, 0};
	AlkresError error;

	CHECK(alkres_droplet_ratio(&droplets, ALKRES_FAM, method, 0.95, &result, &error));
	return result;
}

static const struct
{
	int64_t k, n;
	double nl;
	const char *value, *lower, *upper;
	Kind kind;
} biorad_rows[] = {
	{10940, 20486, 0.85, "898.375854492188", "881.25439453125", "915.750244140625", F32},
	{11037, 20486, 0.85, "910.391479492188", "893.107421875", "927.933349609375", F32},
	{15347, 19626, 0.85, "1791.92456054688", "1761.15856933594", "1823.51672363281", F32},
	{1, 19715, 0.85, "0.059675395", "0.002506306", "0.285036981", F32},
	{4, 17125, 0.85, "0.274828166", "0.08292263", "0.648078799", F32},
	{12, 19200, 0.85, "0.735523999", "0.391915768", "1.237967372", F32},
	{35, 20234, 0.85, "2.036775827", "1.432707787", "2.790986061", F32},
	{82, 14380, 0.85, "6.727864265", "5.370415688", "8.298197746", F32},
	{93, 13484, 0.85, "8.14230346679688", "6.59197616577148", "9.92034435272217", F32},
	{100, 14256, 0.85, "8.28153896331787", "6.65947294235229", "9.90584468841553", F32},
	{111, 13485, 0.85, "9.72403907775879", "7.91641187667847", "11.5344476699829", F32},
	{1016, 17214, 0.85, "71.57085419", "67.17745209", "75.98072815", F32},
	{14837, 17782, 0.85, "2115.385742", "2077.199219", "2154.853516", F32},
	{0, 17618, 0.85, "0", "0", "0.2", PRINT},
	{1, 15447, 0.85, "0.08", "0", "0.36", PRINT},
	{2, 16163, 0.85, "0.15", "0.02", "0.47", PRINT},
	{0, 37786, 0.85, "0", "0", "0.093", PRINT},
	{16798, 17473, 0.85, "3830", "3740", "3920", PRINT},
	{1901, 15820, 0.91, "141", "134", "147", PRINT},
	{90, 14109, 0.91, "7.03", "5.67", "8.59", PRINT},
	{7, 15050, 0.85, "0.55", "0.23", "1.07", PRINT},
	{535, 12604, 0.85, "51", "46.7", "55.4", PRINT},
};

/* k, n, exact value, lower, upper; Wilson's and Jeffreys' bounds; -1: not stated. */
static const struct
{
	int64_t k, n;
	double value, lower, upper, wilson_lower, wilson_upper, jeffreys_lower, jeffreys_upper;
} exact_rows[] = {
	{0, 20000, 0, 0, 0.216992909, 0, 0.225946, 0, 0.147760},
	{0, 17618, 0, 0, 0.246330922, 0, 0.256492, 0, 0.167737},
	{1, 17702, 0.066461633, 0.001682615, 0.370300516, 0.011732, 0.376466, 0.007171, 0.310651},
	{2, 16163, 0.145584778, 0.017630447, 0.525902276, 0.039924, 0.530824, 0.030252, 0.467047},
	{3, 17813, 0.198153540, 0.040862877, 0.579088733, 0.067388, 0.582603, 0.055808, 0.528824},
	{35, 20234, 2.036775944, 1.418653929, 2.832662444, 1.464525, 2.832361, 1.442955, 2.798749},
	{535, 12604, 51.028285011, 46.793148406, 55.541689667, 46.879854, 55.535227, 46.839779,
	 55.490838},
	{10940, 20486, 898.375891095, 881.182942621, 915.799078945, 881.240392, 915.731977, 881.243719,
	 915.736607},
	{16798, 17473, 3827.881671137, 3740.914351252, 3916.697912297, 3741.014838, 3915.007124,
	 3741.752593, 3915.791976},
	{20000, 20000, INFINITY, 10115.596508402, INFINITY, -1, -1, -1, -1},
};

/* QX Manager 2 exports: mutant, wild type, accepted; percent. */
static const struct
{
	int64_t mutant, wild_type, n;
	double value, lower, upper;
} qx_manager_rows[] =
	{
		{2, 11573, 15580, 0.0094529447, 0.00114482267, 0.034147932},
		{5, 9717, 10694, 0.0195394626, 0.00634396411, 0.04561153},
		{2, 7503, 13797, 0.0184674748, 0.00223669377, 0.066703353},
		{1993, 2080, 13703, 48.841318785, 47.2965702568, 50.387851053},
		{4, 9002, 11027, 0.0214030589, 0.00583165093, 0.054806168},
		{10, 12002, 15545, 0.0434971525, 0.02085886358, 0.07999703},
		{9, 12646, 13786, 0.0261923983, 0.01197550667, 0.049735708},
		{2, 7344, 13665, 0.0189818103, 0.00229899551, 0.068560678},
		{1526, 1631, 13326, 48.2277785478, 46.47425946695, 49.984804441},
		{10, 10572, 12986, 0.0457631193, 0.0219448289, 0.0841697177},
		{6, 10667, 12762, 0.026018548, 0.0095482119, 0.056638587},
},
  edge_rows[] = {
	  {0, 1230, 17618, 0, 0, 0.2889174060},
	  {3, 4000, 17000, 0.0657449896, 0.0135631214, 0.1920311251},
	  {7, 173, 15050, 3.8682253379, 1.5786778043, 7.8001632799},
	  {1, 1, 38861, 50, 2.0302993617, 97.9697006383},
	  {3, 1, 15000, 75.0012501181, 22.1899420314, 99.1996217503},
	  {5, 2, 15000, 71.4306125981, 30.8980421673, 95.8177393549},
	  {1302, 0, 17890, 100, 99.7274671875, 100},
	  {1, 0, 74935, 100, 5.7149383410, 100},
	  {0, 1, 15000, 0, 0, 94.2849889064},
	  {0, 0, 15000, NAN, 0, 100},
};

/* QuantaSoft, Analysis Pro and QX Manager 1: the delta method; the ratio, then percent. */
static const struct
{
	int64_t k1, k2, n;
	const char *ratio, *ratio_lower, *ratio_upper, *value, *lower, *upper;
	Kind kind;
} delta_rows[] = {
	{10940, 11037, 20486, "0.986801694358231", "0.960058820946972", "1.01354456776949",
	 "49.667850453338", "48.9903664811503", "50.3453344255256", F32},
	{15347, 10497, 19626, "1.98998935220623", "1.93783037941371", "2.04214832499875",
	 "66.5550648445578", "65.9716335151006", "67.1384961740149", F32},
	{111, 175, 13485, "0.63276895411417", "0.482279484942998", "0.783258423285343",
	 "38.7543474855858", "33.1094424224952", "44.3992525486764", F32},
	{93, 154, 13484, "0.602521184652485", "0.446888695016252", "0.758153674288719",
	 "37.5983288347695", "31.5380486126317", "43.6586090569074", F32},
	{49, 70, 5999, "0.698765682776606", "0.44149193150284", "0.956039434050372", "41.1337296168171",
	 "32.2185823669484", "50.0488766686858", F32},
	{535, 6093, 12604, "0.066", "0.060", "0.071", "6.2", "5.7", "6.7", PRINT},
	{7, 173, 15050, "0.040", "0.009", "0.071", "3.9", "1", "6.8", PRINT},
	{5, 113, 12516, "0.044", "0.003", "0.085", "4.2", "0.5", "8", PRINT},
	{2, 94, 16163, "0.021", "0", "0.054", "2.1", "0", "5.2", PRINT},
	{1, 1, 38861, "1", "0", "4.3", "50", "0", "130", PRINT},
	{1, 0, 74935, "1000000", "0", "1000000", "100", "0", "250", PRINT},
};

/* QIAcuity: half the interval in percent; the first is printed cut, 4.6. */
static const struct
{
	int64_t k, n;
	const char *half_percent;
} qiacuity_rows[] = {
	{1778, 25485, "4.65"}, {166, 25486, "15.2"}, {362, 25497, "10.3"},
	{13, 25313, "54.4"},   {6, 25437, "80.0"},   {7644, 8261, "2.9"},
};

static void
printed_concentrations(void)
{
	CASE("droplets: concentrations and Poisson limits as instruments print them");
	for (size_t i = 0; i < COUNT(biorad_rows); i++)
	{
		AlkresEstimate c = concentration(biorad_rows[i].k, biorad_rows[i].n, biorad_rows[i].nl,
										 ALKRES_DROPLETS_BIORAD);

		check_print(c.value, biorad_rows[i].value, biorad_rows[i].kind);
		check_print(c.lower, biorad_rows[i].lower, biorad_rows[i].kind);
		check_print(c.upper, biorad_rows[i].upper, biorad_rows[i].kind);
	}
}

static void
exact_concentrations(void)
{
	CASE("droplets: exact, Wilson and Jeffreys concentrations");
	for (size_t i = 0; i < COUNT(exact_rows); i++)
	{
		AlkresEstimate c =
			concentration(exact_rows[i].k, exact_rows[i].n, 0.85, ALKRES_DROPLETS_EXACT);

		/* The table has nine decimals. */
		if (isinf(exact_rows[i].value))
			CHECK(isinf(c.value) && isinf(c.upper));
		else
		{
			CHECK(fabs(c.value - exact_rows[i].value) <= 0.6e-9);
			CHECK(fabs(c.upper - exact_rows[i].upper) <= 0.6e-9);
		}
		CHECK(fabs(c.lower - exact_rows[i].lower) <= 0.6e-9);
		if (exact_rows[i].wilson_lower < 0)
			continue;
		c = concentration(exact_rows[i].k, exact_rows[i].n, 0.85, ALKRES_DROPLETS_WILSON);
		CHECK(fabs(c.lower - exact_rows[i].wilson_lower) <= 0.6e-6);
		CHECK(fabs(c.upper - exact_rows[i].wilson_upper) <= 0.6e-6);
		c = concentration(exact_rows[i].k, exact_rows[i].n, 0.85, ALKRES_DROPLETS_JEFFREYS);
		CHECK(fabs(c.lower - exact_rows[i].jeffreys_lower) <= 0.6e-6);
		CHECK(fabs(c.upper - exact_rows[i].jeffreys_upper) <= 0.6e-6);
	}
}

static void
other_instruments(void)
{
	CASE("droplets: QuantStudio Absolute Q and QIAcuity intervals");

	AlkresEstimate lambda;
	AlkresError error;
	static const struct
	{
		int64_t k, n;
		const char *lambda, *concentration, *below, *above, *precision;
	} rows[] = {
		{3182, 20419, "0.16941", "392.15", "0.00579", "0.00600", "3.540"},
		{9127, 20434, "0.59178", "1369.86", "0.01219", "0.01245", "2.103"},
		{20383, 20470, "5.46081", "12640.76", "0.20571", "0.21376", "3.915"},
	};

	for (size_t i = 0; i < COUNT(rows); i++)
	{
		CHECK(alkres_lambda_estimate(rows[i].k, rows[i].n, ALKRES_DROPLETS_LOG_LAMBDA, 0.95,
									 &lambda, &error));
		check_print(lambda.value, rows[i].lambda, PRINT);
		check_print(lambda.value / 0.000432, rows[i].concentration, PRINT);
		check_print(lambda.value - lambda.lower, rows[i].below, PRINT);
		check_print(lambda.upper - lambda.value, rows[i].above, PRINT);
		check_print(100 * (lambda.upper / lambda.value - 1), rows[i].precision, PRINT);
	}
	CHECK(alkres_lambda_estimate(1, 20443, ALKRES_DROPLETS_LOG_LAMBDA, 0.95, &lambda, &error));
	check_print(100 * (lambda.upper / lambda.value - 1), "609.933", PRINT);
	check_print(lambda.value / 0.000432, "0.11", PRINT);
	for (size_t i = 0; i < COUNT(qiacuity_rows); i++)
	{
		CHECK(alkres_lambda_estimate(qiacuity_rows[i].k, qiacuity_rows[i].n,
									 ALKRES_DROPLETS_WALD_LAMBDA, 0.95, &lambda, &error));
		check_print(100 * (lambda.upper / lambda.value - 1), qiacuity_rows[i].half_percent, PRINT);
	}
}

static void
concentrations_at_the_edges(void)
{
	CASE("droplets: no droplets, all positive, a level out of range");
	for (int method = ALKRES_DROPLETS_EXACT; method <= ALKRES_DROPLETS_LOG_LAMBDA; method++)
	{
		AlkresEstimate c = concentration(0, 0, 0.85, (AlkresDropletMethod) method);
		AlkresError error;

		CHECK(isnan(c.value) && isnan(c.lower) && isnan(c.upper));
		c = concentration(500, 500, 0.85, (AlkresDropletMethod) method);
		CHECK(isinf(c.value) && (isnan(c.upper) || isinf(c.upper)));
		CHECK(!(c.lower < 0));
		CHECK(!alkres_lambda_estimate(5, 10, (AlkresDropletMethod) method, 1, &c, &error) &&
			  error.code == ALKRES_BAD_PARAMETER);
		CHECK(!alkres_lambda_estimate(5, 10, (AlkresDropletMethod) method, NAN, &c, &error));
		CHECK(alkres_lambda_estimate(5, 10, (AlkresDropletMethod) method, 0.9, &c, &error) ==
			  (method != ALKRES_DROPLETS_BIORAD));
	}
}

static void
fraction_of_qx_manager(void)
{
	CASE("droplets: fractional abundance equals QX Manager 2");
	for (size_t i = 0; i < COUNT(qx_manager_rows); i++)
	{
		AlkresEstimate fa = percent(qx_manager_rows[i].mutant, qx_manager_rows[i].wild_type,
									qx_manager_rows[i].n, ALKRES_FAM, ALKRES_DROPLETS_EXACT);

		/* The exports were quoted to nine decimals or more. */
		CHECK(fabs(fa.value - qx_manager_rows[i].value) <= 0.6e-9);
		CHECK(fabs(fa.lower - qx_manager_rows[i].lower) <= 0.6e-9);
		CHECK(fabs(fa.upper - qx_manager_rows[i].upper) <= 0.6e-9);
	}
}

static void
ratio_and_fraction(void)
{
	CASE("droplets: ratio and fractional abundance are one interval");
	for (size_t i = 0; i < COUNT(qx_manager_rows); i++)
	{
		AlkresEstimate r = ratio(qx_manager_rows[i].mutant, qx_manager_rows[i].wild_type,
								 qx_manager_rows[i].n, ALKRES_DROPLETS_EXACT);

		CHECK(fabs(100 * r.value / (1 + r.value) - qx_manager_rows[i].value) <= 0.6e-9);
		CHECK(fabs(100 * r.lower / (1 + r.lower) - qx_manager_rows[i].lower) <= 0.6e-9);
		CHECK(fabs(100 * r.upper / (1 + r.upper) - qx_manager_rows[i].upper) <= 0.6e-9);
	}
	CHECK(isinf(ratio(5, 0, 100, ALKRES_DROPLETS_EXACT).value));
	CHECK(isinf(ratio(5, 0, 100, ALKRES_DROPLETS_EXACT).upper));
	CHECK(ratio(0, 5, 100, ALKRES_DROPLETS_EXACT).lower == 0);
	CHECK(isnan(ratio(0, 0, 100, ALKRES_DROPLETS_EXACT).value));
}

static void
biorad_without_a_channel(void)
{
	CASE("droplets: method biorad without a positive droplet in one channel");

	static const struct
	{
		int64_t k1, k2, n;
		const char *value, *lower, *upper;
	} rows[] = {{0, 13496, 66522, "0", "0", "0.0099"},
				{25927, 0, 89009, "100", "99.9951", "100.0049"},
				{1, 0, 74935, "100", "0", "250"}};

	for (size_t i = 0; i < COUNT(rows); i++)
	{
		AlkresEstimate fa =
			percent(rows[i].k1, rows[i].k2, rows[i].n, ALKRES_FAM, ALKRES_DROPLETS_BIORAD);

		check_print(fa.value, rows[i].value, PRINT);
		check_print(fa.lower, rows[i].lower, PRINT);
		check_print(fa.upper, rows[i].upper, PRINT);
	}
}

static void
saturated_channel(void)
{
	CASE("droplets: a saturated channel leaves limits and no value");
	for (int method = ALKRES_DROPLETS_EXACT; method <= ALKRES_DROPLETS_JEFFREYS; method++)
	{
		AlkresEstimate fa = percent(60, 30000, 30000, ALKRES_FAM, (AlkresDropletMethod) method);

		CHECK(isnan(fa.value) && fa.lower == 0 && fa.upper > 0 && fa.upper < 1);
		fa = percent(30000, 60, 30000, ALKRES_FAM, (AlkresDropletMethod) method);
		CHECK(isnan(fa.value) && fa.lower > 99 && fa.upper == 100);
		CHECK(isnan(ratio(60, 30000, 30000, (AlkresDropletMethod) method).value));
	}
}

static void
fraction_at_the_edges(void)
{
	CASE("droplets: fractional abundance at the edges");
	for (size_t i = 0; i < COUNT(edge_rows); i++)
	{
		AlkresEstimate fa = percent(edge_rows[i].mutant, edge_rows[i].wild_type, edge_rows[i].n,
									ALKRES_FAM, ALKRES_DROPLETS_EXACT);

		if (isnan(edge_rows[i].value))
			CHECK(isnan(fa.value));
		else
			CHECK(fabs(fa.value - edge_rows[i].value) <= 0.6e-10);
		CHECK(fabs(fa.lower - edge_rows[i].lower) <= 0.6e-10);
		CHECK(fabs(fa.upper - edge_rows[i].upper) <= 0.6e-10);
	}
	CHECK(isnan(percent(0, 0, 0, ALKRES_FAM, ALKRES_DROPLETS_EXACT).lower));
}

static void
check_swapped(int64_t k1, int64_t k2, AlkresDropletMethod method)
{
	AlkresEstimate f = percent(k1, k2, 15000, ALKRES_FAM, method);
	AlkresEstimate h = percent(k1, k2, 15000, ALKRES_HEX, method);

	if (method == ALKRES_DROPLETS_BIORAD)
		return;
	CHECK(isnan(f.value) ? isnan(h.value) : fabs(f.value + h.value - 100) < 1e-9);
	CHECK(isnan(f.lower) ? isnan(h.upper) : fabs(f.lower + h.upper - 100) < 1e-9);
	CHECK(!(f.lower < 0 || f.upper > 100 || f.lower > f.value || f.upper < f.value));
}

static void
swapped_channels(void)
{
	static const int64_t counts[] = {0, 1, 2, 7, 150, 9000, 14999, 15000};

	CASE("droplets: swapping the channels gives 100 less the share");
	for (int method = ALKRES_DROPLETS_EXACT; method <= ALKRES_DROPLETS_LOG_LAMBDA; method++)
		for (size_t i = 0; i < COUNT(counts); i++)
			for (size_t j = 0; j < COUNT(counts); j++)
				check_swapped(counts[i], counts[j], (AlkresDropletMethod) method);
}

static void
printed_fractions(void)
{
	CASE("droplets: ratio and fractional abundance as QuantaSoft and Analysis Pro print them");
	for (size_t i = 0; i < COUNT(delta_rows); i++)
	{
		AlkresEstimate fa = percent(delta_rows[i].k1, delta_rows[i].k2, delta_rows[i].n, ALKRES_FAM,
									ALKRES_DROPLETS_BIORAD);

		check_print(fa.value, delta_rows[i].value, delta_rows[i].kind);
		check_print(fa.lower, delta_rows[i].lower, delta_rows[i].kind);
		check_print(fa.upper, delta_rows[i].upper, delta_rows[i].kind);
		fa = ratio(delta_rows[i].k1, delta_rows[i].k2, delta_rows[i].n, ALKRES_DROPLETS_BIORAD);
		check_print(fa.value, delta_rows[i].ratio, delta_rows[i].kind);
		check_print(fa.lower, delta_rows[i].ratio_lower, delta_rows[i].kind);
		check_print(fa.upper, delta_rows[i].ratio_upper, delta_rows[i].kind);
	}
}

static void
linkage(void)
{
	AlkresDroplets none = marginal(3, 4, 100);

	CASE("droplets: linkage");
	CHECK_NEAR(alkres_linkage(&(AlkresDroplets){4996, 5093, 5944, 4453, 0.85, 1, 0}), 13.280727023,
			   1e-9);
	CHECK_NEAR(alkres_linkage(&(AlkresDroplets){126, 159, 3, 13593, 0.85, 1, 0}), 0.129354731,
			   4e-9);
	CHECK_NEAR(alkres_linkage(&(AlkresDroplets){273, 5831, 262, 6238, 0.85, 1, 0}), 0.636007283,
			   1e-9);
	CHECK_NEAR(alkres_linkage(&(AlkresDroplets){96, 1637, 23, 9935, 0.85, 1, 0}), 0.722948251,
			   1e-9);
	CHECK(alkres_linkage(&(AlkresDroplets){113, 1935, 18, 11007, 0.85, 1, 0}) == 0);
	CHECK(alkres_linkage(&(AlkresDroplets){111, 175, 0, 13199, 0.85, 1, 0}) == 0);
	CHECK_NEAR(alkres_expected_double_positive(&(AlkresDroplets){0, 11992, 10, 3543, 0.85, 1, 0}),
			   10 * 12002 / 15545.0, 1e-12);
	CHECK(isnan(alkres_linkage(&none)));
	CHECK(isnan(alkres_linkage(&(AlkresDroplets){0, 0, 100, 0, 0.85, 1, 0})));
}

static void
copies(void)
{
	AlkresDroplets d = {0, 11992, 10, 3543, 0.85, 1, 0};
	double mutants;
	double both;

	CASE("droplets: as whole copies");
	/* lambda 6.435e-4 and 1.4787 copies a droplet. */
	CHECK(alkres_droplet_copies(&d, ALKRES_FAM, &mutants, &both));
	CHECK(mutants == 10 && both == 10 + round(15545 * log(15545 / 3543.0)));
	CHECK(alkres_droplet_copies(&d, ALKRES_HEX, &mutants, &both));
	CHECK(both - mutants == 10);
	d = marginal(5, 100, 100);
	CHECK(!alkres_droplet_copies(&d, ALKRES_FAM, &mutants, &both));
	d = marginal(0, 0, 0);
	CHECK(!alkres_droplet_copies(&d, ALKRES_FAM, &mutants, &both));
	d = marginal(0, 0, 10);
	CHECK(alkres_droplet_copies(&d, ALKRES_FAM, &mutants, &both) && mutants == 0 && both == 0);
	d.flags |= ALKRES_DROPLETS_NO_HEX;
	CHECK(!alkres_droplet_copies(&d, ALKRES_FAM, &mutants, &both));
}

static void
addition(void)
{
	AlkresDroplets a = {7, 173, 2, 14870, 0.85, 1, 0};
	AlkresDroplets b = {1, 2, 3, 4, 0.85, 2, 0};
	AlkresDroplets sum = a;
	AlkresDroplets m = marginal(10, 20, 1000);
	AlkresError error;

	CASE("droplets: addition");
	CHECK(alkres_droplets_add(&sum, &b, &error));
	CHECK(sum.fam_only == 8 && sum.hex_only == 175 && sum.both_positive == 5 &&
		  sum.negative == 14874);
	CHECK(sum.wells == 3 && sum.flags == 0);
	CHECK(alkres_droplets_add(&sum, &m, &error));
	CHECK(sum.flags == ALKRES_DROPLETS_MARGINAL && sum.fam_only == 23 && sum.hex_only == 200 &&
		  sum.negative == 16062 && sum.wells == 4);
	b.droplet_nl = 0.91;
	CHECK(!alkres_droplets_add(&sum, &b, &error) && error.code == ALKRES_BAD_PARAMETER);
	CHECK(sum.wells == 4);
	m.flags |= ALKRES_DROPLETS_NO_HEX;
	m.hex_only = 0;
	CHECK(!alkres_droplets_add(&sum, &m, &error) && error.code == ALKRES_BAD_PARAMETER);
	m = marginal(1, 1, ALKRES_DROPLETS_MAX);
	CHECK(!alkres_droplets_add(&sum, &m, &error) && error.code == ALKRES_OUT_OF_RANGE);
	a.wells = INT32_MAX;
	b.droplet_nl = 0.85;
	CHECK(!alkres_droplets_add(&a, &b, &error) && error.code == ALKRES_OUT_OF_RANGE);

	CASE("droplets: merged wells");
	AlkresEstimate c = concentration(448 + 415 + 386 + 366, 73651, 0.85, ALKRES_DROPLETS_BIORAD);
	check_print(c.value, "26.1", PRINT);
	check_print(c.lower, "24.8", PRINT);
	check_print(c.upper, "27.4", PRINT);
}

static void
validity(void)
{
	static const AlkresDroplets bad[] = {
		{-1, 0, 0, 0, 0.85, 1, 0},
		{0, 0, 0, 0, 0, 1, 0},
		{0, 0, 0, 0, -0.85, 1, 0},
		{0, 0, 0, 0, NAN, 1, 0},
		{0, 0, 0, 0, INFINITY, 1, 0},
		{0, 0, 0, 0, 0.85, 0, 0},
		{0, 0, 0, 0, 0.85, 1, 8},
		{0, 0, 0, 0, 0.85, 1, ALKRES_DROPLETS_NO_FAM},
		{0, 0, 0, 0, 0.85, 1, 7},
		{0, 0, 1, 5, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
		{6, 0, 0, 5, 0.85, 1, ALKRES_DROPLETS_MARGINAL},
		{3, 0, 0, 5, 0.85, 1, ALKRES_DROPLETS_MARGINAL | ALKRES_DROPLETS_NO_FAM},
		{ALKRES_DROPLETS_MAX, 1, 0, 0, 0.85, 1, 0},
		{INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, 0.85, 1, 0},
	};
	AlkresError error;

	CASE("droplets: impossible values are refused");
	for (size_t i = 0; i < COUNT(bad); i++)
		CHECK(!alkres_droplets_check(&bad[i], ALKRES_BAD_TEXT, &error));
	CHECK(
		alkres_droplets_check(&(AlkresDroplets){0, 0, 0, 0, 0.85, 1, 0}, ALKRES_BAD_TEXT, &error));
	CHECK(alkres_droplets_check(&(AlkresDroplets){0, 0, 0, ALKRES_DROPLETS_MAX, 0.85, 1, 0},
								ALKRES_BAD_TEXT, &error));
}

int
main(void)
{
	printed_concentrations();
	exact_concentrations();
	other_instruments();
	concentrations_at_the_edges();
	fraction_of_qx_manager();
	ratio_and_fraction();
	biorad_without_a_channel();
	saturated_channel();
	fraction_at_the_edges();
	swapped_channels();
	printed_fractions();
	linkage();
	copies();
	addition();
	validity();
	return finish();
}
