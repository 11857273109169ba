"""derive normalize: gains and factor against values computed by independent quadrature."""

import ast
import json

import mpmath
import numpy as np
import pytest
from sympy import Symbol, atan, exp, lambdify, log, sqrt

from derive import activations
from derive.activations import defaults_of, find, names
from derive.cli.main import main
from derive.language.errors import DeriveError
from derive.language.symbols import x
from derive.meanfield.array_code import array_code, imports
from derive.meanfield.normalisation import normalise
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
    assert found["q"] == {"value": "1", "radius": "0"}
    for key, value in zip(("rho", "rho_prime", "lambda"), KNOWN[name], strict=True):
        assert abs(mpmath.mpf(found[key]["value"]) - mpmath.mpf(value)) < mpmath.mpf("2e-15")


def test_closed_forms_are_named_and_bad_input_is_refused(capsys):
    assert main(["normalize", "Max(x,0)", "--variance", "3/2"]) == 0
    assert "lambda  = sqrt(2) = 1.41421356237" in capsys.readouterr().out
    for wrong in (["relu", "--variance", "0"], ["relu", "--variance", "-1"], ["3"], ["relu", "--batch", "1"], ["relu", "--batch", "9", "--variance", "2"]):
        assert main(["normalize", *wrong]) in (1, 2)
        assert capsys.readouterr().err.startswith("derive: ")


@pytest.mark.parametrize("library", ["numpy", "torch", "jax"])
def test_code_is_python(library, capsys):
    assert main(["normalize", "gelu", "--for", library]) == 0
    text = capsys.readouterr().out
    ast.parse(text[text.index("import") :])


def test_functions_of_torch_are_given_tensors():
    """torch.exp(2) and its like are errors: a number alone is printed as a number."""
    chosen = [*(activation.expr for activation in activations.catalogue()), find("gelu").expr * exp(-1) + log(2) * atan(3)]
    for expr in chosen:
        code = array_code(expr.subs(dict.fromkeys(expr.free_symbols - {x}, 2)), "torch")
        for call in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
            assert any(isinstance(node, ast.Name) and node.id == "x" for argument in call.args for node in ast.walk(argument)), code


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


