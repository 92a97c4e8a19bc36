from __future__ import annotations

from outrider.cli.arguments.command_line import parser
from outrider.cli.main import BROKEN, INTERRUPTED, TERMINATED, UNWRITTEN
from outrider.cli.reference.exit_status_page import EXIT_STATUSES
from outrider.errors import OutriderError


def kinds(kind: type[OutriderError]) -> set[type[OutriderError]]:
    return {kind, *(one for below in kind.__subclasses__() for one in kinds(below))}


def test_every_status_of_an_error_is_there() -> None:
    of_errors = {kind.exit_code for kind in kinds(OutriderError)}
    own = {BROKEN, INTERRUPTED, TERMINATED, UNWRITTEN}
    assert of_errors | own | {0, 1, 6} == set(EXIT_STATUSES)


def test_the_short_list_of_the_help_has_the_same() -> None:
    shown = parser().format_help().split("exit status:")[1]
    for status in EXIT_STATUSES:
        assert str(status) in shown
