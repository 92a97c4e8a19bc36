"""Several imports as one."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.model.imported import Imported


def merged(parts: Sequence[Imported]) -> Imported:
    """All that the parts bring; the first one names it."""
    if len(parts) == 1:
        return parts[0]
    comments: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for file, lines in part.comments.items():
            comments[file] = comments.get(file, ()) + lines
    return Imported(
        name=next((part.name for part in parts if part.name), ""),
        folders=tuple(folder for part in parts for folder in part.folders),
        requests=tuple(request for part in parts for request in part.requests),
        environments=tuple(one for part in parts for one in part.environments),
        variables={name: value for part in parts for name, value in part.variables.items()},
        responses=tuple(one for part in parts for one in part.responses),
        comments=comments,
        remarks=tuple(remark for part in parts for remark in part.remarks),
    )
