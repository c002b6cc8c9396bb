"""Static files, compressed once: files that have not changed keep their compressed copies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedStaticFilesStorage

COMPRESSED = (".br", ".gz")
# Brotli's best takes half a minute for each 9 MB of WASM; this takes one second for 2.3 MB
# instead of 2.0.
LARGE_BYTES = 1_000_000
LARGE_QUALITY = 6
BEST_QUALITY = 11
# WhiteNoise gives a copy its source's time as a float, which loses some nanoseconds.
SAME_TIME_NS = 1_000_000


class CompressWhatChanged(Compressor):  # type: ignore[misc]  # WhiteNoise is untyped
    """A compressor that leaves a file alone whose compressed copies are newer.

    WhiteNoise compresses every file at every collection; for 40 MB of WASM that is a minute.
    """

    def compress(self, path: str) -> Iterator[str]:
        """Yield the compressed copies of ``path``, made now or before."""
        copies = [Path(path + ending) for ending in COMPRESSED]
        made = [copy for copy in copies if copy.exists()]
        changed_at = Path(path).stat().st_mtime_ns
        if made and all(copy.stat().st_mtime_ns >= changed_at - SAME_TIME_NS for copy in made):
            return iter([str(copy) for copy in made])
        return iter(super().compress(path))

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Compress as well as can be, and large files quickly."""
        quality = LARGE_QUALITY if len(data) > LARGE_BYTES else BEST_QUALITY
        return bytes(brotli.compress(data, quality=quality))


class IncrementalStaticFilesStorage(CompressedStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise is untyped
    """WhiteNoise's storage with `CompressWhatChanged`."""

    def create_compressor(self, **options: Any) -> Compressor:
        """Return the compressor for one collection."""
        return CompressWhatChanged(**options)