def test_what_does_not_exist_is_said_and_the_rest_given(capsys):
    assert main(["normalize", "sign", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["rho"]["value"] == "1"
    assert found["rho_prime"] is found["lambda"] is found["code"] is None
    assert "E[dphi^2] is infinite" in found["message"]


# rho, rho' by 40-digit quadrature with mpmath, done here
QUICK = ("identity", "erf", "softplus", "logish", "hard_swish", "tanh")


def quadrature(name):
    activation = find(name)
    known = {parameter.name: defaults_of(activation)[parameter.name] for parameter in activation.parameters}
    function = activation.with_values(known) if known else activation
    f, slope = (lambdify(x, part, [{"Phi": mpmath.ncdf, "DiracDelta": lambda *_: 0}, "mpmath"]) for part in (function.expr, function.expr.diff(x)))
    ends = sorted({mpmath.mpf(k) for k in (-30, -8, -3, -1, 0, 1, 3, 8, 30)} | {mpmath.mpf(float(knot)) for knot in function.knots})
    return [mpmath.quad(lambda z, g=g: g(z) ** 2 * mpmath.npdf(z), ends) for g in (f, slope)]


@pytest.mark.parametrize("name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in names()])
def test_every_activation_of_the_catalogue(name):
    """The engine and a quadrature agree; the harmonic mean of the scaled gains is one."""
    activation = find(name)
    known = defaults_of(activation)
    if any(parameter.name not in known for parameter in activation.parameters):
        pytest.skip("no default parameters")
    found = normalise(activation.with_values({p.name: known[p.name] for p in activation.parameters}) if activation.parameters else activation)
    if name in ("sign", "step", "hard_shrink"):  # jumps
        assert set(found.missing()) == {"rho_prime", "lambda"}
        return
    balls = found.enclose(20)
    rho, rho_prime, factor = (mpmath.mpf(balls[key].value) for key in ("rho", "rho_prime", "lambda"))
    assert 1 / (factor**2 * rho) + 1 / (factor**2 * rho_prime) == pytest.approx(2, rel=1e-14)
    assert [float(rho), float(rho_prime)] == pytest.approx([float(v) for v in quadrature(name)], rel=1e-9)


def test_code_stays_finite_where_the_function_does():
    """Softplus, sigmoids and exponential branches far out, where exp alone would overflow; warnings are errors here."""
    scipy_special = pytest.importorskip("scipy.special")
    places = np.array([-1000.0, -100.0, 100.0, 1000.0])
    for name, values in {
        "softplus": [0.0, np.exp(-100.0), 100.0, 1000.0],
        "log_sigmoid": [-1000.0, -100.0, -np.exp(-100.0), 0.0],
        "elu": [-1.0, -1.0 + np.exp(-100.0), 100.0, 1000.0],
        "mish": [0.0, -100 * np.exp(-100.0), 100.0, 1000.0],
        "silu": [0.0, -100 * np.exp(-100.0), 100.0, 1000.0],
    }.items():
        names = {"np": np, "scipy": type("scipy", (), {"special": scipy_special}), "x": places}
        assert eval(array_code(find(name).expr.subs(Symbol("alpha", positive=True), 1), "numpy"), names) == pytest.approx(values, rel=1e-12)


@pytest.mark.parametrize(("code", "lines"), [("jax.scipy.stats.norm.cdf(x)", ["import jax.scipy.stats"]), ("jnp.tanh(x)", [])])
def test_code_imports_what_it_names(code, lines):
    assert imports(code, "jax").splitlines()[2:] == lines


@pytest.mark.parametrize(
    ("words", "said"),
    [(["tanh"], "f is odd"), (["(x**2 - 1)/2"], "f has mean 0"), (["gelu"], ""), (["(x**2 - 1)/2", "--variance", "2"], "")],
)
def test_why_no_factor_makes_both_gains_one(words, said, capsys):
    assert main(["normalize", *words]) == 0
    text = capsys.readouterr().out
    assert ("rho <= rho'" in text) == bool(said)
    assert said in text


def test_an_empty_signal_leaves_the_adaptive_factor_and_a_single_value_is_refused():
    factor = AdaptiveFactor(lambda z: np.maximum(z, 0), lambda z: 1.0 * (z > 0))
    factor.update(-np.ones(5))
    assert factor.square == 1.0
    with pytest.raises(DeriveError, match="no variance"):
        factor.update(np.ones(1))


def test_the_bias_of_batches_is_seen_in_batches(capsys):
    ndtr = pytest.importorskip("scipy.special").ndtr
    assert main(["normalize", "gelu", "--batch", "256", "--json"]) == 0
    bias = float(json.loads(capsys.readouterr().out)["batch_bias"]["value"])
    z = np.random.default_rng(8).standard_normal((16_000, 256))
    phi, density = ndtr(z), np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
    estimates = (z.var(axis=1) / np.mean((z * phi) ** 2, axis=1) + 1 / np.mean((phi + z * density) ** 2, axis=1)) / 2
    assert estimates.mean() - 1.507550250838387**2 == pytest.approx(bias, rel=0.2)


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


def test_closed_gains_are_none_where_they_do_not_exist():
    """E[exp(u^2)^2] = (1 - 4q)^(-1/2) is infinite from q = 1/4 on: at q = 1 the gains were imaginary numbers. Control: q = 1/8, rho = 8 sqrt(2)."""
    assert normalise("exp(x**2)").closed == {"rho": None, "rho_prime": None, "lambda": None}
    assert normalise("exp(x**2)", "1/8").closed["rho"] == 8 * sqrt(2)
    assert normalise("3").closed == {"rho": 9, "rho_prime": 0, "lambda": None}
    assert normalise("sign").closed == {"rho": 1, "rho_prime": None, "lambda": None}
