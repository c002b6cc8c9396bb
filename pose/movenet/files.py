"""Checksums, and files that are there whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def file_has_sha256(path: Path, expected: str) -> bool:
    """Whether a file is there and has the expected SHA-256."""
    try:
        return sha256_of(path.read_bytes()) == expected
    except OSError:
        return False


def write_whole(path: Path, content: bytes) -> None:
    """Write a file beside its place and rename it there, so that nobody sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
