"""Variables that ``.http`` files define: of the whole file, or of one request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from outrider.importers.building.build_report import BuildReport
from outrider.importers.http_files.http_sections import HttpSection, HttpVariable


class FileVariables:
    """The variables of one file.

    A name that the file gives one value is of the file. One that it gives several is of each
    request below, up to its next value.

    Attributes:
        shared: of the file.
    """

    def __init__(self, sections: list[HttpSection], report: BuildReport) -> None:
        every = [one for section in sections for one in _variables(section)]
        values: dict[str, dict[str, None]] = {}
        for one in every:
            values.setdefault(one.name, {})[one.value] = None
        self._several = {name for name, found in values.items() if len(found) > 1}
        self.shared: dict[str, HttpVariable] = {
            one.name: one for one in every if one.name not in self._several
        }
        self._current: dict[str, str] = {}
        for name in sorted(self._several):
            report.at().changed(
                f'Variable "{name}" became a variable of each request.',
                why=f"The file gives it {len(values[name])} values, one after the other.",
            )

    def of_request(self, section: HttpSection) -> Mapping[str, str]:
        """What a request has by itself; sections have to come in order."""
        for one in _variables(section):
            if one.name in self._several:
                self._current[one.name] = one.value
        return dict(self._current)


def _variables(section: HttpSection) -> Iterator[HttpVariable]:
    """``@name = value``, and resterm's ``# @var`` and ``# @global``."""
    yield from section.variables
    for one in section.directives:
        words = one.value.split(None, 2)
        if one.name.lower() == "global" and len(words) > 1:
            yield HttpVariable(one.line, words[0].rstrip("="), one.value.split(None, 1)[1])
        elif one.name.lower() == "var" and len(words) > 2:
            yield HttpVariable(one.line, words[1].rstrip("="), words[2])
