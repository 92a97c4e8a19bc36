"""Postman's collection v2.1: of what was sent, and of a whole workspace with its environments."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import EVERY_OPTION
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest


class PostmanExporter:
    """A collection with an item for each request.

    A workspace has more to say, and is written by
    :func:`~outrider.exporters.postman.collection_writer.collection_table`. What writes is imported
    when it is asked for: every command loads the registry.
    """

    name = "postman"
    summary = "Postman collection v2.1; without a REQUEST the workspace and its environments."
    suffix = ".postman_collection.json"
    carries = EVERY_OPTION

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A collection with one request, its values in their places."""
        from outrider.exporters.postman.collection_writer import postman_json
        from outrider.exporters.postman.sent_requests import collection_of, message_item

        return postman_json(collection_of([message_item(outgoing.message, masking)]))

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """A collection of everything that was sent, each with its response as an example."""
        from outrider.exporters.postman.collection_writer import postman_json
        from outrider.exporters.postman.sent_requests import collection_of, sent_item

        exchanges = [one.exchange for one in entries if one.exchange is not None]
        return postman_json(collection_of([sent_item(one, masking) for one in exchanges]))
