"""Functions of float64 arrays that NumPy and SciPy lack: plain numbers in, plain numbers out, no expressions.

They are fast and have no proven error; `derive.compiled` bounds the error of what is built from them. SciPy is imported by the functions that need it
when they are called, because importing it costs more than most commands do.
"""

from derive.arrays.bivariate import phi2, wedge
from derive.arrays.faddeeva_along_arc import faddeeva_along_arc
from derive.arrays.faddeeva_of_two import faddeeva_of_two
from derive.arrays.goodwin_staton import goodwin_staton
from derive.arrays.hermite_function import hermite_function
from derive.arrays.hermite_pair import hermite_pair
from derive.arrays.hermite_partial_sum import hermite_partial_sum
from derive.arrays.hypergeometric import FUNCTIONS, hyper
from derive.arrays.incomplete_plasma import incomplete_plasma
from derive.arrays.mean_logarithm import mean_logarithm
from derive.arrays.normal import log_phi, mills, phi
from derive.arrays.plasma_wave import plasma_wave
from derive.arrays.scaled_expint import scaled_expint

__all__ = [
    "FUNCTIONS",
    "faddeeva_along_arc",
    "faddeeva_of_two",
    "goodwin_staton",
    "hermite_function",
    "hermite_pair",
    "hermite_partial_sum",
    "hyper",
    "incomplete_plasma",
    "log_phi",
    "mean_logarithm",
    "mills",
    "phi",
    "phi2",
    "plasma_wave",
    "scaled_expint",
    "wedge",
]
