"""The second Hermite polynomial of unit norm under the standard normal law (Daniely, Frostig and Singer 2016)."""

from derive.activations.entry import define

activation = define("hermite2", "(x**2 - 1)/sqrt(2)")
