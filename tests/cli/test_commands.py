"""Each command on real input: what it says, its JSON, its exit status."""

import json
import math
from fractions import Fraction

import pytest

RELU_K = "sqrt(q1*q2)*(sqrt(1-c**2)+(pi-acos(c))*c)/(2*pi)"


def test_expect_prints_the_formula_and_how_it_is_known(derive):
    status, out, err = derive("expect", "relu", "E[phi^2]")
    assert (status, err) == (0, "")
    assert "q/2" in out
    assert "proved" in out


def test_expect_answers_in_the_promised_shape(derive_json):
    status, answer = derive_json("expect", "erf", "E[phi^2]", "--at", "q=3/2", "--digits", "40")
    promised = ["id", "schema", "engine", "status", "expression", "parameters", "latex", "exists", "hypotheses", "steps"]
    promised += ["rules", "certificate", "values", "seconds", "message"]
    assert status == 0
    assert list(answer) == promised
    assert (answer["status"], answer["parameters"], answer["certificate"]["verdict"]) == ("closed", ["q"], "proved")
    (value,) = answer["values"]
    assert value["at"] == {"q": "3/2"}
    assert value["value"].startswith("0.5398930")  # (2/pi) asin(3/4)
    assert float(value["radius"]) <= 1e-40


def test_an_answer_that_is_not_closed_is_tabulated(derive_json):
    status, answer = derive_json("expect", "tanh", "E[phi^2]")
    assert (status, answer["status"], answer["expression"]) == (0, "enclosed", None)
    assert [value["at"]["q"] for value in answer["values"]] == ["1/4", "1", "4"]
    status, answer = derive_json("kernel", "tanh", "--digits", "10")
    assert [tuple(value["at"].values()) for value in answer["values"]][:5] == [("1/4", "1/4", c) for c in ("-1", "-1/2", "0", "1/2", "1")]
    assert all(value["value"] is not None for value in answer["values"])


def test_what_diverges_says_so_and_is_an_answer(derive_json):
    status, answer = derive_json("expect", "relu", "E[ddphi^2]", "--at", "q=1")
    assert (status, answer["status"], answer["values"][0]["status"]) == (0, "diverges", "diverges")
    assert answer["message"]


def test_why_names_the_rules_that_were_tried(derive):
    _, out, _ = derive("expect", "tanh", "E[phi^2]", "--why")
    assert "smallest open goal" in out
    assert "rules tried" in out


def test_steps_print_the_derivation(derive):
    _, out, _ = derive("kernel", "relu", "--steps")
    assert "Sheppard" in out
    assert "certified" in out


def test_a_kernel_with_another_function_and_of_derivatives(derive_json):
    _, crossed = derive_json("kernel", "relu", "--with", "x", "--at", "q=1,c=1/2")
    assert crossed["values"][0]["value"] == "0.25"  # E[X_+ Y] = c/2
    _, slopes = derive_json("kernel", "relu", "--derivative", "1", "--at", "q1=1,q2=3,c=0")
    assert abs(float(slopes["values"][0]["value"]) - 0.25) < 1e-15  # P(u > 0, v > 0) of independent u, v


def test_a_kernel_of_derivatives_of_different_orders(derive_json):
    _, mixed = derive_json("kernel", "relu", "--derivative", "0,1", "--at", "q1=8,q2=3,c=1/2")
    assert abs(float(mixed["values"][0]["value"]) - 1.5 / math.pi**0.5) < 1e-15  # E[U_+ 1{V > 0}] = sqrt(q1) (1 + c)/(2 sqrt(2 pi))


def test_parameters_are_fixed_and_assumed(derive_json):
    _, answer = derive_json("expect", "Max(x,0)+a*Min(x,0)", "E[phi^2]", "--set", "a=1/2", "--at", "q=8")
    assert answer["values"][0]["value"] == "5"
    _, free = derive_json("expect", "Max(x,0)+a*Min(x,0)", "E[phi^2]", "--assume", "a=real", "--at", "q=8,a=-1")
    assert (free["parameters"], free["values"][0]["value"]) == (["a", "q"], "8")


def test_a_parameter_may_belong_to_either_function(derive_json):
    _, answer = derive_json("kernel", "leaky_relu", "--with", "relu", "--set", "alpha=1", "--at", "q=1,c=1/2")
    assert (answer["id"], answer["values"][0]["value"]) == ("leaky_relu K with relu", "0.25")


