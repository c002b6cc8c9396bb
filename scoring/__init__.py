"""From trusted signals to explained clinical numbers.  Pure: NumPy, SciPy and `pose`."""
