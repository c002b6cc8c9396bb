"""Published figures to put beside a value, each with its source; read when first asked for."""

from scoring.norms.comparison import Comparison, compared, compared_with_norms, described
from scoring.norms.lookup import all_norm_files, detectable_change_for, norms_for, source_called
from scoring.norms.reading import NormDataError, read_norm_file
from scoring.norms.records import (
    Grade,
    MinimalDetectableChange,
    Norm,
    Source,
    Statistic,
)

__all__ = [
    "Comparison",
    "Grade",
    "MinimalDetectableChange",
    "Norm",
    "NormDataError",
    "Source",
    "Statistic",
    "all_norm_files",
    "compared",
    "compared_with_norms",
    "described",
    "detectable_change_for",
    "norms_for",
    "read_norm_file",
    "source_called",
]
