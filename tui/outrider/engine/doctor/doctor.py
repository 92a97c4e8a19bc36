"""Finds why an auth definition of an environment gets no token, and what to change."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from msgspec import Struct
from msgspec.structs import replace

from outrider.auth.definitions import named_auth
from outrider.engine.doctor.auth_variation import WrittenAuth
from outrider.engine.doctor.definition_repair import (
    address_repair,
    rename_advice,
    repairs,
    stray_steps,
)
from outrider.engine.doctor.diagnosis import Diagnosis, DiagnosisStep, StepStatus
from outrider.engine.doctor.diagnosis_run import DiagnosedAuth, DiagnosisRun
from outrider.engine.doctor.diagnosis_words import sentence
from outrider.engine.doctor.exchange_limit import LimitedRecorder
from outrider.engine.doctor.probe_planner import MOST_EXCHANGES
from outrider.engine.doctor.probes import AuthEdit
from outrider.engine.exchanges.exchange_recorder import ExchangeRecorder
from outrider.engine.send.error_lines import add_lines
from outrider.engine.send.error_masking import shown_error
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.send_preparation import Preparer
from outrider.engine.tokens.token_exchange import TokenExchange
from outrider.errors import Fault, PromptUnanswered, SourceLocation, UsageError, WorkspaceError
from outrider.model.auth import AuthConfig
from outrider.model.workspace import Environment
from outrider.next_steps import ConfirmSend

_UNCHECKED = ("DNS", "TCP", "metadata", "token")


def _untold(_: DiagnosisStep) -> None:
    """Nobody listens."""


class Doctor(Struct):
    """Performs diagnoses.

    Attributes:
        exchange: a token exchange of its own for each diagnosis, with the recorder given.
    """

    preparer: Preparer
    recorder: ExchangeRecorder
    exchange: Callable[[ExchangeRecorder], TokenExchange]

    async def examine(
        self,
        snapshot: WorkspaceSnapshot,
        auth: str,
        *,
        confirmed: bool = False,
        tell: Callable[[DiagnosisStep], None] = _untold,
    ) -> Diagnosis:
        """Looks at everything between the file and a token, with at most eight exchanges.

        Args:
            snapshot: the files; its environment is the one that is looked at.
            auth: name of the definition.
            confirmed: the user said yes to trying a protected environment.
            tell: is told each step when it ends.

        Raises:
            PromptUnanswered: the environment is protected and nobody said yes, or a secret has to
                be typed and nobody can.
            UsageError: the definition is of a type that has no token endpoint.
        """
        environment = snapshot.environment
        assert environment is not None
        try:
            subject = await self._prepared(snapshot, environment, auth, confirmed=confirmed)
        except WorkspaceError as error:
            shown = self._shown(error, snapshot)
            return _unprepared(shown, snapshot, environment, _written(environment, auth), tell)
        return await self._run(subject, tell)

    async def _prepared(
        self, snapshot: WorkspaceSnapshot, environment: Environment, auth: str, *, confirmed: bool
    ) -> DiagnosedAuth:
        """The definition, resolved: as it is written or, where it lacks a key, in another way."""
        written = WrittenAuth.of(environment, auth)
        fault: WorkspaceError | None = None
        assumed: tuple[AuthEdit, ...] = ()
        try:
            config = named_auth(environment, auth)
        except WorkspaceError as error:
            assumed = _assumed(written, environment, error)
            fault = self._shown(error, snapshot)
            config = named_auth(written.edited(environment, assumed), auth)
        _require_token_endpoint(config)
        address = address_repair(written)
        if address is not None:
            assumed = (*(one for one in assumed if one.key != address[0].key), address[0])
            fault = fault or self._shown(address[1], snapshot)
        if assumed:
            snapshot = replace(snapshot, environment=written.edited(environment, assumed))
            assert snapshot.environment is not None
            config = named_auth(snapshot.environment, auth)
        _require_yes(environment, confirmed=confirmed)
        prepared = await self.preparer.prepare_auth(snapshot, config, None)
        await self.preparer.connections.require(prepared.connection, snapshot)
        return DiagnosedAuth(snapshot, environment, written, prepared, assumed, fault)

    def _shown(self, error: WorkspaceError, snapshot: WorkspaceSnapshot) -> WorkspaceError:
        add_lines(error, snapshot.with_line)
        shown_error(error, self.recorder.redactor, snapshot)
        return error

    async def _run(
        self, subject: DiagnosedAuth, tell: Callable[[DiagnosisStep], None]
    ) -> Diagnosis:
        whole = self.recorder
        limited = LimitedRecorder(
            whole.transport,
            whole.bus,
            whole.redactor,
            whole.clock,
            whole.bounds,
            whole=whole,
            most=MOST_EXCHANGES,
        )
        run = DiagnosisRun(
            subject,
            preparer=self.preparer,
            exchange=self.exchange(limited),
            recorder=limited,
            record=whole.begin(subject.environment.id),
            tell=tell,
        )
        return await run.run()


def _assumed(
    written: WrittenAuth, environment: Environment, error: WorkspaceError
) -> tuple[AuthEdit, ...]:
    """The change of keys with which a definition is one.

    Raises:
        WorkspaceError: the one that is given: nothing that may be meant would mend it.
    """
    for edits in repairs(written, environment, error):
        with suppress(WorkspaceError):
            named_auth(written.edited(environment, edits), written.name)
            return edits
    raise error


def _written(environment: Environment, auth: str) -> WrittenAuth | None:
    """The definition as the files have it; ``None`` where it extends none that there is."""
    with suppress(WorkspaceError):
        return WrittenAuth.of(environment, auth)
    return None


def _unprepared(
    error: WorkspaceError,
    snapshot: WorkspaceSnapshot,
    environment: Environment,
    written: WrittenAuth | None,
    tell: Callable[[DiagnosisStep], None],
) -> Diagnosis:
    """What is said where nothing can be sent yet."""
    steps = [DiagnosisStep(StepStatus.FAILED, "references", error.what, error)]
    steps += stray_steps(written) if written is not None else ()
    steps += [DiagnosisStep(StepStatus.SKIPPED, name, "needs references") for name in _UNCHECKED]
    for step in steps:
        tell(step)
    rename = rename_advice(written, error, snapshot.with_line) if written is not None else ""
    return Diagnosis(
        environment.name,
        tuple(steps),
        conclusion=_placed_sentence(error),
        advice=rename or error.advice,
        step=error.step,
        exit_code=error.exit_code,
    )


def _placed_sentence(error: WorkspaceError) -> str:
    """What is wrong, after the file and line where it is."""
    place = next((fault.place for fault in error.faults if fault.place is not None), None)
    where = f"{place.file}:{place.line}" if place and place.line is not None else ""
    return ": ".join(filter(None, (where, sentence(error.what))))


def _require_token_endpoint(config: AuthConfig) -> None:
    if config.type != "oauth2":
        fault = Fault(
            "not_oauth",
            f'Auth type "{config.type}" has no token endpoint to check.',
            config.location_of("type"),
            advice='Only auth definitions of type "oauth2" can be checked.',
        )
        raise UsageError.of([fault])


def _require_yes(environment: Environment, *, confirmed: bool) -> None:
    if not environment.protected or confirmed:
        return
    fault = Fault(
        "protected",
        f'Environment "{environment.name}" is protected: its check needs a confirmation.',
        SourceLocation(environment.file, ("protected",)),
        why=f"It makes up to {MOST_EXCHANGES} requests. Nothing was sent.",
        step=ConfirmSend(),
    )
    raise PromptUnanswered.of([fault])
