"""The works that rules and definitions cite; keys are those of docs/references.bib."""

from __future__ import annotations

from derive.language.source import Source

CAMERON_MARTIN = Source("cameron1944", "R. H. Cameron and W. T. Martin, Transformations of Wiener integrals under translations, 1944")
CHO_SAUL = Source("cho2009", "Y. Cho and L. K. Saul, Kernel methods for deep learning, 2009")
CRAMER = Source("cramer1946", "H. Cramer, Mathematical methods of statistics, 1946", "chapter 10")
FELLER = Source("feller1971", "W. Feller, An introduction to probability theory and its applications II, 1971")
HAYOU = Source("hayou2019", "S. Hayou, A. Doucet and J. Rousseau, On the impact of the activation function on deep neural networks training, 2019")
ISSERLIS = Source("isserlis1918", "L. Isserlis, On a formula for the product-moment coefficient of any order, 1918")
OWEN = Source("owen1980", "D. B. Owen, A table of normal integrals, 1980")
POOLE = Source("poole2016", "B. Poole et al., Exponential expressivity in deep neural networks through transient chaos, 2016")
PRICE = Source("price1958", "R. Price, A useful theorem for nonlinear devices having Gaussian inputs, 1958")
SCHWARTZ = Source("schwartz1950", "L. Schwartz, Theorie des distributions, 1950", "chapter II")
SHEPPARD = Source("sheppard1899", "W. F. Sheppard, On the application of the theory of error to cases of normal distribution, 1899")
STEIN = Source("stein1981", "C. M. Stein, Estimation of the mean of a multivariate normal distribution, 1981", "Lemma 1")
