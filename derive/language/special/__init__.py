"""Functions that sympy lacks, one file each.

What each of them keeps to, so that the rest of the house finds it:

* a subclass of `sympy.Function` whose first line of documentation says what it is; `eval` knows special values and orders arguments canonically, `fdiff`
  differentiates with respect to every argument for which there is a formula, `_eval_evalf` works to any precision (mpmath, relative accuracy);
* assumptions (`_eval_is_extended_real`, `_eval_is_finite`, `_eval_is_positive`) and `_eval_conjugate` for real arguments;
* `_latex(printer, exp=None)`;
* `_numpycode` and `_scipycode` (the same) name a vectorised float64 function through `printer._module_format`: one of `scipy.special`, or of
  `derive.arrays` where SciPy has none; `_mpmathcode` likewise names one of mpmath, or is left out and `evalf` is used;
* balls: an entry `@ball_function("Name")` in `derive.evidence` with proven radius;
* `nargs` is one number, with which `language.text.vocabulary` reads every name of `__all__`; `language.forms.normalize.CONVERTERS` makes an atom of it.
"""

from derive.language.special.bivariate_normal_cdf import Phi2
from derive.language.special.goodwin_staton import GoodwinStaton
from derive.language.special.hermite_function import HermiteK, HermiteL
from derive.language.special.hermite_pair import HermitePairK, HermitePairL
from derive.language.special.hermite_partial_sum import HermiteSum
from derive.language.special.incomplete_plasma import PlasmaK, PlasmaL
from derive.language.special.mean_logarithm import MeanLogK, MeanLogL
from derive.language.special.normal_cdf import Phi
from derive.language.special.owens_t import OwensT
from derive.language.special.parabolic_cylinder import ParabolicCylinderD
from derive.language.special.plasma_wave import PlasmaWaveK, PlasmaWaveL
from derive.language.special.polynomial_root import RootIm, RootRe
from derive.language.special.scaled_expint import ExpIntK, ExpIntL
from derive.language.special.tricomi import TricomiU
from derive.language.special.voigt import VoigtK, VoigtL
from derive.language.special.voigt_arc import VoigtArcK, VoigtArcL
from derive.language.special.voigt_pair import VoigtK2, VoigtL2

__all__ = [
    "ExpIntK",
    "ExpIntL",
    "GoodwinStaton",
    "HermiteK",
    "HermiteL",
    "HermitePairK",
    "HermitePairL",
    "HermiteSum",
    "MeanLogK",
    "MeanLogL",
    "OwensT",
    "ParabolicCylinderD",
    "Phi",
    "Phi2",
    "PlasmaK",
    "PlasmaL",
    "PlasmaWaveK",
    "PlasmaWaveL",
    "RootIm",
    "RootRe",
    "TricomiU",
    "VoigtArcK",
    "VoigtArcL",
    "VoigtK",
    "VoigtK2",
    "VoigtL",
    "VoigtL2",
]
