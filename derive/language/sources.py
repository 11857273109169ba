"""The works that rules and definitions cite; keys are those of docs/references.bib."""

from __future__ import annotations

from derive.language.source import Source

AHLFORS = Source("ahlfors1979", "L. V. Ahlfors, Complex analysis, 1979", "chapter 2, section 1.4")
BAALRUD = Source("baalrud2013", "S. D. Baalrud, The incomplete plasma dispersion function: properties and application to waves in bounded plasmas, 2013")
CAMERON_MARTIN = Source("cameron1944", "R. H. Cameron and W. T. Martin, Transformations of Wiener integrals under translations, 1944")
CRAMER = Source("cramer1946", "H. Cramer, Mathematical methods of statistics, 1946", "chapter 10")
DLMF = Source("dlmf", "NIST Digital Library of Mathematical Functions, chapters 6, 7 and 10")
FELLER = Source("feller1971", "W. Feller, An introduction to probability theory and its applications II, 1971")
GOODWIN = Source("goodwin1948", "E. T. Goodwin and J. Staton, Table of the integral of exp(-u^2)/(u + x) over u > 0, 1948")
ISSERLIS = Source("isserlis1918", "L. Isserlis, On a formula for the product-moment coefficient of any order, 1918")
MEHLER = Source("mehler1866", "F. G. Mehler, Ueber die Entwicklung einer Function von beliebig vielen Variablen, 1866")
MELLIN = Source("titchmarsh1937", "E. C. Titchmarsh, Introduction to the theory of Fourier integrals, 1937", "section 1.29")
OWEN = Source("owen1980", "D. B. Owen, A table of normal integrals, 1980")
PLACKETT = Source("plackett1954", "R. L. Plackett, A reduction formula for normal multivariate integrals, 1954")
PRICE = Source("price1958", "R. Price, A useful theorem for nonlinear devices having Gaussian inputs, 1958")
RUDIN = Source("rudin1976", "W. Rudin, Principles of mathematical analysis, 1976", "Theorem 6.21")
SCHWARTZ = Source("schwartz1950", "L. Schwartz, Theorie des distributions, 1950", "chapter II")
SHEPPARD = Source("sheppard1899", "W. F. Sheppard, On the application of the theory of error to cases of normal distribution, 1899")
STEIN = Source("stein1981", "C. M. Stein, Estimation of the mean of a multivariate normal distribution, 1981", "Lemma 1")
WHITTAKER = Source("whittaker1927", "E. T. Whittaker and G. N. Watson, A course of modern analysis, 1927", "section 16.5")
WIDDER = Source("widder1941", "D. V. Widder, The Laplace transform, 1941")
YANG_SCHOENHOLZ = Source("yang2017", "G. Yang and S. S. Schoenholz, Mean field residual networks: on the edge of chaos, 2017")
