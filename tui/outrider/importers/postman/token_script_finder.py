"""Finds the scripts of a collection that fetch a token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from outrider.importers.postman.collection_reader import (
    CollectionBuilder,
    ItemBuilder,
    PostmanScript,
    RequestBuilder,
)
from outrider.importers.postman.login_requests import read_login_request
from outrider.importers.postman.postman_report import PostmanImportReport
from outrider.importers.postman.scripts.recognition import (
    TokenScript,
    mentions_token,
    read_prerequest,
    read_test,
)
from outrider.importers.postman.scripts.token_request_reader import (
    ScriptTokenRequest,
    UnsupportedScript,
)
from outrider.importers.postman.token_usage import (
    aliases_of,
    is_inside,
    names_in_request,
    placement_of,
    substitute,
    with_ancestors,
)
from outrider.model.workspace import AuthTable, Scalar


class FoundTokenScript(Struct):
    """A script that fetches a token, on its way to an auth.

    Attributes:
        draft: where the script stands.
        label: what the report calls it.
        stored: the variables, as the workspace calls them, and what they stand for.
        owner: the folder or request that gets the auth.
    """

    draft: ItemBuilder
    script: PostmanScript
    label: str
    analysis: TokenScript
    request: ScriptTokenRequest
    stored: dict[str, str]
    owner: ItemBuilder


class TokenScriptFinder:
    """Reads the scripts of a collection; requests may refer to all variables of ``scopes``."""

    def __init__(
        self,
        drafts: CollectionBuilder,
        report: PostmanImportReport,
        scopes: Iterable[Mapping[str, Scalar]],
    ) -> None:
        self._drafts = drafts
        self._report = report
        self._scopes = list(scopes)
        self._all: tuple[ItemBuilder, ...] = (*drafts.folders, *drafts.requests)
        # Before anything is made of the scripts.
        self._before = {id(draft): draft.auth for draft in self._all}

    def read(self) -> list[FoundTokenScript]:
        """What fetches a token, each with the draft that gets its auth; the rest is kept."""
        read = (self._read(draft, script) for draft in self._all for script in draft.scripts)
        found = [one for one in read if one is not None]
        for one in found:
            self._choose_owner(one, found)
        return found

    def _read(self, draft: ItemBuilder, script: PostmanScript) -> FoundTokenScript | None:
        label = "pre-request script" if script.listen == "prerequest" else "test script"
        if not script.enabled:
            self.comment(draft, script, label)
            self._report.at(draft.place).changed(f"The {label} is switched off: a comment is left.")
            return None
        try:
            if script.listen == "prerequest":
                found = read_prerequest(script.text)
                assert found.request is not None
                request, owner = found.request, draft
            elif isinstance(draft, RequestBuilder) and mentions_token(script.text):
                found = read_test(script.text)
                request = read_login_request(draft, self.sent_with(draft))
                owner = self._drafts.folders[0]
            else:
                raise UnsupportedScript("nothing here runs scripts")
        except (UnsupportedScript, RecursionError) as reason:
            if isinstance(reason, RecursionError):
                reason = UnsupportedScript("it is nested too deeply")
            self.keep(draft, script, label, reason)
            return None
        stored = {self._report.name(name): value for name, value in found.variables.items()}
        for name, value in aliases_of(stored.keys(), self._scopes).items():
            stored.setdefault(name, substitute(value, stored))
        return FoundTokenScript(draft, script, label, found, request, stored, owner)

    def sent_with(self, draft: ItemBuilder) -> AuthTable | None:
        """The auth that Postman uses: its own, or the nearest above it."""
        for one in with_ancestors(draft, self._drafts.folders):
            auth = self._before[id(one)]
            if auth is not None:
                return auth
        return None

    def uses(self, request: RequestBuilder, stored: Mapping[str, str]) -> bool:
        """Whether a request uses a token that a script stored."""
        return placement_of(self.sent_with(request), stored) is not None or not names_in_request(
            request
        ).isdisjoint(stored)

    def _choose_owner(self, one: FoundTokenScript, understood: Iterable[FoundTokenScript]) -> None:
        """The whole collection, where others count on the token that a script fetched before."""
        root = self._drafts.folders[0]
        if one.owner is root:
            return
        others = [
            other.draft
            for other in understood
            if other is not one and not other.stored.keys().isdisjoint(one.stored)
        ]
        outside = any(
            self.uses(request, one.stored)
            for request in self._drafts.requests
            if not any(is_inside(request, owner) for owner in (one.draft, *others))
        )
        if outside and all(other is not root for other in others):
            one.owner = root

    def before(self, draft: ItemBuilder) -> AuthTable | None:
        """The auth that stood there in the collection."""
        return self._before[id(draft)]

    def keep(
        self, draft: ItemBuilder, script: PostmanScript, label: str, reason: UnsupportedScript
    ) -> None:
        """Keeps a script as a comment, and says why."""
        self.comment(draft, script, label)
        about_token = mentions_token(script.text)
        what = f"The {label} is kept as a comment: {reason.why}."
        if script.listen == "prerequest" and about_token:
            what = f"The {label} fetches a token in a way that is not understood: {reason.why}."
        report = self._report.at(draft.place, reason.line or 1)
        if about_token:
            by_hand = "Define the auth by hand: [auth] in the folder's or request's file."
            report.lost(what, advice=by_hand)
        else:
            report.lost(what, why="Nothing here runs scripts.")

    @staticmethod
    def comment(draft: ItemBuilder, script: PostmanScript, label: str) -> None:
        """Writes a script at the end of its file."""
        draft.comments.append(f"{label}, which is not run:")
        draft.comments += [f"  {line}" for line in script.text.splitlines()]
