"""Asks on the terminal for what a provider's template does not know."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from outrider.cli.secret_prompt import TerminalUser
from outrider.errors import UsageError
from outrider.model.secret import Secret
from outrider.storage.files.file_names import new_file_name_problem
from outrider.storage.reading.provider_templates import TemplateVariable, provider_template
from outrider.storage.writing.template_environment import TemplateEnvironment
from outrider.visible_text import visible_line


class TemplateQuestions:
    """The questions of one template.

    Where there is no terminal, nothing is asked: the examples of the template stay, and its secrets
    come from OS environment variables.
    """

    def __init__(self, environment: TemplateEnvironment, user: TerminalUser) -> None:
        self._environment = environment
        self._user = user

    @classmethod
    def of(cls, provider: str, name: str | None, process: Mapping[str, str]) -> TemplateQuestions:
        """The questions of a provider's template.

        Args:
            provider: as the user calls it.
            name: of the new environment; that of the provider without it.
            process: the process's environment.

        Raises:
            UsageError: there is no such template, or the name cannot be that of a file.
        """
        template = provider_template(provider)
        problem = new_file_name_problem(name) if name is not None else ""
        if problem:
            raise UsageError(
                f'"{name}" is not a valid name for an environment: {problem}.',
                code="invalid_name",
                advice="Pass another name to --env, such as staging.",
            )
        environment = TemplateEnvironment(template, name or template.name)
        return cls(environment, TerminalUser(process))

    async def ask(self, root: Path) -> TemplateEnvironment | None:
        """The environment with what was entered; ``None`` where the user went away.

        Raises:
            UsageError: an environment of its name is there, and the user cannot be asked.
        """
        environment = self._environment
        if environment.is_there(root) and not await self._may_overwrite():
            return None
        if not self._user.can_ask:
            return environment
        self._say(f"{environment.template.title}. Enter keeps what is in brackets.")
        values: dict[str, str] = {}
        for variable in environment.template.variables:
            value = await self._value(variable)
            if value is None:
                return None
            if value:
                values[variable.name] = value
        secrets: dict[str, Secret] = {}
        for name, variable_name in environment.os_variables.items():
            typed = await self._user.ask(
                f"{name} (not shown) [OS environment variable {variable_name}]", secret=True
            )
            if typed is None:
                return None
            if typed:
                secrets[name] = Secret(typed)
        return TemplateEnvironment(
            environment.template, environment.environment_id, values, secrets
        )

    async def _may_overwrite(self) -> bool:
        file = visible_line(self._environment.file)
        if not self._user.can_ask:
            raise UsageError(
                f"{file} already exists.",
                code="exists",
                why="Overwriting it needs a confirmation, and no terminal is available.",
                advice="Pass --env NAME to add it under another name.",
            )
        said = await self._user.ask(
            f"{file} already exists. Overwrite it, and delete its local file? [y/N]", secret=False
        )
        return said is not None and said.strip().lower() in ("y", "yes")

    async def _value(self, variable: TemplateVariable) -> str | None:
        """What is entered for a variable; empty for its example."""
        question = f"{variable.name}, {variable.meaning} [{variable.example}]"
        while (typed := await self._user.ask(question, secret=False)) is not None:
            value = typed.strip()
            if not value or not variable.is_url or value.startswith(("https://", "http://", "{{")):
                return value
            self._say("Enter a URL that starts with https:// or http://.")
        return None

    def _say(self, line: str) -> None:
        sys.stderr.write(f"{line}\n")
