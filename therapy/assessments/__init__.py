"""Assessments: recordings as they arrive, are stored, scored and read."""
