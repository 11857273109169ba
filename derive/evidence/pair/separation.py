r"""An integrand of two variables as a sum of products,  h(X, Y) = sum_i f_i(X) g_i(Y).

Only laws of algebra that hold for all real arguments are used: distributing products, (f g)^n = f^n g^n for integers n,
exp(a + b) = exp(a) exp(b), and the addition theorems of the circular and hyperbolic functions. Equal factors are
merged, because each costs a table.
"""

from __future__ import annotations

from math import prod

from sympy import Add, Expr, Integer, Mul, Pow, Symbol, cos, cosh, exp, expand_mul, expand_trig, sin, sinh

from derive.language.errors import CannotEnclose

Product = tuple[Expr, Expr]


def separate(body: Expr, letters: tuple[Symbol, Symbol]) -> list[Product]:
    """Pairs (f, g) with body = sum f(X) g(Y), merged; raises CannotEnclose when a factor mixes the letters.

    >>> from derive.language.symbols import X, Y
    >>> separate((X + Y)**2, (X, Y))
    [(1, _Y**2), (_X**2, 1), (_X, 2*_Y)]
    """
    products = [_normal(f, g) for f, g in _terms(body, letters)]
    by_first, by_second = _merge(products), _merge([(c, g, f) for c, f, g in products])
    if len(by_second) < len(by_first):
        return [(f, g) for g, f in by_second]
    return by_first


def _normal(f: Expr, g: Expr) -> tuple[Expr, Expr, Expr]:
    """(c, f, g) with the rational factors taken out."""
    (a, f), (b, g) = f.as_coeff_Mul(), g.as_coeff_Mul()
    return a * b, f, g


def _merge(products: list[tuple[Expr, Expr, Expr]]) -> list[Product]:
    """Terms with the same f collected: f sum c g."""
    found: dict[Expr, Expr] = {}
    for c, f, g in products:
        found[f] = found.get(f, Integer(0)) + c * g
    return sorted(((f, g) for f, g in found.items() if g != 0), key=lambda pair: pair[0].sort_key())


def _terms(body: Expr, letters: tuple[Symbol, Symbol]) -> list[Product]:
    x, y = letters
    if not body.has(y):
        return [(body, Integer(1))]
    if not body.has(x):
        return [(Integer(1), body)]
    if isinstance(body, Add):
        return [term for part in body.args for term in _terms(part, letters)]
    if isinstance(body, Mul):
        return _multiply([_terms(part, letters) for part in body.args])
    return _function(body, letters)


def _multiply(factors: list[list[Product]]) -> list[Product]:
    result: list[Product] = [(Integer(1), Integer(1))]
    for terms in sorted(factors, key=len):
        result = [(f * a, g * b) for f, g in result for a, b in terms]
    return result


def _function(body: Expr, letters: tuple[Symbol, Symbol]) -> list[Product]:
    """Powers, exponentials and addition theorems."""
    if isinstance(body, exp):
        pairs = _terms(expand_mul(body.args[0]), letters)
        if all(f.is_number or g.is_number for f, g in pairs):
            return [
                (
                    prod((exp(f * g) for f, g in pairs if g.is_number), start=Integer(1)),
                    prod((exp(f * g) for f, g in pairs if not g.is_number), start=Integer(1)),
                )
            ]
    elif isinstance(body, Pow) and body.exp.is_Integer:
        terms = _terms(body.base, letters)
        if len(terms) == 1:
            return [(terms[0][0] ** body.exp, terms[0][1] ** body.exp)]
        if 0 < body.exp <= 16:
            return _multiply([terms] * int(body.exp))
    elif isinstance(body, (sin, cos, sinh, cosh)):
        wider = expand_trig(body.func(expand_mul(body.args[0])))
        if not isinstance(wider, body.func):
            return _terms(wider, letters)
    raise CannotEnclose(f"E over two variables of {body}", "the factor mixes both variables", "a sum of products f(X) g(Y)")
