"""The triangular bump, a hat of height one on (-1, 1)."""

from derive.activations.entry import define

activation = define("triangle", "Max(0, 1 - Abs(x))", aliases=("hat", "triangular_bump"))
