"""The therapist's pages: worklist, patients, assessments."""
