"""Special functions as atoms of the normal form, with canonical arguments.

    asin(-r) = -asin(r)          Phi(-h) = 1 - Phi(h)          Phi2(h, k; r) = Phi2(k, h; r)
    Phi2(-h, k; r) = Phi(k) - Phi2(h, k; -r)                   Phi2(0, 0; r) = 1/4 + asin(r)/(2 pi)        Phi2(h, k; 0) = Phi(h) Phi(k)
    Phi2(0, k; -r) = Phi(k) - Phi2(0, k; r)

Goodwin and Staton's G, the exponential integral E1 and Bessel's K take positive arguments and are kept as they stand.
Arguments are oriented by their leading coefficient, so equal values met by different routes become equal atoms.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sympy import Expr, Function, Rational, asin, besselk, erfi, erfinv, expand, expint, gamma, hyper, pi, polygamma, uppergamma

from derive.language import special
from derive.language.forms.normal_form import Field, Form

FUNCTIONS = {name: getattr(special, name) for name in special.__all__} | {
    function.__name__: function for function in (asin, besselk, erfi, erfinv, expint, gamma, polygamma, uppergamma)
}
FUNCTIONS |= {name: Function(name) for name in ("Q", "L")}  # tails of normal distribution functions, in `derive.compiled.tails`
ORDERS = {  # how many of the arguments, the first ones, are orders, which are printed multiplied out
    **dict.fromkeys(("expint", "gamma", "HermiteK", "HermiteL", "HermiteSum", "ParabolicCylinderD", "uppergamma"), 1),
    **dict.fromkeys(("HermitePairK", "HermitePairL", "polygamma", "TricomiU"), 2),
}


@dataclass(frozen=True)
class FunctionAtom:
    """A named function of forms."""

    name: str
    arguments: tuple[Form, ...]

    def expression(self) -> Expr:
        return _printed(self)


@lru_cache(maxsize=4096)
def _printed(atom: FunctionAtom) -> Expr:
    arguments = [argument.expression() for argument in atom.arguments]
    if atom.name == "hyper":
        a, b, c, w = arguments
        return hyper((expand(a), expand(b)), (expand(c),), w)
    orders = ORDERS.get(atom.name, 0)
    return FUNCTIONS[atom.name](*map(expand, arguments[:orders]), *arguments[orders:])


def asin_form(r: Form) -> Form:
    """asin(r), a rational multiple of pi where r is the sine of one."""
    if r.leading_sign < 0:
        return -asin_form(-r)
    angle = _known_angle(r)
    if angle is not None:
        return r.field.pi * r.field.number(angle)  # type: ignore[arg-type]
    return r.field.atom(FunctionAtom("asin", (r,)))


def with_doubled_angles(form: Form) -> Form:
    """The same value with asin(s) = pi/4 + asin(2 s^2 - 1)/2 for each s > 0 that is the root of a rational function."""
    from derive.language.forms import positivity

    field, values = form.field, {}
    for atom in form.atoms():
        if isinstance(atom, FunctionAtom) and atom.name == "asin" and any(key[0] for key in atom.arguments[0].terms):
            s = atom.arguments[0]
            square = s * s
            if square.rational is not None and positivity.is_known_positive(s):
                values[atom] = field.pi / 4 + asin_form(square * 2 - field.one) / 2
    return form.substitute(values) if values else form


def _known_angle(r: Form) -> object | None:
    from fractions import Fraction

    if not r:
        return Fraction(0)
    if any(key[2] or key[1] for key in r.terms) or r.expression().free_symbols:
        return None
    angle = asin(r.expression()) / pi
    if isinstance(angle, Rational):
        return Fraction(int(angle.p), int(angle.q))
    return None


def cdf_form(h: Form) -> Form:
    """Phi(h) = P(Z <= h)."""
    if not h:
        return h.field.one / 2
    if h.leading_sign < 0:
        return h.field.one - cdf_form(-h)
    return h.field.atom(FunctionAtom("Phi", (h,)))


def cdf2_form(h: Form, k: Form, r: Form) -> Form:
    """Phi2(h, k; r) = P(X <= h, Y <= k) for standard normals with correlation r."""
    field = h.field
    if not r:
        return cdf_form(h) * cdf_form(k)
    if not h and not k:
        return field.one / 4 + asin_form(r) / (2 * field.pi)
    if h.leading_sign < 0:
        return cdf_form(k) - cdf2_form(-h, k, -r)
    if k.leading_sign < 0:
        return cdf_form(h) - cdf2_form(h, -k, -r)
    h, k = sorted((h, k), key=lambda form: str(form.expression()))
    if r.leading_sign < 0 and not (h and k):
        return cdf_form(h + k) - cdf2_form(h, k, -r)
    return field.atom(FunctionAtom("Phi2", (h, k, r)))


def goodwin_staton_form(z: Form) -> Form:
    """G(z), the integral of exp(-s^2)/(s + z) over s > 0."""
    return z.field.atom(FunctionAtom("GoodwinStaton", (z,)))


def erfi_form(w: Form) -> Form:
    """erfi(w), an odd function."""
    if not w:
        return w
    return w.field.atom(FunctionAtom("erfi", (w,))) if w.leading_sign > 0 else -erfi_form(-w)


def voigt_forms(x: Form, y: Form) -> tuple[Form, Form]:
    """(K(x, y), L(x, y)) for x that is not zero, the first even and the second odd in x."""
    side = x.leading_sign
    arguments = (x * side, y)
    return x.field.atom(FunctionAtom("VoigtK", arguments)), x.field.atom(FunctionAtom("VoigtL", arguments)) * side


def voigt_pair_forms(x1: Form, y1: Form, x2: Form, y2: Form, c: Form) -> tuple[Form, Form]:
    """(Re, Im) of w2(x1 + i y1, x2 + i y2; c): symmetric in the two places, the second part odd in (x1, x2); c > -1."""
    field = c.field
    if not c:
        (k1, l1), (k2, l2) = (voigt_forms(x, y) if x else (cdf_form(-y * _root_two(field)) * field.exp(y * y) * 2, x) for x, y in ((x1, y1), (x2, y2)))
        return k1 * k2 - l1 * l2, k1 * l2 + l1 * k2
    if not x1 and not x2 and _within(c):
        return _axis_pair(y1, y2, c), field.zero
    (x1, y1), (x2, y2) = sorted(((x1, y1), (x2, y2)), key=lambda place: str((place[1].expression(), (place[0] * place[0].leading_sign).expression())))
    side = (x1 or x2).leading_sign or 1
    arguments = (x1 * side, y1, x2 * side, y2, c)
    real, imaginary = (field.atom(FunctionAtom(name, arguments)) for name in ("VoigtK2", "VoigtL2"))
    return real, field.zero if x1 == -x2 and (y1 == y2 or not x1) else imaginary * side


def voigt_arc_forms(x: Form, y: Form, h: Form, c: Form) -> tuple[Form, Form]:
    """(Re, Im) of A(x + iy, h; c), y > 0: both odd in (h, c), in (x, h) the first even and the second odd."""
    field = c.field
    if not c:
        return c, c
    if c.leading_sign < 0:
        real, imaginary = voigt_arc_forms(x, y, -h, -c)
        return -real, -imaginary
    if not (x or h or y):
        return asin_form(c), x
    side = (x or h).leading_sign or 1
    real, imaginary = (field.atom(FunctionAtom(name, (x * side, y, h * side, c))) for name in ("VoigtArcK", "VoigtArcL"))
    return real, imaginary * side if x or h else field.zero


def _within(c: Form) -> bool:
    """Whether a correlation is less than 1, and not one of the continuation."""
    from derive.language.forms import positivity

    return positivity.sign(c.field.one - c * c) > 0


def _axis_pair(y1: Form, y2: Form, c: Form) -> Form:
    """w2(i y1, i y2; c), a normal orthant by completing the square."""
    field, square = c.field, c.field.one - c * c
    spread = _root(square)
    h, k = (-((one - c * other) * _root_two(field) / spread) for one, other in ((y1, y2), (y2, y1)))
    return cdf2_form(h, k, -c) * field.exp((y1 * y1 - c * y1 * y2 * 2 + y2 * y2) / square) * 4 / spread


def _root(form: Form) -> Form:
    from derive.language.forms import positivity

    return positivity.sqrt(form)[0]


def _root_two(field: Field) -> Form:
    return _root(field.number(2))


def tricomi_form(a: Form, b: Form, w: Form) -> Form:
    """U(a, b, w) for w > 0."""
    return w.field.atom(FunctionAtom("TricomiU", (a, b, w)))


def expint_form(p: Form, w: Form) -> Form:
    """E_p(w), the integral of exp(-w t) t^-p over t > 1."""
    return w.field.atom(FunctionAtom("expint", (p, w)))


def hermite_sum_form(n: Form, b: Form, h: Form) -> Form:
    """The sum of b^(n-1-k) He_k(h) over k < n, listed for small numbers n."""
    return n.field.atom(FunctionAtom("HermiteSum", (n, b, h)))


def hermite_pair_forms(n: Form, nu: Form, v: Form, s: tuple[Form, Form], z: tuple[Form, Form]) -> tuple[Form, Form]:
    """(Re, Im) of M(n, nu; v, s, z), s and z complex: the first even and the second odd in their imaginary parts together."""
    (x, y), (a, b) = s, z
    side = (y or b).leading_sign or 1
    real, imaginary = (v.field.atom(FunctionAtom(name, (n, nu, v, x, y * side, a, b * side))) for name in ("HermitePairK", "HermitePairL"))
    return real, imaginary * side if y or b else v.field.zero


def erfinv_form(w: Form) -> Form:
    """The inverse of erf at w, an odd function."""
    if not w:
        return w
    return w.field.atom(FunctionAtom("erfinv", (w,))) if w.leading_sign > 0 else -erfinv_form(-w)


def scaled_expint_forms(x: Form, y: Form) -> tuple[Form, Form]:
    """(Re, Im) of exp(z) E1(z) at z = x + iy, the first even and the second odd in y; x > 0 where y = 0."""
    if not y:
        return x.field.exp(x) * expint_form(x.field.one, x), y
    side = y.leading_sign
    real, imaginary = (x.field.atom(FunctionAtom(name, (x, y * side))) for name in ("ExpIntK", "ExpIntL"))
    return real, imaginary * side


def incomplete_plasma_forms(h: Form, x: Form, y: Form) -> tuple[Form, Form]:
    """(Re, Im) of Z(h, x + iy), the first even and the second odd in y; x < h where y = 0."""
    if not x and not y:
        return expint_form(h.field.one, h * h) / (_root(h.field.pi) * 2), y
    if not y:
        return h.field.atom(FunctionAtom("PlasmaK", (h, x, y))), y
    side = y.leading_sign
    real, imaginary = (h.field.atom(FunctionAtom(name, (h, x, y * side))) for name in ("PlasmaK", "PlasmaL"))
    return real, imaginary * side


def plasma_wave_forms(h: Form, w: Form, x: Form, y: Form) -> tuple[Form, Form]:
    """(Re, Im) of W(h, w, x + iy), the first even and the second odd in (w, y); x < h where y = 0."""
    if not w:
        return incomplete_plasma_forms(h, x, y)
    side = w.leading_sign
    real, imaginary = (h.field.atom(FunctionAtom(name, (h, w * side, x, y * side))) for name in ("PlasmaWaveK", "PlasmaWaveL"))
    return real, imaginary * side


def mean_log_forms(x: Form, y: Form) -> tuple[Form, Form]:
    """(Re, Im) of M(x + iy), the mean of log(x + iy + iZ), x > 0: the first even and the second odd in y."""
    if not y:
        return x.field.atom(FunctionAtom("MeanLogK", (x, y))), y
    side = y.leading_sign
    real, imaginary = (x.field.atom(FunctionAtom(name, (x, y * side))) for name in ("MeanLogK", "MeanLogL"))
    return real, imaginary * side


def besselk_form(order: int, w: Form) -> Form:
    """K_n(w), which is even in n."""
    return w.field.atom(FunctionAtom("besselk", (w.field.number(abs(order)), w)))
