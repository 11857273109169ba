"""Statements written in LaTeX are one readable line where there is no LaTeX, and say the same."""

import re

import pytest

from derive.pipeline import book
from derive.prose.plain_latex import flat
from derive.story.letters import PARTS

STATEMENTS = [part for rule in book() for part in PARTS.split(rule.statement) if part]


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\mathbb E|Z|^s=\frac{2^{s/2}}{\sqrt\pi}\,\Gamma\Big(\frac{s+1}2\Big)", "E|Z|^s = 2^(s/2)/√π Γ((s + 1)/2)"),
        (r"e^{\frac12 b^\top Rb}", "e^(1/2 bᵀRb)"),
        (r"\mathbb P(N_1,\dots,N_n\le0)=\frac1{n+1}", "P(N₁, …, N_n ≤ 0) = 1/(n + 1)"),
        (r"\frac1{(x+t)(x+u)}", "1/((x + t)(x + u))"),
        (r"\frac1{(x+t)^m}", "1/(x + t)^m"),
        (r"\frac{c\sqrt{q_1q_2}}{Dst}", "c√(q₁q₂)/(Dst)"),
        (r"\tfrac1{2\pi}\arcsin\rho", "1/(2π) arcsin ρ"),
        (r"{}_2F_1\Big(-\frac a2,b;\rho^2\Big)", "₂F₁(-a/2, b; ρ²)"),
        (r"E[g]\ \text{term by term}", "E[g] term by term"),
        (r"\frac{a-b}{-c}", "(a - b)/(-c)"),
        (r"a\frac{\frac12}{3}", "a(1/2)/3"),
    ],
)
def test_a_formula_reads_as_it_is_meant(latex, text):
    assert flat(latex) == text


@pytest.mark.parametrize("statement", STATEMENTS)
def test_no_command_of_latex_is_left_in_a_statement(statement):
    text = flat(statement)
    assert not re.search(r"\\|\s\s|\bfrac|\bmathbb|\^\{|_\{", text)
    assert len(re.findall(r"[(\[{]", text)) == len(re.findall(r"[)\]}]", text))
    numbers = re.findall(r"\d", statement)
    small = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
    assert sorted(re.findall(r"\d", text.translate(small))) == sorted(numbers)
