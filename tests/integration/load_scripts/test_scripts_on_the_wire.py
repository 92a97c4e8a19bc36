"""Scripts of a folder, run: they send what a run of the same folder sends."""

from __future__ import annotations

import pytest
from tests.integration.load_scripts.load_programs import why_not
from tests.integration.load_scripts.load_server import Seen
from tests.integration.load_scripts.workshop import FORMATS, Workshop

BY_ITSELF = frozenset(("host", "connection", "content-length", "transfer-encoding"))
"""What each side adds by itself; compared only where the workspace names it."""


def told(seen: list[Seen], like: list[Seen]) -> list[tuple[object, ...]]:
    """What requests are compared by, next to those that they should be like."""
    made: list[tuple[object, ...]] = []
    for one, other in zip(seen, like, strict=True):
        boundary = "".join(other.all("content-type")).partition("boundary=")[2].encode()
        mine = "".join(one.all("content-type")).partition("boundary=")[2].encode()
        names = [key for key, _ in other.headers if key not in BY_ITSELF]
        fields = [(key, one.all(key)) for key in names]
        body = one.body.replace(mine, boundary) if mine else one.body
        shown = (
            [
                (key, [value.replace(mine.decode(), boundary.decode()) for value in values])
                for key, values in fields
            ]
            if mine
            else fields
        )
        made.append((one.method, one.target, shown, body))
    return made


@pytest.mark.parametrize("name", FORMATS)
def test_a_script_sends_what_a_run_sends(name: str, workshop: Workshop) -> None:
    if why := why_not(name):
        pytest.skip(why)
    said = workshop.shell.run("run", "--trust", "--env", "dev", "shop", **workshop.environ)
    assert said.status == 1, said.text
    by_run = list(workshop.server.seen)
    workshop.server.reset()
    done = workshop.script(name, workshop.export(name, "shop"))
    assert not done["failed"]
    # The one check that is not met is not met by either.
    assert len(done["unmet"]) == 1
    assert "equals {" in done["unmet"][0]
    by_script = list(workshop.server.seen)
    assert [one.target for one in by_script] == [one.target for one in by_run]
    assert told(by_script, by_run) == told(by_run, by_run)
    assert len(workshop.server.tokens) == 5
