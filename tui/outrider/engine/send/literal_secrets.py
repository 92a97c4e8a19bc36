"""The credentials that are written out in what a send is made of."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping

from msgspec import structs

from outrider.engine.send.send_job import SendJob
from outrider.errors import SourceLocation
from outrider.model.secret import Secret, reveal
from outrider.model.workspace import Request, Variable
from outrider.variables.literal_credentials import (
    HideAt,
    hide_in_folder,
    hide_in_request,
    hide_in_variable,
    show_auth_literals,
)

_MOST_PARTS = 2_048
"""Files and rows of which it is remembered that they were searched."""


def request_literals(request: Request) -> set[Secret]:
    """Those of a request alone, an auth's password whatever it looks like."""
    found: set[Secret] = set()

    def note(_name: str, value: str, _: SourceLocation) -> None:
        found.add(Secret(value))

    hide_in_request(request, note, placeholders=True)
    return found


class KnownLiterals:
    """Finds the literal credentials of sends, and looks through no file twice.

    What is frozen says the same for as long as it lives: requests, folders, environments, settings.
    """

    def __init__(self) -> None:
        self._searched: OrderedDict[int, object] = OrderedDict()
        """By identity; they are kept, so that no other thing gets the identity of one."""

    def new_in(self, job: SendJob, *, in_body: bool = True) -> list[Secret]:
        """Those of a send that were not given before, for all its parts.

        Args:
            job: what is sent.
            in_body: whether the request's body is searched, which takes longest.
        """
        found: list[Secret] = []

        def note(_name: str, value: str, _place: SourceLocation) -> None:
            found.append(Secret(value))

        snapshot, request = job.snapshot, job.request.request
        if in_body or self._is_new(request):
            hide_in_request(request if in_body else structs.replace(request, body=None), note)
        found += [secret for one in snapshot.captured.values() for secret in one.secrets]
        for given in filter(self._is_new, (snapshot.overrides, snapshot.row)):
            for name, value in given.items():
                hide_in_variable(name, reveal(value), SourceLocation(""), note)
        for folder in filter(self._is_new, job.request.folders):
            hide_in_folder(folder, note)
        if self._is_new(snapshot.settings):
            _note_variables(snapshot.settings.variables, note)
        environment = snapshot.environment
        if environment is not None and self._is_new(environment):
            _note_variables(environment.variables, note)
            for name, auth in environment.auths.items():
                show_auth_literals(auth, ("auth", name), note)
        return found

    def _is_new(self, part: object) -> bool:
        if id(part) in self._searched:
            return False
        self._searched[id(part)] = part
        if len(self._searched) > _MOST_PARTS:
            self._searched.popitem(last=False)
        return True


def _note_variables(variables: Mapping[str, Variable], note: HideAt) -> None:
    for name, one in variables.items():
        hide_in_variable(name, one.value, one.place, note)


def literal_secrets(job: SendJob) -> list[Secret]:
    """Those of the request, the folders above it, the environment and the workspace.

    Values that win over those of the files count too.
    """
    return KnownLiterals().new_in(job)
