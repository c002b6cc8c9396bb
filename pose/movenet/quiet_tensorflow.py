"""TensorFlow, imported once, without the log lines that its native code prints.

TensorFlow writes to the file descriptor of standard error before any of its own log settings
apply.  What it writes while it is imported or converts a model is kept aside here, and shown
only when the work fails.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def native_log_kept_aside() -> Iterator[None]:
    """Keep what is written to file descriptor 2 aside; print it if the block raises."""
    sys.stderr.flush()
    shown = os.dup(2)
    with tempfile.TemporaryFile() as log:
        os.dup2(log.fileno(), 2)
        try:
            yield
        except BaseException:
            sys.stderr.flush()
            log.seek(0)
            os.write(shown, log.read())
            raise
        finally:
            sys.stderr.flush()
            os.dup2(shown, 2)
            os.close(shown)


# Small single-image work on the processor: no accelerator is looked for, and the plain kernels
# give the same numbers on every machine.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")

with native_log_kept_aside():
    import tensorflow as tf

__all__ = ["native_log_kept_aside", "tf"]
