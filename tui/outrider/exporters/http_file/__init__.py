"""``.http`` files: of what was sent, and of a whole workspace with its environments."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import EVERY_OPTION
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest


class HttpFileExporter:
    """A file with a request for each.

    A workspace has more to say, and is written by
    :class:`~outrider.exporters.http_file.request_writer.HttpRequestWriter`.
    """

    name = "http"
    summary = "An .http file; without a REQUEST the workspace and its environments."
    suffix = ".http"
    carries = EVERY_OPTION

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A file with one request, its values in their places."""
        from outrider.exporters.code.code_request import code_request
        from outrider.exporters.http_file.sent_sections import sent_section

        return sent_section(code_request(outgoing, masking))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """A file with everything that was sent, in order."""
        from outrider.exporters.code.code_request import sent_requests
        from outrider.exporters.http_file.sent_sections import sent_section

        return "\n".join(sent_section(one) for one in sent_requests(entries, masking))
