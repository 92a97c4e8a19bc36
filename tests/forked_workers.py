"""Tests side by side in processes that are forked once everything is collected.

Processes that start anew would each import a thousand files and collect fifteen thousand tests,
which takes longer than most rooms of tests do.
Each worker gets a piece of the list, in order, and one that has ended its piece takes half of the
longest that is left.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import traceback
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe, wait
from types import SimpleNamespace
from typing import Any

import pytest

AHEAD = 2
"""Tests that a worker knows: the one that it runs, and the one whose fixtures it may keep."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Says how many workers there are; few tests are run by this process itself."""
    parser.addoption(
        "--workers", default="0", help="processes that run tests side by side: a number, or auto"
    )


def worker_count(config: pytest.Config) -> int:
    """How many workers were asked for; ``auto`` is more than there are cores.

    Most tests wait for a program more than they reckon.
    """
    asked = str(config.getoption("--workers"))
    cores = os.cpu_count() or 1
    return min(3 * cores, cores + 8) if asked == "auto" else int(asked)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Runs all tests, if there are workers to run them."""
    config = session.config
    count = min(worker_count(config), len(session.items))
    if count < 1 or session.testsfailed or config.option.collectonly:
        return None
    config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    _Foreman(session, count).run()
    return True


@dataclass(eq=False)
class _Worker:
    """A process, and what it has to do.

    Attributes:
        number: of its folder for temporary files; a replacement has the same.
        process: its id.
        line: to it and from it.
        piece: the tests that it has not been told of, by index.
        told: those that it has, the first of which it runs.
        heard: whether it has reported something of that one.
    """

    number: int
    process: int
    line: Connection
    piece: deque[int]
    told: deque[int] = field(default_factory=deque)
    heard: bool = False

    @property
    def node(self) -> SimpleNamespace:
        """Whose report it is, as the terminal reporter asks of reports from elsewhere."""
        name = f"w{self.number}"
        return SimpleNamespace(gateway=SimpleNamespace(id=name), _workerinfocache=f"[{name}]")


class _Foreman:
    """Gives the tests out, and passes on what workers report."""

    def __init__(self, session: pytest.Session, count: int) -> None:
        self._session = session
        self._hook = session.config.hook
        size = len(session.items)
        pieces = [range(size * n // count, size * (n + 1) // count) for n in range(count)]
        self._workers: list[_Worker] = []
        for number, piece in enumerate(pieces):
            self._start(number, deque(piece))
        terminal = session.config.pluginmanager.getplugin("terminalreporter")
        if terminal is not None:
            terminal.showfspath = False

    def run(self) -> None:
        """Returns when all tests are done.

        Raises:
            Session.Failed: as many failed as were allowed to.
        """
        try:
            for worker in list(self._workers):
                self._tell(worker)
            while self._workers:
                lines = {worker.line: worker for worker in self._workers}
                for line in wait(list(lines)):
                    self._hear(lines[line])  # type: ignore[index]
                if self._session.shouldfail:
                    raise self._session.Failed(self._session.shouldfail)
                if self._session.shouldstop:
                    raise self._session.Interrupted(self._session.shouldstop)
        finally:
            for worker in self._workers:
                os.kill(worker.process, signal.SIGKILL)
                os.waitpid(worker.process, 0)

    def _start(self, number: int, piece: deque[int]) -> _Worker:
        ours, theirs = Pipe()
        others = [worker.line for worker in self._workers]
        sys.stdout.flush()
        sys.stderr.flush()
        process = os.fork()
        if not process:
            for line in (ours, *others):
                line.close()
            _work(self._session, number, theirs)
        theirs.close()
        worker = _Worker(number, process, ours, piece)
        self._workers.append(worker)
        return worker

    def _tell(self, worker: _Worker) -> None:
        """Keeps it busy; ``None`` says that there is nothing more."""
        while len(worker.told) < AHEAD:
            if not worker.piece:
                self._take_half_of_the_longest(worker)
            following = worker.piece.popleft() if worker.piece else None
            with suppress(BrokenPipeError):
                worker.line.send(following)
            if following is None:
                break
            worker.told.append(following)

    def _take_half_of_the_longest(self, worker: _Worker) -> None:
        longest = max(self._workers, key=lambda one: len(one.piece))
        for _ in range((len(longest.piece) + 1) // 2):
            worker.piece.appendleft(longest.piece.pop())

    def _hear(self, worker: _Worker) -> None:
        try:
            said: Mapping[str, Any] | None = worker.line.recv()
        except (EOFError, ConnectionResetError):
            self._bury(worker)
            return
        item = self._session.items[worker.told[0]]
        if said is None:
            self._hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
            worker.heard = False
            worker.told.popleft()
            self._tell(worker)
            return
        report = self._hook.pytest_report_from_serializable(
            config=self._session.config, data=dict(said)
        )
        report.node = worker.node
        if not worker.heard:
            worker.heard = True
            self._hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        self._hook.pytest_runtest_logreport(report=report)

    def _bury(self, worker: _Worker) -> None:
        """A worker ends when it was told of no further test; else a test has ended it."""
        self._workers.remove(worker)
        worker.line.close()
        _, status = os.waitpid(worker.process, 0)
        if not worker.told:
            return
        item = self._session.items[worker.told.popleft()]
        code = os.waitstatus_to_exitcode(status)
        report = pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome="failed",
            longrepr=f"The process that ran {item.nodeid} ended with status {code}.",
            when="call",
        )
        report.node = worker.node  # type: ignore[attr-defined]
        self._hook.pytest_runtest_logreport(report=report)
        self._hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        self._tell(self._start(worker.number, worker.told + worker.piece))


# In a worker.


class _Teller:
    """Sends reports to the process that has forked this one.

    That a fixture was made and left as it should be is two reports of three, and says nothing that
    anybody sees: only how long it took, if that was asked for.
    """

    def __init__(self, config: pytest.Config, line: Connection) -> None:
        self._config = config
        self._line = line
        self._all = config.option.durations is not None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call" and report.passed and not self._all:
            return
        hook = self._config.hook
        data = hook.pytest_report_to_serializable(config=self._config, report=report)
        self._line.send(data)


def _work(session: pytest.Session, number: int, line: Connection) -> None:
    """Runs what it is told to, and ends the process."""
    status = 1
    try:
        _part_from_the_parent(session.config, number)
        session.config.pluginmanager.register(_Teller(session.config, line))
        item = line.recv()
        while item is not None:
            following = line.recv()
            session.config.hook.pytest_runtest_protocol(
                item=session.items[item],
                nextitem=None if following is None else session.items[following],
            )
            line.send(None)
            item = following
        status = 0
    except (KeyboardInterrupt, BrokenPipeError, EOFError):
        pass
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        with suppress(BaseException):
            # Servers and programs that were started on the way.
            atexit._run_exitfuncs()
        os._exit(status)


def _part_from_the_parent(config: pytest.Config, number: int) -> None:
    """What two processes cannot share: the screen, the file of what is captured, the folder."""
    plugins = config.pluginmanager
    terminal = plugins.getplugin("terminalreporter")
    if terminal is not None:
        plugins.unregister(terminal)
    capture = plugins.getplugin("capturemanager")
    capture.stop_global_capturing()
    capture.start_global_capturing()
    capture.suspend_global_capture()
    factory: pytest.TempPathFactory = config._tmp_path_factory  # type: ignore[attr-defined]
    folder = factory.getbasetemp() / f"w{number}"
    folder.mkdir(mode=0o700, exist_ok=True)
    factory._basetemp = folder
