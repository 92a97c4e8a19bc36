"""Schema of a request's ``[body]``: a table of keys for each type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from outrider.storage.reading.row_schema import row_keys, rows
from outrider.toml_text import schema
from outrider.toml_text.schema import Check, Finding, Key, KeyPath, TableCheck


def _exactly_one(keys: tuple[str, ...], inner: TableCheck) -> Check:
    """A table that holds exactly one of these keys."""

    def check(value: Any, path: KeyPath, findings: list[Finding]) -> None:
        inner(value, path, findings)
        if isinstance(value, dict) and sum(key in value for key in keys) != 1:
            what = f"{schema.dotted(path)} needs exactly one of {' and '.join(keys)}."
            findings.append(Finding(path, what, "one_of"))

    return schema.SpecialCheck(check, inner, json={"oneOf": [{"required": [key]} for key in keys]})


def _type(*names: str, **beside: str) -> Key:
    shown = " or ".join(f"`{name}`" for name in names)
    meaning = f"{shown}: the type of the body."
    return Key(schema.one_text_of(names), meaning, example=names[0], beside=beside)


_text_body = _exactly_one(
    ("content", "file"),
    schema.table(
        {
            "type": _type("json", "text", "xml", content="{}"),
            "content": Key(
                schema.TEXT,
                "Text of the body; it may have references. Within a string of JSON, their values "
                "are escaped. Either this or `file`.",
                otherwise="the text of `file`",
                example='{"item": "{{item}}"}',
            ),
            "file": Key(
                schema.TEXT,
                "File with the text, from the workspace folder on or `~/`. Its content is sent "
                "unchanged: references in it are not replaced.",
                otherwise="`content`",
                example="bodies/order.json",
            ),
        },
        required=("type",),
    ),
)
_part = _exactly_one(
    ("value", "file"),
    schema.table(
        {
            **row_keys("part", "note", "Two boxes", value="Two boxes"),
            "value": Key(
                schema.scalar,
                "Text of the part; it may have references. Either this or `file`.",
                otherwise="the content of `file`",
                example="Two boxes",
            ),
            "file": Key(
                schema.TEXT,
                "File that is sent unchanged, from the workspace folder on or `~/`.",
                otherwise="`value`",
                example="uploads/invoice.pdf",
            ),
            "filename": Key(
                schema.TEXT,
                "File name in the part's Content-Disposition.",
                otherwise="with `file`, the name of that file; else not sent",
                example="invoice-7.pdf",
                beside={"file": "uploads/invoice.pdf"},
            ),
            "content_type": Key(
                schema.TEXT,
                "Content-Type of the part.",
                otherwise="with `file`, application/octet-stream; else not sent",
                example="application/pdf",
                beside={"file": "uploads/invoice.pdf"},
            ),
        },
        required=("name",),
    ),
)
_BODIES: Mapping[str, Check] = {
    **dict.fromkeys(("json", "text", "xml"), _text_body),
    "form": schema.table(
        {
            "type": _type("form"),
            "fields": Key(
                rows("field", "status", "open"),
                "Fields of the form, in order, sent as application/x-www-form-urlencoded.",
                default=[],
            ),
        },
        required=("type",),
    ),
    "multipart": schema.table(
        {
            "type": _type("multipart"),
            "parts": Key(
                schema.array(_part), "Parts of multipart/form-data, in order.", default=[]
            ),
        },
        required=("type",),
    ),
    "file": schema.table(
        {
            "type": _type("file"),
            "file": Key(
                schema.TEXT,
                "File whose bytes are the body, from the workspace folder on or `~/`.",
                example="uploads/photo.jpg",
            ),
            "content_type": Key(
                schema.TEXT,
                "Content-Type of the request, unless it has such a header.",
                otherwise="application/octet-stream",
                example="image/jpeg",
            ),
        },
        required=("type", "file"),
    ),
    "graphql": schema.table(
        {
            "type": _type("graphql"),
            "query": Key(schema.TEXT, "The GraphQL document.", example="{ orders { id } }"),
            "variables": Key(
                schema.TEXT,
                "Variables as JSON; references in it are escaped as in any JSON.",
                otherwise="not sent",
                example='{"first": 10}',
            ),
            "operation_name": Key(
                schema.TEXT,
                "Operation to run, of a document with several.",
                otherwise="not sent",
                example="ListOrders",
            ),
        },
        required=("type", "query"),
    ),
}


def _body(value: Any, path: KeyPath, findings: list[Finding]) -> None:
    if not schema.is_table(value, path, findings):
        return
    kind = value.get("type")
    known = _BODIES.get(kind) if isinstance(kind, str) else None
    if known is not None:
        known(value, path, findings)
        return
    where = (*path, "type")
    if "type" not in value:
        problem = "is missing"
    elif isinstance(kind, str):
        problem = f'"{kind}" is not a body type'
    else:
        problem = f"must be text, is {schema.type_name(kind)}"
    advice = f"Types: {', '.join(_BODIES)}."
    findings.append(Finding(where, f"{schema.dotted(where)} {problem}.", "wrong_value", advice))


body = schema.SpecialCheck(_body, *dict.fromkeys(_BODIES.values()))
"""Checks the ``[body]`` of a request by its type."""
