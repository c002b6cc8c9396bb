"""Static files, compressed once: files that have not changed keep their compressed copies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedStaticFilesStorage

COMPRESSED = (".br", ".gz")
# WhiteNoise gives a copy its source's time as a float, which loses some nanoseconds.
SAME_TIME_NS = 1_000_000


class CompressWhatChanged(Compressor):
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


class IncrementalStaticFilesStorage(CompressedStaticFilesStorage):
    """WhiteNoise's storage with `CompressWhatChanged`."""

    def create_compressor(self, **options: Any) -> Compressor:
        """Return the compressor for one collection."""
        return CompressWhatChanged(**options)
