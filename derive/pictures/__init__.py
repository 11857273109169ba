"""Pictures of the theory, in one style: `picture(kind, activation)`. Needs matplotlib, which is optional.

Curves are floats for the eye; every number that is printed in a picture is rounded from a ball.
"""

from derive.pictures.kinds import KINDS, picture
from derive.pictures.style import Picture

__all__ = ["KINDS", "Picture", "picture"]
