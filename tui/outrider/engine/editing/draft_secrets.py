"""Keeps credentials out of drafts: a reference that nothing has a value for takes their place.

What was not kept cannot be sent by mistake: a send stops at such a reference and asks for it. A
credential that the file of the request has itself comes back from there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any

from msgspec.structs import replace

from outrider.credential_shapes import has_credential_shape, is_credential
from outrider.engine.editing.workspace_secrets import NamedSecret
from outrider.engine.editing.written_secrets import written_secrets
from outrider.errors import SourceLocation
from outrider.importers.file_naming import SecretVault
from outrider.model.secret import MASK, Secret
from outrider.model.workspace import Request
from outrider.redaction import Redactor
from outrider.storage.draft_folder import PageDraft, RequestDraft
from outrider.storage.reading.table_decoding import decode_request
from outrider.storage.writing.table_encoding import encode_request
from outrider.toml_text.schema import KeyPath
from outrider.toml_text.table_diff import strictly_equal
from outrider.variables.literal_credentials import hide_in_request
from outrider.variables.reference_grammar import (
    Reference,
    TemplatePiece,
    has_reference,
    parse_template,
    template_text,
)
from outrider.variables.secret_copies import (
    ExactCopies,
    SecretCopies,
    known_values,
    refer_in_request,
)

_NOT_KEPT = "_not_kept"
_KNOWN = "secret" + _NOT_KEPT
_USERINFO = re.compile(r"://[^/?#@\s]*:[^/?#@\s]+@")


def request_without_credentials(
    draft: RequestDraft,
    saved: Request | None,
    known: Redactor,
    named: Mapping[str, Secret] = MappingProxyType({}),
    held: Collection[NamedSecret] = (),
) -> RequestDraft:
    """A draft of a request as it may lie on the disk.

    Args:
        draft: with the request as it was typed.
        saved: the request as its file has it.
        known: knows the secrets of this process.
        named: credentials that came with variables, however short, by the names of these.
        held: what the files of the workspace have.
    """
    there = {value: key for key, value in _literals(saved).items()} if saved is not None else {}
    vault, filed = SecretVault({}), dict[str, str]()
    names = {value: name for name, value, refers in held if refers}
    others = {f"{name}{_NOT_KEPT}": value for name, value, refers in held if value not in names}

    def hide(name: str, value: str, _: SourceLocation) -> str:
        if value in names:
            return "{{" + names[value] + "}}"
        reference = vault.put(f"{name}{_NOT_KEPT}", value)
        if value in there:
            filed[_name(reference)] = there[value]
        return reference

    hidden = refer_in_request(
        draft.request,
        ExactCopies(known_values(named)),
        lambda name, value, _: vault.put(f"{name}{_NOT_KEPT}", value),
    )
    hidden = hide_in_request(hidden, hide, placeholders=True)
    kept = [(name, value) for value, name in names.items()]
    copies = SecretCopies([*others.items(), *known_values(vault.values), *kept])
    refer = copies.referring(lambda name, value: vault.put(_not_kept(name), value))

    def copied(name: str, value: str, respelled: bool) -> str | None:
        is_new = others.get(name) == value
        return vault.put(name, value) if is_new else refer(name, value, respelled)

    hidden = refer_in_request(hidden, copies, copied)
    hidden = replace(
        hidden, name=copies.masked(hidden.name), description=copies.masked(hidden.description)
    )
    table = encode_request(hidden)
    masked = _each_text(table, lambda text: _without_known(text, known))
    if masked != table:
        hidden = decode_request(masked, hidden.id, hidden.file)
    withheld = [name for name in vault.values if name not in filed]
    if masked != table:
        withheld.append(_KNOWN)
    return replace(draft, request=hidden, filed=filed, withheld=tuple(withheld))


def with_filed_credentials(draft: RequestDraft, saved: Request | None) -> Request:
    """The request of a draft with the credentials that its file has, where it has them still."""
    request = draft.request
    if saved is None or not draft.filed:
        return request
    literals = _literals(saved)
    values = {
        "{{" + name + "}}": literals[key] for name, key in draft.filed.items() if key in literals
    }

    def given_back(text: str) -> str:
        for reference, value in values.items():
            text = text.replace(reference, value)
        return text

    table = _each_text(encode_request(request), given_back)
    return decode_request(table, request.id, request.file)


def page_without_credentials(edits: PageDraft, known: Redactor) -> PageDraft:
    """The edits of an environment's page as they may lie on the disk.

    What the files say of a key with a credential stays, under the same mask in both: nothing of
    it is edited.
    """
    hidden = written_secrets(edits.before) | written_secrets(edits.table)
    withheld: list[str] = []

    def before(path: KeyPath, text: str) -> str:
        return MASK if _is_credential(path, text, hidden, known) else text

    def after(path: KeyPath, text: str) -> Any:
        if not _is_credential(path, text, hidden, known):
            return text
        filed = _at(edits.before, path)
        if filed != text:
            withheld.append(SourceLocation("", path).dotted_key)
        if isinstance(filed, str):
            return MASK if _is_credential(path, filed, hidden, known) else filed
        if filed is not None:
            return filed
        return "" if path[0] == "secrets" else "{{" + f"{path[-1]}{_NOT_KEPT}" + "}}"

    table = _each_text_of(edits.table, after)
    return replace(
        edits, before=_each_text_of(edits.before, before), table=table, withheld=tuple(withheld)
    )


def says_the_same(now: Any, kept: Any) -> bool:
    """Whether files say what they said when a draft began, as far as the draft knows."""
    if isinstance(now, Mapping) and isinstance(kept, Mapping):
        return now.keys() == kept.keys() and all(says_the_same(now[key], kept[key]) for key in now)
    return (kept == MASK and isinstance(now, str)) or strictly_equal(now, kept)


def without_masks(table: dict[str, Any]) -> dict[str, Any]:
    """A table of a draft without the masks that stand for what files had."""
    cleared: dict[str, Any] = _each_text(table, lambda text: "" if text == MASK else text)
    return cleared


def _literals(request: Request) -> dict[str, str]:
    """The credentials that are written out in a request, by their keys."""
    found: dict[str, str] = {}

    def note(_name: str, value: str, place: SourceLocation) -> None:
        found.setdefault(place.dotted_key, value)

    hide_in_request(request, note, placeholders=True)
    return found


def _is_credential(path: KeyPath, text: str, hidden: frozenset[str], known: Redactor) -> bool:
    if not text or text in hidden:
        return bool(text)
    if has_reference(text) and not has_credential_shape(text):
        return _USERINFO.search(text) is not None
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    return (
        is_credential(name, text)
        or _USERINFO.search(text) is not None
        or known.mask_text(text) != text
    )


def _without_known(text: str, known: Redactor) -> str:
    masked = known.mask_text(text)
    if masked == text:
        return text
    pieces: list[TemplatePiece] = []
    for piece in parse_template(masked):
        first, *behind = piece.split(MASK) if isinstance(piece, str) else [piece]
        pieces.append(first)
        for one in behind:
            pieces += [Reference(_KNOWN), one]
    return template_text(pieces)


def _not_kept(name: str) -> str:
    return name if _NOT_KEPT in name else f"{name}{_NOT_KEPT}"


def _name(reference: str) -> str:
    return reference.removeprefix("{{").removesuffix("}}")


def _at(table: Mapping[str, Any], path: KeyPath) -> Any:
    value: Any = table
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return None
    return value


def _each_text(value: Any, change: Any) -> Any:
    return _each_text_of(value, lambda _, text: change(text))


def _each_text_of(value: Any, change: Any, path: KeyPath = ()) -> Any:
    """A value with each text in it changed, given where it is."""
    if isinstance(value, str):
        return change(path, value)
    if isinstance(value, Mapping):
        return {key: _each_text_of(one, change, (*path, key)) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text_of(one, change, (*path, index)) for index, one in enumerate(value)]
    return value
