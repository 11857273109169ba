"""The rule of Gauss and Laguerre in balls."""

from flint import arb, ctx

from derive.evidence.balls.gauss import half_line_rule


def test_it_is_exact_for_the_moments_it_promises_and_for_no_more():
    with ctx.workprec(120):
        rule = half_line_rule(12)
        moment = lambda k: sum((weight * node**k for node, weight in rule), arb(0))  # noqa: E731
        assert all((moment(k) / arb(k).fac() - 1).contains(0) and moment(k).rad() < arb(k).fac() * 1e-28 for k in range(24))
        assert not (moment(24) / arb(24).fac() - 1).contains(0)


def test_the_error_of_an_entire_function_is_within_its_bound():
    """int exp(-x - x/2) = 2/3; on discs of radius r around x >= 0 the factor exp(-x/2) is at most exp(r/2)."""
    with ctx.workprec(160):
        for count in (4, 8, 16):
            found = sum((weight * (-node / 2).exp() for node, weight in half_line_rule(count)), arb(0))
            bound = min(float(arb(count).fac() ** 2 * (arb(r) / 2).exp() / arb(r) ** (2 * count)) for r in range(1, 200))
            assert 0 < abs(float(found - arb(2) / 3)) <= bound
