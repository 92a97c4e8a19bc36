"""A request of an ``.http`` file on its way to the workspace."""

from __future__ import annotations

from outrider.importers.building.item_builders import RequestBuilder


class HttpRequestBuilder(RequestBuilder):
    """A request that knows the file it was read from, for the report.

    Attributes:
        called: what the file calls it, where others name its response; empty for nothing.
    """

    source: str = ""
    called: str = ""
