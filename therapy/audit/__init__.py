"""Who saw or changed what: append-only."""
