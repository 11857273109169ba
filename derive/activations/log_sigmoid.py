"""The logarithm of the logistic function."""

from derive.activations.entry import define

activation = define("log_sigmoid", "-softplus(-x)", aliases=("logsigmoid",))
