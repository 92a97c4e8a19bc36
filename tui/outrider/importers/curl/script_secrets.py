"""Credentials in variables of a script: where they are used, the request refers to a secret."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec import structs

from outrider.credential_shapes import find_credentials, is_credential, without_scheme
from outrider.importers.importer import ReadFile, no_file
from outrider.model.import_result import ImportRemark
from outrider.model.secret import MASK
from outrider.model.workspace import Request
from outrider.variables.literal_texts import Hide
from outrider.variables.nested_texts import with_texts
from outrider.variables.secret_copies import ExactCopies, refer_in_request

_RUN = re.compile(r"[A-Za-z0-9]+")
_STAND_IN = re.compile(r"zq9x\d{5}x9qz")
_T = TypeVar("_T")


class ScriptSecrets:
    """Has something stand for each credential while commands are read, that is nowhere else.

    So it is certain what of a request comes from the variable, even within a word. Signs that are
    no letter and no digit stay, for curl takes values apart at them.
    """

    def __init__(self) -> None:
        self._runs: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._numbers = itertools.count()

    def stand_in(self, name: str, value: str) -> str:
        """The value of a variable with what stands for the credentials in it."""
        if "\0" in value or _STAND_IN.search(value):
            # It is made of others, which are looked at by themselves.
            return value
        spans = [(name, *span) for span in _whole(name, value)] or [
            (found.name or name, found.start, found.end) for found in find_credentials(value)
        ]
        made, at = [], 0
        for called, start, end in spans:
            made += [value[at:start], self._hidden(called, value[start:end])]
            at = end
        return "".join([*made, value[at:]])

    def _hidden(self, name: str, credential: str) -> str:
        written = _RUN.sub(self._new, credential)
        if written != credential:
            self._names[written] = name
        return written

    def _new(self, match: re.Match[str]) -> str:
        made = f"zq9x{next(self._numbers):05d}x9qz"
        self._runs[made] = match[0]
        return made

    def value_of(self, text: str) -> str:
        """A text with the credentials themselves."""
        return _STAND_IN.sub(lambda match: self._runs.get(match[0], match[0]), text)

    def restored(self, value: _T) -> _T:
        """The same for all texts of a value."""
        return with_texts(value, self.value_of) if self._runs else value

    def masked(self, remark: ImportRemark) -> ImportRemark:
        """A remark without credentials."""
        if not self._runs:
            return remark
        what, why, advice = (
            re.sub(rf"(?:{_STAND_IN.pattern})+", MASK, text)
            for text in (remark.what, remark.why, remark.advice)
        )
        return structs.replace(remark, what=what, why=why, advice=advice)

    def reading(self, read: ReadFile) -> ReadFile:
        """Reads files by their real names; what reads nothing stays what it is."""
        if not self._runs or read is no_file:
            return read
        return lambda path: read(self.value_of(path))

    def referring(self, request: Request, hide: Hide) -> Request:
        """The request with what ``hide`` gives in the place of the credentials, where it does."""
        if not self._names:
            return request
        copies = ExactCopies((name, written) for written, name in self._names.items())
        made = refer_in_request(
            request,
            copies,
            lambda name, written, respelled: hide(name, self.value_of(written), respelled),
        )
        return self.restored(structs.replace(made, name=self.title(request.name)))

    def title(self, text: str) -> str:
        """A title, with the names of variables in the place of credentials."""
        for written, name in self._names.items():
            text = text.replace(written, name)
        return self.value_of(text)

    def used_in(self, request: Request) -> Mapping[str, str]:
        """The credentials of a request that come from variables, by the names of these."""
        found: dict[str, str] = {}
        text = repr(request)
        for written, name in self._names.items():
            if written in text or any(one in text for one in _STAND_IN.findall(written)):
                found[name] = self.value_of(written)
        return found


def _whole(name: str, value: str) -> Iterator[tuple[int, int]]:
    """The credential that a variable is by its name, without the word for a scheme before it."""
    if is_credential(name, value) and not re.search(r"[\s{]", without_scheme(value)):
        credential = without_scheme(value)
        start = value.rindex(credential)
        yield start, start + len(credential)
