"""Numbers of experiments that appear twice: no theorem, a misprint of one digit."""

from sympy import Rational

from derive import Identity, Source, claim

SLIDES = Source(
    "hayou2018", "S. Hayou, A. Doucet and J. Rousseau, On the selection of initialization and activation function, 2018", "slides, two tables [M.27]"
)


@claim(source=SLIDES, expects="refuted", instead="one of the two is a misprint; the tables do not say which")
def accuracy_of_elu_on_cifar_is_the_same_in_both_tables():
    """CIFAR-10, ELU, epoch 100: 45.76 +- 0.91 in one table and 47.76 +- 0.91 in the other. Which digit is right cannot be decided here."""
    return Identity(Rational("45.76"), Rational("47.76"))
