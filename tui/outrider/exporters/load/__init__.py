"""Scripts for load generators: requests whose credentials and tokens the script has by itself."""

from __future__ import annotations

from outrider.exporters.load.load_script import LoadExporter
from outrider.lazy_registry import LazyRegistry

LOAD_EXPORTERS: LazyRegistry[LoadExporter] = LazyRegistry(
    __name__, {"k6": "k6:K6Exporter", "locust": "locust:LocustExporter"}
)
"""The exporters of :data:`~outrider.exporters.EXPORTERS` that write scripts of whole folders."""
