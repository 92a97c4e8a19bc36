"""Names of clients and users that a Basic header cannot carry: a colon ends them (RFC 7617 §2)."""

from __future__ import annotations

from outrider.model.import_result import ImportReport
from outrider.model.workspace import AuthTable


def tell_colon(auth: AuthTable | None, report: ImportReport) -> None:
    """Tells where the server would read a part of the name as the password."""
    table = {} if auth is None else auth.table
    if table.get("type") == "basic" and ":" in _plain(table.get("username")):
        report.lost(
            "The user name of Basic auth contains a colon: requests that use it are not sent.",
            why="A colon ends the user name in a Basic header (RFC 7617 §2).",
            advice="Use a user name without a colon.",
        )
    is_basic = table.get("token_endpoint_auth_method", "client_secret_basic")
    if (
        table.get("type") == "oauth2"
        and is_basic == "client_secret_basic"
        and table.get("basic_encoding") == "raw"
        and ":" in _plain(table.get("client_id"))
    ):
        report.changed(
            "client_id contains a colon, and is sent as it is: the server reads only what is "
            "before the colon.",
            why="A colon ends the name in a Basic header (RFC 7617 §2).",
            advice='Set basic_encoding = "rfc6749" in [auth], if the server decodes it.',
        )


def _plain(value: object) -> str:
    """A literal value; a name behind a reference is not known here."""
    return value if isinstance(value, str) and "{{" not in value else ""
