"""The rational function of type (3, 2) nearest to the rectified linear unit, to four decimals (Boulle, Nakatsukasa and Townsend 2020)."""

from derive.activations.entry import define

activation = define("rational", "(11915*x**3 + 15957*x**2 + 5000*x + 218)/(23830*x**2 + 10000)")
