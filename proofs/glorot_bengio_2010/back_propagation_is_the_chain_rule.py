"""Back-propagation: dC/ds^i_k = f'(s^i_k) W^(i+1)_k. dC/ds^(i+1) and dC/dw^i_lk = z^i_l dC/ds^i_k, for a cost of two next units and f = tanh."""

from sympy import exp, symbols, tanh

from derive import Identity, Source, claim

GLOROT = Source(
    "glorot2010",
    "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010",
    "equations 2 and 3, seen; a cost written out here",
)
s, r, z, zz, u, v, a, b = symbols("s r z zz u v a b", real=True)


def _cost(first, second):
    """Any smooth function of the two units of layer i + 1."""
    return first**2 * second + exp(second / 4)


def _slopes(first, second):
    """dC/ds^(i+1)."""
    return tuple(_cost(a, b).diff(unit).subs({a: first, b: second}) for unit in (a, b))


@claim(source=GLOROT.on("glorot.conv", "glorot.eq2"))
def gradient_of_a_unit_comes_from_the_next_layer():
    """s is a unit of layer i, u and v its weights to the two units of layer i + 1, r all else that enters them."""
    following = (u * tanh(s) + r, v * tanh(s) - r)
    back = _slopes(*following)
    return Identity(_cost(*following).diff(s), (1 - tanh(s) ** 2) * (u * back[0] + v * back[1]))


@claim(source=GLOROT.on("glorot.eq2"))
def gradient_of_a_weight_is_signal_times_gradient():
    """u leads from z to the first unit, whose other input is zz through v."""
    first = u * z + v * zz
    return Identity(_cost(first, r).diff(u), z * _slopes(first, r)[0])
