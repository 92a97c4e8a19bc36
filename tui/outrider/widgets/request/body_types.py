"""The types that a request's body can have, as files name them."""

from __future__ import annotations

from outrider.model.workspace import Body, FileBody, FormBody, GraphQLBody, MultipartBody, TextBody

NONE = "none"
TEXTS = ("json", "text", "xml")
TYPES = (NONE, *TEXTS, "form", "multipart", "file", "graphql")


def body_type(body: Body | None) -> str:
    """The type as files name it; ``none`` without a body."""
    match body:
        case None:
            return NONE
        case TextBody():
            return body.type
        case FormBody():
            return "form"
        case MultipartBody():
            return "multipart"
        case FileBody():
            return "file"
        case GraphQLBody():
            return "graphql"


def empty_body(kind: str) -> Body | None:
    """A body of this type in which nothing is written."""
    match kind:
        case "form":
            return FormBody(())
        case "multipart":
            return MultipartBody(())
        case "file":
            return FileBody("")
        case "graphql":
            return GraphQLBody("")
        case "none":
            return None
        case _:
            return TextBody(kind, "")
