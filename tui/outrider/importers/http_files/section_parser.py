"""An ``.http`` file taken apart: what JetBrains, VS Code REST Client, httpyac and others share.

Grammar: https://github.com/JetBrains/http-request-in-editor-spec, and the readers themselves where
they know more. Nothing is evaluated.
"""

from __future__ import annotations

import re

from outrider.importers.http_files.http_sections import (
    HttpDirective,
    HttpField,
    HttpLine,
    HttpSection,
    HttpUnread,
    HttpVariable,
)
from outrider.importers.http_files.script_lines import SEPARATOR, take_script

OTHER_PROTOCOLS = frozenset(
    ("GRPC", "WEBSOCKET", "WS", "WSS", "SSE", "EVENTSOURCE", "MQTT", "AMQP", "RSOCKET",
     "GRAPHQLWS")
)  # fmt: skip
"""Words in the place of a method that name a protocol other than HTTP."""

_LINE_END = re.compile("\r\n|\n|\r")
_COMMENT = re.compile(r"\s*(?:#+|//+)(?P<text>.*)")
_DIRECTIVE = re.compile(r"(?:#+|//+)\s*@(?P<name>[\w.-]+)(?:[ \t:=]+(?P<value>.*))?")
_VARIABLE = re.compile(r"@(?P<name>[^\s=:]+)\s*:?=\s*(?P<value>.*)")
_METHOD = re.compile(r"(?P<method>[A-Z][A-Z-]*[A-Z])[ \t]+(?P<target>\S.*)")
_TARGET = re.compile(
    r"(?P<target>(?:[A-Za-z][A-Za-z0-9+.-]*://|/(?!/)|\{\{|localhost\b|\[[0-9a-fA-F:]+\]"
    r"|[\w-]+(?:\.[\w-]+)+(?=[:/?]|\s*$)|[\w-]+:\d+)\S.*|/)"
)
_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://|/|\{\{|\*$|[\w.-]+(?::\d+)?(?:[/?]|$|\s+HTTP/))")
_VERSION = re.compile(r"(?<=\s)HTTP/(?P<version>\d(?:\.\d)?(?: ?\([^)]*\))?)$")
_FIELD = re.compile(r"\s*(?P<name>[!#$%&'*+\-.^_`|~0-9A-Za-z]+)\s*:(?P<value>.*)")
_QUERY_LINE = re.compile(r"\s*[?&].*")
_PATH_LINE = re.compile(r"\s*/(?!/)[^*]*")
_RESPONSE = re.compile(r"\s*HTTP/\S+\s+[1-5]\d\d\b.*")
_OUTPUT = re.compile(r"\s*>>!?\s*\S.*")
_REFERENCE = re.compile(r"\s*<>\s*\S.*")
_ASSERT = re.compile(r"\?\?\s*(?P<text>\S.*)")
_FRAGMENT = re.compile(r"\s*fragment\s+\w+\s+on\s+\w+.*")
_SPREAD = re.compile(r"\s*\.{3}\S+,?\s*")
_OTHER_MARKS = re.compile(r"\{%|\.response\.(?:body|headers)\b|\{\{\$(?:aad|guid|dotenv)")
_BATCH = re.compile(r"multipart/|application/http|message/", re.IGNORECASE)
"""Types of bodies in which a request line is content."""


def is_request_line(text: str) -> bool:
    """Whether a line is a method and where to send it."""
    found = _METHOD.fullmatch(text.strip())
    return found is not None and _URL.match(found["target"]) is not None


def _comment_text(line: str) -> str:
    """What a comment line says."""
    return line.strip().lstrip("#/ ")


def parse_sections(text: str) -> list[HttpSection]:
    """The sections of a file in order, those without a request among them."""
    return _SectionParser(text).run()


