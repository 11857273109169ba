"""What the letters of special functions mean, in a sentence each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.prose.document import Inlines, Math, inlines
from derive.prose.statement import lettered


@dataclass(frozen=True, slots=True)
class Meaning:
    """The function with its arguments in LaTeX and in plain text, and what is said of it."""

    latex: str
    plain: str
    said: str


FADDEEVA = Meaning(
    r"w(z) = e^{-z^2}\operatorname{erfc}(-\mathrm{i}z)", "VoigtK(x, y) + i·VoigtL(x, y) = exp(-z²)·erfc(-i·z), z = x + i·y,", "function of Faddeeva"
)
FADDEEVA_PAIR = Meaning(
    r"w_2(y, z; r) = \frac{4}{\pi} \int_0^{\infty}\!\!\int_0^{\infty} e^{-s^2 - 2 r s t - t^2 + 2 \mathrm{i} y s + 2 \mathrm{i} z t}\,ds\,dt",
    "VoigtK2(x1, y1, x2, y2, r) + i·VoigtL2(x1, y1, x2, y2, r) = 4/π·∫∫ exp(-s² - 2·r·s·t - t² + 2·i·z1·s + 2·i·z2·t) ds dt over s, t > 0, zj = xj + i·yj,",
    "function of Faddeeva of two places",
)
FADDEEVA_ARC = Meaning(
    r"\mathcal{A}(z, h; c) = \int_0^{\arcsin c} e^{-s^2} \operatorname{erfc}(-\mathrm{i}s)\,dt,\ s = (z - h \sin t)/\cos t,",
    "VoigtArcK(x, y, h, c) + i·VoigtArcL(x, y, h, c) = ∫[0, arcsin(c)] exp(-s²)·erfc(-i·s) dt, s = (z - h·sin(t))/cos(t), z = x + i·y,",
    "integral of the function of Faddeeva along an arc",
)
PLASMA = Meaning(
    r"\mathcal{Z}(h, z) = \frac{1}{\sqrt{\pi}} \int_h^{\infty} e^{-s^2}/(s - z)\,ds",
    "PlasmaK(h, x, y) + i·PlasmaL(h, x, y) = 1/√π·∫[h, ∞] exp(-s²)/(s - z) ds, z = x + i·y,",
    "incomplete plasma dispersion function",
)
PLASMA_WAVE = Meaning(
    r"\mathcal{W}(h, w, z) = \frac{1}{\sqrt{\pi}} \int_h^{\infty} e^{-s^2 + 2 \mathrm{i} w s}/(s - z)\,ds",
    "PlasmaWaveK(h, w, x, y) + i·PlasmaWaveL(h, w, x, y) = 1/√π·∫[h, ∞] exp(-s² + 2·i·w·s)/(s - z) ds, z = x + i·y,",
    "incomplete plasma dispersion function with a wave",
)
EXPONENTIAL_INTEGRAL = Meaning(
    r"F(z) = e^z E_1(z)", "ExpIntK(x, y) + i·ExpIntL(x, y) = exp(z)·E₁(z), z = x + i·y,", "scaled exponential integral"
)
HERMITE = Meaning(
    r"\mathrm{He}_\nu(z) = e^{z^2/4} D_\nu(z)",
    "HermiteK(ν, x, y) + i·HermiteL(ν, x, y) = exp(z²/4)·D_ν(z), z = x + i·y,",
    "Hermite function, D_ν the parabolic cylinder function",
)
HERMITE_PAIR = Meaning(
    r"\mathrm{M}_n^\nu(v; s, z) = \sum_{j \le n} \binom{n}{j} v^{(n-j)/2} \mathrm{He}_{n-j}(s/\sqrt{v})\,\mathrm{He}_{\nu + j}(z)",
    "HermitePairK(n, ν, v, x, y, a, b) + i·HermitePairL(n, ν, v, x, y, a, b)"
    " = Σ[j ≤ n] binomial(n, j)·v^((n - j)/2)·He_(n - j)((x + i·y)/√v)·He_(ν + j)(a + i·b)",
    "sum of products of two Hermite functions",
)
MEAN_LOGARITHM = Meaning(
    r"M(z) = \tfrac{\pi}{2}\operatorname{erfi}\tfrac{z}{\sqrt2} - \tfrac{\gamma + \log 2}{2} - \tfrac{z^2}{2}\,{}_2F_2(1, 1; \tfrac32, 2; \tfrac{z^2}{2})",
    "MeanLogK(x, y) + i·MeanLogL(x, y) = π/2·erfi(z/√2) - (γ + log(2))/2 - z²/2·₂F₂(1, 1; 3/2, 2; z²/2), z = x + i·y,",
    "mean of log(z + i·Z) for a standard normal variable Z, by which Voigt's profile has its distribution function",
)
ROOT = Meaning(
    r"\rho_k(P)",
    "RootRe(P, k, g) + i·RootIm(P, k, g) = g(ρ_k(P)), P and g by their coefficients, ρ_k(P)",
    "root k of the polynomial P, those with Im ≥ 0 counted from 0 by their real parts, then by their imaginary ones",
)
HERMITE_SUM = Meaning(
    r"\sum_{k<n} b^{n-1-k}\,\mathrm{He}_k(h)",
    "HermiteSum(n, b, h) = Σ[k < n] b^(n - 1 - k)·He_k(h)",
    "partial sum of a generating function of Hermite's polynomials",
)
MEANINGS = {
    "besseli": Meaning(r"I_n(z)", "I_n(z)", "modified Bessel function of the first kind"),
    "besselj": Meaning(r"J_n(z)", "J_n(z)", "Bessel function of the first kind"),
    "besselk": Meaning(r"K_n(z)", "K_n(z)", "modified Bessel function of the second kind"),
    "bessely": Meaning(r"Y_n(z)", "Y_n(z)", "Bessel function of the second kind"),
    "Ei": Meaning(r"\operatorname{Ei}(z)", "Ei(z)", "exponential integral"),
    "elliptic_e": Meaning("E(m)", "E(m)", "complete elliptic integral of the second kind, of parameter m"),
    "elliptic_k": Meaning("K(m)", "K(m)", "complete elliptic integral of the first kind, of parameter m"),
    "expint": Meaning(r"E_n(z)", "E_n(z)", "generalised exponential integral"),
    "GoodwinStaton": Meaning(r"G(z) = \int_0^{\infty} e^{-s^2}/(s + z)\,ds", "G(z) = ∫[0, ∞] exp(-s²)/(s + z) ds", "Goodwin–Staton integral"),
    "hyper": Meaning(r"{}_pF_q", "pFq", "hypergeometric function"),
    "lowergamma": Meaning(r"\gamma(s, z)", "γ(s, z)", "lower incomplete gamma function"),
    "OwensT": Meaning("T(h, a)", "T(h, a)", "T function of Owen"),
    "ParabolicCylinderD": Meaning(r"D_\nu(z)", "D_ν(z)", "parabolic cylinder function"),
    "Phi": Meaning(r"\Phi", "Φ", "standard normal distribution function"),
    "Phi2": Meaning(r"\Phi_2(h, k, r)", "Φ₂(h, k, r)", "standard bivariate normal distribution function of correlation r"),
    "polygamma": Meaning(r"\psi^{(n)}(z)", "ψ⁽ⁿ⁾(z)", "polygamma function"),
    "polylog": Meaning(r"\operatorname{Li}_s(z)", "Li_s(z)", "polylogarithm"),
    "TricomiU": Meaning(r"U(a, b, z)", "TricomiU(a, b, z)", "confluent hypergeometric function of Tricomi"),
    "uppergamma": Meaning(r"\Gamma(s, z)", "Γ(s, z)", "upper incomplete gamma function"),
    **dict.fromkeys(("RootRe", "RootIm"), ROOT),
    **dict.fromkeys(("VoigtK", "VoigtL"), FADDEEVA),
    **dict.fromkeys(("VoigtK2", "VoigtL2"), FADDEEVA_PAIR),
    **dict.fromkeys(("VoigtArcK", "VoigtArcL"), FADDEEVA_ARC),
    **dict.fromkeys(("PlasmaK", "PlasmaL"), PLASMA),
    **dict.fromkeys(("PlasmaWaveK", "PlasmaWaveL"), PLASMA_WAVE),
    **dict.fromkeys(("ExpIntK", "ExpIntL"), EXPONENTIAL_INTEGRAL),
    **dict.fromkeys(("HermiteK", "HermiteL"), HERMITE),
    **dict.fromkeys(("MeanLogK", "MeanLogL"), MEAN_LOGARITHM),
    **dict.fromkeys(("HermitePairK", "HermitePairL"), HERMITE_PAIR),
    "HermiteSum": HERMITE_SUM,
}


def sentences(names: Iterable[str]) -> tuple[Inlines, ...]:
    """What the functions of these names are, each once; nothing of those that everybody writes so.

    >>> [sentence[1].text for sentence in sentences(["elliptic_e", "gamma"])]
    [' is the complete elliptic integral of the second kind, of parameter m.']
    """
    found = dict.fromkeys(MEANINGS[name] for name in sorted(names) if name in MEANINGS)
    return tuple(inlines(Math(latex=lettered(meaning.latex), plain=meaning.plain), f" is the {meaning.said}.") for meaning in found)
