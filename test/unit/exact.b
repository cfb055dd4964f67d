/*
 * exact.b: the caller's formulas (doc/calling.md, "The model") as they are written there, with as many
 * digits as it takes.  exact_test.c sets the variables of a case, calls one of these functions, and compares
 * what it prints with src/core.
 *
 * A part of a strand of origin: a, b: lambda is Gamma(a, b) distributed; cells 0 .. k - 1 with n[] molecules,
 * m[] expected errors, x[] alternates.
 */
scale = 36
ln_10 = l(10)
half_ln_2pi = l(8 * a(1)) / 2

/* ln v, also of numbers with thousands of digits */
define ln(v) {
	auto d
	d = length(v) - scale(v)
	if (d < 1) return (l(v))
	return (l(v / 10 ^ d) + d * ln_10)
}

/* exp(v), 0 where that has no digits */
define exp(v) {
	if (v < -scale * 3) return (0)
	return (e(v))
}

/* ln(exp(u) + exp(v)) */
define ln_sum(u, v) {
	if (u < v) return (ln_sum(v, u))
	return (u + ln(1 + exp(v - u)))
}

/* ln Gamma(z) by Stirling's series (DLMF 5.11.1), from 30 on: the first term left off is below 1e-38 */
b[1] = 1 / 6; b[2] = -1 / 30; b[3] = 1 / 42; b[4] = -1 / 30; b[5] = 5 / 66; b[6] = -691 / 2730; b[7] = 7 / 6
b[8] = -3617 / 510; b[9] = 43867 / 798; b[10] = -174611 / 330; b[11] = 854513 / 138; b[12] = -236364091 / 2730
b[13] = 8553103 / 6; b[14] = -23749461029 / 870; b[15] = 8615841276005 / 14322
define ln_gamma(z) {
	auto i, p, s, q
	p = 1
	for (; z < 30; z += 1) p *= z
	s = (z - 1 / 2) * ln(z) - z + half_ln_2pi - ln(p)
	q = z
	for (i = 1; i <= 15; i++) {
		s += b[i] / (2 * i * (2 * i - 1) * q)
		q *= z * z
	}
	return (s)
}

define sum_x() {
	auto i, s
	for (i = 0; i < k; i++) s += x[i]
	return (s)
}

define sum_n() {
	auto i, s
	for (i = 0; i < k; i++) s += n[i]
	return (s)
}

define sum_m() {
	auto i, s
	for (i = 0; i < k; i++) s += m[i]
	return (s)
}

/* ln L0 = lnG(A + x) - lnG(A) + A ln B - (A + x) ln(B + m) + sum_k x_k ln m_k */
define ln_l0() {
	auto i, s, t
	t = sum_x()
	s = a * ln(b) - (a + t) * ln(b + sum_m())
	if (t > 0) s += ln_gamma(a + t) - ln_gamma(a)
	for (i = 0; i < k; i++) if (x[i] > 0) s += x[i] * ln(m[i])
	return (s)
}

/*
 * E[prod_k (lambda m_k + n_k f)^x_k] / prod_k (n_k f)^x_k, lambda ~ Gamma(A, B + m): the product is a polynomial
 * of lambda, and E[lambda^j] = A (A + 1) ... (A + j - 1) / (B + m)^j.  lambda is counted in units of
 * u = (A + x) / (B + m), so that no moment is above 1 or far below exp(-x): bc keeps digits behind the point.
 */
define expectation(f) {
	auto i, j, h, d, t, u, r, s, v, keep, c[], w[], e[]
	keep = scale
	t = sum_x()
	scale = keep + 10 + t / 2
	u = (a + t) / (b + sum_m())
	c[0] = 1
	d = 0
	for (i = 0; i < k; i++) if (x[i] > 0) {
		/* (1 + r lambda)^x_k by Newton's binomial, times what there is */
		r = m[i] * u / (n[i] * f)
		w[0] = 1
		for (j = 1; j <= x[i]; j++) w[j] = w[j - 1] * (x[i] - j + 1) * r / j
		for (j = 0; j <= d + x[i]; j++) e[j] = 0
		for (h = 0; h <= d; h++) for (j = 0; j <= x[i]; j++) e[h + j] += c[h] * w[j]
		d += x[i]
		for (j = 0; j <= d; j++) c[j] = e[j]
	}
	s = 0
	v = 1
	for (j = 0; j <= d; j++) {
		s += c[j] * v
		v = v * (a + j) / (a + t)
	}
	scale = keep
	return (s / 1)
}

/* Of ln L1(f) = A ln(B / (B + m)) - n f + ln E[prod_k (lambda m_k + n_k f)^x_k] what does not depend on f */
define constant() {
	auto i, s
	s = a * ln(b / (b + sum_m()))
	for (i = 0; i < k; i++) if (x[i] > 0) s += x[i] * ln(n[i])
	return (s)
}

define ln_l1(f) {
	if (f == 0) return (ln_l0())
	return (constant() + sum_x() * ln(f) - sum_n() * f + ln(expectation(f)))
}

/* ln NB(x; A, B) of m expected: lnG(A + x) - lnG(A) + A ln B - (A + x) ln(B + m) */
define ln_errors(shape, rate, m, x) {
	auto s
	s = shape * ln(rate) - (shape + x) * ln(rate + m)
	if (x > 0) s += ln_gamma(shape + x) - ln_gamma(shape)
	return (s)
}

/*
 * A site: parts 0 and 1 of F1R2, 2 and 3 of F2R1, 4 and 5 of unknown strand, as part_a[], part_b[], part_k[] and,
 * from 10 p on, part_n[], part_m[], part_x[]; the first of each strand are the well read molecules.  eps: the prior of
 * an artefact, 0 where the strands cannot be told apart.  omega, bad_a, bad_b: odds of a bad site, its lambda.
 */
