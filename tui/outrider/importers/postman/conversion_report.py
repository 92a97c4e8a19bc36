"""What the report says of a script that became an auth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from outrider.importers.building.item_builders import RequestBuilder
from outrider.importers.postman.environment_facts import ImportedScopes
from outrider.importers.postman.environment_values import have_one_shape
from outrider.importers.postman.postman_report import PostmanImportReport, references
from outrider.importers.postman.scripts.token_request_reader import GRANT, PASSWORD_GRANT
from outrider.importers.postman.shown_statements import shown_statement
from outrider.importers.postman.token_script_finder import FoundTokenScript
from outrider.model.workspace import AuthTable, Scalar
from outrider.visible_text import visible_line

_SECTIONS = {GRANT: "4.4.2", PASSWORD_GRANT: "4.3.2"}
_REFERENCE = re.compile(r"\{\{([\w.-]+)\}\}")


def missing_names(
    table: AuthTable, imported: ImportedScopes, known: Iterable[str]
) -> Mapping[str, Sequence[str]]:
    """References of an auth to what has no value, in order, with the environments that lack it.

    There is none of them where nothing gives it a value. ``known`` has what the collection itself
    gives one. Where no environment comes along, those of the workspace count.
    """
    texts = [str(value) for value in table.table.values()]
    wanted = dict.fromkeys(name for text in texts for name in _REFERENCE.findall(text))
    common = set(known) | _filled(imported.shared.variables) | imported.shared.secrets.keys()
    common |= imported.given.get("", frozenset())
    scopes = {name: common | own for name, own in imported.given.items() if name}
    names = {label: list(wanted) for label in scopes}
    if imported.environments:
        scopes.clear()
    for one in imported.environments:
        values = one.values
        given = imported.given.get(one.id, frozenset())
        own = _filled(values.variables) | {n for n, v in values.secrets.items() if v} | given
        scopes[one.name] = common | own
        # A variable of an environment may refer to another one.
        behind = [_REFERENCE.findall(str(values.variables.get(name, ""))) for name in wanted]
        auth = one.auths.get(str(table.table.get("extends", "")))
        refers = _REFERENCE.findall(str(dict(auth.table))) if auth is not None else []
        names[one.name] = [*wanted, *refers, *(name for found in behind for name in found)]
    if not scopes:
        return {name: () for name in wanted if name not in common}
    lacking: dict[str, list[str]] = {}
    for label, scope in scopes.items():
        for name in dict.fromkeys(names[label]):
            if name not in scope:
                lacking.setdefault(name, []).append(label)
    somewhere = set().union(*scopes.values())
    return {name: labels if name in somewhere else () for name, labels in lacking.items()}


def _filled(values: dict[str, Scalar]) -> set[str]:
    return {name for name, value in values.items() if value != ""}


def _lacking(missing: Mapping[str, Sequence[str]]) -> str:
    """What has no value, and where: ``"a", "b" have no value``."""
    nowhere = [name for name, labels in missing.items() if not labels]
    found = [_without_value(nowhere)] if nowhere else []
    by_place: dict[tuple[str, ...], list[str]] = {}
    for name, labels in missing.items():
        if labels:
            by_place.setdefault(tuple(labels), []).append(name)
    for places, names in by_place.items():
        count = "environments" if len(places) > 1 else "environment"
        found.append(f"{_without_value(names)} in {count} {_quoted(places)}")
    return ", and ".join(found)


def _without_value(names: Sequence[str]) -> str:
    return f"{_quoted(names)} {'have' if len(names) > 1 else 'has'} no value"


def _quoted(names: Iterable[str]) -> str:
    """Names as a list in a sentence."""
    return ", ".join(f'"{visible_line(name)}"' for name in names)


def tell_decided(
    one: FoundTokenScript, table: AuthTable, report: PostmanImportReport, imported: ImportedScopes
) -> None:
    """Says for which environments a script decided, and what others need."""
    known = _quoted(each.name for each in imported.environments)
    if name := table.table.get("extends"):
        report.at(one.draft.place, one.analysis.line).changed(
            f"The auth definition is another one in each environment: {known}.",
            why="How the client authenticates in another environment is not known without "
            "running the script."
            if have_one_shape(one.variants)
            else "Their token requests differ in more than values, such as how the client "
            "authenticates.",
            advice=f"For another environment, define [auth.{name}] in its file.",
        )
        return
    before = {name for variant in one.variants for name in variant.names}
    written = " ".join(map(str, table.table.values()))
    made = [name for name in dict.fromkeys(_REFERENCE.findall(written)) if name not in before]
    if one.decided is None or not made:
        return
    report.at(one.draft.place, one.analysis.line).changed(
        f"The auth definition was made for the imported environments: {known}.",
        advice=f"For another environment, define {_quoted(made)}, or import it together with the "
        "collection.",
    )


def _encodes_in_latin1(one: FoundTokenScript, values: Mapping[str, str]) -> bool:
    """Whether a script encodes credentials in Latin-1 that have other bytes in UTF-8.

    ``values`` are those that are known of variables, in any scope.
    """
    requests = one.variants or [one.request]
    written = "".join(f"{each.client_id}{each.client_secret}" for each in requests)
    inserted = "".join(values.get(name, "") for name in references(written))
    uses_basic = any(each.method == "client_secret_basic" for each in requests)
    return uses_basic and not f"{written}{inserted}".isascii() and "btoa(" in one.script.text


def _arriving_encoded(one: FoundTokenScript, values: Mapping[str, str]) -> list[str]:
    """Parameters and header fields whose encoding by the script changes what the server gets."""
    found: dict[str, None] = {}
    for each in one.variants or [one.request]:
        for name, written in each.encoded:
            used = references(written)
            texts = [
                _REFERENCE.sub("", written),
                *(values.get(used_name, "+") for used_name in used),
            ]
            if any(quote(text, safe="~") != text for text in texts):
                found[name] = None
    return list(found)


def _tell_habits(
    one: FoundTokenScript, what: str, here: PostmanImportReport, *, used: bool, in_latin1: bool
) -> None:
    """What a script does that is unwise, or that is done otherwise here."""
    if one.request.grant == PASSWORD_GRANT and used:
        here.changed(
            f"The {one.label} uses the password grant, and so does the auth definition.",
            why="The password grant gives the client the user's password: OAuth 2.1 has removed "
            "it.",
            advice="Use authorization_code or device_code where the server has them.",
        )
    if in_latin1:
        here.changed(
            f"{what}, which encodes the client's credentials in UTF-8.",
            why="The script encodes them by btoa, in Latin-1. They differ in what is not ASCII.",
        )


def tell_unfetched(
    one: FoundTokenScript, request: RequestBuilder, report: PostmanImportReport, *, gets_it: bool
) -> None:
    """Says what becomes of a request for which a script fetches no token."""
    if request.id not in one.without:
        return
    here = report.at(request.place)
    if not gets_it:
        here.carried(f"The request gets no token, as the {one.label} fetches none for it.")
        return
    here.changed(
        f"The request gets the token, although the {one.label} fetches none for it.",
        why="It uses the variable in which Postman keeps the token of an earlier request.",
    )


def tell_converted(
    one: FoundTokenScript,
    report: PostmanImportReport,
    missing: Mapping[str, Sequence[str]],
    *,
    used: bool,
    values: Mapping[str, str],
) -> None:
    """Says what became of a script, what was changed, and what else it does.

    ``used`` says whether anything uses its token; ``missing`` are variables without a value;
    ``values`` are those that are known of variables, in any scope.
    """
    in_latin1, encoded = _encodes_in_latin1(one, values), _arriving_encoded(one, values)
    requests = one.variants or [one.request]
    has_client = all(each.client_id for each in requests)
    is_json = any(each.encoding == "json" for each in requests)
    names = _quoted((*one.analysis.variables, *(name for name, _ in one.analysis.headers)))
    what = f"The {one.label} that fetches {names} was replaced by an auth definition"
    here = report.at(one.draft.place, one.analysis.line)
    if missing and used:
        here.changed(
            f"{what}, but {_lacking(missing)}.",
            why="The token request uses it.",
            advice="Set a value in each environment before sending.",
        )
    elif not used:
        here.changed(f"The {one.label} fetches {names}, but no request uses the token.")
    elif has_client and not (one.unencoded or encoded or in_latin1 or is_json):
        report.at(one.draft.place).carried(
            f"{what}: Outrider fetches, caches and renews the token."
        )
    if used and not has_client:
        here.changed(
            f"{what}, but it has no client_id.",
            why="The token request of the script has none, and Outrider sends none without it.",
            advice=f"Add client_id to [auth] of {one.owner.file}.toml before sending; any value "
            "will do where the server identifies the client otherwise.",
        )
    if used and is_json:
        here.changed(
            f"{what}, which sends a form instead of JSON.",
            why=f"RFC 6749 §{_SECTIONS[one.request.grant]} requires a form. A server that reads "
            "only JSON rejects it.",
            advice='For such a server, set type = "command" in [auth], with a program that fetches '
            "the token.",
        )
    if one.unencoded and used:
        here.changed(
            f"{what}, which sends {_quoted(one.unencoded)} percent-encoded.",
            why="The script adds it to the form without encoding it.",
            advice="If its value is already encoded, replace it by the decoded value "
            "before sending.",
        )
    if encoded and used:
        here.changed(
            f"{what}, which sends the plain value of {_quoted(encoded)}.",
            why="The script percent-encodes it although Postman encodes forms, or nothing decodes "
            "it: the server receives it encoded.",
            advice="If the server needs the encoded value, set the variable to that.",
        )
    _tell_habits(one, what, here, used=used, in_latin1=in_latin1)
    if one.decided_by:
        here.changed(
            f"The {one.label} depends on {_quoted(one.decided_by)}.",
            why="The auth definition has the values at import: Outrider does not run scripts.",
        )
    if one.request.encoding == "formdata":
        here.changed(
            "The token request is sent form-encoded, not as multipart/form-data.",
            why=f"RFC 6749 §{_SECTIONS[one.request.grant]} requires it.",
        )
    for name in one.request.lost_headers:
        here.changed(
            f'Header "{visible_line(name)}" of the token request was not imported.',
            why="Outrider sets this header itself.",
        )
    for leftover in one.analysis.leftovers:
        report.at(one.draft.place, leftover.line).lost(
            f"One line of the {one.label} was not converted: "
            f"{shown_statement(leftover.text, one.script.text)}",
            why="Outrider does not run scripts.",
        )
