"""Pictures show what is true: their curves are compared with formulas and quadratures of others, their style with what eyes need."""

import re
import xml.etree.ElementTree as tree

import mpmath
import numpy as np
import pytest

pytest.importorskip("matplotlib")

from derive.activations import of
from derive.language.errors import DeriveError
from derive.pictures import KINDS, picture
from derive.pictures.asked import Asked
from derive.pictures.correlations import correlation_map
from derive.pictures.decays import laws, orbit
from derive.pictures.floats import floats, gap_map
from derive.pictures.residuals import laws as laws_of_growth
from derive.pictures.residuals import limits
from derive.pictures.style import LINES, PALE

C = np.linspace(-1, 1, 41)


def arccosine(c):
    """E[relu(u) relu(v)] at unit variances, Cho and Saul 2009."""
    return (np.sqrt(1 - c * c) + c * (np.pi - np.arccos(c))) / (2 * np.pi)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_lines_are_seen_on_white_and_differ_without_colour():
    assert all(1.05 / (luminance(colour) + 0.05) > 3 for colour, _ in LINES)
    assert len({str(style) for _, style in LINES}) == len(LINES)
    assert all(luminance(colour) > 0.6 for colour in PALE)


def test_kernels_are_those_of_the_literature():
    assert np.max(np.abs(floats(of("relu")).kernel(1.0, C) - arccosine(C))) < 2e-5
    assert np.max(np.abs(floats(of("sin")).kernel(2.0, C) - np.exp(-2) * np.sinh(2 * C))) < 1e-12


def test_means_and_spectra_are_those_of_quadrature():
    hard = floats(of("hard_tanh"))
    with mpmath.workdps(20):
        second = mpmath.quad(lambda z: min(max(1.5 * z, -1), 1) ** 2 * mpmath.npdf(z), [-mpmath.inf, -2 / 3.0, 2 / 3.0, mpmath.inf])
        third = mpmath.quad(lambda z: min(max(1.5 * z, -1), 1) * (z**3 - 3 * z) / mpmath.sqrt(6) * mpmath.npdf(z), [-mpmath.inf, -2 / 3.0, 2 / 3.0, mpmath.inf])
    assert hard.mean_square(2.25) == pytest.approx(float(second), abs=1e-12)
    assert hard.spectrum(2.25, 5)[3] == pytest.approx(float(third), abs=1e-12)


def test_a_false_kernel_would_be_seen():
    assert np.max(np.abs(floats(of("relu")).kernel(1.0, C) - floats(of("leaky_relu").with_values({"alpha": "1/100"})).kernel(1.0, C))) > 1e-3


@pytest.mark.parametrize("name", ["relu", pytest.param("tanh", marks=pytest.mark.slow)])
def test_the_gap_map_is_one_minus_the_correlation_map(name):
    asked = Asked(of(name))
    place = asked.places[1]
    step = gap_map(asked.activation, place.q, place.sigma_w**2)
    mapped = correlation_map(asked, place, np.array([0.5]))[0]
    assert step(0.5) == pytest.approx(1 - mapped, abs=3e-5)
    assert step(1e-6) == pytest.approx(1e-6, rel=1e-2)  # f'(1) = 1 on the edge


def test_the_recurrence_ends_in_its_law():
    asked = Asked(of("relu"))
    gaps = orbit(asked)
    assert gaps[-1] * 1000**2 == pytest.approx(9 * np.pi**2 / 2, rel=0.1)  # Hayou et al. 2019
    law, corrected = laws(asked)
    last = np.array([1000])
    assert corrected is not None and abs(corrected(last)[0] - gaps[-1]) < abs(law(last)[0] - gaps[-1])


def test_a_residual_relu_network_grows_by_a_factor_a_layer():
    p, chi = limits(Asked(of("relu")), 1.0, 0.0)
    layers = np.arange(len(p))
    assert np.allclose(p, 1.5**layers) and np.allclose(chi, 1.5 ** layers[::-1])


@pytest.mark.parametrize(("name", "room"), [("relu", 1e-9), ("erf", 0.1)])
def test_residual_networks_follow_their_derived_laws(name, room):
    asked = Asked(of(name))
    p, chi = limits(asked, 1.0, 0.0)
    law, gradient = laws_of_growth(asked, 1.0, p)
    late = slice(len(p) // 2, None)
    assert np.allclose(law[late], p[late], rtol=1.5 * room) and np.allclose(gradient[late], chi[late], rtol=room)
    assert not np.allclose(law[late] ** 1.1, p[late], rtol=1.5 * room)


def test_an_svg_has_text_words_and_ids_of_its_own():
    drawn = picture("kernel", of("relu"))
    svg = drawn.svg()
    root = tree.fromstring(svg)
    texts = ["".join(node.itertext()) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert any("everyq" in re.sub(r"\s", "", text) for text in texts)  # formulas are set letter by letter
    assert root.find("{http://www.w3.org/2000/svg}title").text == drawn.alt
    ids = re.findall(r'\sid="([^"]+)"', svg)
    assert ids and all(name.startswith("kernel-") for name in ids) and len(set(ids)) == len(ids)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg))
    assert used <= set(ids)
    assert "cmsy" not in svg and "STIX" not in svg


