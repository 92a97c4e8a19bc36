"""What scripts say of themselves."""

from __future__ import annotations

import pytest

from outrider.exporters.load import LOAD_EXPORTERS
from outrider.exporters.load.load_script import LoadScript, ScriptMessage, ScriptRequest

HEADERS = (("X-Api-Key", ("k",)), ("Authorization", ("t",)), ("Accept", ("*/*",)))
MESSAGE = ScriptMessage("POST", ("https://a.example/x",), HEADERS, (("b",),))


@pytest.mark.parametrize("name", LOAD_EXPORTERS.names)
@pytest.mark.parametrize(("follows", "lines"), [(True, 1), (False, 0)])
def test_what_goes_along_in_redirects_is_named(name: str, *, follows: bool, lines: int) -> None:
    exporter = LOAD_EXPORTERS.find(name)
    assert exporter is not None
    request = ScriptRequest("r", MESSAGE, follow_redirects=follows)
    text = exporter.script(LoadScript("t", "", (request,)))
    told = [one for one in text.splitlines() if "takes along in redirects" in one]
    assert [one.partition("hosts: ")[2] for one in told] == ["X-Api-Key, the body"] * lines
