"""View models: what screens hand to widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct

from outrider.auth.schemes import Scheme
from outrider.body_views.stream_log import StreamLog
from outrider.errors import SourceLocation
from outrider.model.exchange import Exchange
from outrider.model.expectation import Capture, Expectation
from outrider.model.shown_check import ShownCheck
from outrider.model.token import AccessToken, TokenIndicator, TokenUse
from outrider.model.workspace import NameValueRow
from outrider.next_steps import NextStep
from outrider.variables.name_lookup import NameLookup


class EnvironmentRow(Struct, frozen=True):
    """An environment in the sidebar.

    Attributes:
        color: a theme colour or ``#rrggbb``; empty for none.
        protected: unsafe methods ask first.
        active: requests are sent with it.
        auth: name of the auth whose token it tells of; empty for the default one.
        light: the state of that token.
        expires_at: seconds since the epoch, where there is a token.
        stale_at: when it is no longer handed out; ``None`` where that is not known.
        problem: why its file cannot be used; empty where it can.
    """

    id: str
    name: str
    color: str = ""
    protected: bool = False
    active: bool = False
    auth: str = ""
    light: TokenIndicator = TokenIndicator.NONE
    expires_at: float | None = None
    stale_at: float | None = None
    problem: str = ""


class TokenDetails(Struct, frozen=True):
    """What is known of the token of an environment's auth.

    Attributes:
        auth: name of the auth (``default``, ``billing``), or the file that defines it.
        reason: why it was fetched, or why there is none.
        asked_scope: what the auth asks for; blank for whatever the server gives.
        audience: whom the token has to be for; empty where nothing says so.
        issuer: who has to have issued it; empty where nothing says so.
        ahead: seconds that the server's clock was ahead of this machine's when it answered;
            ``None`` where that is not known.
        problems: sentences about what is wrong with it.
        can_introspect: its server has, or may have, an introspection endpoint (RFC 7662).
        can_revoke: its server has, or may have, a revocation endpoint (RFC 7009).
        introspection: what the server has said of it, by member; ``None`` where it was not asked.
    """

    environment: str
    auth: str
    indicator: TokenIndicator
    reason: str = ""
    token: AccessToken | None = None
    asked_scope: frozenset[str] = frozenset()
    audience: tuple[str, ...] = ()
    issuer: str = ""
    ahead: float | None = None
    problems: tuple[str, ...] = ()
    can_introspect: bool = False
    can_revoke: bool = False
    introspection: Mapping[str, Any] | None = None


class TreeRow(Struct, frozen=True):
    """A folder or a request in the tree, in the order in which the tree shows them.

    Attributes:
        is_folder: else it is a request.
        depth: 0 for what lies in ``requests/`` itself.
        unsaved: it has edits that are in no file.
        problem: why its file cannot be used; empty where it can.
    """

    id: str
    name: str
    is_folder: bool
    depth: int
    method: str = ""
    unsaved: bool = False
    problem: str = ""


class SendOutcome(Struct, frozen=True, weakref=True):
    """What the response panel shows of a send that has ended, or of a response under way.

    Attributes:
        environment: label of the environment that it came from.
        exchange: the last exchange with the API; ``None`` where nothing was sent.
        problem: lines that say what went wrong, where, why and what to do; empty where a whole
            response is there.
        whole_problem: the same with all of the server's words; empty where ``problem`` has them.
        step: what would mend it; ``None`` where no key can do it.
        step_place: what the step is about.
        step_label: of the key that takes the step.
        needs_token: there is no token, so that fetching one may be tried alone.
        checks: what came of captures and expectations.
        environment_id: of the environment that it came from; empty without one.
        stream: entries of a stream, as they arrived; of one that was received before, ``None``.
        live: the send has not ended: the exchange has what came until now.
        notes: why the API may have refused the request; what belongs to the line before begins with
            two spaces.
        token_notes: the same with all that is known.
        times: how long the last sends of the request took in this environment, in milliseconds;
            the newest last.
    """

    request_id: str
    environment: str
    exchange: Exchange | None = None
    token: TokenUse | None = None
    problem: tuple[str, ...] = ()
    step: NextStep | None = None
    notes: tuple[str, ...] = ()
    token_notes: tuple[str, ...] = ()
    step_place: SourceLocation | None = None
    step_label: str = ""
    needs_token: bool = False
    times: tuple[float, ...] = ()
    whole_problem: tuple[str, ...] = ()
    checks: tuple[ShownCheck, ...] = ()
    environment_id: str = ""
    stream: StreamLog | None = None
    live: bool = False


class InheritedHeader(Struct, frozen=True):
    """A header that a request gets from a folder above it, named by the folder's label."""

    row: NameValueRow
    folder: str


class AuthContext(Struct, frozen=True):
    """The auth that a request gets, and what it could get.

    Attributes:
        source: who decided: ``inherited from folder Billing, requests/billing/folder.toml``,
            ``environment Staging, default``, ``this request``; empty where nobody says anything.
        type: of the auth; empty for none at all.
        settings: label and value, secrets masked already.
        problems: why it cannot be used; sentences.
        names: of the environment's auths.
        forms: what a request can have of its own.
    """

    source: str = ""
    type: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    forms: Sequence[Scheme] = ()


def no_problem(_written: str) -> str:
    """Nothing is known of a file."""
    return ""


def no_files(_: str) -> Sequence[str]:
    """Where there are none to list."""
    return ()


CheckProblem: TypeAlias = Callable[[Capture | Expectation], str]
"""Why a file cannot hold a capture or an expectation; empty where it can."""


def no_check_problem(_: Capture | Expectation) -> str:
    """A file can hold any."""
    return ""


class EditorContext(Struct, frozen=True):
    """What the editor shows beside the request.

    Attributes:
        headers: what it inherits, outermost folder first.
        paths: the paths of files that begin with a text.
        names: what its texts can refer to; ``None`` where that is not known.
        check_problem: why the request's file cannot hold what is captured or expected.
        jq_problem: why jq does not read a program of it, which the file can hold all the same.
        file_problem: why a file of the body cannot be read, by its path as written; empty where
            it can.
    """

    auth: AuthContext = AuthContext()
    headers: tuple[InheritedHeader, ...] = ()
    names: NameLookup | None = None
    file_problem: Callable[[str], str] = no_problem
    check_problem: CheckProblem = no_check_problem
    jq_problem: CheckProblem = no_check_problem
    paths: Callable[[str], Sequence[str]] = no_files
