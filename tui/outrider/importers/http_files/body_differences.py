"""Where the text of a body would reach the wire in other bytes than other programs send."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outrider.importers.building.build_report import BuildReport
from outrider.model.charsets import charset_of, text_codec
from outrider.model.workspace import Body, FormBody, TextBody
from outrider.variables.reference_grammar import Reference, parse_template


def with_values_as_written(
    body: Body | None, value: Callable[[str], str], report: BuildReport
) -> Body | None:
    """A JSON body as a text, where a value within its quotes is escaped already, or breaks it.

    Programs that read ``.http`` files put values into a body as they are; a body of type "json"
    escapes them.

    Args:
        body: with references in the workspace's spelling.
        value: what a variable is written as; empty where that is not known.
        report: of the request.
    """
    if not isinstance(body, TextBody) or body.type != "json" or body.content is None:
        return body
    names = [name for name in _quoted_names(body.content) if _is_escaped_in_json(value(name))]
    if not names:
        return body
    report.changed(
        f"The body became one of type text: {', '.join(dict.fromkeys(names))}.",
        why="These variables have quotes, backslashes or line breaks, which a JSON body escapes.",
    )
    return TextBody("text", body.content)


def tell_charset(body: Body | None, content_type: str, report: BuildReport) -> None:
    """Tells a charset that Outrider obeys and httpyac does not."""
    named = charset_of(content_type)
    if not named or text_codec(named) in {None, "utf_8", "ascii"}:
        return
    texts: tuple[str, ...] = ()
    if isinstance(body, TextBody) and body.content is not None:
        texts = (body.content,)
    elif isinstance(body, FormBody):
        texts = tuple(text for row in body.fields for text in (row.name, row.value))
    if any(not one.isascii() or "{{" in one for one in texts):
        report.changed(
            f"The body is sent in {report.title(named)}, as its Content-Type says.",
            why="The header decides here; httpyac sends UTF-8 whatever it says.",
        )


def _quoted_names(content: str) -> Iterator[str]:
    """Variables that a JSON text refers to between quotation marks."""
    is_quoted = is_escaped = False
    for piece in parse_template(content):
        if isinstance(piece, Reference):
            if is_quoted:
                yield piece.name
            continue
        for character in piece if isinstance(piece, str) else "":
            if character == '"' and not is_escaped:
                is_quoted = not is_quoted
            is_escaped = is_quoted and character == "\\" and not is_escaped


def _is_escaped_in_json(value: str) -> bool:
    return any(one in '"\\' or one < " " for one in value)
