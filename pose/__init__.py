"""One recording of keypoints, from bytes to clean signals.  Pure: NumPy and SciPy only."""
