"""Makes auth of the workspace's own out of scripts that fetch a token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tui.importers.postman.auth import NONE
from tui.importers.postman.collection import Draft, Drafts, FolderDraft, RequestDraft, Script
from tui.importers.postman.reporting import Report, references
from tui.importers.postman.scripts.recognition import (
    TokenScript,
    mentions_token,
    read_prerequest,
    read_test,
)
from tui.importers.postman.scripts.requests import GRANT, NotUnderstood, TokenRequest, assemble
from tui.importers.postman.scripts.values import Items, Table, Value
from tui.importers.postman.scripts.values import text as text_value
from tui.importers.postman.secrets import Secrets
from tui.model.auth import NOWHERE
from tui.model.workspace import AuthTable, FileBody, FormBody, GraphQLBody, MultipartBody, TextBody

ACCESS_TOKEN = "{{access_token}}"


class Native:
    """Goes through the scripts of a collection.

    Attributes:
        fetched: variables that hold a token now by themselves; no environment needs them.
        bookkeeping: variables in which scripts remembered when to ask again.
    """

    def __init__(self, drafts: Drafts, report: Report, secrets: Secrets) -> None:
        self._drafts = drafts
        self._report = report
        self._secrets = secrets
        self.fetched: set[str] = set()
        self.bookkeeping: set[str] = set()

    def run(self) -> None:
        """Replaces what is understood; keeps the rest as comments, and says so."""
        for draft in (*self._drafts.folders, *self._drafts.requests):
            for script in draft.scripts:
                self._script(draft, script)

    def _script(self, draft: Draft, script: Script) -> None:
        label = "pre-request script" if script.listen == "prerequest" else "test script"
        try:
            if script.listen == "prerequest":
                found = read_prerequest(script.text)
                assert found.request is not None
                self._apply(draft, found, found.request, label)
            elif isinstance(draft, RequestDraft) and mentions_token(script.text):
                found = read_test(script.text)
                owner = self._drafts.folders[0]
                self._apply(owner, found, _own_request(draft), label, asked_by=draft)
            else:
                self._keep(draft, script, label, NotUnderstood("nothing here runs scripts"))
                return
        except NotUnderstood as reason:
            self._keep(draft, script, label, reason)
            return
        for leftover in found.leftovers:
            self._report.lost(
                f"A line of the {label} does something else: {leftover.text}",
                draft.place,
                "Nothing here runs scripts.",
                line=leftover.line,
            )
        if found.leftovers:
            self._comment(draft, script, label)

    def _keep(self, draft: Draft, script: Script, label: str, reason: NotUnderstood) -> None:
        self._comment(draft, script, label)
        about_token = mentions_token(script.text)
        what = f"The {label} is kept as a comment: {reason.why}."
        if script.listen == "prerequest" and about_token:
            what = f"The {label} fetches a token in a way that is not understood: {reason.why}."
        self._report.lost(
            what,
            draft.place,
            "Nothing here runs scripts." if not about_token else "",
            "Define the auth by hand: [auth] in the folder's or request's file."
            if about_token
            else "",
            line=reason.line or 1,
        )

    @staticmethod
    def _comment(draft: Draft, script: Script, label: str) -> None:
        lines = [f"{label}, which is not run:"]
        lines += [f"  {line}" for line in script.text.splitlines()]
        draft.comments += lines

    def _apply(
        self,
        draft: Draft,
        found: TokenScript,
        request: TokenRequest,
        label: str,
        *,
        asked_by: RequestDraft | None = None,
    ) -> None:
        names = {self._report.name(name) for name in found.variables}
        inside = [one for one in self._drafts.requests if _is_inside(one, draft)]
        self._check_free(draft, names)
        auth = self._table(request, draft.place)
        users = [one for one in inside if self._uses(one, names)]
        inherits = draft.auth is not None and _is_token_auth(draft.auth, names)
        for one in inside:
            if one is asked_by:
                one.auth = one.auth or NONE
            elif (
                one not in users
                and one.auth is None
                and not self._inherits_token(one, draft, names, inherits=inherits)
            ):
                # In Postman it was sent without a token, and it still is.
                one.auth = NONE
        draft.auth = auth
        for folder in self._drafts.folders:
            stored = folder.auth is not None and _is_token_auth(folder.auth, names)
            if stored and folder is not draft and _is_inside(folder, draft):
                folder.auth = None
        for one in inside:
            self._inherit(one, names)
        self._define(draft, found)
        self.fetched |= names
        used = {name for one in self._drafts.requests for name in _names_in(one)}
        for name, where in found.bookkeeping.items():
            known = self._report.name(name)
            if known not in used:
                self.bookkeeping.add(known)
                continue
            self._report.lost(
                f"The {label} fills {known} from the answer, which nothing does here.",
                draft.place,
                line=where.line,
            )
        self._tell(draft if asked_by is None else asked_by, found, request, label)

    def _check_free(self, draft: Draft, names: set[str]) -> None:
        auth = draft.auth
        if auth is None or auth is NONE or _is_token_auth(auth, names):
            return
        if auth.table.get("type") == "oauth2" and not auth.table.get("token_endpoint"):
            return
        raise NotUnderstood(f"there is {auth.table.get('type')} auth in the same place")

    def _table(self, request: TokenRequest, place: str) -> AuthTable:
        def template(written: str) -> str:
            return self._report.template(written, place)

        table: dict[str, Any] = {
            "type": "oauth2",
            "grant_type": GRANT,
            "token_endpoint": template(request.endpoint),
            "client_id": template(request.client_id),
            "client_secret": self._secrets.put("client_secret", template(request.client_secret)),
            "scope": template(request.scope),
        }
        if request.method != "client_secret_basic":
            table["token_endpoint_auth_method"] = request.method
        parameters: dict[str, Any] = {}
        for name, value in request.parameters:
            known = parameters.get(name)
            written = template(value)
            if known is None:
                parameters[name] = written
            else:
                parameters[name] = [*(known if isinstance(known, list) else [known]), written]
        if parameters:
            table["token_parameters"] = parameters
        return AuthTable({key: value for key, value in table.items() if value != ""}, {}, NOWHERE)

    def _uses(self, request: RequestDraft, names: set[str]) -> bool:
        if request.auth is not None and _is_token_auth(request.auth, names):
            return True
        return any(
            row.enabled and row.name.lower() == "authorization" and references(row.value) & names
            for row in request.headers
        )

    def _inherits_token(
        self, request: RequestDraft, draft: Draft, names: set[str], *, inherits: bool
    ) -> bool:
        """Whether a request inherits the stored token in Postman."""
        folders = [one for one in self._drafts.folders if _is_inside(request, one)]
        for folder in sorted(folders, key=lambda one: -len(one.id)):
            if folder is draft:
                return inherits or _refers(request, names)
            if folder.auth is not None:
                return _is_token_auth(folder.auth, names)
        return inherits

    def _inherit(self, request: RequestDraft, names: set[str]) -> None:
        if request.auth is not None and _is_token_auth(request.auth, names):
            request.auth = None
        kept = []
        for row in request.headers:
            is_token = row.name.lower() == "authorization" and re.fullmatch(
                r"(?:Bearer\s+)?\{\{([\w.-]+)\}\}", row.value.strip(), re.IGNORECASE
            )
            if is_token and is_token[1] in names and row.enabled and request.auth is None:
                continue
            kept.append(row)
        request.headers = kept

    def _define(self, draft: Draft, found: TokenScript) -> None:
        """The stored variables, where something beside the auth refers to them."""
        used: set[str] = set()
        for one in self._drafts.requests:
            used |= set(_names_in(one))
        for name, value in found.variables.items():
            known = self._report.name(name)
            if known not in used:
                continue
            owner = draft if isinstance(draft, FolderDraft) else self._drafts.folders[0]
            owner.values.plain[known] = value
            owner.values.secret.pop(known, None)

    def _tell(self, draft: Draft, found: TokenScript, request: TokenRequest, label: str) -> None:
        names = ", ".join(found.variables)
        self._report.carried(
            f"The {label} that fetches {names} is the auth of its own now: the token is fetched "
            "when a send needs it, kept, and renewed.",
            draft.place,
        )
        if request.encoding != "urlencoded":
            what = {"formdata": "multipart/form-data", "json": "JSON"}[request.encoding]
            self._report.changed(
                f"The token is asked for with a urlencoded form, not with {what}.",
                draft.place,
                "RFC 6749 §4.4.2 asks for it, and strict servers refuse anything else.",
            )
        for name in request.headers:
            self._report.changed(
                f"The token request's header {name} is left out.",
                draft.place,
                "A token request carries no headers of its own.",
            )


def _is_inside(draft: Draft, owner: Draft) -> bool:
    if isinstance(owner, RequestDraft):
        return draft is owner
    return not owner.id or draft.id == owner.id or draft.id.startswith(f"{owner.id}/")


def _is_token_auth(auth: AuthTable, names: set[str]) -> bool:
    """Whether an auth is nothing but a variable in which a script stores the token."""
    table = auth.table
    if table.get("type") not in {"bearer", "api_key"}:
        return False
    value = str(table.get("token") or table.get("value") or "")
    match = re.fullmatch(r"\{\{([\w.-]+)\}\}", value)
    return match is not None and match[1] in names


def _refers(request: RequestDraft, names: set[str]) -> bool:
    return bool(set(_names_in(request)) & names)


def _names_in(request: RequestDraft) -> Iterator[str]:
    """Every variable that a request refers to, but for those in its auth."""
    texts = [request.url, *request.path.values()]
    for row in (*request.query, *request.headers):
        texts += [row.name, row.value]
    match request.body:
        case TextBody(_, content):
            texts.append(content or "")
        case FormBody(fields):
            texts += [text for row in fields for text in (row.name, row.value)]
        case MultipartBody(parts):
            texts += [text or "" for part in parts for text in (part.name, part.value)]
        case GraphQLBody(query, variables):
            texts += [query, variables or ""]
        case FileBody() | None:
            pass
    for text in texts:
        yield from references(text)


def _own_request(draft: RequestDraft) -> TokenRequest:
    """The token request that a request of the collection is.

    Raises:
        NotUnderstood: it is none.
    """
    if draft.method.upper() != "POST":
        raise NotUnderstood(f"its request is a {draft.method}, and tokens are asked for with POST")
    form: list[tuple[str, Value]] = [
        (row.name, text_value(row.value)) for row in draft.query if row.enabled
    ]
    encoding = "urlencoded"
    match draft.body:
        case FormBody(fields):
            form += [(row.name, text_value(row.value)) for row in fields if row.enabled]
        case MultipartBody(parts):
            encoding = "formdata"
            form += [(part.name, text_value(part.value or "")) for part in parts if part.enabled]
        case _:
            pass
    auth: Value | None = None
    if draft.auth is not None and draft.auth.table.get("type") == "basic":
        rows = [
            Table(
                {"key": text_value(name), "value": text_value(str(draft.auth.table.get(key, "")))}
            )
            for name, key in (("username", "username"), ("password", "password"))
        ]
        auth = Table({"type": text_value("basic"), "basic": Items(tuple(rows))})
    headers: dict[str, Value] = {
        row.name: text_value(row.value) for row in draft.headers if row.enabled
    }
    return assemble(draft.url, form, encoding, headers, auth)
