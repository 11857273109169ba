"""The recurrences of p, gamma and chi hold in random residual networks of finite width, within confidence intervals.

Full: x' = x + V phi(W x + b) + a. Reduced: x' = x + phi(W x + b), for any phi; the published form is for antisymmetric phi, the cross term 2 m E[phi] of others
is derived from the independence of x_i and h_i in the limit. Weights are drawn and transposed, nothing of the theory is used on the side of the samples.
"""

from sympy import Rational, sqrt

from derive import NearsWithWidth, Simulated, Source, claim

YANG = Source(
    "yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017", "recurrences, wording recalled, derived again"
)
FULL = {"w": sqrt(Rational(3, 2)), "v": 1, "a": Rational(1, 2), "b": Rational(1, 3)}


@claim(source=YANG.on("yang.def.frn", "yang.axioms", "yang.rec.forward", "yang.rec.backward"))
def full_residual_with_erf_follows_its_recurrences():
    """A bounded odd activation."""
    return Simulated("full residual", "erf", FULL)


@claim(source=YANG.on("yang.def.frn", "yang.axioms", "yang.rec.forward", "yang.rec.backward"))
def full_residual_with_relu_follows_its_recurrences():
    """An activation with a mean: no cross term in the full network."""
    return Simulated("full residual", "relu", FULL)


@claim(source=YANG.on("yang.def.rrn", "yang.axioms", "yang.rec.forward", "yang.rec.backward"))
def reduced_residual_with_erf_follows_its_recurrences():
    """Antisymmetric, as published."""
    return Simulated("reduced residual", "erf", {"w": 2, "b": Rational(1, 2)})


@claim(source=YANG.on("yang.def.rrn", "yang.axioms", "yang.rec.forward"))
def reduced_residual_with_relu_follows_the_recurrences_with_the_cross_term():
    """E[phi] != 0: p' = p + 2 m E[phi] + E[phi^2], m' = m + E[phi]."""
    return Simulated("reduced residual", "relu", {"w": 1, "b": Rational(1, 2)})


@claim(source=YANG.on("yang.axioms"))
def residual_block_with_two_layers_follows_its_recurrences():
    """x' = x + V phi(U phi(W x + b) + d) + a, from the same description."""
    return Simulated("residual block", "relu", {"w": 1, "b": 1, "u": 1, "d": Rational(1, 2), "v": 1, "a": Rational(1, 2)})


@claim(source=YANG.on("yang.rec.forward"), expects="refuted")
def reduced_residual_with_relu_as_if_it_were_antisymmetric():
    """Dropping the cross term makes the increments of p too small: here the predicted increments are halved, about what is lost."""
    return Simulated("reduced residual", "relu", {"w": 1, "b": Rational(1, 2)}, factors={"p": Rational(1, 2)})


@claim(source=YANG.on("yang.axioms", "yang.rec.forward", "yang.rec.backward"), uses=["yang_schoenholz_2017/full_residual_with_erf_follows_its_recurrences"])
def full_residual_networks_near_their_recurrences_like_one_over_width():
    """Mean squared deviations of p, gamma and chi at widths 32, 64, 128, 256 fall like 1/width, for erf and the ReLU, forward and backward."""
    return [NearsWithWidth("full residual", name, FULL) for name in ("erf", "relu")]


@claim(
    source=YANG.on("yang.axioms", "yang.rec.forward", "yang.rec.backward"),
    uses=["yang_schoenholz_2017/reduced_residual_with_relu_follows_the_recurrences_with_the_cross_term"],
)
def reduced_residual_networks_near_their_recurrences_like_one_over_width():
    """The same for the reduced network with the cross term, ReLU."""
    return NearsWithWidth("reduced residual", "relu", {"w": 1, "b": Rational(1, 2)})
