"""Schemas of outrider.toml, folders and requests; environments have a file of their own."""

from __future__ import annotations

import re

from outrider.model.units import MAX_TIMEOUT_SECONDS, parse_size
from outrider.model.workspace import DEFAULT_MAX_BODY, DEFAULT_TIMEOUT
from outrider.storage.reading import expectation_schema
from outrider.storage.reading.auth_schema import inherited_auth
from outrider.storage.reading.body_schema import body
from outrider.storage.reading.row_schema import HEADERS, HTTP, SHARED_OPTIONS, rows, variables_table
from outrider.storage.reading.unclosed_references import with_unclosed
from outrider.toml_text import schema
from outrider.toml_text.schema import Key

# Compiled when a value asks for it: start-up time matters.
_METHOD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"

_DESCRIPTION = Key(
    schema.TEXT, "Text for people; it is not sent.", default="", example="Orders of a customer"
)
_INHERITED_AUTH = (
    "How requests authenticate: a definition, `extends` with changes, or `use` alone. The nearest "
    "of request, folders upward and `[auth.default]` of the environment counts; "
    '`type = "none"` sends no credential.'
)

SETTINGS = with_unclosed(
    schema.table(
        {
            "name": Key(
                schema.TEXT,
                "Name that is shown.",
                otherwise="the folder's name",
                example="Orders API",
            ),
            "default_environment": Key(
                schema.TEXT,
                "Environment that is active at the start, unless the command line or OUTRIDER_ENV "
                "names one.",
                otherwise="the only environment, if there is one only",
                example="dev",
            ),
            "environments": Key(
                schema.array(schema.TEXT),
                "Order of the environments; those that are not named follow by name.",
                default=[],
                example=["dev", "staging", "production"],
            ),
            "variables": variables_table(
                "Variables of all requests; those of folders, environments and requests win."
            ),
        }
    ),
    "variables",
)

_options = schema.table(
    {
        "timeout": Key(
            schema.matching(
                schema.scalar,
                lambda value: type(value) in {int, float} and 0 < value <= MAX_TIMEOUT_SECONDS,
                "a number of seconds above 0 and at most 86400 (one day)",
                json={
                    "type": "number",
                    "exclusiveMinimum": 0,
                    "maximum": MAX_TIMEOUT_SECONDS,
                },
            ),
            "Seconds for the whole request, redirects included; for a stream, the longest time "
            "without data. Token requests have 15 s of their own.",
            default=DEFAULT_TIMEOUT,
            example=5,
        ),
        "follow_redirects": Key(
            schema.boolean,
            "`true` follows redirects, at most 10. None takes credentials to another origin "
            "(scheme, host, port), not even to one that the files name.",
            default=False,
            example=True,
        ),
        "max_body": Key(
            schema.matching(
                schema.scalar,
                lambda value: parse_size(value) is not None,
                'a size such as "50MB", "500 kB" or a number of bytes',
                json={
                    "type": ["string", "integer"],
                    "minimum": 1,
                    "pattern": r"^\s*\d{1,15}\s*([kKmMgGtT][iI]?)?[bB]?\s*$",
                },
            ),
            "Largest response body, decoded, that is kept; a larger one is cut. On the shell it "
            "limits the output only if it is set.",
            default=DEFAULT_MAX_BODY,
            example="200MB",
        ),
        "http": HTTP,
    }
)

FOLDER = with_unclosed(
    schema.table(
        {
            "name": Key(
                schema.TEXT,
                "Name that is shown.",
                otherwise="the folder's name",
                example="Billing",
            ),
            "description": _DESCRIPTION,
            "order": Key(
                schema.array(schema.TEXT),
                "File names without .toml, and folder names, in the order in which they are listed "
                "and run; others follow by name.",
                default=[],
                example=["create", "read"],
            ),
            "headers": Key(
                HEADERS,
                "Headers of all requests below. The nearest file wins for each name; a row with "
                "`enabled = false` removes an inherited one.",
                default=[],
            ),
            "auth": Key(inherited_auth, _INHERITED_AUTH, otherwise="inherited"),
            "variables": variables_table(
                "Variables of all requests below; those of environments and requests win."
            ),
            "options": SHARED_OPTIONS,
        }
    ),
    "headers",
    "auth",
    "variables",
)

REQUEST = with_unclosed(
    schema.table(
        {
            "name": Key(
                schema.TEXT,
                "Name that is shown.",
                otherwise="the file's name without .toml",
                example="List orders",
            ),
            "description": _DESCRIPTION,
            "method": Key(
                schema.matching(
                    schema.TEXT,
                    lambda value: bool(re.fullmatch(_METHOD, value)),
                    "a method such as GET",
                    json={"pattern": f"^{_METHOD}$"},
                ),
                "Method, sent as it is written.",
                default="GET",
                example="POST",
            ),
            "url": Key(
                schema.TEXT,
                "URL with references. A path segment `:name` is a path parameter; `\\:` is a "
                "colon.",
                default="",
                example="{{base_url}}/customers/:customer/orders",
            ),
            "query": Key(
                rows("query parameter", "status", "open"),
                "Query parameters, in order, added to those of the URL and percent-encoded.",
                default=[],
            ),
            "headers": Key(
                HEADERS,
                "Headers, in order. They win over those of folders by name; a row with "
                "`enabled = false` removes an inherited one.",
                default=[],
            ),
            "path": Key(
                schema.table_of(schema.scalar),
                "Values of the path parameters of the URL, by name.",
                default={},
                example={"customer": "42"},
            ),
            "auth": Key(inherited_auth, _INHERITED_AUTH, otherwise="inherited"),
            "variables": variables_table(
                "Variables of this request; they win over all other files'."
            ),
            "options": Key(_options, "How the request is sent.", default={}),
            "body": Key(body, "The body; its keys depend on `type`.", otherwise="no body"),
            "capture": Key(
                expectation_schema.captures,
                "Values that are taken out of the response, as variables for the requests that "
                "follow in this session or run.",
                default=[],
            ),
            "expect": Key(
                expectation_schema.expectations,
                "What the response has to be; checked after each response, reported by `run`.",
                default=[],
            ),
        }
    ),
    "url",
    "query",
    "headers",
    "path",
    "auth",
    "variables",
    "expect",
)
