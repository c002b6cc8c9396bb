"""The evidence, so that anyone can run it: `make validate` writes `docs/validation.md`.

Each topic has a module with functions that measure and return plain values, and one that
makes a `Section` of them.  Rendering is in `document` and `pictures`.
"""

import os

# One core, as the figures say; this package is loaded before NumPy is.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
