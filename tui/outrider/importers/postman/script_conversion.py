"""Puts ``[auth]`` tables in the place of scripts that fetch a token."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from outrider.importers.building.build_report import SAVED
from outrider.importers.building.item_builders import (
    CollectionBuilder,
    FolderBuilder,
    ItemBuilder,
    RequestBuilder,
)
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.importer import compact_auth
from outrider.importers.postman.conversion_report import (
    missing_names,
    tell_converted,
    tell_decided,
    tell_unfetched,
)
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.postman_auth import NONE
from outrider.importers.postman.postman_report import PostmanImportReport, references
from outrider.importers.postman.response_test_conversion import ResponseTestConverter
from outrider.importers.postman.row_rewriting import (
    ACCESS_TOKEN,
    add_token_row,
    has_authorization,
    move_key,
    refer_to_token,
    replace_header,
    switch_off_replaced,
)
from outrider.importers.postman.script_auths import ScriptAuths
from outrider.importers.postman.script_comments import comment_script
from outrider.importers.postman.scripts.unsupported_script import UnsupportedScript
from outrider.importers.postman.token_script_finder import FoundTokenScript, TokenScriptFinder
from outrider.importers.postman.token_usage import (
    StoredTokenPlace,
    is_free,
    is_inside,
    names_in_request,
    place_of,
    substitute,
    with_ancestors,
)
from outrider.importers.postman.token_users import TokenUsers
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import AuthTable, NameValueRow, Scalar


class ScriptConverter:
    """Puts an auth in the place of each script that fetches a token."""

    def __init__(
        self,
        drafts: CollectionBuilder,
        report: PostmanImportReport,
        secrets: SecretNamer,
        imported: ImportedScopes,
    ) -> None:
        self._drafts = drafts
        self._report = report
        self._secrets = secrets
        values = (imported.shared, *(one.values for one in imported.environments))
        self._scopes: list[Mapping[str, Scalar]] = [
            *(one.variables for one in values),
            *(folder.values.variables for folder in drafts.folders),
        ]
        self._imported = imported
        self._tables = ScriptAuths(report, secrets, imported, self._scopes)
        self._tests = ResponseTestConverter(drafts, report)
        self._scripts = TokenScriptFinder(
            drafts, report, secrets, imported, self._scopes, self._tests
        )
        self._users = TokenUsers(drafts, self._scripts)
        self._done: list[tuple[FoundTokenScript, AuthTable]] = []
        self._filled: set[str] = set()
        self._using: dict[str, set[str]] = {}

    @property
    def noted(self) -> set[str]:
        """Variables that only scripts set which are not run here."""
        return self._scripts.notes.noted

    def run(self, *, rows_win: bool = False) -> set[str]:
        """Replaces what is understood; keeps the rest as comments, and says so.

        ``rows_win`` where an Authorization row is sent and not the auth: in Postman the auth is.

        Returns:
            Variables that scripts filled, with a token or to remember when to ask again: no
            environment needs them now.
        """
        found = self._scripts.read()
        for request in self._drafts.requests:
            auth = self._scripts.sent_with(request)
            if auth is not None and not rows_win:
                switch_off_replaced(request, auth, self._report.at(request.place))
        for one in found:
            others = [other for other in found if other.script is one.script]
            if len(others) > 1 and not self._users.is_used(one):
                # One of several of a script: the others say what the script is for.
                tell_converted(one, self._report, {}, used=False, values=self._values())
                continue
            try:
                self._apply(one)
            except UnsupportedScript as reason:
                reason.parts = one.request.parts
                self._scripts.keep(one.draft, one.script, one.label, reason)
        stored = set().union(*(one.stored for one, _ in self._done))
        given = set().union(*self._imported.given.values())
        known = self._filled | stored | given | {ACCESS_TOKEN}
        self._scripts.notes.note_rest(known, self._scripts.referred)
        self._give_tests(given)
        return self._filled

    def _give_tests(self, given: AbstractSet[str]) -> None:
        """Gives requests their captures and expectations."""
        values = {name for scope in self._scopes for name in scope}
        secrets = {name for one in self._drafts.folders for name in one.values.secrets}
        own = {name for one in self._drafts.requests for name in one.variables}
        known = frozenset(values | secrets | own | given | self._imported.names())
        self._tests.give(known - self._filled)
        self._drafts.files |= self._tests.files

    def _apply(self, one: FoundTokenScript) -> None:
        table = self._tables.table(one)
        for other, written in self._done:
            if other.owner is one.owner and not other.stored.keys().isdisjoint(one.stored):
                if written != table:
                    raise UnsupportedScript("another script sets the same variable")
                self._tell(one, table, used=True)
                return
        users = self._users.of(one)
        refused = [self._users.refusal(each, one) for each in users if each not in self._using]
        if refused and all(refused) and not self._users.is_placed(one):
            raise UnsupportedScript(refused[0])
        placement = self._users.placement(one, users)
        taken = any(other.owner is one.owner for other, _ in self._done)
        self._done.append((one, table))
        if is_free(self._scripts.before(one.owner), one.stored) and not taken:
            one.owner.auth = _placed(table, placement)
        elif not users and not taken:
            kind = one.owner.auth.table.get("type") if one.owner.auth is not None else ""
            raise UnsupportedScript(f"{kind} auth is set in the same place")
        for folder in self._drafts.folders:
            own = place_of(self._scripts.before(folder), one.stored)
            if own is not None and folder is not one.owner and is_inside(folder, one.owner):
                folder.auth = self._beside(folder, _placed(table, own.placement))
        settled = [
            self._settle(request, one, table, users)
            for request in self._drafts.requests
            if is_inside(request, one.owner)
        ]
        for request_id in users:
            self._using.setdefault(request_id, set()).update(one.stored)
        self._define(one)
        self._remember(one)
        self._tell(one, table, used=any(settled) or self._users.is_placed(one))

    def _beside(self, draft: ItemBuilder, wanted: AuthTable) -> AuthTable | None:
        """The auth for a draft that needs this one: none of its own where it inherits it."""
        for above in with_ancestors(draft, self._drafts.folders)[1:]:
            if above.auth is not None:
                return None if above.auth == wanted else wanted
        return wanted

    def _settle(
        self,
        request: RequestBuilder,
        one: FoundTokenScript,
        table: AuthTable,
        users: Mapping[str, StoredTokenPlace | None],
    ) -> bool:
        """Gives a request the auth that it needs; whether it gets the token."""
        sent_with = self._scripts.sent_with(request)
        if request.id not in users:
            inherited = self._beside(request, NONE) is NONE and request.id not in self._using
            is_without = sent_with is None or sent_with is NONE
            if inherited and (is_without or place_of(sent_with, one.stored) is not None):
                # In Postman it was sent without a token, and it still is.
                request.auth = NONE
                tell_unfetched(one, request, self._report, gets_it=False)
            return False
        place, report = users[request.id], self._report.at(request.place)
        tell_unfetched(one, request, self._report, gets_it=True)
        known = self._using.get(request.id)
        if known is not None and known.isdisjoint(one.stored):
            report.lost(
                "The request uses the tokens of two token requests.",
                why="A request has one auth, and {{access_token}} is its token.",
                advice=f"Keep one of them in [auth] of {request.file}.toml.",
            )
            return False
        if refusal := self._users.refusal(request.id, one):
            report.lost(
                f"The request does not get the token: {refusal}.",
                why="A request has one auth, and {{access_token}} is its token.",
                advice=f"Keep one of them in [auth] of {request.file}.toml.",
            )
            return False
        if sent_with is not None and not is_free(sent_with, one.stored):
            move_key(request, sent_with, report)
        placement = self._users.placement(one, users) if place is None else place.placement
        if place is not None:
            self._put(request, one, place)
        elif placement or not has_authorization(request):
            report.changed(
                "The token is also sent in the Authorization header."
                if not placement
                else f'The token is also sent in {placement["in"]} "{placement["name"]}".',
                why="It is the token of the request's auth, which is always sent.",
            )
        request.auth = self._beside(request, _placed(table, placement))
        return True

    def _put(self, request: RequestBuilder, one: FoundTokenScript, place: StoredTokenPlace) -> None:
        """Makes the rows of a request say what no placement can, and nothing else."""
        report = self._report.at(request.place)
        added = one.analysis.headers if is_inside(request, one.draft) else ()
        for name, _ in added:
            replace_header(request, name, report)
        if place.is_bearer:
            request.headers = [row for row in request.headers if not _is_bearer(row, one.stored)]
        if place.needs_row:
            why = "An auth can only put a prefix and a space before the token."
            add_token_row(request, place, report, why)
        for name, value in added:
            if name.lower() not in {place.name.lower(), "authorization"}:
                other = StoredTokenPlace("header", name, value)
                add_token_row(request, other, report, "The script puts the token there as well.")

    def _define(self, one: FoundTokenScript) -> None:
        """The stored variables, where something beside the auth refers to them."""
        used = self._referred()
        owner = one.owner if isinstance(one.owner, FolderBuilder) else self._drafts.folders[0]
        for name, value in one.analysis.variables.items():
            known = self._report.name(name)
            self._filled.add(known)
            if known == SAVED and value == ACCESS_TOKEN:
                # It had the name of the token itself, and is that now.
                for request in self._drafts.requests:
                    if is_inside(request, one.owner):
                        refer_to_token(request)
            elif known in used:
                owner.values.variables[known] = value
                owner.values.secrets.pop(known, None)

    def _referred(self) -> set[str]:
        """Every variable that a request or another variable refers to."""
        found = set().union(*map(names_in_request, self._drafts.requests))
        values = (str(value) for scope in self._scopes for value in scope.values())
        return found.union(*map(references, values))

    def _remember(self, one: FoundTokenScript) -> None:
        """Variables that the script fills beside the token."""
        used = self._referred()
        stored = {self._report.name(name) for name in one.analysis.variables}
        others = {
            name: line
            for name, line in one.fills.items()
            if self._report.name(name) in used - stored
        }
        self._scripts.notes.note(one.draft, one.label, others)
        for name, where in one.analysis.bookkeeping.items():
            known = self._report.name(name)
            if known not in used:
                self._filled.add(known)
                continue
            self._report.at(one.draft.place, where.line).lost(
                f'The {one.label} also sets "{known}"; Outrider does not.'
            )

    def _tell(self, one: FoundTokenScript, table: AuthTable, *, used: bool) -> None:
        folders = self._drafts.folders
        known = {
            name for one in folders for name, value in one.values.variables.items() if value != ""
        }
        known |= {name for one in folders for name in one.values.secrets}
        missing = missing_names(table, self._imported, known | self._secrets.values.keys())
        tell_converted(one, self._report, missing, used=used, values=self._values())
        tell_decided(one, table, self._report, self._imported)
        if one.analysis.leftovers or one.owner.auth is NONE:
            comment_script(one.draft, one.script, one.label)

    def _values(self) -> dict[str, str]:
        """What is known of variables in any scope, all their values together."""
        folders = (one.values for one in self._drafts.folders)
        scopes = (*(one.values for one in self._imported.environments), self._imported.shared)
        found: dict[str, str] = {name: reveal(one) for name, one in self._secrets.values.items()}
        for scope in (*scopes, *folders):
            for name, value in (*scope.variables.items(), *scope.secrets.items()):
                known = reveal(value) if isinstance(value, Secret) else str(value)
                found[name] = found.get(name, "") + known
        return found


def _is_bearer(row: NameValueRow, stored: Mapping[str, str]) -> bool:
    """Whether an enabled row is what the usual placement sends."""
    is_usual = row.enabled and row.name.lower() == "authorization"
    written = substitute(row.value, stored)
    return is_usual and StoredTokenPlace("header", row.name, written).is_bearer


def _placed(table: AuthTable, placement: Mapping[str, Any]) -> AuthTable:
    """The auth with the token in this place."""
    if not placement:
        return table
    return compact_auth({**table.table, "placement": dict(placement)})
