"""Claims about layers of networks: right ones agree, their falsified twins are refuted."""

from sympy import Rational, log, pi, sqrt, symbols

from derive.claims.follows import Follows
from derive.claims.simulated import Simulated
from derive.evidence.audit.verdict import Verdict

l, p, growth = symbols("l p growth", positive=True)
ERF = ("full residual", "erf", {"sigma_v": 1, "sigma_w": 1, "sigma_a": 0, "sigma_b": 0}, {"p": 1})


def verdicts(claimed):
    return claimed.certify(20, 60).verdict, {twin.certify(20, 60).verdict for twin in (claimed.falsified(), *(twin for _, twin in claimed.twins()))}


def test_the_variance_of_erf_follows_its_law():
    """b0 l + b1 sqrt(l) + b2 log l with C = 2/pi for 1 - E[erf^2] ~ C/sqrt(q), from the closed form of Williams."""
    law = ((1, l), (-4 / pi, sqrt(l)), (-4 / pi**2, log(l)))
    assert verdicts(Follows(*ERF, p, law, tail=1 / sqrt(l), until=2**13, accuracy="1/100")) == (Verdict.AGREES, {Verdict.REFUTED})


def test_a_wrong_exponent_is_not_accepted():
    claimed = Follows(*ERF, growth, ((4 / pi, l ** Rational(5, 8)),), tail=1 / sqrt(l), until=2**12)
    assert claimed.certify(20, 60).verdict is not Verdict.AGREES


def test_unknown_letters_are_told():
    for claimed in (Follows("full residual", "erf", {"sigma_x": 1}, {"p": 1}, p, ((1, l),), until=8), Follows(*ERF, symbols("gamma"), ((1, l),), until=8)):
        certificate = claimed.certify(20, 60)
        assert certificate.verdict is Verdict.UNDECIDED and ("sigma_x" in certificate.message or "gamma" in certificate.message)


def test_random_networks_show_the_cross_term_of_the_reduced_network():
    values = {"w": 1, "b": Rational(1, 2)}
    assert verdicts(Simulated("reduced residual", "relu", values, depth=3, width=200, samples=60)) == (Verdict.SIMULATED, {Verdict.REFUTED})
    refused = Simulated("reduced residual", "relu", values, width=10**5).certify(20, 60)
    assert refused.verdict is Verdict.UNDECIDED and "weights" in refused.message
