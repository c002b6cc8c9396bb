"""Template tags of the therapist's pages."""
