"""The catalogue: exercises and routines, versioned, never changed once published."""
