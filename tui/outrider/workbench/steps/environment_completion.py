"""What a new environment still needs: its secrets, one by one, and a token of each definition."""

from __future__ import annotations

from collections.abc import AsyncIterator

from msgspec import Struct, structs

from outrider.auth.definitions import named_auth
from outrider.auth.schemes import find_scheme
from outrider.dialogs.report_dialog import CLOSE
from outrider.engine.send.error_lines import lines_in_errors
from outrider.errors import OutriderError
from outrider.model.secret import reveal
from outrider.model.units import span_text
from outrider.model.workspace import Environment, SecretRef
from outrider.secret_providers import find_provider
from outrider.storage.reading.table_decoding import LITERAL
from outrider.visible_text import visible_line
from outrider.workbench.context.view_model_builders import problem_lines
from outrider.workbench.context.workbench_context import WorkbenchContext
from outrider.workbench.steps.value_prompts import ValuePrompts

EDIT = "edit"
"""The answer that opens the page of the environment again."""


class EnvironmentCompletion(Struct):
    """Asks for secrets, and tries tokens.

    Args:
        prompts: asks for one secret, and keeps it where the user says.
    """

    _context: WorkbenchContext
    _prompts: ValuePrompts

    async def complete(self, environment_id: str, like: str = "") -> bool:
        """Completes a new environment; whether its page is wanted again.

        Args:
            environment_id: of the new one.
            like: of the one that it was made like; its secrets are not those of the new one.

        Raises:
            OutriderError: its files cannot be read, or a secret cannot be kept.
        """
        reader = self._context.workspace.reader
        other = reader.environment(like) if like else None
        for secret in reader.environment(environment_id).secrets.values():
            missing = self._missing(secret, other)
            if missing:
                await self._prompts.enter_secret(secret.name, missing, environment_id, lasting=True)
        environment = reader.environment(environment_id)
        names = [name for name in environment.auths if _fetches_token(environment, name)]
        if not names:
            return False
        self._context.notify(f"Fetching tokens for {environment.name}…")
        lines = [line async for line in self._tried(environment_id, names)]
        from outrider.dialogs.report_dialog import ReportDialog

        title = f"Tokens of {environment.name}"
        answers = [CLOSE, ("e", "Edit environment", EDIT)]
        return await self._context.show_dialog(ReportDialog(title, lines, answers)) == EDIT

    def _missing(self, secret: SecretRef, other: Environment | None) -> str:
        """Why a secret is asked for; empty where it is not."""
        root = self._context.workspace.root
        source = find_provider(secret.provider).source(secret, root)
        same = other.secrets.get(secret.name) if other is not None else None
        if secret.provider == LITERAL and reveal(secret.options.get("value", "")):
            return ""
        if same is not None and same.options == secret.options and secret.provider != "prompt":
            label = other.name if other is not None else ""
            return f"As in {label}, it is read from {source}. Escape keeps that."
        if secret.provider == "prompt":
            return "It is asked for at the first request. Escape leaves it at that."
        if secret.provider == "env":
            variable = str(secret.options.get("env", ""))
            if variable not in self._context.workspace.process_names:
                return f"{variable} is not set. Escape leaves it at that."
        return ""

    async def _tried(self, environment_id: str, names: list[str]) -> AsyncIterator[str]:
        """What came of the token request of each definition."""
        engine, workspace = self._context.engine, self._context.workspace
        for name in names:
            try:
                with lines_in_errors(workspace.reader.with_line):
                    snapshot = workspace.snapshot(environment_id)
                    assert snapshot.environment is not None
                    config = named_auth(snapshot.environment, name)
                    # What wants a person to sign in is not started by itself.
                    unattended = structs.replace(snapshot, is_attended=False)
                    use = await engine.sender.token(unattended, config, fresh=True)
            except OutriderError as error:
                yield f"✗ [auth.{name}]"
                for line in problem_lines(error):
                    yield f"  {visible_line(line)}"
            else:
                left = span_text(use.token.expires_at - engine.clock())
                yield f"✓ [auth.{name}]"
                yield f"  Token valid for {left}."


def _fetches_token(environment: Environment, name: str) -> bool:
    try:
        scheme = find_scheme(named_auth(environment, name).type)
    except OutriderError:
        # Told with what is wrong with it.
        return True
    return scheme is not None and scheme.uses_token
