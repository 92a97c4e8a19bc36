"""What would mend a failure, as data.

Whoever finds a fault names the step; each front end says it in its own way: the command line with
a flag or a command, the screen with a key that takes the step.
"""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class _Step(Struct, frozen=True, tag_field="step"):
    """The one thing to do next.

    In JSON a step is an object with its name in ``step`` and its attributes beside it.
    """


class DefineVariable(_Step, frozen=True, tag="define_variable"):
    """Give a variable a value, or correct the reference.

    Attributes:
        name: as the reference has it.
        near: names that are defined and nearly the same, the nearest first.
        file: where the active environment, else the workspace, has its variables.
    """

    name: str
    near: tuple[str, ...] = ()
    file: str = ""


class SetOsVariable(_Step, frozen=True, tag="set_os_variable"):
    """Set a variable of the operating system's environment.

    Attributes:
        name: of that variable.
        secret: the secret that reads it; empty for ``{{$env.NAME}}``.
    """

    name: str
    secret: str = ""


class EnterSecret(_Step, frozen=True, tag="enter_secret"):
    """Give a secret whose source has none a value.

    Attributes:
        name: of the secret.
    """

    name: str


class SendFirst(_Step, frozen=True, tag="send_first"):
    """Send another request, whose response has a value that is needed.

    Attributes:
        request: its id.
        then: id of the request that needs the value; empty where that is not known.
    """

    request: str
    then: str = ""


class ChooseEnvironment(_Step, frozen=True, tag="choose_environment"):
    """Say which environment is meant.

    Attributes:
        known: ids of those that there are.
    """

    known: tuple[str, ...] = ()


class ChooseWorkspace(_Step, frozen=True, tag="choose_workspace"):
    """Name a workspace.

    Attributes:
        create: there is none where one was looked for, so that one may be created.
    """

    create: bool = False


class TrustWorkspace(_Step, frozen=True, tag="trust_workspace"):
    """Read what the workspace asks for, and agree to it."""


class ConfirmSend(_Step, frozen=True, tag="confirm_send"):
    """Say yes to a request that changes data in a protected environment."""


class AllowHost(_Step, frozen=True, tag="allow_host"):
    """Let a credential go to one more host.

    Attributes:
        host: as a list of hosts has it: with its port where it is this machine.
        file: where the list is; empty where there is no list to add it to.
        line: of the list, 1-based.
    """

    host: str
    file: str = ""
    line: int | None = None


class RaiseTimeout(_Step, frozen=True, tag="raise_timeout"):
    """Give a request more time.

    Attributes:
        file: of the request; empty where it has none.
    """

    file: str = ""


class SetUrl(_Step, frozen=True, tag="set_url"):
    """Send to another address.

    Attributes:
        url: scheme, host and port; path and query stay.
    """

    url: str


class SaveWhole(_Step, frozen=True, tag="save_whole"):
    """Write a body that is too large to be kept to a file.

    Attributes:
        limited: where ``max_body`` is set, which also limits what is written; else empty.
    """

    limited: str = ""


class SendAgain(_Step, frozen=True, tag="send_again"):
    """Send once more, and sign in."""


class EditKey(_Step, frozen=True, tag="edit_key"):
    """Change what is written in a file.

    Attributes:
        file: as in :class:`~outrider.errors.SourceLocation`.
        line: 1-based; ``None`` where it is not known.
        key: the dotted key; empty for the file as a whole.
    """

    file: str
    line: int | None = None
    key: str = ""


class AddScope(_Step, frozen=True, tag="add_scope"):
    """Request more scope than until now.

    Attributes:
        scope: to add, in words with a space between them (RFC 6749 §3.3).
        file: where the scope of the auth definition is written, or would be.
        line: of it, 1-based; ``None`` where it is not known.
        key: its dotted key.
    """

    scope: str
    file: str
    line: int | None = None
    key: str = ""


class UseAuthorizationServer(_Step, frozen=True, tag="use_authorization_server"):
    """Read the API's metadata, and use the authorization server that it names (RFC 9728).

    Attributes:
        resource_metadata: URL of the metadata.
    """

    resource_metadata: str


NextStep: TypeAlias = (
    DefineVariable
    | SetOsVariable
    | EnterSecret
    | SendFirst
    | ChooseEnvironment
    | ChooseWorkspace
    | TrustWorkspace
    | ConfirmSend
    | AllowHost
    | RaiseTimeout
    | SetUrl
    | SaveWhole
    | SendAgain
    | EditKey
    | AddScope
    | UseAuthorizationServer
)
"""Every step there is."""
