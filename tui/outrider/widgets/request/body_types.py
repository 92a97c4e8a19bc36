"""The types that a request's body can have, as files name them."""

from __future__ import annotations

from outrider.model.workspace import Body, FileBody, FormBody, GraphQLBody, MultipartBody, TextBody

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


def empty_body(kind: str) -> Body | None:
    """A body of this type in which nothing is written."""
    return _EMPTY[kind] if kind in _EMPTY else TextBody(kind, "")
