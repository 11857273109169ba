"""The random feature of the Gaussian kernel exp(-gamma |x - y|**2) (Rahimi and Recht 2007)."""

from derive.activations.entry import define

activation = define("rbf", "sqrt(2)*sin(sqrt(2*gamma)*x + pi/4)", defaults={"gamma": "1"})
