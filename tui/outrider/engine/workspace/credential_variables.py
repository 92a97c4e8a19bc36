"""Variables that nothing but the credentials of auth definitions refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from outrider.auth.validation import secret_fields
from outrider.credential_shapes import is_placeholder
from outrider.errors import SourceLocation
from outrider.model.workspace import (
    AuthTable,
    Collection,
    Environment,
    Variable,
    WorkspaceSettings,
    scalar_text,
)
from outrider.variables.message_assembly import request_templates
from outrider.variables.reference_grammar import has_reference, reference_spans


def variables_of_credentials(
    settings: WorkspaceSettings | None,
    environments: Iterable[Environment],
    collection: Collection,
) -> Iterator[tuple[str, SourceLocation]]:
    """The name and place of each variable with a credential in it, by what it is used for.

    One that a URL, a header or another key refers to as well may be anything.
    """
    environments = list(environments)
    as_credential: set[str] = set()
    elsewhere: set[str] = set()
    for auth in _auths(environments, collection):
        for key, value in auth.table.items():
            names = set(_names(value))
            whole = key in secret_fields() and len(names) == 1 and value == f"{{{{{min(names)}}}}}"
            (as_credential if whole else elsewhere).update(names)
    held = list(_variables(settings, environments, collection))
    held = [(name, one) for name, one in held if name in as_credential - elsewhere]
    held = [(name, one) for name, one in held if _is_value(scalar_text(one.value))]
    if not held:
        return
    for request in collection.placed_requests():
        for text, _ in request_templates(request):
            elsewhere.update(_names(text))
    for _, one in _variables(settings, environments, collection):
        elsewhere.update(_names(one.value))
    yield from ((name, one.place) for name, one in held if name not in elsewhere)


def _is_value(text: str) -> bool:
    return not has_reference(text) and not is_placeholder(text)


def _auths(environments: list[Environment], collection: Collection) -> Iterator[AuthTable]:
    for environment in environments:
        yield from environment.auths.values()
    yield from (one.auth for one in collection.folders.values() if one.auth is not None)
    yield from (one.auth for one in collection.requests.values() if one.auth is not None)


def _variables(
    settings: WorkspaceSettings | None, environments: list[Environment], collection: Collection
) -> Iterator[tuple[str, Variable]]:
    tables: list[Mapping[str, Variable]] = [one.variables for one in environments]
    tables += [one.variables for one in collection.folders.values()]
    tables += [one.variables for one in collection.requests.values()]
    if settings is not None:
        tables.append(settings.variables)
    for table in tables:
        yield from table.items()


def _names(value: Any) -> Iterator[str]:
    """The names that a value refers to, also deep in it."""
    if isinstance(value, str):
        yield from (one.name for one in reference_spans(value) if "{{" in value)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _names(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _names(one)
