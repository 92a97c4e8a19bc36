"""Schemas of what several kinds of files hold: variables, rows of names and values, options."""

from __future__ import annotations

import re
from collections.abc import Mapping

from outrider.model.connection import HttpVersion
from outrider.toml_text import schema
from outrider.toml_text.schema import Key

# Compiled when a value asks for it: start-up time matters.
_VARIABLE = r"[$A-Za-z_][\w.-]*"


def _variable_problem(name: str) -> str:
    if re.fullmatch(_VARIABLE, name):
        return ""
    return f'Variable name "{name}" is not valid: use letters, digits, _ . and -.'


_values = schema.table_of(schema.scalar, _variable_problem)


def variables_table(meaning: str) -> Key:
    """The table of variables of a kind of files; ``meaning`` says for what they count."""
    return Key(
        _values,
        meaning,
        default={},
        example={"base_url": "https://api.staging.example.com", "page_size": 20},
    )


def row_keys(what: str, name: str, example: str, **beside: str) -> Mapping[str, Key]:
    """The keys of a row; ``what`` it is, with a name and a value as an example.

    ``beside`` has what the examples of the others need.
    """
    return {
        "name": Key(schema.TEXT, f"Name of the {what}.", example=name, beside=beside),
        "value": Key(
            schema.scalar,
            f"Value of the {what}; it may have references.",
            default="",
            example=example,
        ),
        "enabled": Key(
            schema.boolean,
            f"`false` keeps the {what} in the file, and does not send it.",
            default=True,
            example=False,
            beside=beside,
        ),
        "description": Key(
            schema.TEXT,
            "A note for people; it is not sent.",
            default="",
            example="As in the docs",
            beside=beside,
        ),
    }


def rows(what: str, name: str, example: str) -> schema.ArrayCheck:
    """An array of such rows."""
    return schema.array(schema.table(row_keys(what, name, example), required=("name",)))


HEADERS = rows("header", "Accept", "application/json")
"""The headers of a request or folder."""

HTTP = Key(
    schema.one_text_of(tuple(HttpVersion), '"1.1", "auto" (HTTP/2 where the server has it) or "2"'),
    "Version of HTTP: `auto` uses HTTP/2 where the server offers it, `2` requires it. "
    "The nearest of request, folders and environment that sets it counts.",
    otherwise="that of the folder, then of the environment, else HTTP/1.1",
    example="auto",
)

SHARED_OPTIONS = Key(
    schema.table({"http": HTTP}),
    "How requests are sent, unless they set it themselves.",
    default={},
)
"""The options of a folder or an environment, which hold for every request below."""
