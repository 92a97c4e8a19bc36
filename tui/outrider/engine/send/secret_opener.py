"""Opens secrets through their providers, and has each masked from then on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec.structs import replace

from outrider.engine.exchanges.secret_bounds import SecretBounds
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.user_interface import UserInterface
from outrider.errors import Fault, Severity, WorkspaceError
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import SecretRef
from outrider.next_steps import EnterSecret, SetOsVariable
from outrider.redaction import Redactor
from outrider.secret_providers import find_provider, open_secret
from outrider.secret_providers.provider import SecretContext
from outrider.variables.variable_scope import PROCESS_PREFIX

_STAND_IN = Secret("stand-in-for-a-secret")


class SecretOpener:
    """Opens secrets through their providers, and has each one masked from then on.

    What the user typed is kept for the session, and comes before every other source; all else is
    opened anew for each send, so that a changed secret is seen, but for what a program gives to a
    run (:class:`~outrider.engine.send.run_secrets.RunSecrets`).
    """

    def __init__(
        self,
        process_environment: Mapping[str, str],
        redactor: Redactor,
        user: UserInterface | None,
        *,
        bounds: SecretBounds,
    ) -> None:
        self._process = process_environment
        self._redactor = redactor
        self._user = user
        self._bounds = bounds
        self._typed: dict[tuple[str, str, str], Secret] = {}
        """By workspace, environment and name; that of a process variable has its prefix."""
        self._asking = asyncio.Lock()

    async def open(
        self, names: Iterable[str], snapshot: WorkspaceSnapshot
    ) -> tuple[dict[str, Secret], list[Fault]]:
        """The secrets by name, and what went wrong with the others.

        Of a masked snapshot they are complete, and the faults are warnings.

        Raises:
            PromptUnanswered: a secret has to be typed and nobody can.
        """
        environment = snapshot.environment
        if environment is None:
            return {}, []
        given = {**snapshot.session_texts, **snapshot.overrides}
        self.mask(
            value
            for name, value in given.items()
            if name in environment.secrets or isinstance(value, Secret)
        )
        references = [environment.secrets[name] for name in sorted(names)]
        faults: list[Fault] = []
        context = self._context(snapshot, faults)
        typed = {ref.name: self._typed.get(_key(snapshot, ref.name)) for ref in references}
        opened = {name: secret for name, secret in typed.items() if secret is not None}
        references = [ref for ref in references if ref.name not in opened]
        silent = [ref for ref in references if ref.provider != "prompt"]
        for ref, outcome in zip(silent, await _open_all(silent, context, snapshot), strict=True):
            if isinstance(outcome, WorkspaceError):
                faults.extend(_with_step(fault, ref) for fault in _faults_of(outcome, ref))
            elif isinstance(outcome, BaseException):
                raise outcome
            else:
                opened[ref.name] = outcome
        if snapshot.masked:
            for ref in references:
                opened.setdefault(ref.name, _STAND_IN)
            faults = [replace(fault, severity=Severity.WARNING) for fault in faults]
        elif not any(fault.severity is Severity.ERROR for fault in faults):
            for ref in references:
                if ref.provider == "prompt":
                    opened[ref.name] = await self._asked(ref, context, snapshot)
        self._redactor.register(opened.values())
        if not snapshot.masked:
            self._bounds.note(environment, {**opened, **given})
        return opened, faults

    async def read(self, ref: SecretRef, snapshot: WorkspaceSnapshot) -> tuple[Secret, list[Fault]]:
        """What a source of an auth definition gives now, and warnings about it.

        Raises:
            SecretError: it gives nothing.
            TrustRequiredError: the user has not agreed to it.
        """
        warnings: list[Fault] = []
        context = self._context(snapshot, warnings)
        if ref.provider == "env":
            name = str(ref.options["env"])
            typed = self._process_value(name, snapshot)
            process = context.process if typed is None else {**context.process, name: typed}
            context = replace(context, process=process)
        try:
            secret = await open_secret(ref, context)
        except WorkspaceError as error:
            faults = [_of_source(fault, ref) for fault in _faults_of(error, ref)]
            raise type(error).of(faults) from None
        self.mask([secret])
        return secret, warnings

    def _context(self, snapshot: WorkspaceSnapshot, faults: list[Fault]) -> SecretContext:
        return SecretContext(
            root=snapshot.root,
            environment=snapshot.environment_id,
            trust=snapshot.trust,
            process=self._process,
            ask=partial(self._user.ask, secret=True)
            if self._user and self._user.can_ask and snapshot.is_attended
            else None,
            warn=faults.append,
        )

    def process_values(
        self, names: Iterable[str], snapshot: WorkspaceSnapshot, typed: Collection[str] = ()
    ) -> tuple[dict[str, str], list[Fault]]:
        """The process variables that ``{{$env.NAME}}`` reads, where that was agreed to.

        ``typed`` are names that the user typed on the command line.
        """
        names = sorted(names)
        asked = [name for name in names if name not in typed]
        needs = [TrustNeed(TrustKind.PROCESS_VARIABLE, (name,)) for name in asked]
        missing = snapshot.trust.missing(needs)
        if missing:
            return {}, [need.fault for need in missing]
        found = {name: self._process_value(name, snapshot) for name in names}
        values = {name: value for name, value in found.items() if value is not None}
        self._redactor.register(map(Secret, values.values()))
        return values, []

    def mask(self, secrets: Iterable[MaybeSecret]) -> None:
        """Has these masked from now on."""
        self._redactor.register(secrets)

    def _process_value(self, name: str, snapshot: WorkspaceSnapshot) -> str | None:
        typed = self._typed.get(_key(snapshot, f"{PROCESS_PREFIX}{name}"))
        return self._process.get(name) if typed is None else typed.reveal()

    def keep(self, snapshot: WorkspaceSnapshot, name: str, secret: Secret) -> None:
        """Keeps what the user typed for a secret, or for ``$env.NAME``, until it is forgotten."""
        self.mask([secret])
        self._typed[_key(snapshot, name)] = secret

    def source(self, snapshot: WorkspaceSnapshot, name: str) -> str:
        """Where the value of a secret comes from, as a noun."""
        if _key(snapshot, name) in self._typed:
            return "what was typed in this session"
        ref = snapshot.environment.secrets.get(name) if snapshot.environment else None
        return find_provider(ref.provider).source(ref, snapshot.root) if ref is not None else ""

    def typed_names(self, root: Path, environment: str) -> frozenset[str]:
        """What was typed for an environment."""
        return frozenset(
            name for place, of, name in self._typed if (place, of) == (str(root), environment)
        )

    async def _asked(
        self, ref: SecretRef, context: SecretContext, snapshot: WorkspaceSnapshot
    ) -> Secret:
        key = _key(snapshot, ref.name)
        # One question at a time: who waits for the same secret is not asked for it again.
        async with self._asking:
            if key not in self._typed:
                self._typed[key] = await open_secret(ref, context)
            return self._typed[key]

    def forget(self, environment: str | None = None, names: Collection[str] | None = None) -> None:
        """Forgets what was typed for an environment, or for all.

        Args:
            environment: its id; ``None`` for all.
            names: of secrets and process variables; all without it.
        """
        for key in list(self._typed):
            known = names is None or key[2].removeprefix(PROCESS_PREFIX) in names
            if known and environment in (None, key[1]):
                del self._typed[key]


async def _open_all(
    references: Sequence[SecretRef], context: SecretContext, snapshot: WorkspaceSnapshot
) -> Sequence[Secret | BaseException]:
    """What each of them gives, or why it gives nothing."""
    if len(references) > 1:
        opening = (_open_one(ref, context, snapshot) for ref in references)
        return await asyncio.gather(*opening, return_exceptions=True)
    try:
        return [await _open_one(ref, context, snapshot) for ref in references]
    except WorkspaceError as error:
        return [error]


async def _open_one(ref: SecretRef, context: SecretContext, snapshot: WorkspaceSnapshot) -> Secret:
    if snapshot.run_secrets is None or not find_provider(ref.provider).starts_program:
        return await open_secret(ref, context)
    opening = partial(open_secret, ref, context)
    return await snapshot.run_secrets.once(snapshot.environment_id, ref.name, opening)


def _key(snapshot: WorkspaceSnapshot, name: str) -> tuple[str, str, str]:
    return (str(snapshot.root), snapshot.environment_id, name)


def _faults_of(error: WorkspaceError, ref: SecretRef) -> tuple[Fault, ...]:
    whole = Fault(error.code, error.what, ref.place, error.why, error.advice, step=error.step)
    return error.faults or (whole,)


def _of_source(fault: Fault, ref: SecretRef) -> Fault:
    """A source is no entry of ``[secrets]``: only its process variable can be typed instead."""
    step = fault.step
    kept = SetOsVariable(step.name) if isinstance(step, SetOsVariable) else step
    return replace(fault, what=fault.what.replace(f'Secret "{ref.name}"', ref.name), step=kept)


def _with_step(fault: Fault, ref: SecretRef) -> Fault:
    """A secret that its source does not give can be typed instead."""
    return fault if fault.step is not None else replace(fault, step=EnterSecret(ref.name))
