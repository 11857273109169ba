"""derive edge: text, JSON, pictures, bad input."""


import pytest

POINT = ["q", "sigma_b", "sigma_w", "chi_1", "chi_par", "stable", "beta_q", "decay"]


@pytest.fixture
def command():
    return ("edge",)


def test_points_have_the_promised_shape(derive_json):
    status, answer = derive_json("erf", "--sigma-b", "0.2", "--digits", "25")
    (point,) = answer["points"]
    assert status == 0 and set(answer) >= {"activation", "curve", "points", "message"}
    assert set(point) >= set(POINT) and set(point["decay"]) == {"exponent", "constant", "law", "next"}
    assert set(answer["curve"]) == {"sigma_w2", "sigma_b2"}
    assert point["sigma_b"] == {"value": "0.2", "radius": "0"} and point["stable"] is True
    assert point["sigma_w"]["value"].startswith("1.15279541349209660") and float(point["sigma_w"]["radius"]) <= 1e-25
    assert point["decay"]["exponent"] == "1" and point["decay"]["law"].endswith("/l")


def test_a_repelling_point_is_flagged(derive, derive_json):
    _, answer = derive_json("gelu", "--sigma-b", "1/5")
    assert [(point["stable"], point["kind"]) for point in answer["points"]] == [(False, "repelling")]
    assert "(repelling)" in derive("gelu", "--sigma-b", "1/5")[1]


def test_the_whole_edge_says_what_is_proven_and_what_is_an_expansion(derive):
    status, out, _ = derive("gelu")
    assert status == 0
    assert "3/2 + sqrt(17)/2 < q < oo: stable" in out and "0 < q < 3/2 + sqrt(17)/2: repelling" in out
    assert "proven by enclosure" in out and "by expansions only" in out
    assert "sqrt(2)*sqrt(pi)*sigma_b/2" in out  # q ~ sqrt(pi/2) sigma_b


def test_one_point_of_relu_like_functions(derive_json):
    status, answer = derive_json("leaky_relu")
    assert (status, answer["parameters"], answer["curve"]["sigma_b2"]) == (0, {"alpha": "1/100"}, "0")
    assert answer["curve"]["sigma_w2"] == "2/(alpha**2 + 1)"
    assert answer["points"][0]["q"] is None and answer["points"][0]["stable"] is True


def test_a_point_that_does_not_exist_is_null_with_the_reason(derive_json):
    status, answer = derive_json("sigmoid", "--q", "1")
    assert (status, answer["points"]) == (1, []) and "negative" in answer["message"]
    status, answer = derive_json("step")
    assert (status, answer["curve"], answer["points"]) == (0, None, []) and "not finite" in answer["message"]


def test_bad_input_is_one_line(derive):
    for words in (("tanh", "--sigma-b=-1"), ("tanh", "--q", "0"), ("tanh", "--plot", "x.txt"), ("nosuch",), ("tanh", "--q", "1", "--sigma-b", "1")):
        status, out, err = derive(*words)
        assert (status, out) == (2, "") and "Traceback" not in err and err.count("\n") <= 3


@pytest.mark.parametrize(("name", "width"), [("erf", "sqrt(pi)/2"), ("gelu", "2"), ("hard_tanh", "1"), ("softplus", None)])
def test_the_beginning_of_the_edge_is_named_where_no_point_is(derive_json, name, width):
    """sigma_w -> 1/|phi'(0)| for phi(0) = 0; for softplus sigma_b^2 is negative at small variances."""
    status, answer = derive_json(name, "--sigma-b", "0")
    assert (status, answer["points"]) == (1, [])
    assert answer["message"].endswith("Newton" if width is None else f"(sigma_b, sigma_w) = (0, {width}), which is approached as q -> 0")


def test_a_picture(derive, tmp_path):
    pytest.importorskip("matplotlib")
    for name in ("edge.svg", "edge.png"):
        status, _, err = derive("tanh", "--q", "1", "--plot", str(tmp_path / name))
        assert status == 0 and name in err and (tmp_path / name).stat().st_size > 10_000
    assert derive("tanh", "--plot", str(tmp_path / "none" / "edge.svg"))[0] == 2
