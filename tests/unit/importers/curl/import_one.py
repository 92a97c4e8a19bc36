"""One command, as it stands in a workspace after its import."""

from __future__ import annotations

from msgspec import Struct

from outrider.importers.curl import CurlImporter
from outrider.importers.importer import ImportSource
from outrider.model.workspace import Request


class Imported(Struct, frozen=True):
    """What a command became.

    Attributes:
        request: of the workspace.
        secrets: what is in the overlay, in the clear.
        report: what is told, as one text.
    """

    request: Request
    secrets: dict[str, str]
    report: str

    @property
    def files(self) -> str:
        """All that stands in the file of the request."""
        return repr(self.request)


def imported(command: str) -> Imported:
    """Imports a command that stands in a file."""
    result = CurlImporter().read([ImportSource("one.sh", command)])
    (request,) = result.requests
    secrets = {name: secret.reveal() for name, secret in result.secrets.items()}
    told = "\n".join(f"{one.what} {one.why} {one.advice}" for one in result.remarks)
    return Imported(request, secrets, told)
