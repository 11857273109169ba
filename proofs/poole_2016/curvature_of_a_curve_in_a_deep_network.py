"""Length and curvature of a curve through the layers: g_l = chi_1 g_(l-1), kappa_l^2 = 3 chi_2/chi_1^2 + kappa_(l-1)^2/chi_1.

A stationary curve h(t) has k(t) = E[h(s) h(s+t)] = q - g t^2/2 + m t^4/24 - ..., g its squared speed and kappa^2 = m/g^2. One layer sends k to sigma_b^2 +
sigma_w^2 K(k), and K' = E[phi'^2], K'' = E[phi''^2] at k = q: so g -> chi_1 g and m -> chi_1 m + 3 chi_2 g^2, chi_2 = sigma_w^2 E[phi''^2].
"""

from sympy import Rational, Symbol, asin, erf, pi, sqrt

from derive import ActivationMoment, Expansion, Identity, Orbit, Source, Tends, claim, ddphi, dphi, x

TEXT = "B. Poole, S. Lahiri, M. Raghu, J. Sohl-Dickstein and S. Ganguli, Exponential expressivity in deep neural networks through transient chaos, 2016"
POOLE = Source("poole2016", TEXT, "length and curvature recursions, derived [poole]")
e, u, l, g, m, f, s = (Symbol(name, positive=True) for name in ("e", "u", "l", "g", "m", "chi_1", "chi_2"))
Q = Rational(1, 2)  # erf at variance 1/2: K(k) = (2/pi) asin(2k/(1+2q)) = (2/pi) asin(k)
SLOPE, BEND = 4 / (pi * sqrt(1 + 4 * Q)), 16 * Q / (pi * sqrt(1 + 4 * Q) ** 3)


@claim(source=POOLE)
def chi_two_is_the_mean_squared_second_derivative():
    """For erf at q = 1/2: E[phi'^2] = 4/(pi sqrt 3) and E[phi''^2] = 8/(pi 3 sqrt 3)."""
    moments = [ActivationMoment(erf(x), part**2, Q) for part in (dphi, ddphi)]
    return [Identity(moments[0], SLOPE), Identity(moments[1], BEND)]


@claim(source=POOLE, uses=["poole_2016/chi_two_is_the_mean_squared_second_derivative", "williams_1998/erf_kernel_eq_arcsine"])
def speed_and_bend_of_the_image_of_a_curve():
    """With e = t^2, g = 1/3, m = 2: K(q - g e/2 + m e^2/24) = K(q) - E[phi'^2] g e/2 + (E[phi'^2] m + 3 E[phi''^2] g^2) e^2/24 + O(e^3)."""
    speed, bend = Rational(1, 3), Rational(2)
    image = 2 / pi * asin(Q - speed * e / 2 + bend * e**2 / 24)
    terms = ((2 / pi * asin(Q), 0), (-SLOPE * speed / 2, 1), ((SLOPE * bend + 3 * BEND * speed**2) / 24, 2))
    return Expansion(image, e, terms, 3)


@claim(source=POOLE, uses=["poole_2016/speed_and_bend_of_the_image_of_a_curve"])
def curvature_of_the_image_of_a_curve():
    """kappa^2 = m/g^2 becomes (chi_1 m + 3 chi_2 g^2)/(chi_1 g)^2 = 3 chi_2/chi_1^2 + kappa^2/chi_1."""
    return Identity((f * m + 3 * s * g**2) / (f * g) ** 2, 3 * s / f**2 + m / g**2 / f)


@claim(source=POOLE, uses=["poole_2016/curvature_of_the_image_of_a_curve"])
def curvature_saturates_in_the_chaotic_phase():
    """For chi_1 > 1, kappa_l^2 -> 3 chi_2/(chi_1 (chi_1 - 1)); here chi_1 = 3/2, chi_2 = 1/3 give 4/3."""
    first, second = Rational(3, 2), Rational(1, 3)
    orbit = Orbit({u: 3 * second / first**2 + u / first}, {u: 5}, l, until=2**6)
    return Tends(orbit, u, 3 * second / (first * (first - 1)), (first**-l,))
