"""The types that a request's body can have, as files name them."""

from __future__ import annotations

from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)

NONE = "none"
TEXTS = ("json", "text", "xml")
_EMPTY: dict[str, Body | None] = {
    NONE: None,
    "form": FormBody(()),
    "multipart": MultipartBody(()),
    "file": FileBody(""),
    "graphql": GraphQLBody(""),
}
TYPES = (NONE, *TEXTS, "form", "multipart", "file", "graphql")


def body_type(body: Body | None) -> str:
    """The type as files name it; ``none`` without a body."""
    if isinstance(body, TextBody):
        return body.type
    return next(kind for kind, empty in _EMPTY.items() if type(empty) is type(body))


def same_rows(body: Body | None, kind: str) -> Body | None:
    """The rows of a form as parts, or those parts of a form that are no files as its rows.

    ``None`` where the body has no rows, or the type has other ones.
    """
    if isinstance(body, FormBody) and kind == "multipart":
        return MultipartBody(
            tuple(MultipartPart(one.name, one.value, enabled=one.enabled) for one in body.fields)
        )
    if isinstance(body, MultipartBody) and kind == "form":
        values = (one for one in body.parts if one.value is not None)
        return FormBody(
            tuple(NameValueRow(one.name, one.value or "", one.enabled) for one in values)
        )
    return None


def empty_body(kind: str) -> Body | None:
    """A body of this type in which nothing is written."""
    return _EMPTY[kind] if kind in _EMPTY else TextBody(kind, "")
