"""A credential that an import keeps as a secret, wherever else the import has it in clear."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from msgspec import structs

from outrider.model.import_result import ImportResult
from outrider.model.secret import MASK
from outrider.storage.writing.imported_texts import with_texts

SHORTEST = 8
"""Characters of a value that is looked for: shorter ones are parts of other words."""

_PLAIN_WORD = re.compile(r"[A-Za-z]{1,15}")
_TEMPLATES = ("url", "query_params", "headers", "path_params", "auth", "variables", "body")
"""Where a reference means something; all other texts of a request or folder only lose the value."""


def without_echoes(imported: ImportResult) -> ImportResult:
    """The import in which every value that is a secret is one in all its places.

    Where a reference can stand there is one, elsewhere a mask. Words that anybody could have
    written are left: a password ``production`` is no reason to change a description.
    """
    names = {value: name for name, value in _values(imported) if _is_telling(value)}
    if not names:
        return imported
    # The longest first: one may begin another.
    words = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    found = re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])")

    def refer(match: re.Match[str]) -> str:
        return "{{" + names[match[0]] + "}}"

    def mask(_: re.Match[str]) -> str:
        return MASK

    def template(value: Any) -> Any:
        return with_texts(value, lambda text: found.sub(refer, text))

    def text(value: Any) -> Any:
        return with_texts(value, lambda written: found.sub(mask, written))

    def item(one: Any) -> Any:
        fields = {
            name: template(value) if name in _TEMPLATES else text(value)
            for name in one.__struct_fields__
            if name not in {"id", "file"} and (value := getattr(one, name)) is not None
        }
        return structs.replace(one, **fields)

    environments = tuple(
        structs.replace(
            one,
            environment=structs.replace(
                one.environment,
                variables=template(one.environment.variables),
                auths=template(one.environment.auths),
                description=text(one.environment.description),
            ),
        )
        for one in imported.environments
    )
    return structs.replace(
        imported,
        folders=tuple(map(item, imported.folders)),
        requests=tuple(map(item, imported.requests)),
        environments=environments,
        variables=template(imported.variables),
        responses=text(imported.responses),
        comments=text(imported.comments),
    )


def _values(imported: ImportResult) -> Iterator[tuple[str, str]]:
    """The secrets by name, with what they stand for."""
    for values in (imported.secrets, *(one.values for one in imported.environments)):
        for name, value in values.items():
            yield name, value.reveal()


def _is_telling(text: str) -> bool:
    return len(text) >= SHORTEST and not _PLAIN_WORD.fullmatch(text) and "{{" not in text