def test_the_other_function_is_named(derive):
    assert derive("kernel", "relu", "--with", "erf")[1].startswith("φ = relu, ψ = erf: ")


def test_decimals_are_noted_for_the_person(derive):
    for words in (("expect", "0.1*x", "E[phi^2]"), ("check", "0.1*x", "E[phi^2]", "q/100"), ("kernel", "x", "--with", "0.1*x")):
        status, out, err = derive(*words)
        assert (status, err) == (0, "derive: 0.1 read as 1/10\n")
        assert "read as" not in out


def test_where_a_quantity_exists_is_said_without_brackets(derive):
    assert "  exists where q < 1\n" in derive("expect", "exp(x**2/2)", "E[phi]")[1]
    assert "1 step\n" in derive("expect", "relu", "E[phi*ddphi]")[1]


def test_the_seconds_of_a_question_are_counted(derive_json):
    _, answer = derive_json("expect", "sign", "E[phi*ddphi]", "--at", "q=1")
    assert 0 <= answer["seconds"] < 100


@pytest.mark.slow
def test_a_huge_value_is_printed(derive_json):
    status, answer = derive_json("expect", "exp(100*x)", "E[phi^2]", "--at", "q=1")
    assert status == 0
    assert answer["values"][0]["value"].endswith("e8685")


def test_a_question_that_takes_too_long_ends_with_a_message(derive, monkeypatch):
    monkeypatch.setattr("derive.cli.limits.SECONDS", 1.0)
    status, _, err = derive("check", "x*tanh(x)*sin(x)", "K", "q", "--digits", "900")
    assert status in (1, 2)
    assert "in time" in err or "time limit" in err


def test_check_proves_the_relu_kernel(derive, derive_json):
    status, out, _ = derive("check", "relu", "K", RELU_K)
    assert status == 0
    assert out.startswith("proved")
    status, found = derive_json("check", "relu", "K", RELU_K)
    assert list(found) == ["verdict", "digits", "points", "counterexample", "message"]
    assert (found["verdict"], found["counterexample"]) == ("proved", None)


def test_check_refutes_a_wrong_sign_with_the_point_and_both_values(derive, derive_json):
    wrong = RELU_K.replace("pi-", "pi+")
    status, out, _ = derive("check", "relu", "K", wrong)
    assert status == 1
    assert out.startswith("refuted")
    assert "claimed" in out
    assert "true" in out
    status, found = derive_json("check", "relu", "K", wrong)
    against = found["counterexample"]
    assert (status, found["verdict"]) == (1, "refuted")
    gap = abs(float(against["claimed"]["value"]) - float(against["true"]["value"]))
    assert gap > float(against["claimed"]["radius"]) + float(against["true"]["radius"])


def test_what_is_printed_tells_the_two_sides_apart(derive_json):
    _, found = derive_json("check", "relu", "E[phi^2]", "q/2+exp(-100)")
    claimed, true = (found["counterexample"][side] for side in ("claimed", "true"))
    gap = abs(Fraction(claimed["value"]) - Fraction(true["value"]))
    assert found["verdict"] == "refuted" and gap > Fraction(claimed["radius"]) + Fraction(true["radius"])


def test_a_formula_may_begin_with_a_minus_sign(derive):
    assert derive("check", "relu", "E[phi^2]", "-q/2")[0] == 1
    assert derive("check", "-x", "E[phi^2]", "q")[0] == 0


def test_gain_is_exact_beside_the_table(derive, derive_json):
    status, out, _ = derive("gain", "relu")
    assert status == 0
    assert "sqrt(2)" in out
    _, tanh = derive_json("gain", "tanh")
    assert tanh["gain"]["expression"] is None
    assert tanh["torch"]["expression"] == "5/3"
    assert abs(float(tanh["torch"]["difference"]) - 0.0739) < 1e-3  # 5/3 - 1.59254
    _, leaky = derive_json("gain", "leaky_relu")
    assert leaky["parameters"] == {"alpha": "1/100"}
    assert float(leaky["torch"]["difference"]) == 0


