"""The REST interface, version 1: for patients' browsers, therapists and other systems."""
