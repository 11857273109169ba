"""Rational functions of exponentials, and logarithms of them, in lowest terms.

Every exp(k p(x)), p a polynomial without constant term, becomes the power t**k of one generator t = exp(p), hyperbolic tangents become quotients, and
log(num/den) a sum over irreducible factors with log(t) = p(x). What is left is a quotient of polynomials, reduced exactly: sigmoid(x) + sigmoid(-x) is 1
and softplus(x) - softplus(-x) is x.
"""

from __future__ import annotations

from sympy import Add, Dummy, Expr, Integer, Mul, Pow, atan, exp, log, pi, tanh

from derive.language.forms.fields import field_of
from derive.language.forms.normal_form import Field
from derive.language.forms.normalize import normal_form
from derive.language.forms.positivity import is_positive
from derive.language.forms.ratio import Poly
from derive.language.symbols import x


class Exponentials:
    """The generators met so far: positive symbols t with t = exp(p(x))."""

    def __init__(self) -> None:
        self.powers: dict[Dummy, Expr] = {}

    def simplest(self, expr: Expr) -> Expr | None:
        """The expression without exponentials and logarithms if they cancel, else None.

        >>> Exponentials().simplest(1 / (1 + exp(x)) + 1 / (1 + exp(-x)))
        1
        """
        self._prepare(expr)
        plain = self._plain(expr)
        field = field_of(plain.free_symbols)
        form = normal_form(plain, field)
        left = form.expression()
        return None if left.has(log, exp, tanh, *self.powers) else left

    def _prepare(self, expr: Expr) -> None:
        """Generators of which all exponentials are whole powers: exp(x) where exp(2 x) and exp(3 x) occur."""
        found = [part.exp for part in expr.atoms(exp)] + [2 * part.args[0] for part in expr.atoms(tanh)]
        for exponent in sorted((e.expand() for e in found if e.has(x) and not e.has(log)), key=str):
            for generator, base in self.powers.items():
                ratio = (exponent / base).cancel()
                if ratio.is_Rational:
                    self.powers[generator] = base / ratio.q
                    break
            else:
                self._generator(exponent)

    def _plain(self, expr: Expr) -> Expr:
        """The expression in the generators."""
        if not expr.has(x):
            return expr
        if isinstance(expr, exp):
            return self._exponential(expr.exp)
        if isinstance(expr, tanh):
            square = self._exponential(2 * expr.args[0])
            return (square - 1) / (square + 1)
        if isinstance(expr, log):
            return self._logarithm(expr.args[0])
        if isinstance(expr, atan):
            return self._arctangent(expr)
        if isinstance(expr, Add | Mul):
            return expr.func(*(self._plain(arg) for arg in expr.args))
        if isinstance(expr, Pow) and expr.exp.is_Integer:
            return Pow(self._plain(expr.base), expr.exp)
        return expr

    def _exponential(self, exponent: Expr) -> Expr:
        """exp(exponent): logarithms in the exponent come down, the rest is a power of a generator."""
        result: Expr = Integer(1)
        rest: Expr = Integer(0)
        for term in Add.make_args(exponent.expand()):
            factor, inside = term.as_coeff_Mul()
            if isinstance(inside, log) and factor.is_Integer:
                result *= Pow(self._plain(inside.args[0]), factor)
            else:
                rest += term
        return result * self._generator(rest)

    def _arctangent(self, expr: Expr) -> Expr:
        """atan(1/w) = pi/2 - atan(w) for w = exp(p)."""
        inside = self._plain(expr.args[0])
        if isinstance(inside, Pow) and inside.base in self.powers and inside.exp.is_negative:
            return pi / 2 - atan(1 / inside)
        return atan(inside) if inside in self.powers or (isinstance(inside, Pow) and inside.base in self.powers) else expr

    def _generator(self, exponent: Expr) -> Expr:
        if exponent == 0:
            return Integer(1)
        for generator, base in self.powers.items():
            ratio = (exponent / base).cancel()
            if ratio.is_Integer:
                return Pow(generator, ratio)
        generator = Dummy("t", positive=True)
        self.powers[generator] = exponent
        return generator

    def _logarithm(self, argument: Expr) -> Expr:
        """log of a quotient of polynomials in the generators, over its irreducible factors; as it stands otherwise."""
        plain = self._plain(argument)
        field = field_of(plain.free_symbols)
        ratio = normal_form(plain, field).rational
        if ratio is None:
            return log(argument, evaluate=False)
        return self._factored(field, ratio.num) - self._factored(field, ratio.den)

    def _factored(self, field: Field, poly: Poly) -> Expr:
        content, factors = poly.factor()
        total: Expr = log(Integer(int(content))) if int(content) > 0 else log(Integer(int(content)), evaluate=False)
        for factor, power in factors:
            value = field.polynomial(factor).expression()
            if value in self.powers:
                total += int(power) * self.powers[value]
            elif is_positive(field, factor):
                total += int(power) * log(value, evaluate=False)
            else:
                return log(field.polynomial(poly).expression(), evaluate=False)
        return total
