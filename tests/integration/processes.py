"""Worker and beat processes of an instance, to be killed and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil


class Program:
    """One process with its children, in a process group of its own."""

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.command = [sys.executable, "-m", *arguments]
        self.environment = dict(environment)
        self.log = log
        self.started_at_byte = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.started_at_byte = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """End the process and its children with `kill -9`, all at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def family(self) -> list[psutil.Process]:
        """Return the process and its children that live now."""
        if self._process is None:
            return []
        try:
            leader = psutil.Process(self._process.pid)
            return [leader, *leader.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def is_ready(self) -> bool:
        """Whether a worker has said, since it was started, that it takes tasks."""
        return b" ready." in self.log.read_bytes()[self.started_at_byte :]

    def resident_mb(self) -> list[float]:
        """Return the resident memory of each process of the family, in MB."""
        sizes = []
        for process in self.family():
            try:
                sizes.append(process.memory_info().rss / 1e6)
            except psutil.NoSuchProcess:
                continue
        return sizes

    def has_loaded(self, name: str) -> bool:
        """Whether a library whose path holds `name` is mapped in a process of the family."""
        for process in self.family():
            try:
                if any(name in mapped.path for mapped in process.memory_maps()):
                    return True
            except psutil.NoSuchProcess:
                continue
        return False


def worker(environment: Mapping[str, str], log: Path) -> Program:
    """A Celery worker with one pool process, as the Procfile starts it."""
    arguments = ["celery", "--app", "therapy", "worker", "--concurrency", "1"]
    arguments += ["--loglevel", "info", "--without-gossip", "--without-mingle"]
    return Program(arguments, environment, log)


def beat(environment: Mapping[str, str], log: Path) -> Program:
    """Celery beat, which asks for a sweep every ten seconds."""
    arguments = ["celery", "--app", "therapy", "beat", "--loglevel", "warning"]
    return Program([*arguments, "--pidfile", ""], environment, log)


@contextmanager
def running(*programs: Program) -> Iterator[None]:
    """Run programs inside, and end them whatever happens."""
    try:
        for program in programs:
            program.start()
        yield
    finally:
        for program in programs:
            program.kill()
