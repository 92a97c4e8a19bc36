"""Proxies that a script names by variables are those of its commands."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult

P = "http://p.example:3128"
PROXIES: dict[str, list[str]] = {
    f"https_proxy={P} curl https://h.example": [P],
    f"HTTPS_PROXY={P} curl https://h.example": [P],
    f"http_proxy={P} curl h.example": [P],
    f"ALL_PROXY={P} curl https://h.example": [P],
    f"https_proxy={P} HTTPS_PROXY=http://other curl https://h.example": [P],
    f"export https_proxy={P}\ncurl https://h.example": [P],
    f"p={P}\nexport https_proxy=$p\nif x; then curl https://h.example; fi": [P],
    f"env https_proxy={P} curl https://h.example": [P],
    f"sudo https_proxy={P} curl https://h.example": [P],
    f"sudo -E env -i A=b https_proxy={P} curl -H $A https://h.example": [P],
    f"docker run -e https_proxy={P} curlimages/curl https://h.example": [P],
    "https_proxy=http://p.example wget https://h.example": ["http://p.example:80"],
    "https_proxy=http://p.example curl https://h.example": ["http://p.example:1080"],
    f"https_proxy={P} wget https://h.example": [P],
    f"https_proxy={P} http https://h.example": [P],
    f'$env:HTTPS_PROXY = "{P}"\ncurl.exe https://h.example -H "A: $env:B"': [P],
    f'$env:HTTPS_PROXY = "{P}"\nirm https://h.example': [P],
    f'$env:HTTPS_PROXY = "{P}"\nirm https://h.example -NoProxy': [],
    f'set HTTPS_PROXY={P}\ncurl ^\n https://h.example -H "A: %B%"': [P],
    "https_proxy=$P curl https://h.example": ["{{$env.P}}"],
    # Not its own proxy, or none.
    f"https_proxy={P} curl -x http://q.example:1 https://h.example": ["http://q.example:1"],
    f"https_proxy={P} curl --noproxy '*' https://h.example": [],
    f"https_proxy={P} no_proxy=.example curl https://h.example": [],
    f"https_proxy={P}\ncurl https://h.example": [],
    f"export https_proxy={P}\nunset https_proxy\ncurl https://h.example": [],
    f"export https_proxy={P}\ncurl http://h.example": [],
    f"HTTP_PROXY={P} curl http://h.example": [],
}


def read(script: str) -> ImportResult:
    return read_sources([ImportSource("script", script)])


@each_case(PROXIES)
def test_the_proxy_of_a_command(script: str) -> None:
    environments = read(script).environments
    found = [one.environment.proxy for one in environments if one.environment.proxy]
    assert found == PROXIES[script]


TOLD = {
    f"HTTP_PROXY={P} curl http://h.example": "The proxy of variable HTTP_PROXY was not imported.",
    f"https_proxy={P} curl http://h.example": "The proxy of https:// URLs was not imported",
    f"https_proxy={P} no_proxy=x curl https://h.example": "no_proxy of the script was not",
}


@each_case(TOLD)
def test_what_is_not_carried_is_told(script: str) -> None:
    assert any(one.what.startswith(TOLD[script]) for one in read(script).remarks)


def test_the_password_of_a_proxy_becomes_a_secret() -> None:
    imported = read("HTTPS_PROXY=http://me:Hush-hush-1@p.example:1 curl https://h.example")
    [one] = imported.environments
    assert one.environment.proxy == "http://me:{{proxy_password}}@p.example:1"
    assert "Hush-hush-1" not in str(imported)
