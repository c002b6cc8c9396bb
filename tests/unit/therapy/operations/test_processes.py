"""The launcher keeps processes running and stops them whole."""

import os
import sys
import threading
from pathlib import Path

import psutil

from therapy.operations.processes import Process, Supervisor

STAYS = "import time\nprint('up', flush=True)\nwhile True: time.sleep(0.05)"
ENDS_ONCE = (
    "import pathlib, sys, time\n"
    "mark = pathlib.Path(sys.argv[1])\n"
    "if not mark.exists():\n"
    "    mark.touch()\n"
    "    sys.exit(3)\n"
    "pathlib.Path(sys.argv[2]).touch()\n"
    "while True: time.sleep(0.05)"
)


def _process(folder: Path, code: str, *arguments: str) -> Process:
    command = [sys.executable, "-c", code, *arguments]
    return Process("one", command, dict(os.environ), folder / "one.log")


def _run(supervisor: Supervisor) -> threading.Thread:
    supervisor.start()
    thread = threading.Thread(target=supervisor.run)
    thread.start()
    return thread


def _wait_for(condition) -> bool:
    waiting = threading.Event()
    for _ in range(200):
        if condition():
            return True
        waiting.wait(0.05)
    return False


def test_a_process_that_ends_is_started_again(tmp_path: Path) -> None:
    process = _process(tmp_path, ENDS_ONCE, str(tmp_path / "ended"), str(tmp_path / "again"))
    supervisor = Supervisor([process])
    thread = _run(supervisor)
    try:
        assert _wait_for((tmp_path / "again").exists)
        assert process.restarts == 1
    finally:
        supervisor.stopping.set()
        thread.join(15)


def test_stopping_leaves_no_process_behind(tmp_path: Path) -> None:
    process = _process(tmp_path, STAYS)
    supervisor = Supervisor([process])
    thread = _run(supervisor)
    assert _wait_for(lambda: (tmp_path / "one.log").read_bytes() == b"up\n")
    assert process._child is not None
    child = psutil.Process(process._child.pid)
    supervisor.stopping.set()
    thread.join(15)
    assert not thread.is_alive()
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
    assert process.ended() is not None


def test_the_pause_before_a_restart_grows_with_each_early_end(tmp_path: Path) -> None:
    process = _process(tmp_path, STAYS)
    process.start()
    pauses = []
    try:
        for restarts in range(7):
            process.restarts = restarts
            pauses.append(process.pause_before_restart_s())
    finally:
        Supervisor([process]).stop()
    assert pauses == sorted(pauses)
    assert pauses[0] < 1 < pauses[-1]
