"""Reading protocols from their files; a file that is no protocol is refused by name."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from scoring.protocols.checking import contradiction
from scoring.protocols.model import Protocol

FOLDER: Final = Path(__file__).parent / "library"
FIELD: Final = re.compile(r"(.*) - at `\$\.?(.*)`")
"""How msgspec ends what it says about a field."""


class ProtocolFormatError(ValueError):
    """A file that is no protocol, naming the file, the field and what is wrong with it."""


def read_protocol_file(path: Path) -> Protocol:
    """Return the protocol in a TOML file.

    Raises
    ------
    ProtocolFormatError
        If the file is no protocol, or contradicts itself.
    OSError
        If it cannot be read.
    """
    try:
        protocol = msgspec.toml.decode(path.read_bytes(), type=Protocol)
    except (msgspec.MsgspecError, ValueError) as error:
        raise ProtocolFormatError(f"{path.name}: {_field_first(str(error))}") from error
    problem = contradiction(protocol)
    if problem:
        raise ProtocolFormatError(f"{path.name}: {problem}")
    return protocol


def _field_first(message: str) -> str:
    """Return what is wrong with a field, its name first: ``repetition.min_range: expected …``."""
    found = FIELD.fullmatch(message)
    if found is None:
        return message
    said, field = found.groups()
    return f"{field}: {said}" if field else said


class ProtocolLibrary(Mapping[str, Protocol]):
    """The project's own protocols by key; each file is read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        """Find the files of ``folder``."""
        self._paths = {path.stem: path for path in sorted(folder.glob("*.toml"))}
        self._read: dict[str, Protocol] = {}

    def __getitem__(self, key: str) -> Protocol:
        """Return the protocol called ``key``."""
        if key not in self._read:
            self._read[key] = read_protocol_file(self._paths[key])
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        """Return the keys in order."""
        return iter(self._paths)

    def __len__(self) -> int:
        """Return how many protocols there are."""
        return len(self._paths)


PROTOCOLS: Final = ProtocolLibrary(FOLDER)
"""Protocols by key."""
