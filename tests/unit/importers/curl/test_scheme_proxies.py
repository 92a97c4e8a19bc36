"""Proxies for one scheme are used where every URL of a command has it, and told elsewhere."""

from __future__ import annotations

import pytest

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource

NOT_USED = "No URL of the command goes through it."
AS_WELL = (
    "A proxy of an environment is used for all URLs, and the command has http:// URLs as well."
)


@pytest.mark.parametrize(
    ("command", "proxy", "why"),
    [
        ("wget -e https_proxy=http://p:1 https://a.test/x", "http://p:1", None),
        ("wget -e https_proxy=http://p:1 http://a.test/x", None, NOT_USED),
        ("wget -e http_proxy=http://p:1 a.test/x", "http://p:1", None),
        ("wget -e http_proxy=http://q:1 -e https_proxy=http://p:1 https://a.test", "http://p:1",
         NOT_USED),
        ("wget -e http_proxy=http://p:1 -e https_proxy=http://p:1 https://a.test http://a.test",
         "http://p:1", None),
        ("wget -e https_proxy=http://p:1 https://a.test http://a.test", None, AS_WELL),
        ("http --proxy http:http://p:1 https://a.test/x", None, NOT_USED),
        ("https --proxy https:http://p:1 a.test/x", "http://p:1", None),
        ("http --proxy http:http://p:1 :3000/x", "http://p:1", None),
        ("http --proxy all:http://p:1 https://a.test/x", "http://p:1", None),
        ("http --proxy all:http://q:1 --proxy https:http://p:1 https://a.test/x", "http://p:1",
         NOT_USED),
    ],
)  # fmt: skip
def test_a_proxy_of_one_scheme(command: str, proxy: str | None, why: str | None) -> None:
    result = read_sources([ImportSource("a.sh", command)])
    assert [one.environment.proxy for one in result.environments] == ([proxy] if proxy else [])
    lost = [one.why for one in result.remarks if one.verdict.value == "not imported"]
    assert lost == ([why] if why else [])
