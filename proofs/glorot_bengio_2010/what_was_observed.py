"""What the paper reports of experiments, and a note in circulation about it: recorded, with the one statement among them that can be counted."""

from sympy import binomial

from derive import Identity, Observed, Source, claim

TEXT = "X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward neural networks, 2010"
NOTE = "a circulating note on Glorot and Bengio 2010"
MEASURED = "measured in experiments: only repeating them could decide it"


@claim(source=Source("glorot2010", TEXT, "section 2, seen in the note").on("M.28"))
def shapes_make_nine_classes():
    """Images with one or two objects of three shapes: C(3, 2) + 3 + 3 = 9 classes."""
    return Identity(binomial(3, 2) + 3 + 3, 9)


@claim(source=Source("glorot2010", TEXT, "sections 3 and 4 and the table of test errors, seen").on("glorot.facts"), open=MEASURED)
def saturation_in_experiments():
    """With five layers of sigmoids the top layer never leaves saturation; tanh layers saturate one after the other from the first; softsign has its modes in
    (0.6, 0.8).
    """
    return Observed("five sigmoid layers stay saturated, tanh layers saturate from the first on, softsign activations have modes in (0.6, 0.8)")


@claim(source=Source("glorot2010", NOTE, "modes of the softsign, seen; the paper says (0.6, 0.8)").on("M.28"), open="a misquotation: " + MEASURED)
def modes_of_the_softsign_in_the_note():
    """The note says that softsign activations are mostly in [0.4, 0.8]."""
    return Observed("softsign activations are mostly in [0.4, 0.8]")
