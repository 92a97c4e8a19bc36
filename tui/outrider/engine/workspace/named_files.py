"""Files that a workspace names and that cannot be read on this machine.

A send tells of them one kind at a time, and of none while anything else is wrong. What a reference
completes is not known before a send. Nothing is opened to find out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from errno import ENOENT
from pathlib import Path

from msgspec.structs import replace

from outrider.engine.expectations.expectation_files import ExpectationFiles
from outrider.engine.send.auth_resolution import tls_paths
from outrider.engine.send.send_checks import unreadable_file
from outrider.engine.send.trust_needs import body_paths
from outrider.errors import Fault, Severity, SourceLocation, UsageError
from outrider.home_path import expand_home
from outrider.model.auth import MERGED_TABLES, FieldKind
from outrider.model.expectation import Subject
from outrider.model.workspace import AuthTable, Environment, Folder, Request, SecretRef
from outrider.secret_providers import PROVIDERS
from outrider.secret_providers.program_runner import program_name
from outrider.secret_providers.secret_file import unreadable_secret_file
from outrider.variables.reference_grammar import has_reference

_COMMAND = "command"
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_PATHS = {
    provider.name: tuple(one.name for one in provider.fields if one.kind is FieldKind.PATH)
    for provider in PROVIDERS
    if any(one.kind is FieldKind.PATH for one in provider.fields)
}


def environment_files(environment: Environment, root: Path) -> Iterator[Fault]:
    """Files of TLS, without which nothing can be sent, and those of secrets and of auths.

    What a secret is read from is a warning: on another machine it may be there, and what does not
    need the secret is sent without it.

    Args:
        environment: its local file applied.
        root: of the workspace.
    """
    yield from _unreadable(((path, place) for _, path, place in tls_paths(environment)), root)
    for secret in environment.secrets.values():
        yield from _of_source(secret, root)
    for auth in environment.auths.values():
        yield from _of_auth(auth, root)


def collection_files(
    folders: Iterable[Folder], requests: Iterable[Request], root: Path
) -> Iterator[Fault]:
    """Files of bodies, schemas and auths, without which requests cannot be sent or checked."""
    files = ExpectationFiles(root.resolve())
    for folder in folders:
        if folder.auth is not None:
            yield from _of_auth(folder.auth, root)
    for request in requests:
        yield from _unreadable(body_paths(request), root)
        outside = list(files.faults(request))
        yield from outside
        told = {fault.place for fault in outside}
        yield from _unreadable((one for one in _schema_paths(request) if one[1] not in told), root)
        if request.auth is not None:
            yield from _of_auth(request.auth, root)


def _schema_paths(request: Request) -> Iterator[tuple[str, SourceLocation]]:
    for index, one in request.active_expectations:
        if one.subject is Subject.SCHEMA:
            yield one.argument, SourceLocation(request.file, ("expect", index, "schema"))


def unreadable_body_file(written: str, root: Path) -> str:
    """Why a file of a body cannot be read, in a few words; empty where it can, or is not known.

    Args:
        written: the path as the user typed it.
        root: of the workspace.
    """
    faults = _unreadable([(written, SourceLocation(""))], root)
    why = next((fault.why for fault in faults), "").rstrip(".")
    return "not found" if why == os.strerror(ENOENT) else why[:1].lower() + why[1:]


def _unreadable(paths: Iterable[tuple[str, SourceLocation]], root: Path) -> Iterator[Fault]:
    for written, place in paths:
        if has_reference(written) or not written.strip() or _CONTROL.search(written):
            continue
        try:
            path = os.path.join(root, expand_home(written))  # noqa: PTH118  # as a send says it
        except UsageError:
            continue
        fault = unreadable_file(path, place)
        if fault is not None:
            yield fault


def _of_auth(auth: AuthTable, root: Path) -> Iterator[Fault]:
    """Those of its sources: each is read for each token request."""
    for key, value in auth.table.items():
        place = auth.location_of(key)
        if key == _COMMAND:
            yield from _of_program(value, "Command", place, root)
        elif isinstance(value, Mapping) and key not in MERGED_TABLES:
            for provider in (_COMMAND, *_PATHS):
                if provider in value:
                    yield from _of_source(SecretRef(key, provider, value, place), root, key)


def _of_source(ref: SecretRef, root: Path, called: str = "") -> Iterator[Fault]:
    """Of a secret, or of the source that is called so."""
    subject = f'Secret "{ref.name}"'
    if ref.provider == _COMMAND:
        words = ref.options.get(_COMMAND)
        place = ref.place.inside(_COMMAND)
        yield from _of_program(words, f"{called or subject}: command", place, root)
    for key in _PATHS.get(ref.provider, ()):
        written = ref.options.get(key)
        if not isinstance(written, str) or not written.strip() or has_reference(written):
            continue
        fault = unreadable_secret_file(ref, key, root)
        if fault is not None:
            what = fault.what.replace(subject, called) if called else fault.what
            yield replace(fault, what=what, place=ref.place.inside(key))


def _of_program(words: object, subject: str, place: SourceLocation, root: Path) -> Iterator[Fault]:
    """A program that is named by its path; whether others are installed is the machine's."""
    first = words[0] if isinstance(words, list | tuple) and words else words
    if not isinstance(first, str) or "/" not in first or has_reference(first):
        return
    with suppress(UsageError, ValueError):
        if os.path.exists(os.path.join(root, expand_home(first))):  # noqa: PTH110, PTH118
            return
    yield Fault(
        "command_missing",
        f'{subject} "{program_name([first])}" not found.',
        place,
        advice="Create it, or correct the path.",
        severity=Severity.WARNING,
    )
