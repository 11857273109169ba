"""neural-tangents 0.6.5, tried with `derive.testing`: its formulas pass, and two known faults are found.

Runs where neural-tangents is installed, in an environment of its own:

    pip install neural-tangents==0.6.5 jax==0.4.30 jaxlib==0.4.30 tf2jax==0.3.6 'numpy<2' pytest -e '.[test]'
    pytest -m peers
"""

import pytest

from derive.testing import LawBroken, check_derivative_kernel, check_kernel

pytestmark = pytest.mark.peers

RIGHT = {
    "relu": lambda stax: stax.Relu(),
    "erf": lambda stax: stax.Erf(),
    "gelu": lambda stax: stax.Gelu(),
    "sin": lambda stax: stax.Sin(),
    "cos": lambda stax: stax.Cos(),
    "abs": lambda stax: stax.Abs(),
    "Max(x,0)+Min(x,0)/10": lambda stax: stax.LeakyRelu(0.1),
    "x**2": lambda stax: stax.Monomial(2),
    "x**3": lambda stax: stax.Monomial(3),
    "exp(-x**2)": lambda stax: stax.Gaussian(),
}


@pytest.fixture(scope="module")
def stax():
    pytest.importorskip("neural_tangents", reason="neural-tangents is not installed here")
    import jax
    from neural_tangents import stax

    jax.config.update("jax_enable_x64", True)
    return stax


def kernel_of(layer, tangent=False):
    """The library's kernel of one layer as a function of (q1, q2, c): its NNGP entry, or the factor on its tangent kernel."""
    import jax.numpy as jnp
    from neural_tangents._src.utils.kernel import Kernel

    def fn(q1, q2, c):
        no = jnp.array(False)
        flags = {"is_gaussian": True, "is_reversed": False, "is_input": False, "diagonal_batch": True, "diagonal_spatial": False}
        shapes = {"shape1": (1, 1), "shape2": (1, 1), "batch_axis": 0, "channel_axis": 1, "mask1": None, "mask2": None, "x1_is_x2": no}
        before = Kernel(nngp=jnp.array([[c * (q1 * q2) ** 0.5]]), ntk=jnp.array([[1.0]]), cov1=jnp.array([q1]), cov2=jnp.array([q2]), **flags, **shapes)
        after = layer[2](before)
        return float((after.ntk if tangent else after.nngp)[0, 0])

    return fn


@pytest.mark.parametrize("name", RIGHT)
def test_right_kernels_pass(stax, name):
    layer = RIGHT[name](stax)
    assert check_kernel(kernel_of(layer), name, examples=10, tolerance=1e-10).points > 20
    assert check_derivative_kernel(kernel_of(layer, True), name, examples=10, tolerance=1e-10).points > 20


@pytest.mark.parametrize(("power", "name", "check", "tangent"), [(2, "relu2", check_kernel, False), (3, "relu3", check_derivative_kernel, True)])
def test_rectified_monomials_give_nan_on_the_diagonal(stax, power, name, check, tangent):
    with pytest.raises(LawBroken, match="q1 = 1, q2 = 1, c = 1: nan is not"):
        check(kernel_of(stax.RectifiedMonomial(power), tangent), name)


def test_polynomials_give_nan_at_zero_input(stax):
    with pytest.raises(LawBroken, match="q1 = 0, q2 = 1, c = 0: nan is not 4"):
        check_kernel(kernel_of(stax.Polynomial([1, 2, 3])), "1+2*x+3*x**2")


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_numerical_elementwise_kernels_are_as_good_as_their_quadrature(stax):
    """25 nodes miss tanh's kernel by 2e-5 at unit variance, and by a quarter at q = 1024."""
    import jax.numpy as jnp

    with pytest.raises(LawBroken, match=r"q1 = 1024, q2 = 1024, c = 1: 0\.75.* is not 0\.975"):
        check_kernel(kernel_of(stax.ElementwiseNumerical(jnp.tanh, deg=25)), "tanh", tolerance=0.2)
    with pytest.raises(LawBroken, match=r"c = 1: 0\.39427.* is not 0\.39429"):
        check_kernel(kernel_of(stax.ElementwiseNumerical(jnp.tanh, deg=25)), "tanh", tolerance=1e-6)
