"""The page of variables: how they are written, where they are found, and the dynamic ones."""

from __future__ import annotations

from outrider.cli.reference.reference_page import (
    PageCode,
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)
from outrider.variables.dynamic.dynamic_variables import NAMES
from outrider.variables.reference_grammar import MAX_NESTED

_SYNTAX = (
    ("{{name}}", "The value of a variable or secret. Spaces inside the braces do not matter."),
    ("{{$guid}}", "A dynamic variable: a new value for each send."),
    ("{{$env.NAME}}", "The OS environment variable NAME. In a workspace it needs trust."),
    ("{{access_token}}", "The token of the request's auth definition, wherever it is written."),
    ("{{host_{{stage}}}}", f"A name made of references, {MAX_NESTED} levels deep at most."),
    ("\\{{", "Two braces, without a reference."),
    ("\\\\{{name}}", "A backslash, then a reference."),
)
_SCOPES = (
    ("--var NAME=VALUE, session", "What is given for this command, captured, or typed."),
    ("rows of --data", "The columns of the row, in `outrider run`."),
    ("request", "`[variables]` of the request."),
    ("environment", "`[variables]` and `[secrets]` of the active environment, local file first."),
    ("folders", "`[variables]` of folder.toml, the nearest first."),
    ("workspace", "`[variables]` of outrider.toml."),
)
_ENCODINGS = (
    ("path of the URL", "Percent-encoded, but a / of a value stays."),
    ("path parameter :name", "Percent-encoded, / too; @ and : stay."),
    ("query row, form field", "Encoded whole."),
    ("string of a JSON body", "Escaped; outside of strings inserted as it is."),
    ("host of the URL", "Only as the start of a URL; a value cannot change the host otherwise."),
    ("header, other text", "Inserted as it is; a line break is an error."),
)


def variables_page() -> ReferencePage:
    """References, scopes, encodings and every dynamic variable."""
    return ReferencePage(
        "variables",
        "Variables",
        "references, where their values come from, dynamic variables",
        (
            PageText(
                "A reference takes the place of a value in files. Values are text, numbers or "
                "booleans, and may have references themselves; those of secrets, `$env`, "
                "`--var` and captures may not. What is not defined is an error, and nothing is "
                "sent."
            ),
            PageHeading("How references are written"),
            PageList(_SYNTAX, ("written", "what it is")),
            PageHeading("Where values come from"),
            PageText(
                "The first of these that has the name counts. An auth definition of an environment "
                "sees only `--var`, environment and workspace; that of a folder or request what "
                "its file sees."
            ),
            PageList(_SCOPES, ("scope", "what it has")),
            PageText("`--var NAME` without a value takes that of the OS environment variable."),
            PageHeading("How values are encoded"),
            PageList(_ENCODINGS, ("place", "how")),
            PageHeading("Dynamic variables"),
            PageText("The names are those of Postman. Values are the same within one send."),
            PageCode("\n".join(sorted(NAMES, key=str.lower))),
        ),
    )
