"""The sum of sine and cosine, random Fourier features (Rahimi and Recht 2007)."""

from derive.activations.entry import define

activation = define("sinusoid", "sin(x) + cos(x)", aliases=("cos_sin",))
