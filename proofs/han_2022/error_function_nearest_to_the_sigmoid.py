"""The scale of the error function that is nearest to the sigmoid in mean square on [-5, 5].

d/ds of the integral of (erf(x/s)/2 + 1/2 - sigmoid(x))^2 vanishes where the integral of (erf(x/s) - tanh(x/2)) x exp(-x^2/s^2) over [0, 5] does.
"""

from sympy import Integral, Rational, Symbol, erf, exp, tanh

from derive import Inequality, Source, claim

TEXT = "I. Han, A. Zandieh, J. Lee, R. Novak, L. Xiao and A. Karbasi, Fast neural kernel embeddings for general activations, 2022"
s, t = Symbol("s", positive=True), Symbol("t", real=True)
BALANCE = Integral((erf(t / s) - tanh(t / 2)) * t * exp(-(t**2) / s**2), (t, 0, 5))


def _nearest(decimal):
    """The mean square falls half a unit in the last place before the scale and grows half a unit after it."""
    half = Rational(5, 10 ** len(decimal.partition(".")[2]) * 10)
    before, after = (BALANCE.subs(s, Rational(decimal) + step) for step in (-half, half))
    return [Inequality(before, ">", 0), Inequality(after, "<", 0)]


@claim(source=Source("han2022", TEXT, "the scale of the sigmoid-like activation, in code, corrected [sigmoidlike, M.19]"))
def nearest_scale_of_the_error_function():
    """s = 2.40204807187091 to 15 figures."""
    return _nearest("2.40204807187091")


@claim(
    source=Source("han2022", TEXT, "the scale of the sigmoid-like activation, as in code [sigmoidlike, M.19]"),
    expects="refuted",
    instead="han_2022/nearest_scale_of_the_error_function",
)
def nearest_scale_of_the_error_function_in_code():
    """2.4020563531719796 (here to 15 figures): the first five figures are right."""
    return _nearest("2.40205635317198")
