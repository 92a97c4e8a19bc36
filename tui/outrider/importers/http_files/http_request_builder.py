"""A request of an ``.http`` file on its way to the workspace."""

from __future__ import annotations

from outrider.importers.building.item_builders import RequestBuilder


class HttpRequestBuilder(RequestBuilder):
    """A request that knows the file it was read from, for the report.

    Attributes:
        read_from: the file.
        called: what the file calls it, where others name its response; empty for nothing.
    """

    read_from: str = ""
    called: str = ""
