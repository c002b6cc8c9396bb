"""The protocols: what is measured, from which view, with which thresholds.  Data only.

Each file in ``library/`` is one protocol.  A therapist's own exercise is another such
file, read with `read_protocol_file`.
"""

from scoring.protocols.model import (
    AmplitudeRow,
    AngleRow,
    ClinicalText,
    HoldRule,
    Kind,
    Limbs,
    PhasesRule,
    Protocol,
    ReachRule,
    RepetitionRule,
    SignalRow,
    StanceRule,
    TimingRule,
)
from scoring.protocols.reading import PROTOCOLS, ProtocolFormatError, read_protocol_file

__all__ = [
    "PROTOCOLS",
    "AmplitudeRow",
    "AngleRow",
    "ClinicalText",
    "HoldRule",
    "Kind",
    "Limbs",
    "PhasesRule",
    "Protocol",
    "ProtocolFormatError",
    "ReachRule",
    "RepetitionRule",
    "SignalRow",
    "StanceRule",
    "TimingRule",
    "read_protocol_file",
]
