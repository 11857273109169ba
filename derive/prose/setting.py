"""The letters of a derivation: what every symbol in its goals stands for, and under which assumptions.

Activations inside goals are replaced by names (phi, psi, ...), which the statement defines once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

from sympy import Add, Eq, Expr, Function, Lambda, Mul, Or, Symbol, pi, sqrt
from sympy.logic.boolalg import Boolean

from derive.engine.step import Derivation
from derive.language.forms.abbreviated import letters_beside
from derive.language.forms.variants import written_out
from derive.language.functions.piece import CHOICES
from derive.language.goals.expectation import ActivationMoment, DualKernel, Expectation, Goal
from derive.language.goals.gaussian import Gaussian
from derive.language.symbols import X, Y, Z, c, ddphi, dphi, q, q1, q2, x
from derive.prose.alphabet import current
from derive.prose.conditions import merged
from derive.prose.constants import Constants, constants, defined, in_letters, values
from derive.prose.document import Inline, Inlines, Math, Text, inlines
from derive.prose.folding import Detail, told
from derive.prose.integrands import readable
from derive.prose.lettering import NONE, Lettering, lettering
from derive.prose.letters import CORRELATION, LawName, latex_name, plain_name
from derive.prose.meanings import sentences
from derive.prose.notation import in_text, latex, plain

INDEX = 8  # characters of a correlation that is written as an index
NAMES = ("phi", "psi", "chi", "omega")


@dataclass(frozen=True, slots=True)
class Setting:
    """The functions of a derivation with their names, the long correlations and the long numbers with theirs, in the order of appearance, and the letters
    for what recurs."""

    functions: tuple[tuple[Lambda, str], ...]
    laws: tuple[tuple[Expr, LawName], ...] = ()
    numbers: Constants = ()
    lettering: Lettering = NONE

    def named(self, expr: Expr) -> Expr:
        """The expression with functions called by their names, and in letters."""
        names = dict(self.laws)
        renamed = {goal: under(goal, names[rho]) for goal, rho in _correlations(expr) if rho in names}
        known = spread(expr).xreplace(renamed).xreplace({function: Lambda(x, Symbol(f"={name}")) for function, name in self.functions})
        return self.lettering(readable(in_letters(known, self.numbers)))

    def laws_in(self, *exprs: Expr) -> tuple[Eq, ...]:
        """What the names of correlations in these expressions stand for."""
        found = {correlation for expr in exprs for _, correlation in _correlations(expr)}
        return tuple(Eq(name, self.lettering(correlation), evaluate=False) for correlation, name in self.laws if correlation in found)


def _correlations(expr: Expr) -> list[tuple[Goal, Expr]]:
    """The goals about pairs in an expression, each with its correlation."""
    found: list[tuple[Goal, Expr]] = []
    for goal in ordered(expr.atoms(Goal)):
        if isinstance(goal, Expectation) and goal.law.dimension == 2:
            found.append((goal, goal.law.correlation))
        elif isinstance(goal, DualKernel):
            found.append((goal, goal.correlation))
    return found


def under(goal: Goal, correlation: Expr) -> Goal:
    """The same goal at another correlation."""
    renamed: Goal = Expectation(goal.body, Gaussian(correlation)) if isinstance(goal, Expectation) else goal.func(*goal.args[:-1], correlation)
    return renamed


def spread(expr: Expr) -> Expr:
    """A factor before a sum with goals, or one that cancels pi, is written at each of its terms."""
    sums = [factor for factor in Mul.make_args(expr) if isinstance(factor, Add)]
    if len(sums) != 1 or expr == sums[0] or not (sums[0].has(Goal) or all(map(_has_pi, sums[0].args))):
        return expr
    rest = [factor for factor in Mul.make_args(expr) if factor is not sums[0]]
    return Add(*(Mul(*rest, term) for term in sums[0].args))


def _has_pi(term: Expr) -> bool:
    return any(factor.as_base_exp()[0] == pi for factor in Mul.make_args(term))


def setting(derivation: Derivation) -> Setting:
    """Names for the functions of a derivation, and letters."""
    found: dict[Lambda, str] = {}
    for goal in goals(derivation):
        for function in _functions(goal):
            if function not in found:
                used = len(found)
                found[function] = NAMES[used] if used < len(NAMES) else f"phi_{used}"
    return _with_letters(Setting(tuple(found.items()), _law_names(derivation), numbers_of(derivation.goal)), derivation)


def numbers_of(goal: Goal) -> Constants:
    """The letters for the long numbers of the functions that a goal is about."""
    return constants(_functions(goal), goal.free_symbols)


def _with_letters(where: Setting, derivation: Derivation) -> Setting:
    """Letters for what recurs in the equations that are displayed."""
    shown = [derivation.steps[found.shown] for found in told(derivation.steps, Detail.STANDARD)]
    sides = [side for step in shown for side in (step.goal, step.equal) if side != derivation.goal]
    equations = [where.named(side) for side in (derivation.value, *sides)]
    free = letters_beside(set().union(*(side.free_symbols for side in (*equations, derivation.goal))))
    return replace(where, lettering=lettering(equations, (letter for letter in free if not current().gives(letter.name))))


def _law_names(derivation: Derivation) -> tuple[tuple[Expr, LawName], ...]:
    """rho_1, rho_2, ... for correlations that are longer than an index should be."""
    printed = goals(derivation)
    used = {symbol.name for goal in printed for symbol in goal.free_symbols}
    long = dict.fromkeys(rho for goal in printed for _, rho in _correlations(goal) if len(plain(rho)) > INDEX)
    free = (name for name in map("rho{}".format, count(1)) if name not in used)
    return tuple((rho, LawName(name, real=True)) for rho, name in zip(long, free, strict=False))


def goals(derivation: Derivation) -> tuple[Goal, ...]:
    """Every goal that is printed, each once, in the order of reading."""
    printed = [
        derivation.goal,
        *(side for step in derivation.steps for side in (step.goal, step.equal)),
        derivation.value,
    ]
    found = (goal for expr in printed for goal in ordered(expr.atoms(Goal)))
    return tuple(dict.fromkeys(found))


def ordered(found: Iterable[Goal]) -> list[Goal]:
    """In the order of sympy's sort keys."""
    return sorted(found, key=lambda goal: goal.sort_key())


