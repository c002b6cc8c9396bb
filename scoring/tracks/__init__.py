"""Tracks through a recording: how each thing that can be followed is taken from the points."""
