"""What is probably meant by a definition that is none, or by a key that it cannot have: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from outrider.auth.origins import is_loopback, parse_origin
from outrider.auth.validation import allowed_keys
from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import is_credential_name
from outrider.engine.doctor.auth_variation import WrittenAuth
from outrider.engine.doctor.diagnosis import DiagnosisStep, StepStatus
from outrider.engine.doctor.probe_planner import (
    CLIENT_ID,
    ENDPOINT,
    ISSUER,
    METHOD,
    possible_methods,
    without_edges,
)
from outrider.engine.doctor.probes import AuthEdit, AuthFacts, Edits
from outrider.errors import Fault, ResolveError, SourceLocation, WorkspaceError
from outrider.model.value_source import file_and_line
from outrider.model.workspace import Environment
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.grants import GRANTS
from outrider.oauth.metadata import issuer_of_metadata
from outrider.variables.reference_grammar import has_reference

_PARAMETERS = ("audience", "resource")
_MISSING = frozenset({"auth_missing_key", "auth_endpoint"})
_OTHER_NAMES = {
    "tokenurl": ENDPOINT,
    "accesstokenurl": ENDPOINT,
    "tokenuri": ENDPOINT,
    "url": ENDPOINT,
    "id": CLIENT_ID,
    "secret": "client_secret",
    "authmethod": METHOD,
    "clientauthentication": METHOD,
    "authority": ISSUER,
}
"""What other tools call a key, in small letters and without what divides words."""


def stray_edits(written: WrittenAuth) -> Iterator[Edits]:
    """Each key that means nothing where it is, moved to where it probably belongs.

    A credential that is written out is not moved: what is moved is shown.
    """
    for name, meant in _stray_keys(written):
        value = written.value((name,)) or ""
        shown = has_reference(value) or not (
            is_credential_name(meant[-1]) or is_credential(name, value)
        )
        if shown and written.value(meant) is None:
            yield AuthEdit((name,), None), AuthEdit(meant, value)


def _stray_keys(written: WrittenAuth) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys that mean nothing where they are, and which are probably meant."""
    known = allowed_keys(written.table)
    for name, value in written.table.items() if known else ():
        if name in (known or ()) or not isinstance(value, str | int | float):
            continue
        meant = ("token_parameters", name) if name in _PARAMETERS else _meant_key(name, known or ())
        if meant:
            yield name, meant


def _meant_key(name: str, known: Iterable[str]) -> tuple[str, ...]:
    from difflib import get_close_matches  # only an unknown key needs it

    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    if plain in _OTHER_NAMES:
        return (_OTHER_NAMES[plain],)
    found = {one.replace("_", ""): one for one in sorted(known)}
    near = get_close_matches(plain, found, 1, 0.8)
    return (found[near[0]],) if near else ()


def stray_steps(written: WrittenAuth) -> Iterator[DiagnosisStep]:
    """A warning for each key that means nothing where it is."""
    for name, meant in _stray_keys(written):
        text = f'Key "{name}" is ignored: it is probably {".".join(meant)}.'
        yield DiagnosisStep(StepStatus.WARNING, "definition", text)


def rename_advice(
    written: WrittenAuth,
    error: WorkspaceError,
    with_line: Callable[[SourceLocation], SourceLocation],
) -> str:
    """What to do about a key that is missing, where another one was written; empty for nothing."""
    if not any(fault.code in _MISSING for fault in error.faults):
        return ""
    for name, meant in _stray_keys(written):
        if written.value(meant) is None:
            where = file_and_line(with_line(written.places[name]))
            return f'Rename key "{name}"{where} to {".".join(meant)}.'
    return ""


def repairs(
    written: WrittenAuth, environment: Environment, error: WorkspaceError
) -> Iterator[Edits]:
    """What may mend a definition that is none, the likeliest first."""
    codes = {fault.code for fault in error.faults}
    if codes <= _MISSING:
        strays = tuple(stray_edits(written))
        yield tuple(edit for edits in strays for edit in edits)
        yield from strays
    if codes == {"auth_choice"}:
        yield from _choices(written)
    if codes <= {"auth_missing_key", "auth_choice"}:
        facts = AuthFacts(
            {METHOD: str(written.table.get(METHOD, ""))},
            written.material,
            has_certificate=bool(environment.tls.client_certificate),
        )
        yield from ((AuthEdit((METHOD,), one),) for one in possible_methods(facts))


def _choices(written: WrittenAuth) -> Iterator[Edits]:
    """The nearest of the words that a key may have."""
    from difflib import get_close_matches

    known = {
        METHOD: list(CLIENT_AUTH_METHODS.names),
        "grant_type": list(GRANTS.names),
    }
    for key, words in known.items():
        value = str(written.table.get(key, "")).strip().lower().replace("-", "_")
        near = get_close_matches(value, words, 1)
        if near and written.table.get(key) not in words:
            yield (AuthEdit((key,), near[0]),)


def address_repair(written: WrittenAuth) -> tuple[AuthEdit, WorkspaceError] | None:
    """What is meant by an address that cannot be one as it is written, and why it cannot."""
    for key in (ENDPOINT, ISSUER):
        value = written.table.get(key)
        place = written.places.get(key)
        if not isinstance(value, str) or has_reference(value) or place is None:
            continue
        meant = _meant_address(key, value)
        if meant and meant != value:
            return AuthEdit((key,), meant), _address_fault(key, value, place)
    return None


def _meant_address(key: str, value: str) -> str:
    plain = without_edges(value)
    if key == ISSUER:
        plain = issuer_of_metadata(plain) or plain
    if re.match(r"[\w.-]+(:\d+)?(/|\Z)", plain):
        origin = parse_origin(f"https://{plain}")
        is_here = origin is not None and is_loopback(origin.host)
        plain = f"{'http' if is_here else 'https'}://{plain}"
    return plain if parse_origin(plain) is not None else ""


def _address_fault(key: str, value: str, place: SourceLocation) -> WorkspaceError:
    if without_edges(value) != value:
        what = f"{key} starts or ends with spaces or quotes."
    elif issuer_of_metadata(value):
        what = "issuer is the URL of the issuer's metadata."
    else:
        what = f"{key} is not an http or https URL: {value}."
    return ResolveError.of([Fault("token_endpoint_url", what, place)])
