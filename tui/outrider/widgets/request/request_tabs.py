"""What the tabs of the request editor say of a request."""

from __future__ import annotations

from textual.message import Message

from outrider.model.workspace import Request
from outrider.toolkit.painting.line_painting import fit_cells
from outrider.toolkit.tab_bar import Tab
from outrider.variables.url.path_segments import path_parameters
from outrider.widgets.request.auth_sources import auth_source
from outrider.widgets.request.body_types import body_type
from outrider.widgets.request.checks_editor import check_count
from outrider.widgets.request.headers_editor import header_count
from outrider.widgets.request.options_editor import options_changed
from outrider.widgets.view_models import EditorContext

PARAMS, HEADERS, BODY = "params", "headers", "body"
AUTH, OPTIONS, VARS = "auth", "options", "variables"
CHECKS = "checks"

MAX_LABEL = 16
"""Cells of an auth's name in its tab."""


def request_tabs(request: Request, around: EditorContext) -> list[Tab]:
    """The tabs in order, each with how much there is in it."""
    path = len(path_parameters(request.url, request.path_params))
    headers = header_count(request, around.headers)
    return [
        Tab(PARAMS, "Params", path + sum(row.enabled for row in request.query_params)),
        Tab(HEADERS, "Headers", headers),
        Tab(BODY, f"Body {body_type(request.body)}" if request.body else "Body", short="Body"),
        Tab(
            AUTH,
            f"Auth {fit_cells(_auth_label(request, around), MAX_LABEL)}",
            mark="✗" if around.auth.problems else "",
            short="Auth",
        ),
        Tab(OPTIONS, "Options", options_changed(request.options)),
        Tab(VARS, "Vars", len(request.variables)),
        Tab(CHECKS, "Checks", check_count(request)),
    ]


def _auth_label(request: Request, around: EditorContext) -> str:
    choice = auth_source(request.auth)
    if choice in {"inherit", "custom"}:
        return around.auth.type or ("none" if choice == "inherit" else "custom")
    return choice.removeprefix("use ")


class TabChanged(Message):
    """The part of the request that a pane shows is different from before."""
