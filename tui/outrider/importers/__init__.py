"""What can be imported: a registry, one file or one folder a format."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from outrider.errors import ImportRejected
from outrider.importers.encoded_commands import with_decoded_commands
from outrider.importers.environment_labels import with_own_labels
from outrider.importers.folder_contents import MOST_LOOKED_AT, files_that_say
from outrider.importers.foreign_formats import broken_json, name_foreign_format
from outrider.importers.importer import Importer, ImportSource
from outrider.importers.masked_remarks import with_masked_remarks
from outrider.importers.source_joining import joined
from outrider.importers.whole_characters import with_whole_characters
from outrider.lazy_registry import LazyRegistry
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict

IMPORTERS: LazyRegistry[Importer] = LazyRegistry(
    __name__,
    {
        "openapi": "openapi:OpenApiImporter",
        "har": "har:HarImporter",
        "insomnia": "insomnia:InsomniaImporter",
        "postman_v3": "postman_v3:PostmanV3Importer",
        "bruno": "bruno:BrunoImporter",
        "thunder": "thunder:ThunderImporter",
        "hoppscotch": "hoppscotch:HoppscotchImporter",
        "postman": "postman:PostmanImporter",
        "posting": "posting:PostingImporter",
        "http": "http_files:HttpFilesImporter",
        "fetch": "fetch:FetchImporter",
        "powershell": "powershell:PowerShellImporter",
        "curl": "curl:CurlImporter",
        "wget": "wget:WgetImporter",
        "httpie": "httpie:HttpieImporter",
    },
)
"""In the order in which they are asked whether they know a text or a folder."""

COMPANIONS = {
    "http-client.env.json": "http",
    "http-client.private.env.json": "http",
}
"""Files that belong to those of a format, and that only their names tell; by name."""


_HTTP_SUFFIXES = (".http", ".rest")

ONE_LINERS = ("fetch", "powershell", "curl", "wget", "httpie")
"""Those of single requests: what people paste in the place of a URL."""


def find_one_liner(text: str) -> Importer | None:
    """The importer of single requests that knows a text; no other is loaded."""
    members = (IMPORTERS.find(name) for name in ONE_LINERS)
    return next((one for one in members if one is not None and one.recognises(text)), None)


def find_importer(text: str) -> Importer | None:
    """The first importer that knows a text."""
    return next((one for one in IMPORTERS if one.recognises(text)), None)


def find_source_importer(source: ImportSource) -> Importer | None:
    """The first importer that knows a text or a folder."""
    from outrider.importers.http_files.detection import has_request_line

    if source.is_folder:
        return next((one for one in IMPORTERS if one.recognises_folder(source.folder)), None)
    base = source.name.replace("\\", "/").rpartition("/")[2]
    name = COMPANIONS.get(base, "")
    if base.lower().endswith(_HTTP_SUFFIXES) and has_request_line(source.text):
        # A URL alone is a request there, and an address anywhere else; a curl command may precede.
        name = "http"
    return IMPORTERS.find(name) or find_importer(source.text)


def read_sources(sources: Sequence[ImportSource]) -> ImportResult:
    """Reads texts and folders of any format together.

    A folder whose files have no format's names is read by what they say.

    Raises:
        ImportRejected: one of them is of no known format, or is broken.
    """
    opened: list[ImportSource] = []
    beside: list[ImportRemark] = []
    for one in sources:
        if files := _files_of(one, beside):
            opened += files
        else:
            opened.append(one)
    looked_at = {one.name for one in opened} - {one.name for one in sources}
    while True:
        try:
            read = _read(opened)
            return with_masked_remarks(structs.replace(read, remarks=(*read.remarks, *beside)))
        except ImportRejected as refused:
            # Nobody named this file, so it stops no other: it may only look like a collection.
            if refused.where not in looked_at or len(opened) == 1:
                raise
            looked_at.remove(refused.where)
            opened = [one for one in opened if one.name != refused.where]
            beside.append(
                ImportRemark(
                    ImportVerdict.NOT_CARRIED,
                    "The file was not imported.",
                    source=refused.where,
                    why=refused.what,
                )
            )


def _read(sources: Sequence[ImportSource]) -> ImportResult:
    known: dict[str, list[ImportSource]] = {}
    decoded = [with_decoded_commands(one) for one in sources]
    sources = [source for source, _ in decoded]
    for source in sources:
        importer = find_source_importer(source)
        if importer is None:
            raise _refusal(source)
        known.setdefault(importer.name, []).append(source)
    try:
        read = joined([one.read(known[one.name]) for one in IMPORTERS if one.name in known])
        read = with_own_labels(read)
        read = with_whole_characters(read, sources[0].name if len(sources) == 1 else "")
        told = [remark for _, remarks in decoded for remark in remarks]
        read = structs.replace(read, remarks=(*told, *read.remarks))
        return _with_reason(read, sources)
    except ImportRejected as refused:
        if refused.code in {"unknown_format", "postman_v1"}:
            source = next(one for one in sources if one.name == refused.where)
            raise _refusal(source, refused) from None
        raise


def _files_of(source: ImportSource, beside: list[ImportRemark]) -> list[ImportSource]:
    """The files of a folder that no name in it gives away; none of anything else.

    ``beside`` takes what is not looked at.
    """
    if not source.is_folder or find_source_importer(source) is not None:
        return []
    files, left = files_that_say(source, _is_collection)
    if files and left:
        beside.append(
            ImportRemark(
                ImportVerdict.NOT_CARRIED,
                f"{left} of the files in the folder were not looked at.",
                source=source.name,
                why=f"Up to {MOST_LOOKED_AT} files are looked at.",
                advice="Import the other files by their names.",
            )
        )
    return files


def _is_collection(text: str) -> bool:
    """Whether a text is of a format that keeps requests, and no command."""
    found = (IMPORTERS.find(name) for name in IMPORTERS.names if name not in ONE_LINERS)
    return any(one is not None and one.recognises(text) for one in found)


def _with_reason(read: ImportResult, sources: Sequence[ImportSource]) -> ImportResult:
    """What was read; where that is nothing, it says so."""
    is_told = any(one.verdict is ImportVerdict.NOT_CARRIED for one in read.remarks)
    if read.requests or read.environments or read.variables or read.secrets or is_told:
        return read
    empty = [
        ImportRemark(
            ImportVerdict.NOT_CARRIED,
            f"{source.name or 'The text'} has no requests.",
            source=source.name,
        )
        for source in sources
    ]
    return structs.replace(read, remarks=(*read.remarks, *empty))


def _refusal(source: ImportSource, otherwise: ImportRejected | None = None) -> ImportRejected:
    """Names what a text is, where it is known by its looks."""
    if source.is_folder:
        return ImportRejected(
            f'Folder "{source.name}" has no supported format.',
            code="unknown_format",
            where=source.name,
            advice=_supported(),
        )
    name, advice = name_foreign_format(source.text)
    if not name and otherwise is not None:
        return otherwise
    broken = broken_json(source.text) if not name else ""
    if broken:
        return ImportRejected(
            f"{source.name or 'The text'} {broken}", code="not_json", where=source.name
        )
    known = _supported()
    what = f"{source.name or 'The text'} has no supported format."
    return ImportRejected(
        f"This is {name}; it cannot be imported." if name else what,
        code="unknown_format",
        where=source.name,
        why=known if name and advice else "",
        advice=advice or known,
    )


def _supported() -> str:
    return f"Supported: {'; '.join(one.summary.rstrip('.') for one in IMPORTERS)}."
