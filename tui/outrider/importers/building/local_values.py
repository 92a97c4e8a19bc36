"""Values of files that people keep to themselves: ``.env`` files, private environments.

What stands there is out of git for what it holds, whatever it is called: all of it becomes
secrets, but for what tells nobody anything.
"""

from __future__ import annotations

import re
from collections.abc import Container

from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.file_naming import numbered
from outrider.model.secret import Secret
from outrider.variables.reference_grammar import TemplatePiece, parse_template, template_text

_ADDRESS = re.compile(
    r"(?:https?://(?:[\w-]+\.)*[\w-]+|(?:https?://)?(?:localhost|(?:[\w-]+\.)+[A-Za-z]{2,}|"
    r"(?:\d{1,3}\.){3}\d{1,3}|\[[\da-f:]+\]))(?::\d{1,5})?(?:/[\w./-]*)?|\d{1,5}|true|false|"
)
_PART_OF_URL = re.compile(r"(?:https?://[\w.:-]*)?(?:/[\w./-]*)?")
_SHORTEST = 4
"""Letters and digits from which on a text beside a reference may be a value."""


def tells_nothing(value: str) -> bool:
    """Whether a value may be read by everybody: an address, a small number, a switch, nothing."""
    return _ADDRESS.fullmatch(value) is not None


def with_literals_apart(
    values: VariableBuilder, name: str, template: str, taken: Container[str] = ()
) -> str:
    """A template with references, in which each literal that may be a value is one as well.

    Args:
        values: the scope, which gets these secrets.
        name: what the template is the value of.
        template: as it is written here.
        taken: names that something else has.
    """
    made: list[TemplatePiece] = []
    for piece in parse_template(template):
        if isinstance(piece, str) and _may_tell(piece):
            known = next(
                one
                for one in numbered(f"{name}_part", "_")
                if one not in taken and one not in values.variables and one not in values.secrets
            )
            values.secrets[known] = Secret(piece)
            made += parse_template("{{" + known + "}}")
        else:
            made.append(piece)
    return template_text(made)


def _may_tell(piece: str) -> bool:
    is_short = sum(map(str.isalnum, piece)) < _SHORTEST
    return not (is_short or tells_nothing(piece) or _PART_OF_URL.fullmatch(piece))
