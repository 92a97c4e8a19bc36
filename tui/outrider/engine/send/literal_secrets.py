"""The credentials that are written out in what a send is made of."""

from __future__ import annotations

from msgspec import structs

from outrider.engine.send.send_job import SendJob
from outrider.errors import SourceLocation
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import Request
from outrider.variables.literal_credentials import (
    hide_in_folder,
    hide_in_request,
    hide_in_variable,
    show_auth_literals,
)


def request_literals(request: Request) -> set[Secret]:
    """Those of a request alone, an auth's password whatever it looks like."""
    found: set[Secret] = set()

    def note(_name: str, value: str, _: SourceLocation) -> None:
        found.add(Secret(value))

    hide_in_request(request, note, placeholders=True)
    return found


def literal_secrets(job: SendJob, *, in_body: bool = True) -> list[Secret]:
    """Those of the request, the folders above it, the environment and the workspace.

    Values that win over those of the files count too. ``in_body`` is whether the request's body is
    searched, which takes longest.
    """
    found: list[Secret] = []

    def note(_name: str, value: str, _place: SourceLocation) -> None:
        found.append(Secret(value))

    request = job.request.request
    hide_in_request(request if in_body else structs.replace(request, body=None), note)
    found += [one.text for one in job.snapshot.captured.values() if isinstance(one.text, Secret)]
    for name, value in (*job.snapshot.overrides.items(), *job.snapshot.row.items()):
        hide_in_variable(name, reveal(value), SourceLocation(""), note)
    for folder in job.request.folders:
        hide_in_folder(folder, note)
    environment = job.snapshot.environment
    for scope in (job.snapshot.settings, environment):
        for name, one in scope.variables.items() if scope is not None else ():
            hide_in_variable(name, one.value, one.place, note)
    for name, auth in environment.auths.items() if environment is not None else ():
        show_auth_literals(auth, ("auth", name), note)
    return found
