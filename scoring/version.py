"""Version of what the numbers mean."""

from typing import Final

SCORING_VERSION: Final = "2.1.0"
"""Changes with every change of a golden number, and is stored with every result."""
