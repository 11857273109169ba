"""Composite Gauss-Legendre: the errors are proven, so the balls contain closed forms."""

from flint import acb, arb, ctx

from derive.evidence.balls.gauss import rule
from derive.evidence.line.panels import Function, bounds, mesh


def _modulus(m: arb, x: arb, y: arb) -> arb:
    return m


def _integral(f: Function, a: arb, b: arb, goal: str = "1e-35", count: int = 40) -> arb:
    panels = mesh(f, a, b, count, (_modulus,), (arb(goal),))
    assert panels is not None
    total = arb(0)
    for panel in panels:
        centre, half = (panel.upper + panel.lower) / 2, (panel.upper - panel.lower) / 2
        values = [w * half * f(acb(centre + half * t), False).real for t, w in rule(panel.nodes)] if panel.nodes else []
        total += sum(values, arb(0)) + arb(0, panel.errors[0])
    return total


def test_n_nodes_integrate_degree_two_n_minus_one_exactly():
    with ctx.workprec(200):
        moments = [sum((w * t**k for t, w in rule(5)), arb(0)) for k in (8, 9)]
        assert moments[0].overlaps(arb(2) / 9) and moments[1].contains(0) and moments[0].rad() < 1e-50


def test_the_integral_of_exp_contains_its_closed_form():
    with ctx.workprec(200):
        value = _integral(lambda z, analytic: z.exp(), arb(-1), arb(6))
        assert value.overlaps(arb(6).exp() - arb(-1).exp()) and value.rad() < 1e-33


def test_panels_shrink_near_a_pole_and_the_ball_contains_the_arctangent():
    with ctx.workprec(200):
        value = _integral(lambda z, analytic: 1 / (1 + 100 * z * z), arb(-3), arb(3))
        assert value.overlaps(2 * arb(30).atan() / 10) and value.rad() < 1e-32


def test_a_square_root_at_the_end_is_bounded_by_a_thin_panel():
    with ctx.workprec(200):
        value = _integral(lambda z, analytic: z.sqrt(analytic=analytic), arb(0), arb(1), "1e-20")
        assert value.overlaps(arb(2) / 3) and value.rad() < 1e-17


def test_a_pole_inside_has_no_mesh():
    assert mesh(lambda z, analytic: 1 / (z - arb(1) / 3), arb(0), arb(1), 20, (_modulus,), (arb("1e-9"),)) is None


def test_the_bound_on_an_ellipse_is_not_below_the_function_there():
    found = bounds(lambda z, analytic: z.exp(), arb(-1), arb(1), arb(2), (_modulus,))
    assert found is not None and found[0] >= arb("1.25").exp()


def test_precision_is_left_as_it_was():
    before = ctx.prec
    _integral(lambda z, analytic: z.cos(), arb(0), arb(1), "1e-9", 20)
    assert ctx.prec == before
