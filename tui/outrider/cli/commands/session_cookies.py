"""The cookies of one command: none at first, but for those that environments store."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.cli.output.error_output import write_fault
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.errors import Fault, SaveError, Severity

if TYPE_CHECKING:
    from outrider.engine.cookies.environment_jars import EnvironmentJars


class SessionCookies:
    """Jars for the environments of a command, of which most keep none."""

    def __init__(self) -> None:
        self._jars: EnvironmentJars | None = None

    def with_jar(self, snapshot: WorkspaceSnapshot) -> WorkspaceSnapshot:
        """The files of a send with the jar of its environment."""
        environment = snapshot.environment
        if environment is None or not environment.cookies.keep:
            return snapshot
        if self._jars is None:
            from outrider.engine.cookies.environment_jars import EnvironmentJars

            self._jars = EnvironmentJars(snapshot.root, dict(os.environ))
        return replace(snapshot, cookies=self._jars.of(environment))

    def store(self, jobs: Iterable[SendJob]) -> None:
        """Stores cookies; that it could not is no reason to lose a response."""
        for job in jobs if self._jars is not None else ():
            assert self._jars is not None
            try:
                self._jars.store(job.snapshot.environment)
            except SaveError as error:
                fault = Fault(error.code, error.what, severity=Severity.WARNING)
                write_fault(fault, sys.stderr)
