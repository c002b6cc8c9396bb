"""Reading protocols from their files; a file that is no protocol is refused by name."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from scoring.measures import MEASURES
from scoring.protocols.model import Kind, Protocol

FOLDER: Final = Path(__file__).parent / "library"
NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.REPETITIONS: ("signal", "repetition"),
    Kind.HOLD: ("hold",),
    Kind.STANCE: ("stance",),
    Kind.STAGES: ("stance", "hold"),
    Kind.REACH: ("reach",),
    Kind.PHASES: ("phases",),
}
"""Rules without which a protocol of a kind cannot be scored."""


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
        raise ProtocolFormatError(f"{path.name}: {error}") from error
    problem = contradiction(protocol)
    if problem:
        raise ProtocolFormatError(f"{path.name}: {problem}")
    return protocol


def contradiction(protocol: Protocol) -> str | None:
    """Return what makes a protocol impossible to score; ``None`` where nothing does."""
    for rule in NEEDED[protocol.kind]:
        if getattr(protocol, rule) is None:
            return f"a protocol of kind {protocol.kind} needs [{rule}]"
    rows = [row for row in (protocol.signal, protocol.second, *protocol.angles) if row]
    for row in rows:
        if row.measure not in MEASURES:
            return f"no measure {row.measure!r}; known: {', '.join(sorted(MEASURES))}"
    rule = protocol.repetition
    if rule is not None and not 0 < rule.leave_level < rule.reach_level < 1:
        return "leave_level must lie between 0 and reach_level, and reach_level below 1"
    for angle in protocol.angles:
        if angle.deficit_key and angle.end_range_deg is None:
            return f"{angle.key}: deficit_key needs end_range_deg"
    return None


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
