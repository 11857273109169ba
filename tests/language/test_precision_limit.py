"""Special functions refuse precisions that they cannot reach, so that evalf of terms that cancel ends with an error that says so, rather than never."""

import pytest
from sympy import Rational
from sympy.core.evalf import PrecisionExhausted

from derive.language.special import (
    ExpIntK,
    ExpIntL,
    GoodwinStaton,
    HermiteK,
    HermiteL,
    HermitePairK,
    HermitePairL,
    HermiteSum,
    OwensT,
    ParabolicCylinderD,
    Phi,
    Phi2,
    PlasmaK,
    PlasmaL,
    TricomiU,
    VoigtK,
    VoigtK2,
    VoigtL,
    VoigtL2,
)
from derive.language.special.precision_limit import BY_QUADRATURE, BY_SERIES

THIRD = Rational(1, 3)
FUNCTIONS = [
    (Phi(THIRD), BY_SERIES),
    (GoodwinStaton(THIRD), BY_SERIES),
    (Phi2(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (OwensT(THIRD, THIRD), BY_QUADRATURE),
    (ParabolicCylinderD(THIRD, THIRD), BY_QUADRATURE),
    (TricomiU(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (VoigtK(THIRD, THIRD), BY_QUADRATURE),
    (VoigtL(THIRD, THIRD), BY_QUADRATURE),
    (ExpIntK(THIRD, THIRD), BY_SERIES),
    (ExpIntL(THIRD, THIRD), BY_SERIES),
    (HermiteK(-THIRD, THIRD, THIRD), BY_QUADRATURE),
    (HermiteL(-THIRD, THIRD, THIRD), BY_QUADRATURE),
    (HermiteSum(12, THIRD, THIRD), BY_SERIES),
    (HermitePairK(3, -THIRD, THIRD, THIRD, THIRD, THIRD, THIRD), BY_QUADRATURE),
    (HermitePairL(3, -THIRD, THIRD, THIRD, THIRD, THIRD, THIRD), BY_QUADRATURE),
    (PlasmaK(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (PlasmaL(THIRD, THIRD, THIRD), BY_QUADRATURE),
    (VoigtK2(THIRD, THIRD, 0, 1, THIRD), BY_QUADRATURE),
    (VoigtL2(THIRD, THIRD, 0, 1, THIRD), BY_QUADRATURE),
]


@pytest.mark.parametrize(("value", "bits"), FUNCTIONS, ids=lambda v: type(v).__name__)
def test_no_function_tries_more_bits_than_it_can_do(value, bits):
    with pytest.raises(PrecisionExhausted, match=f"{type(value).__name__} was asked for {bits + 1} bits"):
        value._eval_evalf(bits + 1)
    assert value.evalf(30).is_Float