def test_a_picture_is_the_same_every_time():
    first, second = picture("hermite", of("relu"), q=1), picture("hermite", of("relu"), q=1)
    assert first.svg() == second.svg() and first.pdf() == second.pdf()


def test_knots_and_point_masses_are_drawn():
    drawn = picture("activation", of("step"))
    assert "1 knot" in drawn.caption
    assert "point mass" in drawn.svg()


def test_matplotlib_is_left_as_it_was():
    import matplotlib

    before = dict(matplotlib.rcParams)
    picture("kernel", of("relu")).svg()
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(("kind", "name", "words"), [("fase", "relu", "phase"), ("phase", "leaky_relu", "has no value"), ("decay", "identity", "linear")])
def test_what_cannot_be_drawn_is_refused_with_the_reason(kind, name, words):
    with pytest.raises(DeriveError, match=words):
        picture(kind, of(name))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["tanh", "gelu", "hard_swish", "relu6", "x**3 - 3*x"])
def test_every_kind_is_drawn_or_refused(kind, name):
    try:
        drawn = picture(kind, of(name))
    except DeriveError as error:
        assert error.stopped
        return
    assert tree.fromstring(drawn.svg()) is not None
    assert drawn.alt and drawn.caption.endswith(".")


def test_a_law_that_is_singular_without_biases_is_not_drawn():
    """The variance of a Gaussian unit grows by a law whose constant is infinite at sigma_a = 0."""
    found = laws_of_growth(Asked(of("gaussian")), 1.0, np.linspace(1, 2, 65))
    assert all(law is None or np.all(np.isfinite(law[1:])) for law in found)


def test_what_overflows_is_not_drawn():
    from derive.pictures.residuals import drawable

    assert np.isnan(drawable(np.array([0.0, 1e-200, np.inf, np.nan, 1e200]))).all() and (drawable(np.array([1e-50, 1e50])) == [1e-50, 1e50]).all()
    assert "<svg" in picture("residual", of("square")).svg()


@pytest.mark.parametrize("name", ["triangle", "sqnl"])
def test_neighbouring_pieces_with_one_square_are_no_obstacle(name):
    known = Asked(of(name))
    mean = mpmath.quad(lambda t: mpmath.npdf(t) * float(known.phi.at(np.array([float(t)]), 1)[0]) ** 2, [-mpmath.inf, -2, -1, 0, 1, 2, mpmath.inf])
    assert abs(float(known.edge.at(1).sigma_w.arb.mid()) - float(1 / mpmath.sqrt(mean))) < 1e-6
    assert "<svg" in picture("phase", of(name)).svg()


def test_an_activation_without_an_edge_has_its_maps_at_a_place_that_is_named():
    assert [(place.word, place.sigma_w) for place in Asked(of("softplus")).places] == [("no edge found", 1.0)]
    assert "variance diverges" in {place.word for place in Asked(of("relu")).places}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["activation", "kernel", "correlation", "variance", "phase", "beta", "hermite"])
@pytest.mark.parametrize("name", ["threshold", "rectified_power", "square", "sin", "exp", "sign", "hard_elish", "isrlu"])
def test_a_picture_is_drawn_or_refused_with_words(kind, name):
    known = of(name)
    known = known.with_values({symbol.name: 1 for symbol in known.parameters})
    try:
        assert "<svg" in picture(kind, known).svg()
    except DeriveError as error:
        assert error.stopped and error.remedy


@pytest.mark.parametrize("name", ["silu", "softplus", "mish", "tanh", "sigmoid"])
@pytest.mark.parametrize("order", [0, 1, 2])
def test_floats_do_not_overflow_where_the_function_does_not(name, order):
    """Far out a derivative is what the asymptote's is, not 0 times infinity."""
    slope = {"silu": (0, 1), "softplus": (0, 1), "mish": (0, 1), "tanh": (0, 0), "sigmoid": (0, 0)}[name]
    ends = {"silu": (0, 1e5), "softplus": (0, 1e5), "mish": (0, 1e5), "tanh": (-1, 1), "sigmoid": (0, 1)}[name]
    expected = (ends, slope, (0, 0))[order]
    assert floats(of(name)).at([-1e5, 1e5], order).tolist() == pytest.approx(list(expected), abs=1e-12)


def test_a_residual_picture_goes_as_deep_as_floats_do():
    p, chi = limits(Asked(of("silu")), 1.0, 0.0)
    assert len(p) == len(chi) == 65 and np.all(chi[:-1] / chi[1:] > 1.2) and chi[-3] / chi[-2] == pytest.approx(1.5, rel=1e-3)  # E[phi'^2] tends to 1/2
    p, chi = limits(Asked(of("exp(x/4)")), 1.0, 0.0)
    assert 4 < len(p) == len(chi) < 20
