"""The report of one import from Bruno, and its references as they are written here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from outrider.importers.building.build_report import BuildReport, inert_text
from outrider.importers.building.loose_values import Json, text_of
from outrider.model.workspace import NameValueRow
from outrider.variables.reference_grammar import double_backslashes, is_name

_REFERENCE = re.compile(r"\{\{([^{}]+)\}\}")
_PROCESS = "process.env."
_TOKEN = re.compile(r"\$oauth2\.(?P<id>.+)\.access_token")
DEFAULT_TOKEN = "credentials"
"""What Bruno calls the token of an auth that gives it no name."""


class BrunoImportReport(BuildReport):
    """Rewrites references, and takes remarks.

    Attributes:
        dotenv: what the collection's ``.env`` gives values, with the secret that each became.
        objects: the values of variables that are objects, by their names.
        members: members of such variables that texts refer to, as variables of their own: the
            object's name and the value, by the name of the variable.
        asked: secrets that are asked for, since Bruno asks for them.
        os_variables: references to OS environment variables, which Bruno reads as well.
        token: what the auth of the request is called whose token it may refer to.
    """

    def __init__(self) -> None:
        super().__init__()
        self.dotenv: dict[str, str] = {}
        self.used_dotenv: set[str] = set()
        self.objects: dict[str, Any] = {}
        self.members: dict[str, tuple[str, Any]] = {}
        self.asked: set[str] = set()
        self.os_variables: set[str] = set()
        self.token = ""

    def template(self, written: str) -> str:
        """A text with its references as they are written here."""
        if "{{" not in written:
            return written
        return _REFERENCE.sub(self._reference, double_backslashes(written))

    def _reference(self, match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith(_PROCESS):
            return self._process(name.removeprefix(_PROCESS), match[0])
        if name.startswith("?") and name[1:].strip() == name[1:] != "":
            return self._asked(name[1:], "Bruno asks for it before it sends.")
        if name.startswith("$"):
            return self._of_bruno(name, match[0])
        if name in self.declared:
            return "{{" + self.name(name) + "}}"
        if name != name.strip():
            # Bruno sends {{ name }} as it is.
            return "\\" + match[0]
        head = re.split(r"[.\[]", name, maxsplit=1)[0]
        member = self._member(name, head) if head != name and head in self.objects else ""
        return member or "{{" + self.name(name) + "}}"

    def _of_bruno(self, name: str, written: str) -> str:
        """What Bruno itself gives a value."""
        if name.startswith("$secrets."):
            return self._asked(name[1:], "It comes from a vault that Bruno is connected to.")
        token = _TOKEN.fullmatch(name)
        if token is None:
            return inert_text(written, self)
        if token["id"] == self.token:
            return "{{access_token}}"
        self.lost(
            f"{written} is sent as text.",
            why="{{access_token}} is the token of the request's own auth, which is another.",
        )
        return "\\" + written

    def _process(self, name: str, written: str) -> str:
        if name in self.dotenv:
            self.used_dotenv.add(name)
            return "{{" + self.dotenv[name] + "}}"
        known = f"$env.{name}"
        if not is_name(known):
            self.lost(
                f"{written} is sent as text.",
                why="No OS environment variable can have this name here.",
            )
            return "\\" + written
        self.os_variables.add(known)
        return "{{" + known + "}}"

    def _asked(self, words: str, why: str) -> str:
        name = self.name(words)
        self.asked.add(name)
        self.changed(f'Secret "{name}" will be asked for when a request needs it.', why=why)
        return "{{" + name + "}}"

    def _member(self, name: str, head: str) -> str:
        """A member of an object, which becomes a variable of its own."""
        value = self.objects[head]
        steps = (step.strip("'\"") for step in re.split(r"[.\[\]]+", name)[1:])
        for step in filter(None, steps):
            if isinstance(value, Mapping) and step in value:
                value = value[step]
            elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return ""
        known = self.name(name)
        if known not in self.members:
            self.members[known] = (head, value)
            self.changed(
                f'Variable "{known}" was added: a member of variable "{head}".',
                why="A reference names a whole variable.",
            )
        return "{{" + known + "}}"

    def row(self, row: Mapping[str, Json]) -> NameValueRow:
        """A row of a query or a form."""
        return NameValueRow(
            self.template(text_of(row.get("name"))),
            self.template(text_of(row.get("value"))),
            is_on(row),
            text_of(row.get("description")),
        )

    def unread(self, owner: Mapping[str, Json]) -> None:
        """Tells which parts of a file nobody knows here."""
        for one in owner.get("unread") or ():
            self.lost(f"{one[:1].upper()}{one[1:]} was not imported: it is not known.")


def is_on(row: Mapping[str, Json]) -> bool:
    """Whether a row counts."""
    return row.get("enabled", True) is not False and row.get("disabled") is not True
