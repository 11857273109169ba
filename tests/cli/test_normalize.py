"""derive normalize: gains and factor against values computed by independent quadrature."""

import ast
import json

import mpmath
import numpy as np
import pytest

from derive import activations
from derive.activations import defaults_of
from derive.cli.main import main
from derive.language.symbols import x
from derive.meanfield.array_code import array_code
from derive.simulation.adaptive import AdaptiveFactor
from derive.theory.normalisation import factor_bias

# rho, rho', lambda at unit variance, by 60-digit quadrature independent of this program
KNOWN = {
    "elu": ("0.6449454174929239", "0.6681020012231706", "1.234361422660157"),
    "silu": ("0.3557755198173522", "0.3794823516328293", "1.65014087034311"),
    "gelu": ("0.42522148257029867492", "0.45585086564928712211", "1.507550250838387"),
    "sigmoid": ("0.293379035858093", "0.04483624135019437", "3.585522688161963"),
    "relu": ("0.5", "0.5", "1.414213562373095"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_gains_and_factor(name, capsys):
    assert main(["normalize", name, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for key, value in zip(("rho", "rho_prime", "lambda"), KNOWN[name], strict=True):
        assert abs(mpmath.mpf(found[key]["value"]) - mpmath.mpf(value)) < mpmath.mpf("2e-15")


def test_closed_forms_are_named_and_bad_input_is_refused(capsys):
    assert main(["normalize", "Max(x,0)", "--variance", "3/2"]) == 0
    assert "lambda  = sqrt(2) = 1.41421356237" in capsys.readouterr().out
    for wrong in (["relu", "--variance", "0"], ["relu", "--variance", "-1"], ["3"], ["sign"], ["exp(x**2)"]):
        assert main(["normalize", *wrong]) in (1, 2)
        assert capsys.readouterr().err.startswith("derive: ")


@pytest.mark.parametrize("library", ["numpy", "torch", "jax"])
def test_code_is_python(library, capsys):
    assert main(["normalize", "gelu", "--for", library]) == 0
    text = capsys.readouterr().out
    ast.parse(text[text.index("import") :])


def test_array_code_computes_the_activation():
    scipy_special = pytest.importorskip("scipy.special")
    places = np.array([-2.3, -0.4, 0.3, 1.7])
    for activation in activations.catalogue():
        known = defaults_of(activation)
        if any(parameter.name not in known for parameter in activation.parameters):
            continue
        function = activation.with_values(known) if activation.parameters else activation
        names = {"np": np, "scipy": type("scipy", (), {"special": scipy_special}), "x": places}
        code = compile(array_code(function.expr, "numpy"), "code", "eval")
        values = np.broadcast_to(eval(code, names), places.shape)
        assert values == pytest.approx([float(function.expr.subs(x, place)) for place in places], rel=1e-12, abs=1e-12)


def test_the_adaptive_factor_settles_where_the_delta_method_says():
    """phi = z^2: E[phi^2] = 3, E[phi'^2] = 4, E[phi^4] = 105, E[phi'^4] = 48, E[z^2 phi^2] = 15."""
    bias = float(factor_bias(3, 4, 105, 48, 15))
    rng, size = np.random.default_rng(3), 200
    factor = AdaptiveFactor(lambda z: z**2, lambda z: 2 * z, momentum=0.001)
    settled = []
    for number in range(40_000):
        factor.update(rng.standard_normal(size))
        if number > 8_000:
            settled.append(factor.square)
    exact = (1 / 3 + 1 / 4) / 2
    assert np.mean(settled) - exact == pytest.approx(bias / size, rel=0.15)
