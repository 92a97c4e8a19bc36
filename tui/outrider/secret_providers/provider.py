"""What a secret provider is, what it is given, and how it says that it cannot."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import ClassVar, Protocol

from outrider.errors import Fault, SecretError
from outrider.home_path import expand_home
from outrider.model.auth import Field
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import Secret
from outrider.model.trust import TrustNeed, WorkspaceTrust
from outrider.model.workspace import SecretRef
from outrider.next_steps import NextStep

MAX_BYTES = 64_000
"""No secret, and no file of secrets, is larger."""


class SecretContext(SafeRepr, frozen=True):
    """What a provider may use.

    Attributes:
        root: absolute path of the workspace.
        environment: id of the environment that the secret belongs to.
        trust: what the user has agreed to.
        ask: asks the user for a secret without showing it; ``None`` where nobody can be asked.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"process"})

    root: Path
    environment: str
    trust: WorkspaceTrust
    process: Mapping[str, str]
    ask: Callable[[str], Awaitable[str | None]] | None
    warn: Callable[[Fault], None]


class SecretProvider(Protocol):
    """One place where secrets are kept.

    Attributes:
        name: the key that chooses it in files; ``literal`` for text without a table.
        starts_program: whether another program gives the secret: a run asks it once.
    """

    name: str
    summary: str
    starts_program: bool
    fields: tuple[Field, ...]

    def needs_trust(self, ref: SecretRef, root: Path, environment: str) -> TrustNeed | None:
        """What has to be agreed to before the secret is opened; ``None`` for nothing.

        Args:
            ref: the secret.
            root: of the workspace.
            environment: id of the environment that the secret belongs to.
        """

    def origin(self, ref: SecretRef, root: Path) -> str:
        """Where the value was read from, after "secret "x" (file:line), "; never the value.

        Args:
            ref: a secret that could be opened.
            root: of the workspace.
        """

    def source(self, ref: SecretRef, root: Path) -> str:
        """What has the value, as a noun: ``OS environment variable X``; never the value.

        Args:
            ref: a secret, whether it can be opened or not.
            root: of the workspace.
        """

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """Gets the secret; whether the workspace is trusted enough has been looked at.

        Raises:
            SecretError: it cannot be had; the message names the cause.
            PromptUnanswered: the user would have to type it, and cannot be asked.
        """


def secret_error(
    ref: SecretRef,
    code: str,
    what: str,
    why: str = "",
    advice: str = "",
    step: NextStep | None = None,
) -> SecretError:
    """The error of a secret that cannot be had."""
    return SecretError.of([Fault(code, what, ref.place, why, advice, step=step)])


def checked_secret(ref: SecretRef, value: str, source: str) -> Secret:
    """The secret, whose value comes from ``source``.

    Raises:
        SecretError: there is nothing in it.
    """
    if value:
        return Secret(value)
    raise secret_error(
        ref,
        "secret_empty",
        f'Secret "{ref.name}" is empty.',
        "Outrider never sends an empty credential.",
        f"Check its source: {source}.",
    )


def command_words(ref: SecretRef) -> tuple[str, ...]:
    """The program and its arguments."""
    command = ref.options.get("command", ())
    return (command,) if isinstance(command, str) else tuple(map(str, command))


def option(ref: SecretRef, key: str) -> str:
    """One of the keys of the secret's table, as text; empty where it was left out."""
    return str(ref.options.get(key, ""))


def without_final_newline(text: str) -> str:
    """The text without the one line end that programs and editors put behind it."""
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text


def resolve_path(written: str, root: Path, home: str | None) -> str:
    """The absolute path that is meant: from the workspace on, ``~`` from the home directory.

    Raises:
        UsageError: the system knows no such home folder.
    """
    return os.path.join(root, expand_home(written, home))  # noqa: PTH118  # kept as written


def _real_path(path: str) -> str:
    try:
        return os.path.realpath(path)
    except ValueError:  # no path at all
        return path


def is_outside(path: str, root: Path) -> bool:
    """Whether the real file lies outside the real workspace, links followed."""
    try:
        real = os.path.realpath(path)
    except ValueError:  # no path at all
        return True
    inside = os.path.realpath(root).rstrip(os.sep) + os.sep
    return not real.startswith(inside)