def _functions(goal: Goal) -> tuple[Lambda, ...]:
    if isinstance(goal, DualKernel):
        return goal.functions
    return (goal.function,) if isinstance(goal, ActivationMoment) else ()


def letters(derivation: Derivation, where: Setting) -> tuple[Inlines, ...]:
    """The sentences that say what the letters are; none when there is none to explain."""
    kinds = {type(goal) for goal in goals(derivation)}
    dimensions = {goal.law.dimension for goal in goals(derivation) if isinstance(goal, Expectation)}
    variables: list[Inlines] = []
    if DualKernel in kinds or 2 in dimensions:
        names = (X.name, Y.name)
        pair = Math(latex=f"({', '.join(map(latex_name, names))})", plain=f"({', '.join(map(plain_name, names))})")
        variables.append(inlines(pair, " be jointly normal with means 0, variances 1 and correlation ", c))
    if ActivationMoment in kinds or 1 in dimensions:
        variables.append(inlines("let " if variables else "", Z, " be a standard normal variable"))
    written = [_definition(function, name, where) for function, name in where.functions]
    written += [inlines(value) for value in values(where.numbers)]
    if DualKernel in kinds:
        written += [_equal("u", sqrt(q1) * X), _equal("v", sqrt(q2) * Y)]
    written += [inlines(in_text(law)) for law in where.laws_in(derivation.goal, derivation.value)]
    if ActivationMoment in kinds:
        also = "in expectations of one variable " if DualKernel in kinds else ""
        written.append(inlines(also, _equal("u", sqrt(q) * Z)))
    sentences = inlines("Let ", *listed(variables), ".") if variables else ()
    more = inlines(" Write " if sentences else "Write ", *listed(written), ".") if written else ()
    found = (inlines(sentences, more), _weak_derivatives(derivation), _other_laws(derivation), *_special_functions(derivation))
    return tuple(filter(None, found))


