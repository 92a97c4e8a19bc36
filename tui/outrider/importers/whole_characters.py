r"""Half characters in what an import brings: JSON can write ``"\ud800"``, no file can hold it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from msgspec import structs

from outrider.importers.changed_texts import Unread, with_changed_texts
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.model.secret import Secret, transform

_HALF = re.compile("[\ud800-\udfff]")
_READ_ALL: Unread = {}
_ValueT = TypeVar("_ValueT")


def with_whole_characters(result: ImportResult, source: str) -> ImportResult:
    """The same, with U+FFFD for each unpaired surrogate, and a remark for what had one.

    The one place that every text of every format passes before it is a file of the workspace: one
    such text would keep all of them from being saved.

    Args:
        result: of one format or several.
        source: the file that was read, for the remarks; empty for several.
    """
    told: list[ImportRemark] = []

    def mended(value: _ValueT, place: str) -> _ValueT:
        made = with_changed_texts(value, _whole, _READ_ALL, _whole_secret, keys=True)
        if made is not value:
            told.append(
                ImportRemark(
                    ImportVerdict.CHANGED,
                    "Characters that are not valid Unicode were replaced with U+FFFD.",
                    source,
                    _whole(place),
                    why="Files of a workspace are UTF-8 text, which has no unpaired surrogates.",
                )
            )
        return made

    def texts(values: Mapping[str, _ValueT]) -> dict[str, _ValueT]:
        return {_whole(name): mended(value, name) for name, value in values.items()}

    found = structs.replace(
        result,
        name=_whole(result.name),
        folders=tuple(mended(one, one.name or one.id) for one in result.folders),
        requests=tuple(mended(one, one.name or one.id) for one in result.requests),
        environments=tuple(mended(one, one.environment.name) for one in result.environments),
        responses=tuple(mended(one, one.request_id) for one in result.responses),
        variables=texts(result.variables),
        secrets=texts(result.secrets),
        pasted=texts(result.pasted),
        comments=texts(result.comments),
        collections=tuple(mended(one, one.name) for one in result.collections),
        remarks=with_changed_texts(result.remarks, _whole, _READ_ALL),
    )
    return structs.replace(found, remarks=(*found.remarks, *dict.fromkeys(told)))


def _whole(text: str) -> str:
    # Which text has none is known at once where all of it is ASCII.
    return text if text.isascii() or not _HALF.search(text) else _HALF.sub("\ufffd", text)


def _whole_secret(secret: Secret) -> Secret:
    made = transform(secret, _whole)
    assert isinstance(made, Secret)
    return secret if made == secret else made