@pytest.mark.parametrize("kind", ["activations", "rules", "claims", "functions"])
def test_lists_have_a_name_and_words_for_each(derive, derive_json, kind):
    status, rows = derive_json("list", kind)
    assert status == 0
    assert len(rows) >= 3
    assert all(row["name"] and row["what"] for row in rows)
    assert rows[0]["name"] in derive("list", kind)[1]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["expect", "gleu", "E[phi^2]"], "gelu"),
        (["expect", "Max(x,", "E[phi^2]"], "position"),
        (["expect", "relu", "E[phi", "--json"], "E[phi"),
        (["expect", "relu", "E[phi^2]", "--at", "q=one"], "one"),
        (["expect", "relu", "E[phi^2]", "--at", "q=-1"], "a variance is positive"),
        (["kernel", "relu", "--at", "q=1"], "K at q = 1: c not given"),
        (["expect", "leaky_relu", "E[phi^2]", "--set", "beta=2"], "alpha instead of beta"),
        (["expect", "leaky_relu", "E[phi^2]", "--assume", "beta=real"], "the parameter alpha"),
        (["expect", "relu", "E[phi^2]", "--set", "x=1"], "x is the argument"),
        (["kernel", "leaky_relu", "--with", "relu", "--set", "beta=2"], "beta"),
        (["check", "relu", "E[phi^2]", "q/2", "--set", "beta=2"], "beta"),
        (["gain", "relu", "--set", "beta=2"], "beta"),
        (["expect", "leaky_relu", "E[phi^2]", "--set", "alpha=sqrt(2)"], "rational number"),
        (["expect", "x²", "E[phi^2]"], "x**2"),
        (["kernel", "relu", "--at", "q=1,c=2"], "between -1 and 1"),
        (["expect", "relu", "E[phi^2]", "--route", "magic"], "magic"),
        (["check", "relu", "K", "q1*__import__('os')"], "position"),
        (["verify", "no/such/place"], "no claim"),
        (["batch", "no_such_file.jsonl"], "no_such_file.jsonl"),
    ],
)
def test_bad_input_is_one_line_and_status_2(derive, words, hint):
    status, out, err = derive(*words)
    assert (status, out) == (2, "")
    assert hint in err
    assert len(err.strip().splitlines()) == 1


def test_verify_tries_claims_and_writes_junit(derive, derive_json, tmp_path):
    status, out, _ = derive("verify", "williams_1998", "--junit", str(tmp_path / "report.xml"))
    assert status == 0
    assert "2 of 2 claims as expected" in out
    assert "<testsuite" in (tmp_path / "report.xml").read_text()
    status, ledger = derive_json("verify", "relu_kernel_with_angle_added")
    (claim,) = ledger["claims"]
    assert (claim["expected"], claim["verdict"]) == ("refuted", "refuted")


def test_batch_answers_and_resumes(derive, tmp_path):
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text('{"id": 1, "activation": "relu", "quantity": "E[phi^2]", "at": [{"q": 2}]}\nnonsense\n')
    status, out, err = derive("batch", str(questions), "-o", str(answers), "--workers", "1")
    assert (status, out) == (1, "")
    assert "1 closed" in err
    first = [json.loads(line) for line in answers.read_text().splitlines()]
    assert [a["status"] for a in first] == ["closed", "error"]
    answers.write_text("")
    derive("batch", str(questions), "-o", str(answers), "--resume")
    assert [json.loads(line) for line in answers.read_text().splitlines()] == first


@pytest.mark.parametrize("suffix", [".tex", ".html", ".md"])
def test_report_writes_a_file_whole(derive, tmp_path, suffix):
    path = tmp_path / f"identity{suffix}"
    status, out, err = derive("report", "x", "-o", str(path), "--digits", "15", "--no-pictures")
    assert (status, out) == (0, "")
    assert str(path) in err
    assert "E" in path.read_text()


def test_report_to_pdf_without_tex_says_what_to_install(derive, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.which", lambda name: None)
    status, _, err = derive("report", "x", "-o", str(tmp_path / "x.pdf"))
    assert status == 2
    assert "texlive" in err


def test_a_check_that_holds_says_where(derive):
    assert "  where q < 1/2\n" in derive("check", "exp(x**2)", "E[phi]", "1/sqrt(1-2*q)")[1]
    assert "where" not in derive("check", "relu", "E[phi^2]", "q/2")[1]


def test_the_steps_for_two_activations_name_both(derive):
    assert "\nK of φ = gelu, ψ = normal_cdf\n" in derive("kernel", "gelu", "--with", "normal_cdf", "--steps")[1]
