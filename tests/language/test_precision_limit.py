"""Special functions refuse precisions that they cannot reach, so that evalf of terms that cancel ends with an error that says so, rather than never."""

import pytest
from sympy import Rational
from sympy.core.evalf import PrecisionExhausted

from derive.language import special
from derive.language.special.precision_limit import BY_QUADRATURE, BY_SERIES

THIRD = Rational(1, 3)
FUNCTIONS = [
    (special.Phi(THIRD), BY_SERIES),
    (special.GoodwinStaton(THIRD), BY_SERIES),
    (special.Phi2(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.OwensT(THIRD, THIRD), BY_QUADRATURE),
    (special.ParabolicCylinderD(THIRD, THIRD), BY_QUADRATURE),
    (special.TricomiU(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.VoigtK(THIRD, THIRD), BY_QUADRATURE),
    (special.VoigtL(THIRD, THIRD), BY_QUADRATURE),
    (special.ExpIntK(THIRD, THIRD), BY_SERIES),
    (special.ExpIntL(THIRD, THIRD), BY_SERIES),
    (special.HermiteK(-THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.HermiteL(-THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.HermiteSum(12, THIRD, THIRD), BY_SERIES),
    (special.HermitePairK(3, -THIRD, THIRD, THIRD, THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.HermitePairL(3, -THIRD, THIRD, THIRD, THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.MeanLogK(THIRD, THIRD), BY_QUADRATURE),
    (special.MeanLogL(THIRD, THIRD), BY_QUADRATURE),
    (special.PlasmaK(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.PlasmaL(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.PlasmaWaveK(THIRD, THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.PlasmaWaveL(THIRD, THIRD, THIRD, THIRD), BY_QUADRATURE),
    (special.VoigtArcK(THIRD, THIRD, 1, THIRD), BY_QUADRATURE),
    (special.VoigtArcL(THIRD, THIRD, 1, THIRD), BY_QUADRATURE),
    (special.VoigtK2(THIRD, THIRD, 0, 1, THIRD), BY_QUADRATURE),
    (special.VoigtL2(THIRD, THIRD, 0, 1, THIRD), BY_QUADRATURE),
]


@pytest.mark.parametrize(("value", "bits"), FUNCTIONS, ids=lambda v: type(v).__name__)
def test_no_function_tries_more_bits_than_it_can_do(value, bits):
    with pytest.raises(PrecisionExhausted, match=f"{type(value).__name__} was asked for {bits + 1} bits"):
        value._eval_evalf(bits + 1)
    assert value.evalf(30).is_Float
