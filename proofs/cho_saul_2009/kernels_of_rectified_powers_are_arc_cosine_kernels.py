"""Arc-cosine kernels of degree n: k_n = 2 E[u_+^n v_+^n] = (1/pi) (q1 q2)^(n/2) J_n(theta), theta = arccos c.

J_n = (-1)^n sin^(2n+1) ((1/sin) d/dtheta)^n ((pi - theta)/sin); J_n(0) = pi (2n-1)!!.
"""

from sympy import Heaviside, Max, Rational, Symbol, acos, cos, diff, factorial2, pi, sign, sin, sqrt

from derive import ActivationMoment, DualKernel, Identity, Limit, Source, c, claim, phi, q, q1, q2, x

CHO_SAUL = Source("cho2009", "Y. Cho and L. K. Saul, Kernel methods for deep learning, 2009", "definition of J_n, seen in code [chosaul]")
HAN = Source(
    "han2022", "I. Han, A. Zandieh, J. Lee, R. Novak, L. Xiao and A. Karbasi, Fast neural kernel embeddings for general activations, 2022", "table [abrelu]"
)
theta, a, b = Symbol("theta", positive=True), Symbol("a", positive=True), Symbol("b", positive=True)
SIN, COS = sqrt(1 - c**2), c
ANGLE = acos(c)
J = {
    0: pi - ANGLE,
    1: SIN + (pi - ANGLE) * COS,
    2: 3 * SIN * COS + (pi - ANGLE) * (1 + 2 * COS**2),
    3: 15 * SIN - 11 * SIN**3 + (pi - ANGLE) * (9 * COS + 6 * COS**3),
}


def _power(n):
    return Heaviside(x) if n == 0 else Max(x, 0) ** n


def _from_definition(n):
    value = (pi - theta) / sin(theta)
    for _ in range(n):
        value = diff(value, theta) / sin(theta)
    return (-1) ** n * sin(theta) ** (2 * n + 1) * value


def _in_angle(n):
    """J_n as a function of theta in (0, pi)."""
    return J[n].subs(SIN, sin(theta)).subs(ANGLE, theta).subs(c, cos(theta))


@claim(source=CHO_SAUL)
def kernels_of_rectified_powers():
    """2 E[u_+^n v_+^n] = (q1 q2)^(n/2) J_n/pi for n = 0, 1, 2, 3, with J_0 = pi - t, J_1 = sin t + (pi - t) cos t, J_2 = 3 sin cos + (pi - t)(1 + 2 cos^2) and
    J_3 = 15 sin - 11 sin^3 + (pi - t)(9 cos + 6 cos^3).
    """
    return [Identity(2 * DualKernel(_power(n), _power(n), (0, 0), q1, q2, c), sqrt(q1 * q2) ** n * J[n] / pi) for n in range(4)]


@claim(source=CHO_SAUL, uses=["cho_saul_2009/kernels_of_rectified_powers"])
def angular_functions_follow_from_the_derivative_formula():
    """The closed J_n, n = 1, 2, 3, are those of the definition by derivatives in theta."""
    return [Identity(_from_definition(n), _in_angle(n), (theta > Rational(1, 10), theta < 3)) for n in (1, 2, 3)]


@claim(source=CHO_SAUL)
def angular_functions_at_angle_zero_are_double_factorials():
    """J_n(0) = pi (2n-1)!!, that is 2 E[u_+^(2n)] = q^n (2n-1)!!."""
    moments = [Identity(2 * ActivationMoment(_power(n), phi**2, q), q**n * factorial2(2 * n - 1)) for n in range(4)]
    return [*moments, *(Limit(_in_angle(n), theta, pi * factorial2(2 * n - 1)) for n in range(4))]


@claim(source=HAN, uses=["cho_saul_2009/relu_kernel_eq_arc_cosine_of_degree_one"])
def kernel_of_two_half_lines():
    """a min(x, 0) + b max(x, 0): ((a-b)^2/(2 pi)) sqrt(q1 q2 - k^2) + ((a^2+b^2)/2 - (a-b)^2 theta/(2 pi)) k, and its derivative in k."""
    function = a * x * Heaviside(-x) + b * x * Heaviside(x)
    slope = (a**2 + b**2) / 2 - (a - b) ** 2 * ANGLE / (2 * pi)
    kernel = sqrt(q1 * q2) * ((a - b) ** 2 * SIN / (2 * pi) + slope * c)
    return [
        Identity(DualKernel(function, function, (0, 0), q1, q2, c), kernel, points=6),
        Identity(DualKernel(function, function, (1, 1), q1, q2, c), slope, points=6),
    ]


@claim(source=HAN)
def kernel_of_the_sign():
    """E[sign(u) sign(v)] = 1 - 2 theta/pi."""
    return Identity(DualKernel(sign(x), sign(x), (0, 0), q1, q2, c), 1 - 2 * ANGLE / pi)
