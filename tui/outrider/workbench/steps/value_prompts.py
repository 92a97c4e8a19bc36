"""Asks for the value of a variable or a secret, and keeps it where the user says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from msgspec import Struct

from outrider.dialogs.value_dialog import GivenValue, ValueDialog
from outrider.engine.editing.reference_correction import correct_in_file, correct_request
from outrider.engine.editing.value_keeping import (
    Keeping,
    define_variable,
    definition_problem,
    keep_in_keyring,
    kept_file,
    save_secret,
)
from outrider.errors import SourceLocation
from outrider.model.secret import Secret
from outrider.next_steps import DefineVariable
from outrider.variables.name_lookup import NameLookup
from outrider.variables.reference_faults import secret_fault
from outrider.variables.variable_scope import PROCESS_PREFIX
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.requests.editor_context import editor_context
from outrider.workbench.requests.request_controller import RequestController

_NOWHERE = SourceLocation("")
_LONGEST_VALUE = 40
"""Characters that are shown of the value that was probably meant."""


class ValuePrompts(Struct):
    """Defines what is missing, in the environment in which it is.

    Args:
        requests: has the request whose reference is corrected.
    """

    _context: WorkbenchContext
    _requests: RequestController

    async def define(
        self,
        step: DefineVariable,
        place: SourceLocation | None,
        environment: str,
        then: str,
        correct: Callable[[str], None] | None = None,
    ) -> bool:
        """Gives a variable a value, or corrects the reference; whether one of them was done.

        Args:
            step: the name.
            place: where the reference is.
            environment: id of the environment; empty for none.
            then: what enter does besides: ``send``, or empty.
            correct: corrects the reference where it is on no request and in no file yet; nothing
                is defined then.

        Raises:
            OutriderError: the file cannot be changed.
        """
        name, labels = step.name, self._places(environment)
        may_correct = place is not None or correct is not None
        near = step.near[0] if step.near and may_correct else ""
        answer = await self._context.show_dialog(
            ValueDialog(
                f'Define "{name}"',
                f'Variable "{name}" is not defined.',
                list(labels),
                label="Save in",
                done=f"Define and {then}" if then else "Define",
                validate=lambda value, kept: definition_problem(
                    self._context.workspace, name, value, labels[kept]
                ),
                instead=f'Use "{near}" instead{self._value(near, environment)}' if near else "",
            )
        )
        if answer is None:
            return False
        if answer.instead and correct is not None:
            correct(near)
            return False
        if answer.instead and place is not None:
            await self._correct(place, name, near)
            return True
        assert isinstance(answer.value, str)
        keeping, value = labels[answer.kept], answer.value
        await self._write(
            environment,
            lambda: define_variable(self._context.workspace, environment, name, value, keeping),
        )
        where = kept_file(keeping, environment)
        self._context.notify(f"Defined {name} in {where or 'this session'}.")
        return True

    def _places(self, environment: str) -> Mapping[str, Keeping]:
        """The choices, by their labels."""
        labels = {"this session": Keeping.SESSION}
        if environment:
            name, file = self._label(environment), f"{environment}.local.toml"
            labels[f"{name}, this machine ({file})"] = Keeping.LOCAL_FILE
            labels[f"{name} ({environment}.toml)"] = Keeping.ENVIRONMENT
        return {**labels, "workspace": Keeping.WORKSPACE}

    def _label(self, environment: str) -> str:
        known = self._context.workspace.environments
        found = next((one.environment for one in known if one.id == environment), None)
        return found.name if found is not None else environment

    def _value(self, name: str, environment: str) -> str:
        """The value of a name, as people may see it, in brackets."""
        context = self._context
        request = context.request
        names: NameLookup | None = None
        if request is not None and environment == context.workspace.active:
            names = editor_context(context.workspace, request).names
        value = names.find(name).display_value if names is not None else ""
        if len(value) > _LONGEST_VALUE:
            value = f"{value[:_LONGEST_VALUE]}…"
        return f" ({value})" if value else ""

    async def _correct(self, place: SourceLocation, name: str, other: str) -> None:
        """Corrects a reference in the request as it is edited, or in the file where it is."""
        context = self._context
        request = context.request
        if request is not None and place.file == request.file:
            self._requests.apply_edit(correct_request(request, name, other))
            self._requests.show()
            context.notify(f"Replaced {{{{{name}}}}} by {{{{{other}}}}}. Not saved yet.")
            return
        workspace = context.workspace
        trusted = workspace.reader.trusted
        correct_in_file(workspace.root, place, name, other, trusted=trusted)
        workspace.reload()
        context.notify(f"Replaced {{{{{name}}}}} by {{{{{other}}}}} in {place.file}.")

    async def enter_secret(
        self, name: str, missing: str, environment: str, *, lasting: bool = False
    ) -> bool:
        """Asks for a secret, and keeps it in no file that is shared; whether it was given.

        Args:
            name: of the secret.
            missing: why it is asked for, in a sentence.
            environment: id of the environment that has it.
            lasting: proposes the local file, and not this session.

        Raises:
            OutriderError: it cannot be kept where the user wants it.
        """
        context, workspace = self._context, self._context.workspace
        labels = {
            "in memory, this session": Keeping.SESSION,
            f"in {environment}.local.toml": Keeping.LOCAL_FILE,
        }
        if lasting:
            labels = dict(reversed(labels.items()))
        if await workspace.keyring.is_usable():
            labels["in the keyring"] = Keeping.KEYRING
        answer = await self._ask_secret(name, missing, labels)
        if answer is None:
            return False
        assert isinstance(answer.value, Secret)
        secret, keeping = answer.value, labels[answer.kept]
        opener = context.engine.secret_opener
        opener.mask([secret])
        if keeping is Keeping.SESSION:
            opener.keep(workspace.snapshot(environment), name, secret)
            context.notify(f'Secret "{name}" is kept until Outrider exits.')
            return True
        # What was typed before would come before the one that is saved now.
        opener.forget(environment, {name})
        if keeping is Keeping.KEYRING:
            await self._save(environment, keep_in_keyring(workspace, environment, name, secret))
            context.notify(f'Secret "{name}" saved in the keyring.')
            return True
        await self._write(environment, lambda: save_secret(workspace, environment, name, secret))
        context.notify(f'Secret "{name}" saved in {kept_file(keeping, environment)}.')
        return True

    async def enter_process_variable(self, name: str, environment: str) -> bool:
        """Asks for what an OS environment variable is to be in this session, in memory only."""
        missing = f"OS environment variable {name} is not set."
        answer = await self._ask_secret(name, missing, {})
        if answer is None:
            return False
        assert isinstance(answer.value, Secret)
        snapshot = self._context.workspace.snapshot(environment)
        opener = self._context.engine.secret_opener
        opener.keep(snapshot, f"{PROCESS_PREFIX}{name}", answer.value)
        self._context.notify(f"{name} is kept until Outrider exits.")
        return True

    async def _ask_secret(
        self, name: str, missing: str, labels: Mapping[str, Keeping]
    ) -> GivenValue | None:
        def problem(value: str, _: str) -> str:
            fault = secret_fault(name, value, _NOWHERE)
            return fault.what if fault is not None else ""

        title = f'Enter secret "{name}"' if labels else f"Enter {name}"
        return await self._context.show_dialog(
            ValueDialog(
                title,
                missing,
                list(labels),
                label="Keep",
                done="Continue",
                validate=problem,
                secret=True,
            )
        )

    async def _write(self, environment: str, work: Callable[[], object]) -> None:
        await self._save(environment, asyncio.to_thread(work))

    async def _save(self, environment: str, work: Coroutine[Any, Any, object]) -> None:
        """Changes a file of an environment: what it needs then is agreed to, and it is read."""
        with self._context.consent.saving_environment(environment):
            await work
        self._context.workspace.reload()
        self._context.buffers.set_reader(self._context.workspace.reader)
