"""Products of factors 1 + d/k^b, and linear recurrences with a forcing term, as powers of the number of steps.

prod_(k<=l) (1 + d/k) = Gamma(l+1+d)/(Gamma(1+d) l!) ~ l^d/Gamma(1+d). For e_l = C l^(-a) + e_(l-1) (1 + d/l) the larger of the homogeneous power l^d and the
forced one l^(1-a) wins, with a logarithm where they meet.
"""

from sympy import Rational, Symbol, exp, gamma, log, sqrt

from derive import Grows, Identity, Orbit, Source, Tends, claim

TEXT = "G. Yang and S. S. Schoenholz, Deep mean field theory: layerwise variance and width variation as methods to control gradient explosion, 2018"
PRODUCT = Source("yang2018", TEXT, "lemma D.7 [lem.rec.product]")
FORCED = Source("yang2018", TEXT, "lemma D.8 [lem.rec.inhom]")
g, l, d = Symbol("g", positive=True), Symbol("l", positive=True), Symbol("d", positive=True)
HALF = Rational(1, 2)


def _product(power, weight):
    return Orbit({g: g * (1 + weight / l**power)}, {g: 1}, l)


def _forced(weight, a):
    return Orbit({g: l**-a + g * (1 + weight / l)}, {g: 1}, l)


@claim(source=PRODUCT)
def product_eq_quotient_of_gammas():
    """G(l) = Gamma(l+1+d)/(Gamma(1+d) Gamma(l+1)) has G(l)/G(l-1) = 1 + d/l and G(0) = 1."""
    return [Identity(gamma(l + 1 + d) * gamma(l) / (gamma(l + d) * gamma(l + 1)), 1 + d / l)]


@claim(source=PRODUCT, uses=["recurrences/product_eq_quotient_of_gammas"])
def product_grows_like_a_power_with_constant_one_over_gamma():
    """l^(-d) prod (1 + d/k) -> 1/Gamma(1+d), for d = 3/2, 2/3 and -1/3."""
    return [Tends(_product(1, w), g / l**w, 1 / gamma(1 + w)) for w in (3 * HALF, Rational(2, 3), Rational(-1, 3))]


@claim(source=PRODUCT)
def product_with_a_summable_factor_is_bounded():
    """b = 2: prod (1 + d/k^2) is of order 1."""
    return Grows(_product(2, HALF), g, 1 + 0 * l)


@claim(source=PRODUCT)
def product_with_a_slow_factor_grows_like_a_stretched_exponential():
    """b = 3/4: exp(4 d l^(1/4)) up to a constant; b = 1/2: exp(2 d sqrt(l) - (d^2/2) log l), the case with a logarithm."""
    quarter = Grows(_product(3 * HALF / 2, HALF), g, exp(2 * l ** Rational(1, 4)), tuple(l ** Rational(-k, 4) for k in (2, 3, 5, 6, 7, 8)))
    return [quarter, Grows(_product(HALF, HALF), g, exp(sqrt(l)) * l ** Rational(-1, 8), tuple(l ** Rational(-k, 2) for k in range(1, 7)))]


@claim(source=FORCED)
def forced_recurrence_follows_the_larger_power():
    """(d, a) = (1/2, 3/4) gives l^(1/2), (1/2, 1/4) gives l^(3/4)."""
    tail = tuple(l ** Rational(-k, 4) for k in (1, 2, 4, 5, 6, 8))
    return [Grows(_forced(HALF, Rational(3, 4)), g, sqrt(l), tail), Grows(_forced(HALF, Rational(1, 4)), g, l ** Rational(3, 4), tail)]


@claim(source=FORCED)
def forced_recurrence_has_a_logarithm_where_the_powers_meet():
    """d = 1 - a = 1/2: e_l/sqrt(l) grows by 1/l a step, so e_l ~ sqrt(l) log l."""
    step = (l + 1) ** -HALF + g * (1 + HALF / (l + 1))
    return Tends(_forced(HALF, HALF), l * (step / sqrt(l + 1) - g / sqrt(l)), 1, tuple(log(l) ** j / l**k for k in range(1, 4) for j in (1, 0)))


@claim(source=FORCED)
def decaying_forced_recurrence():
    """d = -1: l^(-1) for a = 3 and l^(1-a) = l^(-1/2) for a = 3/2; for a = 2 the product l e_l grows by 1/l a step, so e_l ~ log(l)/l."""
    step = (l + 1) ** -2 + g * (1 - 1 / (l + 1))
    tail = tuple(l ** Rational(-k, 2) for k in range(1, 7))
    slow = Tends(_forced(-1, 2), l * ((l + 1) * step - l * g), 1)
    return [Grows(_forced(-1, 3), g, 1 / l), Grows(_forced(-1, 3 * HALF), g, 1 / sqrt(l), tail), slow]
