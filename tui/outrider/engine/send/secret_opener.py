"""Opens secrets through their providers, and has each masked from then on."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial

from msgspec.structs import replace

from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.user_interface import UserInterface
from outrider.errors import Fault, Severity, WorkspaceError
from outrider.model.secret import MaybeSecret, Secret
from outrider.model.trust import TrustKind, TrustNeed
from outrider.model.workspace import SecretRef
from outrider.redaction import Redactor
from outrider.secret_providers import open_secret
from outrider.secret_providers.provider import SecretContext

_STAND_IN = Secret("stand-in-for-a-secret")


class SecretOpener:
    """Opens secrets through their providers, and has each one masked from then on.

    What the user typed at a prompt is kept for the session; everything else is opened anew for
    each send, so that a changed secret is seen.
    """

    def __init__(
        self,
        process_environment: Mapping[str, str],
        redactor: Redactor,
        user: UserInterface | None,
    ) -> None:
        self._process = process_environment
        self._redactor = redactor
        self._user = user
        self._typed: dict[tuple[str, str, str], Secret] = {}
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
        self.mask(
            value
            for name, value in snapshot.overrides.items()
            if name in environment.secrets or isinstance(value, Secret)
        )
        references = [environment.secrets[name] for name in sorted(names)]
        faults: list[Fault] = []
        context = SecretContext(
            root=snapshot.root,
            environment=environment.id,
            trust=snapshot.trust,
            process=self._process,
            ask=None if self._user is None else partial(self._user.ask, secret=True),
            warn=faults.append,
        )
        opened: dict[str, Secret] = {}
        silent = [ref for ref in references if ref.provider != "prompt"]
        outcomes = await asyncio.gather(
            *(open_secret(ref, context) for ref in silent), return_exceptions=True
        )
        for ref, outcome in zip(silent, outcomes, strict=True):
            if isinstance(outcome, WorkspaceError):
                told = Fault(outcome.code, outcome.what, ref.place, outcome.why, outcome.advice)
                faults.extend(outcome.faults or (told,))
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
        return opened, faults

    def process_values(
        self, names: Iterable[str], snapshot: WorkspaceSnapshot
    ) -> tuple[dict[str, str], list[Fault]]:
        """The process variables that ``{{$env.NAME}}`` reads, where that was agreed to."""
        names = sorted(names)
        needs = [TrustNeed(TrustKind.PROCESS_VARIABLE, (name,)) for name in names]
        missing = snapshot.trust.missing(needs)
        if missing:
            return {}, [need.fault for need in missing]
        values = {name: self._process[name] for name in names if name in self._process}
        self._redactor.register(map(Secret, values.values()))
        return values, []

    def mask(self, secrets: Iterable[MaybeSecret]) -> None:
        """Has these masked from now on."""
        self._redactor.register(secrets)

    async def _asked(
        self, ref: SecretRef, context: SecretContext, snapshot: WorkspaceSnapshot
    ) -> Secret:
        key = (str(snapshot.root), snapshot.environment_id, ref.name)
        # One question at a time: who waits for the same secret is not asked for it again.
        async with self._asking:
            if key not in self._typed:
                self._typed[key] = await open_secret(ref, context)
            return self._typed[key]

    def forget(self, environment: str | None = None) -> None:
        """Forgets what was typed for an environment, or for all."""
        for key in [key for key in self._typed if environment in (None, key[1])]:
            del self._typed[key]
