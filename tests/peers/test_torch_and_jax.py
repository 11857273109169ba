"""torch and JAX themselves: their activations against the catalogue, torch's table of gains against the exact ones, initialisation code run.

    pip install torch jax keras -e '.[test]'
    pytest -m peers tests/peers/test_torch_and_jax.py
"""

import math
import os

import numpy as np
import pytest
from exported import code_of, faults, places_of

from derive import activations
from derive.cli.published_gains import TABLES
from derive.meanfield.frameworks import code, residual_code
from derive.testing import LawBroken, check_gain

pytestmark = pytest.mark.peers

TORCH = (
    *("relu", "relu6", "hardtanh", "hardswish", "hardsigmoid", "elu", "selu", "celu", "leaky_relu", "rrelu", "gelu", "logsigmoid", "hardshrink"),
    *("softshrink", "tanhshrink", "softsign", "softplus", "tanh", "sigmoid", "silu", "mish"),
)
JAX = (
    *("relu", "relu6", "sigmoid", "softplus", "sparse_plus", "sparse_sigmoid", "soft_sign", "silu", "swish", "log_sigmoid", "leaky_relu", "hard_sigmoid"),
    *("hard_silu", "hard_swish", "hard_tanh", "tanh", "elu", "celu", "selu", "squareplus", "mish", "identity"),
)


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch", reason="torch is not installed here")


@pytest.fixture(scope="module")
def jax():
    found = pytest.importorskip("jax", reason="jax is not installed here")
    found.config.update("jax_enable_x64", True)
    return found


@pytest.mark.parametrize("name", TORCH)
def test_a_function_of_torch_is_that_of_the_catalogue(torch, name):
    places = places_of("float64")
    found = getattr(torch.nn.functional, name)(torch.tensor(places, dtype=torch.float64))
    assert not faults(activations.find(name).name, "float64", places, found.numpy())


def test_softplus_of_torch_is_linear_from_twenty_on(torch):
    """As its documentation says: log(1 + exp(-21)) = 7.6e-10 is missing."""
    assert torch.nn.functional.softplus(torch.tensor(21.0, dtype=torch.float64)).item() == 21.0


def test_the_slope_of_prelu_is_a_quarter(torch):
    layer = torch.nn.PReLU().double()
    places = places_of("float64")
    assert not faults("prelu", "float64", places, layer(torch.tensor(places, dtype=torch.float64)).detach().numpy())


@pytest.mark.parametrize("name", JAX)
def test_a_function_of_jax_is_that_of_the_catalogue(jax, name):
    places = places_of("float64")
    if not hasattr(jax.nn, name):
        pytest.skip(f"jax {jax.__version__} has no {name}")
    assert not faults(activations.find(name).name, "float64", places, np.asarray(getattr(jax.nn, name)(jax.numpy.array(places))))


@pytest.mark.parametrize(("approximate", "name"), [(True, "gelu_tanh"), (False, "gelu")])
def test_both_gelus(torch, jax, approximate, name):
    """JAX takes the tanh form unless told otherwise, torch the exact one."""
    places = places_of("float64")
    assert not faults(name, "float64", places, np.asarray(jax.nn.gelu(jax.numpy.array(places), approximate=approximate)))
    form = "tanh" if approximate else "none"
    assert not faults(name, "float64", places, torch.nn.functional.gelu(torch.tensor(places, dtype=torch.float64), approximate=form).numpy())


def test_the_table_of_gains_is_what_torch_has(torch):
    """Every entry that `derive gain` shows for torch, in torch's own spelling."""
    table = next(table for table in TABLES if table.name == "torch")
    theirs = {"identity": "linear", **{name: name for name in table.values if name != "identity"}}
    values = {"5/3": 5 / 3, "3/4": 0.75, "sqrt(2)": math.sqrt(2), "sqrt(2/(1 + alpha**2))": math.sqrt(2 / (1 + 0.01**2)), "1": 1.0}
    for name, text in table.values.items():
        assert torch.nn.init.calculate_gain(theirs[name]) == pytest.approx(values[text], rel=1e-15), name


@pytest.mark.parametrize(("name", "right"), [("relu", True), ("leaky_relu", True), ("tanh", False), ("selu", False), ("sigmoid", False)])
def test_which_gains_of_torch_keep_the_second_moment(torch, name, right):
    given = torch.nn.init.calculate_gain(name)
    if right:
        assert check_gain(given, name).points == 1
    else:
        with pytest.raises(LawBroken, match="forward gain"):
            check_gain(given, name)


SIGMA_W, SIGMA_B, IN, OUT = 1.3041458404923, 0.2, 700, 900


