"""The directory is on the path, for the table of reference values."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