class _SectionParser:
    def __init__(self, text: str) -> None:
        lines = _LINE_END.split(text)
        self._lines = [HttpLine(number, one) for number, one in enumerate(lines, 1)]
        self._at = 0
        self._sections: list[HttpSection] = []
        self._section = HttpSection(line=1)
        # Programs other than httpyac take a request line below a body for a part of it.
        self._splits_bodies = _OTHER_MARKS.search(text) is None

    def run(self) -> list[HttpSection]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if separator := SEPARATOR.fullmatch(line.text):
                self._begin(line.number, separator["title"])
                self._at += 1
            elif self._section.target:
                self._below_head(line)
            else:
                self._before_request(line)
        self._end()
        return self._sections

    def _begin(self, number: int, title: str = "") -> None:
        self._end()
        self._section = HttpSection(line=number, title=title.strip().rstrip("#").strip())

    def _end(self) -> None:
        section = self._section
        while section.body and not section.body[-1].text.strip():
            section.body.pop()
        while section.body and not section.body[0].text.strip():
            del section.body[0]
        if not section.body and section.field("content-type") is None:
            # There is no body that they could be lines of: they are words about the request.
            section.comments += [
                _comment_text(one.text)
                for one in section.removed
                if one.text.strip() not in {"/*", "*/"}
            ]
            section.removed.clear()
        self._sections.append(section)

    # Before the request line.

    def _before_request(self, line: HttpLine) -> None:
        if self._common(line):
            return
        section = self._section
        if _FRAGMENT.fullmatch(line.text):
            section.fragments.append(self._until_blank())
            return
        self._at += 1
        method = _METHOD.fullmatch(line.text.strip())
        if method and (_URL.match(method["target"]) or method["method"] in OTHER_PROTOCOLS):
            self._request(line, method["method"], method["target"])
        elif target := _TARGET.fullmatch(line.text.strip()):
            self._request(line, "GET", target["target"])
        elif line.text.strip():
            section.unread.append(HttpUnread(line.number, line.text.strip()))

    def _common(self, line: HttpLine) -> bool:
        """Takes what may stand before a request and in its body alike."""
        if self._script(line) or self._block_comment(line):
            return True
        section, text = self._section, line.text
        if comment := _COMMENT.fullmatch(text):
            directive = _DIRECTIVE.fullmatch(text.strip())
            if directive:
                value = directive["value"] or ""
                section.directives.append(HttpDirective(line.number, directive["name"], value))
            elif section.target:
                section.removed.append(line)
            else:
                section.comments.append(comment["text"].strip().strip("#").strip())
        elif variable := _VARIABLE.fullmatch(text.strip()):
            found = HttpVariable(line.number, variable["name"], variable["value"])
            section.variables.append(found)
        else:
            return False
        self._at += 1
        return True

    def _block_comment(self, line: HttpLine) -> bool:
        if line.text.strip() != "/*":
            return False
        # In a body only what httpyac reads as a comment is one: its marks alone in their lines.
        is_body = bool(self._section.target)
        end = next(
            (
                at
                for at in range(self._at, len(self._lines))
                if self._lines[at].text.strip() == "*/"
                or (not is_body and "*/" in self._lines[at].text)
            ),
            None,
        )
        if end is None:
            return False
        if is_body:
            self._section.removed += self._lines[self._at : end + 1]
        else:
            self._section.comments += [one.text.strip() for one in self._lines[self._at + 1 : end]]
        self._at = end + 1
        return True

    def _script(self, line: HttpLine) -> bool:
        end = take_script(self._lines, self._at, self._section)
        taken = end > self._at
        self._at = end
        return taken

    def _until_blank(self) -> str:
        inner: list[str] = []
        while self._at < len(self._lines) and self._lines[self._at].text.strip():
            inner.append(self._lines[self._at].text)
            self._at += 1
        return "\n".join(inner)

    # The request.

    def _request(self, line: HttpLine, method: str, target: str) -> None:
        section = self._section
        section.line, section.method, section.target = line.number, method, target
        self._take_version()
        # A target may go on in the next lines, the last of which has the version.
        while self._at < len(self._lines):
            text = self._lines[self._at].text
            if not _QUERY_LINE.fullmatch(text) and not _PATH_LINE.fullmatch(text):
                is_indented = text[:1] in {" ", "\t"} and text.strip()
                if not is_indented or _FIELD.fullmatch(text) or _COMMENT.fullmatch(text):
                    break
            section.target += text.strip()
            self._at += 1
        self._take_version()
        self._head()

    def _take_version(self) -> None:
        section = self._section
        if version := _VERSION.search(section.target):
            section.version = version["version"]
            section.target = section.target[: version.start()].rstrip()

    def _head(self) -> None:
        """Headers, up to a blank line or to what is none."""
        section = self._section
        while self._at < len(self._lines):
            line = self._lines[self._at]
            text = line.text
            if SEPARATOR.fullmatch(text) or is_request_line(text):
                return
            if not text.strip():
                self._at += 1
                return
            if _COMMENT.fullmatch(text):
                self._common(line)
                section.comments += [_comment_text(one.text) for one in self._taken(line)]
            elif found := _FIELD.fullmatch(text):
                section.fields.append(HttpField(line.number, found["name"], found["value"].strip()))
                self._at += 1
            elif _QUERY_LINE.fullmatch(text) and not _ASSERT.fullmatch(text.strip()):
                section.target += text.strip()
                self._at += 1
            elif section.fields and text[:1] in {" ", "\t"}:
                last = section.fields[-1]
                value = f"{last.value} {text.strip()}".strip()
                section.fields[-1] = HttpField(last.line, last.name, value)
                self._at += 1
            elif _SPREAD.fullmatch(text):
                section.unread.append(HttpUnread(line.number, text.strip()))
                self._at += 1
            else:
                return

    def _taken(self, line: HttpLine) -> list[HttpLine]:
        """A comment among the headers, which is none of the body."""
        if self._section.removed[-1:] != [line]:
            return []
        del self._section.removed[-1]
        return [line]

    def _below_head(self, line: HttpLine) -> None:
        section, text = self._section, line.text
        if section.response:
            section.response.append(text)
            self._at += 1
            return
        if is_request_line(text) and self._ends_body(text):
            self._begin(line.number)
            return
        if self._common(line):
            return
        self._at += 1
        if found := _ASSERT.fullmatch(text.strip()):
            section.asserts.append(HttpLine(line.number, found["text"]))
        elif _OUTPUT.fullmatch(text) or _REFERENCE.fullmatch(text):
            section.unread.append(HttpUnread(line.number, text.strip()))
        elif _RESPONSE.fullmatch(text):
            section.response.append(text)
        else:
            section.body.append(line)

    def _ends_body(self, text: str) -> bool:
        """Whether a request line below the head is one, and not a line of the body."""
        section = self._section
        if not any(one.text.strip() for one in section.body):
            return True
        content_type = section.field("content-type")
        is_content = content_type is not None and _BATCH.match(content_type.value) is not None
        return self._splits_bodies and not is_content and text[:1] not in {" ", "\t"}
