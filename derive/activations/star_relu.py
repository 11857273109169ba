"""A scaled and shifted square of the rectified linear unit, to four decimals (Yu et al. 2022)."""

from derive.activations.entry import define

activation = define("star_relu", "(8944*Max(x, 0)**2 - 4472)/10000")
