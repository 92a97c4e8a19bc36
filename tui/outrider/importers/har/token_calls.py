"""Token requests of an archive, and the requests that carry their tokens (RFC 6749 §5.1)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

from msgspec import Struct, field

from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.har.archived_requests import ArchivedRequest
from outrider.importers.har.authorization_requests import authorization_request
from outrider.importers.har.recorded_client import client_authentication
from outrider.importers.importer import compact_auth
from outrider.model.import_result import ImportReport
from outrider.model.message import ResponseMessage, TextContent, header_value
from outrider.model.secret import reveal
from outrider.model.workspace import AuthTable
from outrider.oauth.own_headers import is_own_header
from outrider.variables.reference_grammar import escape

GRANTS = frozenset(
    ("client_credentials", "authorization_code", "password",
     "urn:ietf:params:oauth:grant-type:device_code",
     "urn:ietf:params:oauth:grant-type:jwt-bearer",
     "urn:ietf:params:oauth:grant-type:token-exchange")
)  # fmt: skip
"""Grant types that can be sent."""

_ONCE = frozenset(
    ("code", "code_verifier", "device_code", "client_assertion", "refresh_token", "state")
)
"""Parameters that each token request has of its own."""
_KEYS = ("scope", "username", "redirect_uri", "subject_token_type", "actor_token_type",
         "requested_token_type")  # fmt: skip
_SECRET_KEYS = ("password", "subject_token", "actor_token")
_OF_CLIENT = frozenset(("client_id", "client_secret", "client_assertion_type"))
_OF_BROWSERS = (
    "accept", "user-agent", "origin", "referer", "cookie", "cache-control", "pragma", "dnt",
    "priority", "authorization", "upgrade-insecure-requests", "if-none-match", "if-modified-since",
    "x-client-data",
)  # fmt: skip
_OK = 300


class RecordedAuth(Struct):
    """An auth, the requests that its token was asked for with, and those that carry it.

    Attributes:
        placement: where the token stands, if not as usual; from the first that carries it.
    """

    grant_type: str
    parameters: Mapping[str, str]
    call: ArchivedRequest
    calls: list[ArchivedRequest] = field(default_factory=list)
    users: list[ArchivedRequest] = field(default_factory=list)
    placement: Mapping[str, str] | None = None


class _TokenCall(Struct, frozen=True):
    """A request that asked for a token and got one."""

    request: ArchivedRequest
    asked: Mapping[str, str]
    token: str
    refresh_token: str


class TokenCalls:
    """Finds them; ``secrets`` takes the literal credentials."""

    def __init__(self, report: ImportReport, secrets: SecretNamer) -> None:
        self._report = report
        self._secrets = secrets
        self._tokens: dict[str, RecordedAuth] = {}
        self._refreshing: dict[str, RecordedAuth] = {}
        self._auths: list[RecordedAuth] = []

    def find(self, recorded: Sequence[ArchivedRequest]) -> list[RecordedAuth]:
        """The auths whose tokens were used; the requests lose the rows that have them.

        A call may stand behind what uses its token: not every program writes in order of time.
        """
        calls = [found for one in recorded if (found := _token_call(one)) is not None]
        for one in _first_before_refreshed(calls):
            self._take(one)
        taken = {id(one.request) for one in calls}
        for other in recorded:
            if id(other) not in taken:
                self._use(other)
        return [one for one in self._auths if one.users]

    def _take(self, call: _TokenCall) -> None:
        found = self._refreshing.get(call.asked.get("refresh_token", ""))
        if found is None:
            found = self._known(call.request, call.asked["grant_type"], call.asked)
        found.calls.append(call.request)
        self._tokens.setdefault(call.token, found)
        if call.refresh_token:
            self._refreshing.setdefault(call.refresh_token, found)

    def _known(
        self, one: ArchivedRequest, grant_type: str, asked: Mapping[str, str]
    ) -> RecordedAuth:
        """The auth of a call: that of an earlier one which asked for the same."""
        lasting = {name: value for name, value in asked.items() if name not in _ONCE}
        for known in self._auths:
            if (
                known.call.url == one.url
                and known.parameters == lasting
                and (_authorization(known.call) == _authorization(one))
            ):
                return known
        found = RecordedAuth(grant_type, lasting, one)
        self._auths.append(found)
        return found

    def _use(self, one: ArchivedRequest) -> None:
        for row in one.headers:
            prefix, _, token = row.value.rpartition(" ")
            auth = self._tokens.get(token)
            if auth is None or not row.enabled:
                continue
            placement = {"in": "header", "name": row.name, "prefix": prefix}
            if row.name.lower() == "authorization":
                placement["name"] = "Authorization"
            if auth.placement is None:
                auth.placement = placement
            if auth.placement == placement:
                auth.users.append(one)
                one.headers = [other for other in one.headers if other is not row]
                return

    def table(self, auth: RecordedAuth, every: Iterable[ArchivedRequest]) -> AuthTable:
        """The auth as a workspace has it."""
        call, asked = auth.call, auth.parameters
        report = self._report.at(call.place)
        client = client_authentication(_authorization(call), _parameters(call), self._secrets)
        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": escape(auth.grant_type),
            "token_endpoint": call.template,
            **client,
        }
        if auth.grant_type == "authorization_code":
            table |= authorization_request(every, str(asked.get("client_id", "")), report)
        for key in _KEYS:
            if key in asked:
                table[key] = escape(asked[key])
        for key in _SECRET_KEYS:
            if key in asked:
                table[key] = self._secrets.hide(key, asked[key])
        more = {
            name: escape(value)
            for name, value in asked.items()
            if name not in {"grant_type", *_KEYS, *_SECRET_KEYS, *_OF_CLIENT}
        }
        if more:
            table["token_parameters"] = more
        if headers := _own_headers(call):
            table["token_headers"] = headers
        if auth.placement not in (
            None, {"in": "header", "name": "Authorization", "prefix": "Bearer"}
        ):  # fmt: skip
            table["placement"] = dict(auth.placement or {})
        self._tell(auth, report)
        return compact_auth(table)

    def _tell(self, auth: RecordedAuth, report: ImportReport) -> None:
        count = len(auth.users)
        calls = "Token request" if len(auth.calls) == 1 else f"{len(auth.calls)} token requests"
        report.changed(
            f"{calls} ({auth.grant_type}) became [auth] of {count} "
            f"request{'s' if count > 1 else ''}.",
            why="These requests have its access token; Outrider fetches a new one.",
        )
        if auth.grant_type not in GRANTS:
            report.lost(
                f"Grant type {auth.grant_type} is not supported.",
                why="[auth] has what was sent; requests that use it cannot be sent until you "
                "change it.",
                advice="Set grant_type to the one by which the first token was fetched.",
            )
        if _is_json(auth.call):
            report.changed(
                "The token request is sent as a form, not as JSON.", why="RFC 6749 §4 requires it."
            )


def _token_call(one: ArchivedRequest) -> _TokenCall | None:
    """What a request asked for and got; ``None`` for one that asked for no token."""
    if one.method.upper() != "POST":
        return None
    answer = _answer(one.entry.response)
    token, refresh = answer.get("access_token"), answer.get("refresh_token")
    if not isinstance(token, str) or not token:
        return None
    asked = _parameters(one)
    if not asked.get("grant_type"):
        return None
    return _TokenCall(one, asked, token, refresh if isinstance(refresh, str) else "")


def _first_before_refreshed(calls: Sequence[_TokenCall]) -> Iterator[_TokenCall]:
    """The calls in their order, but each behind the one that issued its refresh token."""
    issued: dict[str, _TokenCall] = {}
    for one in calls:
        if one.refresh_token:
            issued.setdefault(one.refresh_token, one)
    done: set[int] = set()
    for one in calls:
        chain: list[_TokenCall] = []
        following: _TokenCall | None = one
        while following is not None and id(following) not in done:
            done.add(id(following))
            chain.append(following)
            following = issued.get(following.asked.get("refresh_token", ""))
        yield from reversed(chain)


def _parameters(one: ArchivedRequest) -> dict[str, str]:
    """The parameters of a form or of JSON; of one that is repeated, the first value."""
    content = one.entry.request.content
    if not isinstance(content, TextContent):
        return {}
    text = reveal(content.text)
    if _is_json(one):
        found = _object(text)
        return {name: value for name, value in found.items() if isinstance(value, str)}
    made: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, max_num_fields=None):
        made.setdefault(name, value)
    return made


def _is_json(one: ArchivedRequest) -> bool:
    content = one.entry.request.content
    return isinstance(content, TextContent) and reveal(content.text).lstrip()[:1] == "{"


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _answer(response: ResponseMessage | None) -> dict[str, Any]:
    if response is None or not response.content or response.status >= _OK:
        return {}
    return _object(response.content[:1_000_000].decode("utf-8", "replace"))


def _authorization(one: ArchivedRequest) -> str:
    return reveal(header_value(one.entry.request.headers, "authorization") or "")


def _own_headers(one: ArchivedRequest) -> dict[str, str]:
    """Headers that are no browser's and no client's: those that a server asks for."""
    return {
        row.name: row.value
        for row in one.headers
        if row.enabled
        and row.name.lower() not in _OF_BROWSERS
        and not row.name.lower().startswith("accept-")
        and not is_own_header(row.name)
    }
