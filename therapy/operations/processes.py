"""Keep the product's processes running on one machine.

Production hosts have their own supervisors and use the Procfile; this one serves
`make run`, where nothing else is installed.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

RESTART_AFTER_S = (0.5, 1, 2, 5, 10)
STEADY_AFTER_S = 30
STOP_WITHIN_S = 10


@dataclass
class Process:
    """One process of the product: how to start it, and how often it had to be restarted."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_file: Path
    restarts: int = 0
    _started_at: float = 0.0
    _child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, with its output going to its log file."""
        with self.log_file.open("ab") as log:
            # A group of its own, so that Ctrl-C reaches the launcher first and children end in order.
            self._child = subprocess.Popen(  # noqa: S603 - the command is the product's own
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started_at = time.monotonic()

    def ended(self) -> int | None:
        """Return the exit status when it has ended."""
        return None if self._child is None else self._child.poll()

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to it and to everything it started."""
        if self._child is None:
            return
        try:
            os.killpg(self._child.pid, number)
        except ProcessLookupError:
            return

    def wait(self, timeout_s: float) -> bool:
        """Wait until it has ended; False when it has not within the time."""
        if self._child is None:
            return True
        try:
            self._child.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def pause_before_restart_s(self) -> float:
        """Return how long to wait: longer each time it ends soon after a start."""
        if time.monotonic() - self._started_at > STEADY_AFTER_S:
            self.restarts = 0
        return RESTART_AFTER_S[min(self.restarts, len(RESTART_AFTER_S) - 1)]


@dataclass
class Supervisor:
    """Starts processes, restarts what ends, stops all in order."""

    processes: Sequence[Process]
    stopping: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        """Start every process."""
        for process in self.processes:
            process.start()

    def run(self) -> None:
        """Watch until told to stop, then stop every process."""
        try:
            while not self.stopping.wait(0.5):
                for process in self.processes:
                    self._restart_if_ended(process)
        finally:
            self.stop()

    def _restart_if_ended(self, process: Process) -> None:
        if process.ended() is None:
            return
        if self.stopping.wait(process.pause_before_restart_s()):
            return
        process.restarts += 1
        process.start()

    def stop(self) -> None:
        """Ask every process to end, then insist."""
        for process in self.processes:
            process.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN_S
        for process in self.processes:
            if not process.wait(max(0.1, deadline - time.monotonic())):
                process.signal_group(signal.SIGKILL)
                process.wait(STOP_WITHIN_S)
