"""Closed forms, speed as ratios in one run: `python tests/benchmarks/forms.py [--runs N] [--kernels] [--memory N]`. Nothing here is a test.

Against sympy.integrate: expectations of one normal variable that both close. "core" is the search alone, "whole" goes from parsed text to the steps and the
printed form; what is kept of earlier derivations is forgotten before each run of ours. `--kernels` lists seconds for the kernels of the catalogue, `--memory`
the resident size of one process over many different questions.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable, Iterator

import sympy
from measuring import seconds
from sympy import Abs, Expr, Heaviside, Max, Min, Rational, Symbol, erf, exp, oo, pi, sin, sqrt

from derive import expectation, kernel
from derive.activations import catalogue, of
from derive.engine.search import Search
from derive.language.forms.fields import field_of
from derive.language.text.quantity import read_quantity
from derive.pipeline import search
from derive.prose.derivation import blocks
from derive.prose.notation import latex
from derive.theory.moments import dual_kernel, moment

z = Symbol("z", real=True)
CASES: dict[tuple[str, str], Expr] = {
    ("Max(x,0)", "E[phi]"): Max(z, 0),
    ("Max(x,0)", "E[phi^2]"): Max(z, 0) ** 2,
    ("Max(x,0)**2", "E[phi^2]"): Max(z, 0) ** 4,
    ("Max(x,0)**3", "E[phi]"): Max(z, 0) ** 3,
    ("Abs(x)", "E[phi]"): Abs(z),
    ("Abs(x)**3", "E[phi]"): Abs(z) ** 3,
    ("Heaviside(x)", "E[phi^2]"): Heaviside(z),
    ("Piecewise((x, x>0),(x/10, True))", "E[phi^2]"): Max(z, 0) ** 2 + Min(z, 0) ** 2 / 100,
    ("x**4 - 3*x**2", "E[phi^2]"): (z**4 - 3 * z**2) ** 2,
    ("exp(x/3)", "E[phi^2]"): exp(2 * z / 3),
    ("exp(-x**2)", "E[phi^2]"): exp(-2 * z**2),
    ("x*exp(-x**2/2)", "E[phi^2]"): z**2 * exp(-(z**2)),
    ("sin(x)", "E[phi^2]"): sin(z) ** 2,
    ("x*sin(x)", "E[phi]"): z * sin(z),
    ("erf(x)", "E[phi*z]"): erf(z) * z,
    ("x*erf(x)", "E[phi]"): z * erf(z),
    ("Piecewise((x, x>0),(exp(x)-1, True))", "E[phi]"): Max(z, 0) + (exp(Min(z, 0)) - 1),
    ("Max(-1, Min(1, x))", "E[phi^2]"): Min(1, Abs(z)) ** 2,
}
PROMISED_CORE, PROMISED_WHOLE = 50, 10


def core(text: str, quantity: str) -> Callable[[], object]:
    """The search alone; q is one, as for the peer."""
    rules = sorted(search.book(), key=lambda rule: (rule.rank, rule.name))
    goal = moment(of(text), read_quantity(quantity).polynomial).subs(Symbol("q", positive=True), 1)
    return lambda: Search(rules).close(goal, field_of(goal.free_symbols))


def whole(text: str, quantity: str) -> Callable[[], object]:
    """From text to steps and print."""

    def work() -> object:
        search._kept.cache_clear()
        found = expectation(text, quantity)
        assert found.derivation is not None and found.status == "closed", (text, quantity)
        return blocks(found.derivation), latex(found.value)

    return work


def by_sympy(body: Expr) -> Callable[[], object]:
    return lambda: sympy.integrate(body * exp(-(z**2) / 2) / sqrt(2 * pi), (z, -oo, oo))


def against_sympy(runs: int) -> None:
    ratios: list[tuple[float, float]] = []
    for (text, quantity), body in CASES.items():
        search, telling = core(text, quantity), whole(text, quantity)
        search(), telling()
        theirs = seconds(by_sympy(body))
        ours = seconds(search, runs), seconds(telling, runs)
        ratios.append((theirs / ours[0], theirs / ours[1]))
        print(
            f"{text:38} {quantity:9} sympy {theirs:8.3f}s core {ours[0] * 1e3:7.2f}ms whole {ours[1] * 1e3:7.2f}ms {ratios[-1][0]:8.0f} {ratios[-1][1]:8.0f}",
            flush=True,
        )
    for name, column, promised in (("core", 0, PROMISED_CORE), ("whole", 1, PROMISED_WHOLE)):
        print(f"median ratio, {name}: {statistics.median(pair[column] for pair in ratios):.0f}, at least {promised} promised")


def kernels(runs: int) -> None:
    """Seconds of the processor for every closed kernel of the catalogue that is found within ten seconds."""
    rules = sorted(search.book(), key=lambda rule: (rule.rank, rule.name))
    for activation, derivative in ((a, d) for a in catalogue() for d in (0, 1)):
        try:
            if kernel(activation, derivative, seconds=10).status != "closed":
                continue
        except Exception as error:
            print(activation.name, error)
            continue
        goal = dual_kernel(activation, None, derivative)

        def printed(goal: object = goal) -> object:
            search._kept.cache_clear()
            return latex(search.derivation_of(goal).value)

        def searched(goal: object = goal) -> object:
            return Search(rules).close(goal, field_of(goal.free_symbols))

        first, second = seconds(searched, runs, time.process_time), seconds(printed, runs, time.process_time)
        remarks = f"{'> 100 ms' if first > 0.1 else ''} {'> 500 ms' if second > 0.5 else ''}"
        print(f"{activation.name:18} {derivative} core {first * 1e3:7.1f}ms printed {second * 1e3:7.1f}ms {remarks}", flush=True)


def questions() -> Iterator[tuple[str, str]]:
    """Different questions without end."""
    n = 0
    while True:
        n += 1
        a = Rational(n, 97)
        yield f"Max(x - {a}, 0)", "E[phi^2]"
        yield f"Piecewise((x, x>0),({a}*x, True))", "K"
        yield f"exp(-{a}*x**2)*x + {a}", "E[phi*z]"
        yield f"Max(-{a}, Min({a}, x))", "E[dphi^2]"
        yield f"tanh({a}*x)", "E[phi^2]"


def memory(count: int) -> None:
    """Resident size as the number of questions grows."""
    from derive.batch.answer import answer
    from derive.batch.question import read_question

    for i, (text, quantity) in enumerate(questions()):
        if i % max(1, count // 10) == 0:
            print(f"{i:6} questions {resident():8.1f} MB", flush=True)
        if i >= count:
            break
        at = {"q": "1", "c": "1/3"} if quantity == "K" else {"q": "1"}
        answer(read_question(json.dumps({"id": str(i), "activation": text, "quantity": quantity, "at": [at], "digits": 20})), 20)


def resident() -> float:
    """MB now on Linux, at the most elsewhere."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--kernels", action="store_true")
    parser.add_argument("--memory", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    if arguments.memory:
        memory(arguments.memory)
    elif arguments.kernels:
        kernels(arguments.runs)
    else:
        against_sympy(arguments.runs)


if __name__ == "__main__":
    main()
