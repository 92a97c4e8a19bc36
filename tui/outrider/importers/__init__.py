"""What can be imported: a registry, one file or one folder a format."""

from __future__ import annotations

from collections.abc import Sequence

from outrider.errors import ImportRefused
from outrider.importers.curl import Curl
from outrider.importers.importer import Importer, Source
from outrider.importers.postman import Postman
from outrider.model.import_result import Imported


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


IMPORTERS: tuple[Importer, ...] = (Postman(), Curl())
"""In the order in which they are asked whether they know a text."""


def find_importer(text: str) -> Importer | None:
    """The first importer that knows a text."""
    return next((one for one in IMPORTERS if one.recognises(text)), None)


def read_sources(sources: Sequence[Source]) -> Imported:
    """Reads texts of any format together.

    Raises:
        ImportRefused: one of them is of no known format, or is broken.
    """
    known: dict[str, list[Source]] = {}
    for source in sources:
        importer = find_importer(source.text)
        if importer is None:
            raise ImportRefused(
                f"{source.name or 'The text'} is in no format that can be imported.",
                code="unknown_format",
                where=source.name,
                advice=f"Known: {'; '.join(one.summary.rstrip('.') for one in IMPORTERS)}.",
            )
        known.setdefault(importer.name, []).append(source)
    return merged([one.read(known[one.name]) for one in IMPORTERS if one.name in known])