def moments_are_right(weight, bias):
    """Standard errors: 1/sqrt(2 n) of a standard deviation, four of them allowed."""
    assert weight.std() * math.sqrt(IN) == pytest.approx(SIGMA_W, rel=4 / math.sqrt(2 * IN * OUT))
    assert bias.std() == pytest.approx(SIGMA_B, rel=4 / math.sqrt(2 * OUT))
    kurtosis = np.mean(weight**4) / np.mean(weight**2) ** 2
    assert kurtosis == pytest.approx(3, abs=4 * math.sqrt(24 / (IN * OUT)))  # normal, not truncated


def space_of(framework, sigma_b=SIGMA_B):
    found = {}
    exec(code(framework, sigma_b, SIGMA_W), found)
    return found


def test_initialisation_in_numpy():
    moments_are_right(*space_of("numpy")["layer"](IN, OUT, np.random.default_rng(1)))


def test_initialisation_in_torch(torch):
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(IN, OUT), torch.nn.Tanh(), torch.nn.Linear(OUT, 3, bias=False))
    space_of("torch")["initialise"](model)
    moments_are_right(model[0].weight.detach().numpy(), model[0].bias.detach().numpy())
    space_of("torch", 0.0)["initialise"](model)
    assert not model[0].bias.any()


def test_initialisation_in_jax(jax):
    space = space_of("jax")
    keys = jax.random.split(jax.random.key(1))
    moments_are_right(np.asarray(space["kernel_init"](keys[0], (IN, OUT))), np.asarray(space["bias_init"](keys[1], (OUT,))))
    assert not space_of("jax", 0.0)["bias_init"](keys[1], (OUT,)).any()


@pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning")  # of keras itself, with NumPy 2
def test_initialisation_in_keras(jax):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    keras = pytest.importorskip("keras", reason="keras is not installed here")
    keras.utils.set_random_seed(1)
    space = space_of("keras")
    layer = keras.layers.Dense(OUT, kernel_initializer=space["kernel_initializer"], bias_initializer=space["bias_initializer"])
    layer.build((None, IN))
    moments_are_right(*map(keras.ops.convert_to_numpy, (layer.kernel, layer.bias)))


def test_residual_code_gives_each_map_its_own_gain(torch, jax):
    """W has sigma_w = 0.15, V has 1; biases are zero."""
    spaces = {}
    for framework in ("torch", "jax", "numpy"):
        spaces[framework] = {}
        exec(residual_code(framework, 0.15), spaces[framework])
    inner, outer = torch.nn.Linear(IN, OUT), torch.nn.Linear(OUT, IN)
    spaces["torch"]["initialise"](torch.nn.ModuleList([inner]), torch.nn.ModuleList([outer]))
    keys = jax.random.split(jax.random.key(1))
    drawn = zip(("inner_init", "outer_init"), keys, ((IN, OUT), (OUT, IN)), strict=True)
    found = {
        "torch": (inner.weight.detach().numpy(), outer.weight.detach().numpy()),
        "jax": tuple(np.asarray(spaces["jax"][name](key, shape)) for name, key, shape in drawn),
        "numpy": spaces["numpy"]["layer"](IN, OUT, np.random.default_rng(1)),
    }
    for w, v in found.values():
        assert w.std() * math.sqrt(IN) == pytest.approx(0.15, rel=4 / math.sqrt(2 * IN * OUT))
        assert v.std() * math.sqrt(OUT) == pytest.approx(1.0, rel=4 / math.sqrt(2 * IN * OUT))
    assert not inner.bias.any() and not outer.bias.any()


def test_a_deep_torch_network_keeps_its_variance(torch):
    """100 layers of tanh on the stable edge at sigma_b = 1/5: the code of `derive init tanh` in use."""
    torch.manual_seed(2)
    width, depth = 1000, 100
    layers = [part for _ in range(depth) for part in (torch.nn.Linear(width, width), torch.nn.Tanh())]
    model = torch.nn.Sequential(torch.nn.Linear(IN, width), torch.nn.Tanh(), *layers)
    space_of("torch")["initialise"](model)
    with torch.no_grad():
        before = model[:-1](torch.randn(4, IN))
    ours = float(before.square().mean())
    assert ours == pytest.approx(q_of_the_edge(), rel=0.1)


def q_of_the_edge():
    """q = sigma_b^2 + sigma_w^2 E[tanh(sqrt(q) Z)^2] by iteration with Gauss-Hermite quadrature."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    q = 1.0
    for _ in range(400):
        q = SIGMA_B**2 + SIGMA_W**2 * float(weights @ np.tanh(math.sqrt(q) * nodes) ** 2) / math.sqrt(2 * math.pi)
    return q


def test_normal_cdf_of_torch_vanishes_in_its_tail(torch):
    """torch.special.ndtr(-10) is 0 in double precision, where 7.6e-24 is true: the exported code has erfc in its place."""
    place = torch.tensor([-10.0], dtype=torch.float64)
    assert torch.special.ndtr(place).item() == 0.0
    assert code_of("normal_cdf", "torch")(place).item() == pytest.approx(7.619853024160527e-24, rel=1e-12)
