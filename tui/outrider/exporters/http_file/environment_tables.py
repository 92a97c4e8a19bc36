"""``http-client.env.json`` and its private file."""

from __future__ import annotations

import json
from collections.abc import Sequence

from outrider.exporters.http_file.http_export_tree import HttpExportedEnvironment, Json

PUBLIC = "http-client.env.json"
PRIVATE = "http-client.private.env.json"


def files_of_environments(environments: Sequence[HttpExportedEnvironment]) -> dict[str, str]:
    """The files by their names; none where there is no environment, or nothing private."""
    files: dict[str, str] = {}
    if environments:
        files[PUBLIC] = _json({one.name: one.public() for one in environments})
        private = {one.name: one.private() for one in environments}
        if any(private.values()):
            files[PRIVATE] = _json(private)
            files[".gitignore"] = f"/{PRIVATE}\n"
    return files


def _json(table: Json) -> str:
    return json.dumps(table, ensure_ascii=False, indent=2) + "\n"
