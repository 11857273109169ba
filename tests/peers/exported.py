"""Activations as code of a library, and what they must compute: values and one-sided slopes by mpmath at 60 digits."""

import math

import mpmath
import numpy as np
from sympy import lambdify

from derive.activations import defaults_of, find, names
from derive.language.functions.activation import Activation
from derive.language.symbols import x
from derive.meanfield.array_code import array_code, imports

PLACES = (0.0, *(sign * size for size in (1e-8, 1e-3, 0.3, 0.75, 1.7, 2.5, 5.3, 10.25, 31.0, 100.0, 1000.0) for sign in (1, -1)))
OF_PEOPLE = (
    "exp(x)/(1+exp(x))",
    "(exp(x)-exp(-x))/(exp(x)+exp(-x))",
    "sinh(x)/cosh(x)",
    "1/cosh(x)**2",
    "x/cosh(x)**3",
    "exp(-exp(-x))",
    "x/(1+exp(-x))**2",
    "(1+exp(-x))**(-3/2)",
    "(1+exp(x))**(1/2)",
    "log(1+exp(x))**2",
    "log(2+exp(-x))",
    "1/(1+exp(x**2))",
    "Max(x,0)**(1/2)",
    "Max(x-1,0)**(3/2)",
    "Abs(x)**(3/2)",
    "tanh(2*exp(x)+1)",
    "exp(x/4)",
    "1-exp(-x**2/2)",
    "1-erf(x)",
    "x*Heaviside(x)",
    "Phi(x)**2",
    "Min(2, Max(x, -1/2))",
    "Piecewise((1, x > 1), (2, x > 0), (-1, True))",
    "sin(x)/x",
    "(1-cos(x))/x**2",
    "tanh(x)/x",
    "log(1+x**2)/x",
    "Piecewise((sin(x)/x, x > 0), (1+x, True))",
)
ALL = (*names(), *OF_PEOPLE)
EPSILON = {"float64": 2.0**-52, "float32": 2.0**-23}
LARGEST = {"float64": 1.79e308, "float32": 3.4e38}


def function_of(name):
    """The expression, a family at its library's parameters and at 1/2 where it has none."""
    found = Activation.of(name) if name in OF_PEOPLE else find(name)
    known = defaults_of(found)
    return found.with_values({p.name: known.get(p.name, "1/2") for p in found.parameters}) if found.parameters else found


def code_of(name, library, **modules):
    """The exported code as a function of x; `modules` stand in for what it imports."""
    text = array_code(function_of(name).expr, library)
    space = dict(modules)
    exec(f"{'' if modules else imports(text, library)}\ndef found(x):\n    return {text}\n", space)
    return space["found"]


def truths(name, places):
    """(value, slope to the left, slope to the right) at each place; None at a jump."""
    found = function_of(name)
    jumps = {float(knot) for knot, _ in found.jumps(0)}
    modules = [{"Phi": mpmath.ncdf, "Heaviside": lambda t, *_: mpmath.mpf(t > 0)}, "mpmath"]
    with mpmath.workdps(90):
        f = lambdify(x, found.expr, modules)
        return [None if place in jumps else _slopes(f, mpmath.mpf(place)) for place in places]


def _slopes(f, t):
    step = mpmath.mpf(10) ** -25 * max(1, abs(t))
    try:
        value = f(t)
    except ZeroDivisionError:  # a removable point
        value = (f(t - step) + f(t + step)) / 2
    return value, (value - f(t - step)) / step, (f(t + step) - value) / step


def faults(name, kind, places, values, slopes=None):
    """What is wrong: values beyond 64 ulp of their size or of x f'(x), slopes outside the two one-sided ones. `kind` is the float."""
    told = []
    for number, (place, true) in enumerate(zip(places, truths(name, places), strict=True)):
        if true is None:
            continue
        value, left, right = (_rounded(part, kind) for part in true)
        size = max(1.0, abs(value), abs(place), abs(place * left))
        if not _within(float(values[number]), value, value, 64 * EPSILON[kind] * size):
            told.append(f"{name} ({kind}) at {place:g}: {values[number]} is not {value}")
        if slopes is not None and max(abs(left), abs(right)) < 1e10:
            size = max(1.0, abs(left), abs(right), place**2)
            if not _within(float(slopes[number]), *sorted((left, right)), 64 * EPSILON[kind] * size):
                told.append(f"{name} ({kind}) at {place:g}: the slope {slopes[number]} is not in {left}, {right}")
    return told


def _rounded(number, kind):
    return float(number) if abs(number) < LARGEST[kind] else math.copysign(math.inf, number)


def _within(given, low, high, error):
    return given == low if math.isinf(low) else low - error <= given <= high + error


def places_of(kind):
    return [float(np.dtype(kind).type(place)) for place in PLACES]
