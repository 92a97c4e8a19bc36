"""What a secret provider is, what it is given, and how it says that it cannot."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Protocol

from outrider.errors import Fault, SecretError, SourceLocation, TrustRequiredError
from outrider.model.auth import Field
from outrider.model.safe_repr import SafeRepr
from outrider.model.secret import Secret
from outrider.model.workspace import SecretRef

MAX_BYTES = 64_000
"""No secret, and no file of secrets, is larger."""


class SecretContext(SafeRepr, frozen=True):
    """What a provider may use.

    Attributes:
        root: absolute path of the workspace.
        trusted: the user trusts the workspace.
        process: the process variables.
        ask: asks the user for a secret without showing it; ``None`` where nobody can be asked.
        command_allowed: whether the user has agreed to run this command.
        warn: takes warnings.
    """

    hidden_fields: ClassVar[frozenset[str]] = frozenset({"process"})

    root: Path
    trusted: bool
    process: Mapping[str, str]
    ask: Callable[[str], Awaitable[str | None]] | None
    command_allowed: Callable[[SecretRef], bool]
    warn: Callable[[Fault], None]


class SecretProvider(Protocol):
    """One place where secrets are kept.

    Attributes:
        name: the key that chooses it in files; ``literal`` for text without a table.
        summary: one sentence.
        fields: what it needs to know.
    """

    @property
    def name(self) -> str:
        """The key in files."""

    @property
    def summary(self) -> str:
        """One sentence."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """What it needs to know."""

    def needs_trust(self, ref: SecretRef, root: Path) -> str | None:
        """Why only a trusted workspace may open this secret, as a sentence; ``None`` if any may."""

    async def open(self, ref: SecretRef, context: SecretContext) -> Secret:
        """Gets the secret.

        Raises:
            SecretError: it cannot be had; the message names the cause.
            TrustRequired: the workspace is not trusted and would have to be.
            Unanswered: the user would have to type it, and cannot be asked.
        """


def require_trust(provider: SecretProvider, ref: SecretRef, context: SecretContext) -> None:
    """Stops a workspace that is not trusted from reading what is not its own.

    Raises:
        TrustRequired: the provider has a reason, and the workspace is not trusted.
    """
    reason = None if context.trusted else provider.needs_trust(ref, context.root)
    if reason is not None:
        raise TrustRequiredError.of([untrusted_fault(ref, reason)])


def untrusted_fault(ref: SecretRef, reason: str) -> Fault:
    """The fault of a secret that only a trusted workspace gets."""
    return Fault(
        "trust",
        f"The secret {ref.name} is not opened: the workspace is not trusted.",
        ref.place,
        reason,
        "Read the files, then run outrider trust, or add --trust to this one call.",
    )


def secret_error(  # the parts of a fault
    ref: SecretRef,
    code: str,
    what: str,
    why: str = "",
    advice: str = "",
    *,
    place: SourceLocation | None = None,
) -> SecretError:
    """The error of a secret that cannot be had."""
    return SecretError.of([Fault(code, what, place or ref.place, why, advice)])


def checked_secret(ref: SecretRef, value: str, advice: str = "") -> Secret:
    """The secret.

    Raises:
        SecretError: there is nothing in it.
    """
    if value:
        return Secret(value)
    raise secret_error(
        ref,
        "secret_empty",
        f"The secret {ref.name} is empty.",
        "An empty credential is never sent.",
        advice or "Look at where its value comes from.",
    )


def option(ref: SecretRef, key: str) -> str:
    """One of the keys of the secret's table, as text; empty where it was left out."""
    value: Any = ref.options.get(key, "")
    return value if isinstance(value, str) else str(value)


def without_final_newline(text: str) -> str:
    """The text without the one line end that programs and editors put behind it."""
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text


def resolve_path(written: str, root: Path, home: str | None) -> str:
    """The absolute path that is meant: from the workspace on, ``~`` from the home directory."""
    if home and (written == "~" or written.startswith("~/")):
        return home + written[1:]
    return os.path.join(root, os.path.expanduser(written))  # noqa: PTH111, PTH118  # kept as written


def is_outside(path: str, root: Path) -> bool:
    """Whether the real file lies outside the real workspace, links followed."""
    try:
        real = os.path.realpath(path)
    except ValueError:  # no path at all
        return True
    inside = os.path.realpath(root).rstrip(os.sep) + os.sep
    return not real.startswith(inside)
