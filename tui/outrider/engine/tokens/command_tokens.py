"""Runs the program whose output is a token."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

from msgspec import Struct

from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder
from outrider.engine.tokens.token_job import TokenJob
from outrider.errors import CommandFailed
from outrider.model.reason import Reason
from outrider.model.secret import reveal
from outrider.model.token import TokenResponse
from outrider.model.value_source import file_and_line
from outrider.next_steps import EditKey
from outrider.oauth.command_output import TokenOutput, UnusableOutput
from outrider.oauth.token_client import TokenClient
from outrider.secret_providers.program_runner import ProgramFailed, program_name, run_program
from outrider.visible_text import visible_line

_SHOWN = 200


class CommandTokens(Struct):
    """Takes tokens from programs.

    Attributes:
        clock: seconds since the epoch.
        process: the environment variables that a program gets.
    """

    recorder: ExchangeRecorder
    clock: Callable[[], float]
    process: Mapping[str, str]

    async def perform(self, job: TokenJob, reason: Reason) -> tuple[TokenResponse, float]:
        """The token that the job's program prints, and when it was started.

        Raises:
            CommandFailed: it prints none.
        """
        command, started = job.auth.command, self.clock()
        shown = self.recorder.redactor.mask_body(visible_line(shlex.join(command)))
        run = f"{shown[:_SHOWN]}{'…' if len(shown) > _SHOWN else ''}"
        limit = float(reveal(job.auth.setting("timeout")) or 30)
        try:
            output = await run_program(command, Path(job.workspace), self.process, limit)
        except ProgramFailed as error:
            self._log(job, run, "failed", started, reason)
            self._reject_run(job, error)
        try:
            found = self._output(job, output.data, started).read()
        except UnusableOutput as error:
            self._log(job, run, "returned no token", started, reason)
            self._reject_output(job, error, output.complaint)
        self.recorder.redactor.register([found.access_token])
        self._log(job, run, "returned a token", started, reason)
        return found, started

    def _output(self, job: TokenJob, data: bytes, started: float) -> TokenOutput:
        paths = job.auth.config.token_response
        return TokenOutput(data, paths, self.recorder.redactor.mask_body, started)

    def _log(self, job: TokenJob, run: str, what: str, started: float, reason: Reason) -> None:
        elapsed = max((self.clock() - started) * 1000, 0)
        self.recorder.log(job.record, f"Command {run} {what} in {elapsed:.0f} ms: {reason.text}.")

    def _reject_run(self, job: TokenJob, error: ProgramFailed) -> NoReturn:
        client = TokenClient(auth=job.auth, with_line=job.with_line)
        advice, key = error.advice, "command"
        if error.timed_out:
            limit, key = int(reveal(job.auth.setting("timeout")) or 30), "timeout"
            more = client.assign_written(key, str(limit * 2))
            advice = f"Run it in a terminal to see what it waits for, or {more}."
        self._fail(job, error.how, error.why, advice, key)

    def _reject_output(self, job: TokenJob, error: UnusableOutput, complaint: str) -> NoReturn:
        client = TokenClient(auth=job.auth, with_line=job.with_line)
        advice, why = "", error.why or complaint
        if error.member and error.path:
            line = client.assign(error.member, error.path, "token_response")
            advice = f"{line[:1].upper()}{line[1:]}."
        elif error.member:
            advice = f"Check {client.response_member(error.member)}."
        self._fail(job, error.how, why, advice, "command")

    def _fail(self, job: TokenJob, how: str, why: str, advice: str, key: str) -> NoReturn:
        """Raises with the program's name, and where the definition names it."""
        mask = self.recorder.redactor.mask_body
        name = mask(program_name(job.auth.command))
        place = job.with_line(job.auth.config.location_of(key))
        command = job.with_line(job.auth.config.location_of("command"))
        error = CommandFailed(
            f'Command "{name}" {how}.',
            where=f"command{file_and_line(command)}",
            why=mask(visible_line(why)),
            advice=advice or f"Run it in a terminal to see what it prints: {name}",
            step=EditKey(place.file, place.line, place.dotted_key) if place.file else None,
        )
        error.masked = True
        raise error
