"""The average singular value of a layer's Jacobian W with n Var[W] = g^2 is 8 g/(3 pi); its root mean square is g, its geometric mean g/sqrt(e).

For large n the singular values follow the quarter circle, density sqrt(4 g^2 - s^2)/(pi g^2) on [0, 2g]. Its moments at g = 1 are
M(p) = 2^p Gamma((p + 1)/2)/(sqrt(pi) Gamma(p/2 + 2)): M(1) is the mean, M(2) the mean square, M'(0) the mean logarithm.
"""

from sympy import Integer, Integral, Rational, Symbol, exp, gamma, pi, sqrt

from derive import Identity, Limit, SingularValues, Source, Value, claim

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
DERIVED = Source("glorot2010", TEXT, "equation 17 and the average singular values after it, seen as numbers 0.8 and 0.5; derived here")
SAID = Source("glorot2010", TEXT, "the remark that the average singular value is the ratio of volumes and of variances, seen")
s, g, p = Symbol("s", real=True), Symbol("g", positive=True), Symbol("p", positive=True)
DENSITY = sqrt(4 * g**2 - s**2) / (pi * g**2)
MEAN, ROOT_MEAN_SQUARE, GEOMETRIC = 8 / (3 * pi), 1, exp(Rational(-1, 2))


def _moment(power):
    return 2**power * gamma((power + 1) / 2) / (sqrt(pi) * gamma(power / 2 + 2))


@claim(source=DERIVED.on("glorot.eq17", "glorot.jac.means"))
def mean_singular_value_of_the_quarter_circle():
    """8 g/(3 pi)."""
    return Identity(Integral(s * DENSITY, (s, 0, 2 * g)), MEAN * g)


@claim(source=DERIVED.on("glorot.jac.means"))
def mean_square_singular_value_of_the_quarter_circle():
    """g^2, so that the root mean square is g; the fourth moment is 2 g^4, the second Catalan number."""
    return [Identity(Integral(s**2 * DENSITY, (s, 0, 2 * g)), g**2), Identity(Integral(s**4 * DENSITY, (s, 0, 2 * g)), 2 * g**4)]


@claim(source=DERIVED.on("glorot.jac.means"), survivors={"without p > 1/2": "it holds for 0 < p too, where s^p is too singular at 0 for so many digits"})
def moments_of_the_quarter_circle():
    """E[s^p] = M(p) for every p > 0, at g = 1; M(1) = 8/(3 pi), M(2) = 1."""
    standard = DENSITY.subs(g, 1)
    return [
        Identity(Integral(s**p * standard, (s, 0, 2)), _moment(p), (p > Rational(1, 2),)),
        Identity(_moment(Integer(1)), MEAN),
        Identity(_moment(Integer(2)), ROOT_MEAN_SQUARE),
    ]


@claim(source=DERIVED.on("glorot.jac.means"), uses=["glorot_bengio_2010/moments_of_the_quarter_circle"])
def mean_logarithm_of_singular_values_is_minus_one_half():
    """E[log s] = M'(0) = -1/2: the volume of a layer's image shrinks by exp(-1/2) a dimension."""
    return Limit((_moment(p) - 1) / p, p, Rational(-1, 2))


@claim(source=DERIVED.on("glorot.eq17"))
def values_of_the_mean_singular_value():
    """n Var[W] = 1 and, with the standard initialisation, n Var[W] = 1/3."""
    return [Value(MEAN, "0.848826363156775124"), Value(MEAN / sqrt(3), "0.490070129263815155"), Value(GEOMETRIC, "0.606530659712633")]


@claim(
    source=DERIVED.on("glorot.jac.means", "M.16"),
    uses=["glorot_bengio_2010/mean_singular_value_of_the_quarter_circle", "glorot_bengio_2010/mean_logarithm_of_singular_values_is_minus_one_half"],
)
def three_averages_in_random_matrices():
    """The same three numbers in matrices drawn at random."""
    return [SingularValues("arithmetic", MEAN), SingularValues("quadratic", ROOT_MEAN_SQUARE), SingularValues("geometric", GEOMETRIC)]


@claim(source=DERIVED.on("glorot.eq17"))
def mean_singular_value_of_the_standard_initialisation_in_random_matrices():
    """8/(3 pi sqrt 3) for entries of variance 1/(3 n)."""
    return SingularValues("arithmetic", 8 / (3 * pi * sqrt(3)), 1 / sqrt(3))


@claim(
    source=SAID.on("M.16"),
    expects="refuted",
    instead="glorot_bengio_2010/three_averages_in_random_matrices",
    uses=["glorot_bengio_2010/three_averages_in_random_matrices"],
)
def mean_singular_value_is_the_ratio_of_volumes():
    """The ratio of volumes a dimension is the geometric mean, 0.6065 g, not the arithmetic mean 0.8488 g."""
    return SingularValues("arithmetic", GEOMETRIC)


@claim(
    source=SAID.on("M.16"),
    expects="refuted",
    instead="glorot_bengio_2010/three_averages_in_random_matrices",
    uses=["glorot_bengio_2010/three_averages_in_random_matrices"],
)
def mean_singular_value_is_the_root_of_the_ratio_of_variances():
    """The ratio of variances is the mean square, g^2, whose root is not the mean."""
    return Identity(Integral(s * DENSITY, (s, 0, 2 * g)) ** 2, Integral(s**2 * DENSITY, (s, 0, 2 * g)))
