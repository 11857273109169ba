"""If g_(l+1) = g_l - s g_l^(1+p) + ..., s, p > 0, from a small positive start, then g_l ~ (1/(s p l))^(1/p).

With u = g^(-p) the recurrence is u_(l+1) = u_l + s p + s^2 p (p+1)/(2 u_l) + ..., so u_l/l -> s p; the next term makes the logarithm in the tail. Stated for
p = 1/2 (kinks), 1 (smooth activations), 1/3 and 2; every s can be scaled to another by g -> lambda g.
"""

from sympy import Rational, Symbol, log

from derive import Orbit, Source, Tends, claim

DE_BRUIJN = Source("debruijn1958", "N. G. de Bruijn, Asymptotic Methods in Analysis, 1958", "chapter 8, derived again [lem.rec.power]")
g, l = Symbol("g", positive=True), Symbol("l", positive=True)
TAIL = tuple(log(l) ** j / l**k for k in range(1, 5) for j in range(k, -1, -1))


def _decay(s, p):
    orbit = Orbit({g: g - s * g ** (1 + p)}, {g: Rational(1, 4)}, l)
    return Tends(orbit, l * g**p, 1 / (s * p), TAIL)


@claim(source=DE_BRUIJN)
def power_recurrence_of_exponent_three_halves():
    """p = 1/2: g_l ~ 4/(s^2 l^2), the law of kinks."""
    return _decay(Rational(1, 3), Rational(1, 2))


@claim(source=DE_BRUIJN)
def power_recurrence_of_exponent_two():
    """p = 1: g_l ~ 1/(s l), the law of smooth activations."""
    return _decay(Rational(2, 3), Rational(1))


@claim(source=DE_BRUIJN)
def power_recurrence_of_other_exponents():
    """p = 1/3 and p = 2: g_l^p ~ 1/(s p l)."""
    return [_decay(Rational(1, 2), Rational(1, 3)), _decay(Rational(1, 2), Rational(2))]


@claim(source=DE_BRUIJN, uses=["recurrences/power_recurrence_of_exponent_two"])
def power_recurrence_has_a_logarithm_as_next_term():
    """u = g^(-p) has u_l = s p l + (s (p+1)/2) log l + C + o(1): l (u_(l+1) - u_l - s p) -> s (p+1)/2, here for p = 1 and p = 1/2."""
    return [_logarithm(Rational(2, 3), Rational(1)), _logarithm(Rational(1, 3), Rational(1, 2))]


def _logarithm(s, p):
    step = g - s * g ** (1 + p)
    return Tends(Orbit({g: step}, {g: Rational(1, 4)}, l), l * (step**-p - g**-p - s * p), s * (p + 1) / 2, TAIL)
