"""Functions that sympy lacks, one file each."""

from derive.language.special.bivariate_normal_cdf import Phi2
from derive.language.special.goodwin_staton import GoodwinStaton
from derive.language.special.normal_cdf import Phi
from derive.language.special.owens_t import OwensT
from derive.language.special.parabolic_cylinder import ParabolicCylinderD
from derive.language.special.tricomi import TricomiU
from derive.language.special.voigt import VoigtK, VoigtL

__all__ = ["GoodwinStaton", "OwensT", "ParabolicCylinderD", "Phi", "Phi2", "TricomiU", "VoigtK", "VoigtL"]
