"""The third Hermite polynomial of unit norm under the standard normal law (Han, Avron, Lee and Shin 2022)."""

from derive.activations.entry import define

activation = define("hermite3", "(x**3 - 3*x)/sqrt(6)")
