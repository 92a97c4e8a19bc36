"""Bruno's collections: of what was sent, and of a whole workspace with its environments."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import EVERY_OPTION
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import PreparedRequest


class BrunoExporter:
    """A collection with an item for each request.

    A workspace has more to say, and is written by
    :class:`~outrider.exporters.bruno.collection_folder.CollectionFolder`. What writes is imported
    when it is asked for: every command loads the registry.
    """

    name = "bruno"
    summary = "Bruno; without a REQUEST a collection folder with its environments."
    suffix = ".bruno.json"
    carries = EVERY_OPTION

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """A collection with one request, its values in their places."""
        from outrider.exporters.bruno.sent_items import bruno_message_item, collection_json

        return collection_json([bruno_message_item(outgoing.message, masking)])

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """A collection of everything that was sent, each with its response as an example."""
        from outrider.exporters.bruno.sent_items import bruno_sent_item, collection_json

        exchanges = [one.exchange for one in entries if one.exchange is not None]
        return collection_json([bruno_sent_item(one, masking) for one in exchanges])
