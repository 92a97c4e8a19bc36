"""``outrider init``: a new workspace, or one more environment of a workspace."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.cli.commands.workspace_commands import agreeing_to_what_is_written
from outrider.errors import UsageError
from outrider.storage.reading.workspace_discovery import is_workspace
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse

    from outrider.storage.writing.template_environment import TemplateEnvironment

_HELLO = "requests/hello.toml"


def command(arguments: argparse.Namespace) -> int:
    """Makes a workspace, with ``--provider`` for a known server, or adds such an environment."""
    root = Path(arguments.directory)
    if arguments.provider is None:
        if arguments.env:
            raise UsageError("--env needs --provider.", advice="Run outrider init --help.")
        _create(root, arguments.name)
        _write(_next_lines(root, _EXAMPLE_LINES))
        return 0
    adds = is_workspace(root)
    if adds and arguments.name:
        raise UsageError(
            "--name is for a new workspace.",
            why=f"{visible_line(str(root))} is a workspace already.",
            advice="Pass --env NAME to name the environment.",
        )
    environment = asyncio.run(_asked(root, arguments.provider, arguments.env))
    if environment is None:
        _write("Cancelled. Nothing was written.\n")
        return 2
    if adds:
        with agreeing_to_what_is_written(root):
            environment.write(root, overwrite=True)
        _write(f"Created {visible_line(environment.file)}. Next:\n\n")
    else:
        _create(root, arguments.name, environment)
    steps = tuple(_steps(environment, adds=adds))
    _write("".join(f"  {line}\n" for line in steps) if adds else _next_lines(root, steps))
    return 0


_EXAMPLE_LINES = (
    "$EDITOR environments/dev.toml     base_url, token_endpoint, client_id, scope",
    "export DEV_CLIENT_SECRET=…        the client secret, kept out of the files",
    "outrider check                    check the files; nothing is sent",
    "outrider trust                    trust the commands and hosts that you added",
    "outrider token                    test the credentials: fetch a token",
    "outrider send hello               send requests/hello.toml",
    "outrider                          open the workbench",
)


def _create(root: Path, name: str | None, environment: TemplateEnvironment | None = None) -> None:
    from outrider.storage.writing.new_workspace import create_workspace

    with agreeing_to_what_is_written(root):
        create_workspace(root, name or root.resolve().name, environment)


def _next_lines(root: Path, steps: tuple[str, ...]) -> str:
    shown = visible_line(shlex.quote(str(root)))
    lines = "".join(f"  {line}\n" for line in (f"cd {shown}", *steps))
    return f"Created workspace {visible_line(str(root))}. Next:\n\n{lines}"


async def _asked(root: Path, provider: str, name: str | None) -> TemplateEnvironment | None:
    """The environment with what the user enters; ``None`` where the user went away."""
    from outrider.cli.commands.template_questions import TemplateQuestions

    return await TemplateQuestions.of(provider, name, os.environ).ask(root)


def _steps(environment: TemplateEnvironment, *, adds: bool) -> Iterator[str]:
    """What is left to do, with the words in a column."""
    file = visible_line(environment.file)
    of = f" --env {visible_line(shlex.quote(environment.environment_id))}" if adds else ""
    rows: list[tuple[str, str]] = []
    left = [one for one in environment.template.variables if one.name not in environment.values]
    if left:
        rows.append((f"$EDITOR {file}", ", ".join(one.name for one in left)))
    for secret, variable in environment.os_variables.items():
        if secret not in environment.secrets:
            rows.append((f"export {variable}=…", "the client secret, kept out of the files"))
    for secret, path in _files(environment.template.table).items():
        rows.append((f"ls {path}", f"the file of {secret}"))
    rows.append(("outrider check", "check the files; nothing is sent"))
    if left:
        rows.append(("outrider trust", "trust the commands and hosts that you added"))
    rows.append((f"outrider token{of}", "test the credentials: fetch a token"))
    if not adds:
        rows.append(("outrider send hello", f"send {_HELLO}"))
    rows.append(("outrider", "open the workbench"))
    width = max(len(command) for command, _ in rows)
    return (f"{command:{width}}  {words}" for command, words in rows)


def _files(table: Mapping[str, object]) -> Mapping[str, str]:
    """The secrets of a template that are read from files."""
    secrets = table.get("secrets", {})
    assert isinstance(secrets, Mapping)
    return {
        name: str(ref["file"])
        for name, ref in secrets.items()
        if isinstance(ref, Mapping) and "file" in ref
    }


def _write(text: str) -> None:
    sys.stdout.write(text)
