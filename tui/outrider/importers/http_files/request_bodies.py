"""The body of a request in an ``.http`` file."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from urllib.parse import unquote_plus

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.http_files.http_sections import HttpLine, HttpSection
from outrider.importers.importer import is_json
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)
from outrider.variables.reference_grammar import escape, parse_template

FORM = "application/x-www-form-urlencoded"
_FILE = re.compile(r"<(?P<at>@(?P<encoding>[\w-]+)?)?[ \t]+(?P<path>\S.*)")
_BOUNDARY = re.compile(r"boundary=(?:\"([^\"]+)\"|([^\s;]+))", re.IGNORECASE)
_DISPOSITION = re.compile(r"form-data\s*;(?P<rest>.*)", re.IGNORECASE)
_PARAMETER = re.compile(r"\s*([\w*-]+)\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;]+))\s*;?")
_PART_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:\s*(.*)")
_OPERATION = re.compile(r"\s*(?:query|mutation|subscription)\b(?:\s+(?P<name>\w+))?[^{\"']*\{")
_SHORT = re.compile(r"\s*\{\s*[A-Za-z_]\w*\s*[({:\s}]")
_GQL_FILE = re.compile(r"gql(?:\s+\S+)?\s+<\s+(?P<path>\S.*)")
_JSON = re.compile(r"[/+]json\b", re.IGNORECASE)
_XML = re.compile(r"[/+]xml\b", re.IGNORECASE)
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}|\+")


class ReadBody(Struct, frozen=True):
    """A body, and the names of headers that it takes the place of, in small letters."""

    body: Body | None
    replaces: frozenset[str] = frozenset()


class BodyReader:
    """Reads bodies of one file.

    Args:
        text: rewrites references.
        folder: the file's folder below the folder that is imported, empty for itself.
        read: the text of a file that lies there, by its path below that folder; ``None`` where
            there is none.
        fragments: GraphQL fragments that stand before all requests.
    """

    def __init__(
        self,
        report: BuildReport,
        text: Callable[[str], str],
        folder: str,
        read: Callable[[str], str | None],
        fragments: Sequence[str] = (),
    ) -> None:
        self._report = report
        self._text = text
        self._folder = folder
        self._read = read
        self._fragments = fragments

    def read(self, section: HttpSection) -> ReadBody:
        """The body of a request."""
        lines = section.body
        content_type = section.field("content-type")
        media_type = content_type.value if content_type else ""
        kind = media_type.partition(";")[0].strip().lower()
        if section.removed:
            self._tell_removed(section)
        if self._is_graphql(section):
            return self._graphql(section)
        if not lines:
            return ReadBody(None)
        if kind == "multipart/form-data" and (made := self._multipart(lines, media_type)):
            return ReadBody(made, frozenset({"content-type"}))
        files = [one for one in lines if _FILE.fullmatch(one.text.rstrip())]
        if len(files) == 1 and len(lines) == 1:
            inlined = self._inlined(files[0])
            if inlined is None:
                return ReadBody(self._file(files[0]))
            return ReadBody(TextBody(_type(kind, inlined), inlined))
        if kind == FORM and not files:
            return ReadBody(self._form([one.text for one in lines]))
        joint = "\r\n" if kind.startswith("multipart/") else "\n"
        content = joint.join(self._with_files(lines))
        if _is_ndjson(kind):
            content += "\n"
        return ReadBody(TextBody(_type(kind, content), content))

    def _inlined(self, line: HttpLine) -> str | None:
        """The text of a file whose references are read, where it is to be had."""
        found = _FILE.fullmatch(line.text.rstrip())
        if found is None or not found["at"] or found["encoding"]:
            return None
        content = self._read(self.path(found["path"]))
        return self._text(content) if content and content.strip() else None

    def _with_files(self, lines: Sequence[HttpLine]) -> Iterator[str]:
        """The lines of a body, files among them in their place."""
        for one in lines:
            found = _FILE.fullmatch(one.text.rstrip())
            if found is None:
                yield self._text(one.text)
                continue
            content = self._read(self.path(found["path"]))
            if content is not None:
                yield self._text(content) if found["at"] else escape(content)
                continue
            self._report.at(line=one.number).lost(
                f'"{one.text.strip()}" of the body was not imported.',
                why="A body is a text or one file, not both.",
                advice="Put the whole body into one file.",
            )

    def path(self, written: str) -> str:
        """A file that a file names, from the folder that is imported."""
        text = self._text(written.strip().strip("\"'"))
        if posixpath.isabs(text) or text.startswith(("~", "{{")) or re.match(r"[A-Za-z]:", text):
            return text
        return posixpath.normpath(posixpath.join(self._folder, text.replace("\\", "/")))

    def _tell_removed(self, section: HttpSection) -> None:
        self._report.at(line=section.removed[0].number).changed(
            "Comment lines in the body were ignored.",
            why="Lines that begin with # or //, and those from /* to */, are not sent.",
        )

    def _file(self, line: HttpLine) -> FileBody:
        found = _FILE.fullmatch(line.text.rstrip())
        assert found is not None
        path = self.path(found["path"])
        if found["at"]:
            self._report.at(line=line.number).lost(
                f'References in file "{path}" are sent as text.',
                why="A file is sent byte for byte."
                if not found["encoding"]
                else f"A file is sent byte for byte; it is not read as {found['encoding']}.",
            )
        return FileBody(path)

    def _form(self, lines: Sequence[str]) -> Body:
        joined = lines[0] + "".join(
            one.strip() if one.lstrip().startswith("&") else f"\n{one}" for one in lines[1:]
        )
        # JetBrains lays forms out like this: "a = 1 &", with the next field in the next line.
        is_laid_out = any(one.rstrip().endswith("&") for one in lines[:-1])
        rows: list[NameValueRow] = []
        for pair in joined.split("&"):
            if not pair.strip():
                continue
            name, _, value = pair.partition("=")
            if is_laid_out:
                name, value = name.strip(), value.strip()
            rows.append(NameValueRow(self._decoded(name), self._decoded(value)))
        return FormBody(tuple(rows))

    def _decoded(self, written: str) -> str:
        """A name or a value as it is before it is encoded; references stay."""
        if not _ENCODED.search(written):
            return self._text(written)
        pieces = re.split(r"(\{\{.*?\}\})", written)
        plain = (one if one.startswith("{{") else unquote_plus(one) for one in pieces)
        return self._text("".join(plain))

    def _multipart(self, lines: Sequence[HttpLine], media_type: str) -> Body | None:
        """The parts; ``None`` where one of them says more than a part here can."""
        boundary = _BOUNDARY.search(media_type)
        if boundary is None:
            return None
        mark = f"--{boundary[1] or boundary[2]}"
        parts: list[list[HttpLine]] = []
        for line in lines:
            text = line.text.rstrip()
            if text == f"{mark}--":
                break
            if text == mark:
                parts.append([])
            elif parts:
                parts[-1].append(line)
            elif text:
                return None
        made = [self._part(one) for one in parts]
        known = [one for one in made if one is not None]
        return MultipartBody(tuple(known)) if known and len(known) == len(made) else None

    def _part(self, lines: Sequence[HttpLine]) -> MultipartPart | None:
        fields: dict[str, str] = {}
        at = 0
        while at < len(lines) and lines[at].text.strip():
            found = _PART_FIELD.fullmatch(lines[at].text.strip())
            if found is None:
                return None
            fields[found[1].lower()] = found[2]
            at += 1
        disposition = _DISPOSITION.fullmatch(fields.pop("content-disposition", ""))
        content_type = fields.pop("content-type", None)
        fields.pop("content-length", None)
        if disposition is None or fields:
            return None
        names = {
            one[1].lower(): _unescaped(one[2]) if one[2] is not None else one[3]
            for one in _PARAMETER.finditer(disposition["rest"])
        }
        if "name" not in names or set(names) - {"name", "filename"}:
            return None
        content = list(lines[at + 1 :])
        filename = names.get("filename")
        name = self._text(names["name"])
        kind = None if content_type is None else self._text(content_type)
        shown = None if filename is None else self._text(filename)
        files = [one for one in content if _FILE.fullmatch(one.text.rstrip())]
        while files and content and not content[-1].text.strip():
            content.pop()
        if files and len(content) == 1:
            if filename is None and (inlined := self._part_text(files[0])) is not None:
                return MultipartPart(name, inlined, None, None, kind)
            body = self._file(files[0])
            return MultipartPart(name, None, body.file, shown, kind)
        if files:
            return None
        value = self._text("\r\n".join(one.text for one in content))
        return MultipartPart(name, value, None, shown, kind)

    def _part_text(self, line: HttpLine) -> str | None:
        """The text of a file that is sent as a part without a file name."""
        found = _FILE.fullmatch(line.text.rstrip())
        content = None if found is None else self._read(self.path(found["path"]))
        if found is None or content is None:
            self._report.at(line=line.number).changed(
                "The part is sent with a file name.", why="A part that is a file has one here."
            )
            return None
        return self._text(content) if found["at"] else escape(content)

    # GraphQL.

    def _is_graphql(self, section: HttpSection) -> bool:
        marked = section.field("x-request-type")
        if section.method == "GRAPHQL" or (marked and marked.value.lower() == "graphql"):
            return True
        if section.directive("graphql"):
            return True
        first = section.body[0].text if section.body else ""
        content_type = section.field("content-type")
        kind = content_type.value if content_type else ""
        if kind and not _JSON.search(kind) and "graphql" not in kind:
            return False
        text = "\n".join(one.text for one in section.body)
        return _OPERATION.match(text) is not None or _GQL_FILE.fullmatch(first.strip()) is not None

    def _graphql(self, section: HttpSection) -> ReadBody:
        lines = list(section.body)
        replaces = frozenset({"x-request-type"})
        for directive in section.directives:
            if directive.name.lower() in {"query", "variables"} and directive.value:
                self._report.at(line=directive.line).lost(
                    f'"{directive.value}" was not imported.',
                    why="The request's file contains the query and the variables of GraphQL.",
                )
        if lines and (file := _GQL_FILE.fullmatch(lines[0].text.strip())):
            self._report.at(line=lines[0].number).lost(
                f'GraphQL file "{file["path"]}" was not imported.',
                why="The request's file contains the query of GraphQL.",
                advice="Paste the query into the body.",
            )
            query, variables = "", "\n".join(one.text for one in lines[1:]).strip()
        else:
            query, variables = _split_operation([one.text for one in lines])
        used = [one for one in self._fragments if _is_used(one, query)]
        whole = "\n".join([*used, query]) if used else query
        operation = _OPERATION.match(query)
        name = operation["name"] if operation and operation["name"] else ""
        named = section.directive("operation")
        body = GraphQLBody(
            self._text(whole),
            self._text(variables) or None,
            (named.value if named else name) or None,
        )
        return ReadBody(body, replaces)


def _split_operation(lines: Sequence[str]) -> tuple[str, str]:
    """The query, and the variables below the blank line that ends it."""
    depth = 0
    for index, line in enumerate(lines):
        bare = re.sub(r'"(?:[^"\\]|\\.)*"|#.*', "", line)
        depth += bare.count("{") - bare.count("}")
        rest = [one for one in lines[index + 1 :] if one.strip()]
        starts = rest[:1] and rest[0].lstrip().startswith("{")
        if depth <= 0 and "}" in bare and (not rest or starts):
            return "\n".join(lines[: index + 1]).strip(), "\n".join(lines[index + 1 :]).strip()
    return "\n".join(lines).strip(), ""


def _is_used(fragment: str, query: str) -> bool:
    name = re.match(r"\s*fragment\s+(\w+)", fragment)
    return name is not None and re.search(rf"\.\.\.\s*{name[1]}\b", query) is not None


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _is_ndjson(kind: str) -> bool:
    return kind in {"application/x-ndjson", "application/ndjson", "application/jsonl"}


def _type(kind: str, content: str) -> str:
    """The type of a text: one that is no JSON is a text, whatever its header says."""
    if _XML.search(kind):
        return "xml"
    plain = "".join(one if isinstance(one, str) else "1" for one in parse_template(content))
    # A value in the place of the whole body may be anything.
    if (_JSON.search(kind) or not kind) and plain.lstrip()[:1] in {"{", "["}:
        return "json" if is_json(plain) else "text"
    return "text"
