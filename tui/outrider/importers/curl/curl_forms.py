"""What curl sends for ``--form`` and ``--form-string``: the parts of a multipart body."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from msgspec.structs import replace

from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_command import template
from outrider.model.workspace import MultipartBody, MultipartPart

FORM_DATA = "multipart/form-data"
FILE_TYPES = {
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".htm": "text/html",
    ".html": "text/html",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}
"""What curl takes a part's file for by its name's end; anything else is octets."""


def multipart_body(
    operation: CurlOperation, reader: AtFileReader, media_type: str
) -> MultipartBody:
    """The parts in order; parts inside of a part are told, and a reference stands for them.

    The media type is what the command says that the body is; empty where it says nothing.
    """
    parts: list[MultipartPart] = []
    depth = 0
    for option in operation.options:
        name, _, value = option.value.partition("=")
        if option.name == "form" and value.startswith("("):
            parts += [] if depth else [_group(name, value, reader)]
            depth += 1
        elif option.name == "form" and not name and value.strip() == ")":
            depth = max(depth - 1, 0)
        elif depth:
            continue
        elif option.name == "form-string":
            parts.append(MultipartPart(template(name), template(value)))
        elif option.name == "form":
            parts += _form_parts(option.value, reader)
    if media_type:
        if "boundary=" not in media_type.lower().replace(" ", ""):
            reader.report.changed("The boundary of a multipart body is generated for each request.")
        kind = media_type.partition(";")[0].strip().lower()
        if kind != FORM_DATA and any(part.name or part.filename for part in parts):
            reader.report.changed(
                'Parts are sent with "Content-Disposition: form-data".',
                why=f'For a body of type {kind}, curl sends "attachment" in its place.',
            )
    return MultipartBody(tuple(parts))


def _group(name: str, value: str, reader: AtFileReader) -> MultipartPart:
    """What stands for the parts between ``name=(`` and ``=)`` (curl's manual, --form)."""
    word = re.sub(r"[^A-Za-z0-9]+", "_", name.replace("\0", "")).strip("_")
    reference = f"parts_of_{word or 'group'}"
    kind = _settings(value)[1].get("type", "multipart/mixed")
    reader.report.lost(
        f"-F {template(name)}=(: the parts inside of this part were not imported; reference "
        f"{{{{{reference}}}}} replaces them.",
        why="A multipart body in a workspace has no parts inside of parts.",
        advice=f'Save the {kind} body in a file, and send it with [body] type = "file".',
    )
    return MultipartPart(template(name), template(f"\0({reference}\0"), content_type=None)


def _form_parts(written: str, reader: AtFileReader) -> Iterator[MultipartPart]:
    name, separator, rest = written.partition("=")
    if not separator:
        reader.report.lost('A form field without "=" was not imported: curl rejects it.')
        return
    content, settings = _settings(rest)
    filename = settings.get("filename")
    kind = settings.get("type")
    if others := settings.keys() - {"filename", "type"}:
        reader.report.lost(f"-F {name}: {', '.join(sorted(others))} was not imported.")
    label = template(filename) if filename is not None else None
    typed = template(kind) if kind is not None else None
    if not name:
        reader.report.changed(
            "A form field without a name is sent with an empty name.",
            why="The command sends it without a name.",
        )
    if content.startswith("@"):
        files = content[1:].split(",")
        if len(files) > 1:
            reader.report.changed(
                f"-F {template(name)}: each of the {len(files)} files became its own form field.",
                why="The command sends them as one field of type multipart/mixed.",
            )
        for file in files:
            path = "" if file == "-" and reader.is_text(file) else reader.path(file)
            part = MultipartPart(template(name), filename=label, content_type=typed)
            guess = file_type(filename or "")
            if path:
                # What is read from standard input is called so, whatever file it comes from.
                own, named = (None, "-") if file == "-" else (file_type(path), None)
                part = replace(
                    part, file=template(path), filename=named if label is None else label
                )
                yield replace(part, content_type=typed or guess or own)
            else:
                value = template(reader.text(file))
                part = replace(part, value=value, filename="-" if label is None else label)
                yield replace(part, content_type=typed or guess)
    elif content.startswith("<"):
        # What comes from a file without its name has its type, but for plain text.
        guess = file_type(reader.path(content[1:]))
        typed = typed or (guess if guess != "text/plain" else None)
        yield MultipartPart(template(name), template(reader.text(content[1:])), content_type=typed)
    else:
        typed = typed or file_type(filename or "")
        yield MultipartPart(template(name), template(content), filename=label, content_type=typed)


def file_type(name: str) -> str | None:
    """The media type that curl gives to a file of a form, by the end of its name."""
    return FILE_TYPES.get(posixpath.splitext(name)[1].lower())


def _settings(rest: str) -> tuple[str, dict[str, str]]:
    """The content of a form field, and ``;type=`` and the like behind it."""
    pieces = re.findall(r'"(?:[^"\\]|\\.)*"|[^;"]+|;|"', rest)
    fields: list[str] = [""]
    for piece in pieces:
        if piece == ";":
            fields.append("")
        else:
            fields[-1] += piece
    content, known = fields[0], {}
    for index, field in enumerate(fields[1:], 1):
        key, separator, value = field.strip().partition("=")
        if separator and key in {"type", "filename", "encoder", "headers"}:
            # A type is sent with its quotes (curl's src/tool_formparse.c, get_param_part).
            known[key] = value if key == "type" else _unquoted(value)
        elif "type" in known and index > 1:
            known["type"] += f";{field}"
        else:
            content += f";{field}"
    start = content[:1] if content[:1] in {"@", "<"} else ""
    # curl takes blanks off around what is not quoted.
    return start + _unquoted(content[len(start) :].strip(" \t\n\v\f\r")), known


def _unquoted(text: str) -> str:
    if len(text) > 1 and text.startswith('"') and text.endswith('"'):
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text
