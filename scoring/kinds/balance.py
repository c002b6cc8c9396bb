"""The former name of `scoring.kinds.hold`, until the pipeline knows the new one."""

from scoring.kinds.hold import score_hold as score_balance

__all__ = ["score_balance"]