def _weak_derivatives(derivation: Derivation) -> Inlines:
    """A remark on derivatives where functions have knots."""
    found = [goal for goal in goals(derivation) if (isinstance(goal, DualKernel) and any(goal.orders)) or _has_derivatives(goal)]
    kinks = any(function.expr.has(*CHOICES) for goal in found for function in _functions(goal))
    return inlines("Derivatives are those of distributions: a jump leaves a point mass.") if kinks else ()


def _has_derivatives(goal: Goal) -> bool:
    return isinstance(goal, ActivationMoment) and bool(goal.polynomial.has(dphi, ddphi))


def _other_laws(derivation: Derivation) -> Inlines:
    """A remark on expectations at another correlation or variance than the usual one."""
    marked = False
    for goal in goals(derivation):
        if isinstance(goal, Expectation):
            marked |= goal.law.dimension == 2 and goal.law.correlation != c
        elif isinstance(goal, DualKernel):
            marked |= (*goal.variances, goal.correlation) != (q1, q2, c)
        elif isinstance(goal, ActivationMoment):
            marked |= goal.variance != q
    text = "An index at an expectation gives the correlation {} or the variance where these are others."
    before, after = text.split("{}")
    return inlines(before, Math(latex=latex_name(CORRELATION), plain=plain_name(CORRELATION)), after) if marked else ()


def _special_functions(derivation: Derivation) -> tuple[Inlines, ...]:
    """The names of functions whose letters do not say them."""
    printed = [derivation.value, *(side for step in derivation.steps for side in (step.goal, step.equal))]
    used = {type(node).__name__ for expr in printed for node in written_out(expr).atoms(Function)}
    return sentences(used)


def _definition(function: Lambda, name: str, where: Setting) -> Inlines:
    return inlines(Eq(Function(name)(x), defined(function(x), where.numbers), evaluate=False))


def _equal(letter: str, expr: Expr) -> Inlines:
    return inlines(Eq(Symbol(letter), expr, evaluate=False))


def listed(parts: Sequence[Inlines]) -> Inlines:
    """Parts with commas and "and"."""
    found: list[Inline] = []
    for i, part in enumerate(parts):
        found += [Text(" and " if i == len(parts) - 1 else ", ")] if i else []
        found += part
    return tuple(found)


def assumptions(derivation: Derivation) -> tuple[Math, ...]:
    """The conditions under which the result is stated: the letters' own, then the steps' hypotheses."""
    needs = conditions(derivation.hypotheses)
    bounded = any(need.free_symbols == {c} for need in needs)
    symbols = derivation.goal.free_symbols | derivation.value.free_symbols
    groups: dict[tuple[str, str], list[str]] = {}
    for symbol in sorted(symbols - {c}, key=lambda symbol: str(symbol.name)):
        groups.setdefault(_sort(symbol), []).append(symbol.name)
    own = [Math(latex=f"{_names(latex_name, names)} {sort[0]}", plain=f"{_names(plain_name, names)} {sort[1]}") for sort, names in groups.items() if sort[0]]
    disc = [Math(abs(c) <= 1)] if c in symbols and not bounded else []
    return (*own, *disc, *(_alternatives(need) if isinstance(need, Or) else Math(need) for need in needs))


def _alternatives(need: Or) -> Math:
    """In brackets, since other conditions stand beside them."""
    return Math(latex=rf"\left({latex(need)}\right)", plain=f"({plain(need)})")


def conditions(hypotheses: Iterable[Boolean]) -> tuple[Boolean, ...]:
    """Hypotheses with bounds on one letter merged."""
    return merged(hypotheses)


def _names(spell: Callable[[str], str], names: list[str]) -> str:
    return ", ".join(map(spell, names))


def _sort(symbol: Symbol) -> tuple[str, str]:
    """What a symbol is assumed to be, in LaTeX and in plain text."""
    if symbol.is_positive:
        return "> 0", "> 0"
    if symbol.is_negative:
        return "< 0", "< 0"
    if symbol.is_nonnegative:
        return r"\ge 0", "≥ 0"
    return (r"\text{ real}", "real") if symbol.is_real else ("", "")
