"""The values of the variables and secrets that another program gets."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from outrider.engine.send.error_masking import shown_error
from outrider.engine.send.prepared_send import stop_on
from outrider.engine.send.program_variables import ProgramChoice, references_to
from outrider.engine.send.send_consent import SendConsent
from outrider.engine.send.send_job import WorkspaceSnapshot
from outrider.engine.send.send_preparation import Preparer
from outrider.engine.send.trust_needs import scope_texts
from outrider.errors import Fault, OutriderError, SourceLocation
from outrider.model.secret import MaybeSecret, Secret, reveal
from outrider.model.workspace import SecretRef
from outrider.redaction import Redactor
from outrider.variables.requirements import find_requirements
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues


class ProgramEnvironment(Struct):
    """Opens and resolves what a program gets, as for a send."""

    preparer: Preparer
    redactor: Redactor

    async def open(self, snapshot: WorkspaceSnapshot, choice: ProgramChoice) -> RuntimeValues:
        """Opens the secrets and OS environment variables that the choice refers to.

        Raises:
            WorkspaceError: one of them cannot be had, or was not agreed to.
            PromptUnanswered: a secret has to be typed and nobody can.
        """
        try:
            return await self._opened(snapshot, choice)
        except OutriderError as raised:
            raise shown_error(raised, self.redactor, snapshot) from None

    def resolve(
        self,
        snapshot: WorkspaceSnapshot,
        choice: ProgramChoice,
        values: RuntimeValues,
        token: Secret | None,
    ) -> dict[str, MaybeSecret]:
        """The values by name of OS environment variable.

        Args:
            snapshot: the files.
            choice: what is passed.
            values: what was opened for it.
            token: for ``{{access_token}}``; a variable that needs it where there is none is
                not passed.

        Raises:
            ResolveError: a value cannot be had, or cannot be one of an OS environment variable.
        """
        found: dict[str, MaybeSecret] = {}
        # One for all: a variable made of {{$guid}} has one value.
        resolver = Resolver(choice.scope, replace(values, access_token=token))
        for name, os_name in choice.names.items():
            looked = find_requirements(references_to([name]), choice.scope)
            if looked.access_token and token is None:
                continue
            place = _place_of(name, choice)
            found[os_name] = resolver.text(f"{{{{{name}}}}}", place)
            if "\0" in reveal(found[os_name]):
                resolver.add_fault(_null_character(name, place))
        try:
            stop_on(resolver.faults, snapshot)
        except OutriderError as raised:
            raise shown_error(raised, self.redactor, snapshot) from None
        return found

    async def _opened(self, snapshot: WorkspaceSnapshot, choice: ProgramChoice) -> RuntimeValues:
        scope, opener = choice.scope, self.preparer.opener
        looked = find_requirements(references_to(choice.names), scope)
        consent = SendConsent(snapshot, scope, looked, scope_texts(scope))
        consent.require()
        secrets, opening = await opener.open(looked.secrets, snapshot)
        process, more = opener.process_values(looked.process, snapshot, consent.typed_process)
        stop_on([*opening, *more], snapshot)
        return RuntimeValues(
            secrets=secrets,
            process=process,
            dynamic=self.preparer.dynamic(),
            source=partial(opener.source, snapshot),
        )


def secret_os_variables(sources: Iterable[SecretRef]) -> frozenset[str]:
    """The OS environment variables from which secrets are taken."""
    named = (ref.options.get("env") for ref in sources if ref.provider == "env")
    return frozenset(name for name in named if isinstance(name, str))


def _place_of(name: str, choice: ProgramChoice) -> SourceLocation:
    variable = choice.scope.variable(name)
    if variable is not None:
        return variable.place
    secret = choice.scope.secrets.get(name)
    return secret.place if secret is not None else SourceLocation("", (name,))


def _null_character(name: str, place: SourceLocation) -> Fault:
    return Fault(
        "null_character",
        f'The value of "{name}" contains a null character.',
        place,
        why="An OS environment variable cannot contain one.",
    )
