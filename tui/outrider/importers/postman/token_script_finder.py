"""Finds the scripts of a collection that fetch a token."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from msgspec import Struct, field

from outrider.credential_shapes import is_credential_name
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    ImportedScript,
    ItemBuilder,
    RequestBuilder,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.environment_values import DecidedParts
from outrider.importers.postman.half_filled_auth import half_filled_auth
from outrider.importers.postman.login_requests import login_parts, read_login_request
from outrider.importers.postman.postman_report import PostmanImportReport, references
from outrider.importers.postman.request_readings import read_for_requests
from outrider.importers.postman.response_test_conversion import ResponseTestConverter
from outrider.importers.postman.script_comments import comment_script
from outrider.importers.postman.script_variable_notes import ScriptVariableNotes
from outrider.importers.postman.scripts.recognition import (
    TokenScript,
    mentions_token,
    read_test,
)
from outrider.importers.postman.scripts.script_run import fills_of
from outrider.importers.postman.scripts.token_request_reader import ScriptTokenRequest
from outrider.importers.postman.scripts.unsupported_script import (
    SENDS_NOTHING,
    UnsupportedScript,
)
from outrider.importers.postman.scripts.written_names import sets_unknown_names, written_fills
from outrider.importers.postman.shown_statements import shown_line, shown_statement
from outrider.importers.postman.token_usage import (
    aliases_of,
    is_inside,
    names_in_auth,
    names_in_request,
    substitute,
    with_ancestors,
)
from outrider.model.workspace import AuthTable, Scalar
from outrider.visible_text import visible_line

_LABELS = {"prerequest": "pre-request script", "test": "test script"}
"""What the report calls the scripts that Postman runs, by their events."""


class FoundTokenScript(Struct):
    """A script that fetches a token, on its way to an auth.

    Attributes:
        draft: where the script stands.
        label: what the report calls it.
        stored: the variables, as the workspace calls them, and what they stand for.
        owner: the folder or request that gets the auth.
        variants: what it asks for in each environment, where that differs or may differ from what
            another one would get; in their order.
        decided: what others decide; ``None`` where they get the same.
        fills: every variable that the script sets, with the line of that.
        unencoded: variables that it writes into a form as they are, of unknown values.
        without: requests for which the script fetches or adds no token.
        decided_by: variables whose values at the import decided what it asks for.
    """

    draft: ItemBuilder
    script: ImportedScript
    label: str
    analysis: TokenScript
    request: ScriptTokenRequest
    stored: dict[str, str]
    owner: ItemBuilder
    variants: list[ScriptTokenRequest] = field(default_factory=list)
    without: frozenset[str] = frozenset()
    decided_by: tuple[str, ...] = ()
    fills: Mapping[str, int] = field(default_factory=dict)
    unencoded: tuple[str, ...] = ()
    decided: DecidedParts | None = None


class TokenScriptFinder:
    """Reads the scripts of a collection; requests may refer to all variables of ``scopes``.

    Attributes:
        notes: which variables only scripts set which are not run here.
    """

    def __init__(
        self,
        drafts: CollectionBuilder,
        report: PostmanImportReport,
        secrets: SecretNamer,
        imported: ImportedScopes,
        scopes: Iterable[Mapping[str, Scalar]],
        tests: ResponseTestConverter,
    ) -> None:
        self._drafts = drafts
        self._tests = tests
        self._report = report
        self._secrets = secrets
        self._imported = imported
        self._scopes = list(scopes)
        self._all: tuple[ItemBuilder, ...] = (*drafts.folders, *drafts.requests)
        self.notes = ScriptVariableNotes(drafts, report, imported, self._scopes)
        # Before anything is made of the scripts.
        self._before = {id(draft): draft.auth for draft in self._all}

    def read(self) -> list[FoundTokenScript]:
        """What fetches a token, each with the draft that gets its auth; the rest is kept."""
        found = [
            one
            for draft in self._all
            for script in draft.scripts
            for one in self._read(draft, script)
        ]
        for one in found:
            self._choose_owner(one, found)
        return found

    def _read(self, draft: ItemBuilder, script: ImportedScript) -> list[FoundTokenScript]:
        label = _LABELS.get(script.listen)
        if label is None:
            label = f'script of event "{visible_line(script.listen)}"'
            comment_script(draft, script, label)
            self._report.at(draft.place).changed(
                f"The {label} was kept as a comment.", why="Postman does not run it."
            )
            return []
        if not script.enabled:
            comment_script(draft, script, label)
            self._report.at(draft.place).changed(
                f"The {label} is switched off; it was kept as a comment."
            )
            return []
        try:
            if script.listen == "prerequest":
                return self._read_prerequest(draft, script, label)
            if isinstance(draft, RequestBuilder) and mentions_token(script.text):
                found = read_test(script.text)
                request = read_login_request(draft, self.sent_with(draft))
                one = self._found(draft, script, label, found, request, self._drafts.folders[0])
                one.fills = _fills(script, fills_of(script.text), self.referred)
                return [one]
            raise UnsupportedScript(_NOT_RUN)
        except UnsupportedScript as reason:
            if isinstance(draft, RequestBuilder) and script.listen != "prerequest":
                reason.parts = login_parts(draft, self.sent_with(draft))
            is_test = script.listen == "test" and not reason.parts
            if is_test and self._tests.read(draft, script):
                self.notes.noted |= self._tests.captured_by(script)
                return []
            self.keep(draft, script, label, reason)
            return []

    def _read_prerequest(
        self, draft: ItemBuilder, script: ImportedScript, label: str
    ) -> list[FoundTokenScript]:
        by_request = read_for_requests(script.text, draft, self._drafts, self._imported)
        read = by_request.found
        readings, first = read.readings, read.readings[0]
        kept = list(first.refused)
        found: list[FoundTokenScript] = []
        for index, token in enumerate(first.tokens):
            variants = [one.tokens[index].request for one in readings]
            known = [one for one in variants if one is not None]
            if token.request is not None:
                one = self._found(draft, script, label, token, token.request, draft)
                one.decided = read.parts(index)
                one.without = by_request.without.get(index, frozenset())
                differ = one.decided is not None or any(other != known[0] for other in known)
                one.variants = known if differ else []
                one.decided_by = read.decided_by
                one.fills = _fills(script, first.fills, self.referred)
                one.unencoded = tuple(
                    dict.fromkeys(
                        name
                        for one in readings
                        for name, is_known in one.unencoded.items()
                        if not is_known
                    )
                )
                found.append(one)
        for reason in kept:
            reason.fills = first.fills
            self.keep(draft, script, label, reason, beside=bool(found))
        return found

    def _found(
        self,
        draft: ItemBuilder,
        script: ImportedScript,
        label: str,
        found: TokenScript,
        request: ScriptTokenRequest,
        owner: ItemBuilder,
    ) -> FoundTokenScript:
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
        names = names_in_request(request) | names_in_auth(self.sent_with(request))
        return not names.isdisjoint(stored)

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
        self,
        draft: ItemBuilder,
        script: ImportedScript,
        label: str,
        reason: UnsupportedScript,
        *,
        beside: bool = False,
    ) -> None:
        """Keeps a script as a comment, and says why; with it, as much of an auth as is known.

        Not so ``beside`` an auth that the script became: two in one file would be one too many.
        """
        report = self._report.at(draft.place, reason.line or 1)
        sends = script.listen == "prerequest" and reason.why != SENDS_NOTHING
        was_read = script.listen == "prerequest" and "sendRequest" in script.text
        fills = reason.fills if was_read else fills_of(script.text)
        # One that only compares or sets other variables fetches nothing.
        about_token = mentions_token(script.text) and (
            sends or any(map(is_credential_name, fills)) or not reason.was_parsed
        )
        captured = self._tests.captured_by(script)
        self.notes.noted |= captured
        written = _fills(script, fills, self.referred)
        rest = {name: at for name, at in written.items() if self._report.name(name) not in captured}
        self.notes.note(draft, label, rest)
        if line := sets_unknown_names(script.text):
            self.notes.unread.append(self.notes.named(draft, label, line))
        owner = draft if script.listen == "prerequest" else self._drafts.folders[0]
        is_half_filled = about_token and not beside and (was_read or bool(reason.parts))
        if is_half_filled:
            parts, template = reason.parts, report.template
            owner.comments.append(f"part of the auth, since the {label} could not be converted:")
            owner.comments += half_filled_auth(parts, template, self._secrets, reason.doubtful)
        comment_script(draft, script, label)
        if self._tests.has_read(script):
            # What is left of it is told statement by statement.
            return
        why = shown_statement(reason.why, script.text)
        what = f"The {label} was kept as a comment: {why}."
        if not reason.was_parsed:
            what = f"The {label} was kept as a comment, since it could not be read: {why}."
        elif sends and about_token:
            what = f"The {label} fetches a token, but could not be converted: {why}."
        if beside:
            what = f"A token request of the {label} was not converted: {why}."
            report.lost(what, why=shown_line(script.text, reason.line))
        elif about_token:
            advice = f'Define the auth in {owner.file}.toml: [auth] type = "oauth2".'
            if is_half_filled:
                advice = f"Complete the [auth] that is a comment in {owner.file}.toml."
            report.lost(what, why=shown_line(script.text, reason.line), advice=advice)
        else:
            if reason.why in {_NOT_RUN, SENDS_NOTHING}:
                what = f"The {label} was kept as a comment."
            report.lost(what, why=f"{_NOT_RUN}.")

    @cached_property
    def referred(self) -> AbstractSet[str]:
        """The names that requests, auths and variables refer to before anything is made of them."""
        found = set().union(*map(names_in_request, self._drafts.requests))
        for scope in self._scopes:
            found.update(*map(references, map(str, scope.values())))
        for one in self._all:
            found |= names_in_auth(one.auth)
        return {name for name in found if not name.startswith("$")}


_NOT_RUN = "Outrider does not run scripts"


def _fills(
    script: ImportedScript, known: Mapping[str, int], names: AbstractSet[str]
) -> Mapping[str, int]:
    """The variables that a script sets, surely or as it is written, with the line of each."""
    return {**written_fills(script.text, names), **known}