define void load(p) {
	auto i
	a = part_a[p]
	b = part_b[p]
	k = part_k[p]
	for (i = 0; i < k; i++) {
		n[i] = part_n[10 * p + i]
		m[i] = part_m[10 * p + i]
		x[i] = part_x[10 * p + i]
	}
}

define void prepare() {
	auto p, z, w, v
	for (z = 0; z < 3; z++) {
		group_constant[z] = 0
		group_n[z] = 0
		group_x[z] = 0
		group_l0[z] = 0
		for (p = 2 * z; p < 2 * z + 2; p++) {
			load(p)
			group_constant[z] += constant()
			group_n[z] += sum_n()
			group_x[z] += sum_x()
			group_l0[z] += ln_l0()
		}
	}
	/* LB / prod_g L0_g: one lambda of all well read molecules in place of the strands' own */
	ln_bad = ln(omega)
	for (z = 0; z < 3; z++) {
		load(2 * z)
		ln_bad -= ln_errors(a, b, sum_m(), sum_x())
		w += sum_m()
		v += sum_x()
	}
	ln_bad += ln_errors(bad_a, bad_b, w, v)
}

/* ln prod_g L1_g(exp(t)) over groups from .. to; without groups ln of exp(-n f), n all molecules of the site */
define site_l1(t, from, to) {
	auto z, f, s, v
	f = e(t)
	if (from > to) return (-(group_n[0] + group_n[1] + group_n[2]) * f)
	v = 1
	for (z = from; z <= to; z++) {
		s += group_constant[z] + group_x[z] * t - group_n[z] * f
		load(2 * z)
		v *= expectation(f)
		load(2 * z + 1)
		v *= expectation(f)
	}
	return (s + ln(v))
}

/* ln mean_f prod_g L1_g(f), f log-uniform from exp(node[0]) to exp(node[final]): trapezoids between these nodes */
define node_mean(final, from, to) {
	auto i, s, top, v[]
	for (i = 0; i <= final; i++) {
		v[i] = site_l1(node[i], from, to)
		if (i == 0 || v[i] > top) top = v[i]
	}
	for (i = 1; i <= final; i++) s += (node[i] - node[i - 1]) * (exp(v[i] - top) + exp(v[i - 1] - top)) / 2
	return (top + ln(s / (node[final] - node[0])))
}

/* The same over [low, high] by Simpson's rule in 2 h steps */
define simpson_mean(low, high, h, from, to) {
	auto i, s, top, v[]
	for (i = 0; i <= 2 * h; i++) {
		v[i] = site_l1(low + (high - low) * i / (2 * h), from, to)
		if (i == 0 || v[i] > top) top = v[i]
	}
	s = exp(v[0] - top) + exp(v[2 * h] - top)
	for (i = 1; i < 2 * h; i += 2) s += 4 * exp(v[i] - top)
	for (i = 2; i < 2 * h; i += 2) s += 2 * exp(v[i] - top)
	return (top + ln(s / (6 * h)))
}

/*
 * S = ln mean_f (L1 + LB exp(-n f)) - ln null, null = (1 - eps) prod_g L0_g + LB + eps / 2 sum_z mean_f LA_z,
 * LA_z(f) = L1_z(f) prod over g other than z of L0_g; by the nodes 0 .. final, of an artefact 0 .. artefact_final;
 * or by Simpson's rule in so many steps, f from 1e-4 to 1 and to 0.05
 */
define score(final, artefact_final, steps) {
	auto z, l, null, mean, nothing
	keep_scale = scale
	prepare()
	scale = 24
	l = group_l0[0] + group_l0[1] + group_l0[2]
	null = 1 - eps + exp(ln_bad)
	if (eps > 0) for (z = 0; z < 2; z++) {
		if (steps > 0) mean = simpson_mean(-4 * ln_10, ln(1 / 20), steps, z, z)
		if (steps == 0) mean = node_mean(artefact_final, z, z)
		null += eps / 2 * exp(mean - group_l0[z])
	}
	if (steps > 0) {
		mean = simpson_mean(-4 * ln_10, 0, steps, 0, 2)
		nothing = simpson_mean(-4 * ln_10, 0, steps, 1, 0)
	}
	if (steps == 0) {
		mean = node_mean(final, 0, 2)
		nothing = node_mean(final, 1, 0)
	}
	z = ln_sum(mean - l, ln_bad + nothing) - ln(null)
	scale = keep_scale
	return (z)
}

/* 1 / (1 + exp(-S) (1 - prior) / prior) */
define posterior(s, p) {
	return (1 / (1 + e(-s) * (1 - p) / p))
}

/* -10 log10(1 - posterior) */
define qual(s, p) {
	return (10 * ln(1 + e(s) * p / (1 - p)) / ln_10)
}

/* P(Binomial(n, p) <= k) */
define binomial_at_most(k, n, p) {
	auto i, s, t, keep
	keep = scale
	scale = keep + 100
	t = exp(n * ln(1 - p))
	for (i = 0; i <= k; i++) {
		s += t
		t = t * (n - i) * p / ((i + 1) * (1 - p))
	}
	scale = keep
	return (s / 1)
}

define factorial(n) {
	auto p
	for (p = 1; n > 1; n--) p *= n
	return (p)
}

/*
 * ln of cis over trans, where k of m molecules that show the rarer variant show both: each does with a share that is
 * Beta(5, 1) distributed in cis, and by a hundredth in trans.  In whole numbers up to one division.
 */
define phase_ratio(k, m) {
	return (ln(5 * factorial(4 + k) * factorial(m - k) * 100 ^ m / (factorial(5 + m) * 99 ^ (m - k))))
}
