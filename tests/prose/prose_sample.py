"""The ReLU kernel, written by hand: objects as the engine and the audit make them."""

from __future__ import annotations

from sympy import Expr, Heaviside, Max, Rational, Symbol, asin, besselk, elliptic_k, erf, exp, hyper, pi, sqrt, tanh

from derive.engine.rule import Rule
from derive.engine.step import Derivation, Step
from derive.evidence.audit.certificate import Certificate
from derive.evidence.audit.verdict import Verdict
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation
from derive.language.goals.gaussian import Gaussian
from derive.language.source import Source
from derive.language.special.goodwin_staton import GoodwinStaton
from derive.language.symbols import X, Y, Z, c, dphi, phi, q, q1, q2, x
from derive.prose.derivation import blocks
from derive.prose.document import (
    Code,
    Display,
    Document,
    Heading,
    Math,
    Strong,
    listing,
    note,
    paragraph,
    table,
)

PAIR = Gaussian(c)
PRODUCT = Expectation(X * Y * Heaviside(X) * Heaviside(Y), PAIR)
QUADRANT = Expectation(Heaviside(X) * Heaviside(Y), PAIR)
KERNEL = DualKernel(x * Heaviside(x), x * Heaviside(x), (0, 0), q1, q2, c)
VALUE = sqrt(q1 * q2) * (c * (Rational(1, 4) + asin(c) / (2 * pi)) + sqrt(1 - c**2) / (2 * pi))


def made(name: str, title: str, key: str, text: str, place: str = "") -> Rule:
    return Rule(name, title, "", Source(key, text, place), lambda goal: None, lambda: (), 1, "")


STANDARD = made("dual_kernel_of_pieces", "standard variables", "cho2009", "Cho and Saul 2009", "section 2")
STEIN = made("stein_of_truncated", "Stein's lemma", "stein1981", "Stein 1981", "Lemma 1")
SHEPPARD = made("orthant_probability", "Sheppard's formula", "sheppard1899", "Sheppard 1899")
STEPS = (
    Step(KERNEL, sqrt(q1) * sqrt(q2) * PRODUCT, STANDARD, detail="with u = √q1 X and v = √q2 Y"),
    Step(PRODUCT, c * QUADRANT + sqrt(1 - c**2) / (2 * pi), STEIN, (c > -1, c < 1)),
    Step(QUADRANT, Rational(1, 4) + asin(c) / (2 * pi), SHEPPARD),
)
RELU = Derivation(KERNEL, VALUE, STEPS)
CERTIFICATES = (
    Certificate(Verdict.CERTIFIED, 31, 3, "Hermite series in balls"),
    Certificate(Verdict.CERTIFIED, 30, 3, "Hermite series in balls"),
    Certificate(Verdict.PROVED, 34, 3, "exact normal form"),
)
TANH = ActivationMoment(tanh(x), phi**2 + dphi**2, q)
OPEN = Derivation(TANH, TANH, (), (TANH,), ((TANH, ("stein_of_truncated", "orthant_probability")),))


TILTED = Expectation(X * Y * Heaviside(X), Gaussian(c / sqrt(1 + q2 - c**2 * q2)))
NAMED_LAW = Derivation(
    PRODUCT,
    c / sqrt(1 + q2 - c**2 * q2) / 2,
    (Step(PRODUCT, TILTED, STANDARD, (c < 1,)), Step(TILTED, c / sqrt(1 + q2 - c**2 * q2) / 2, STEIN)),
)
SPECIAL = Derivation(QUADRANT, GoodwinStaton(1 / sqrt(q)) * elliptic_k(c**2) * besselk(0, q) * hyper((1, c), (2 * c,), q / 2), ())
WIDE = q1 * q2 * ((1 + q1) * (1 + q2) * (3 + q1 + q2) - c**2 * q1 * q2) / (sqrt(1 + q1 + q2 - c**2 * q1 * q2) * (1 + q1) * (1 + q2))


def long_value() -> Expr:
    """A closed form of several lines."""
    a = Symbol("alpha", positive=True)
    terms = [(-1) ** k * sqrt(1 + k * q) / (k * pi) * exp(-(a**2) / (2 + k * q)) * erf(a * c / sqrt(k + q)) for k in range(1, 9)]
    return q / (2 + a) * sum(terms) + sqrt(q) * asin(2 * q * c / (1 + 2 * q)) / pi


def document() -> Document:
    """Every block there is."""
    half = [("0", "0.15915494309189533577", "1e-21"), ("1/2", "0.30449889052211467790", "1e-21")]
    rows = [(Math(c).content, value, radius) for (value, radius) in ()] + [  # a row of each kind of cell
        (Symbol("c"), "0.159154943", QUADRANT),
        (abs(c) < 1, Code("stein_of_truncated_with_a_long_name"), PRODUCT),
        *((at, value, radius) for at, value, radius in half),
    ]
    return Document(
        "The dual kernel of ReLU",
        "derived, audited, told",
        (
            paragraph(
                "The activation ",
                x * Heaviside(x),
                " is ",
                Strong("positively homogeneous"),
                "; 100 % & <tags> #1 $ | \\ ~ ^ {}.",
            ),
            *blocks(RELU, CERTIFICATES),
            Heading(2, "What stayed open", "open"),
            *blocks(OPEN, level=3, prefix="T."),
            Heading(2, "A long index and letters of special functions", "laws"),
            *blocks(NAMED_LAW, level=3, prefix="N."),
            *blocks(SPECIAL, level=3, prefix="S."),
            Display(asin(c) * sqrt(q1) / pi + WIDE * (1 + asin(c)) / (2 * pi) + c, "W"),
            Heading(2, "A long one", "long"),
            Display(long_value(), "L"),
            table(("At", "Value", "Meaning"), rows, "Values and what they are"),
            listing(("the slope ", Symbol("alpha", real=True) > 0), "no more", Max(x, 0)),
            note("info", "See ", Code("derive verify"), "."),
            note("warning", Expectation(exp(-(Z**2)), Gaussian()), " is not tabulated."),
        ),
    )
