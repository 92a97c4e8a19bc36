"""Entries that are no requests of an API's."""

from __future__ import annotations

from tests.unit.importers.har.archives import archive, entry, read, said


def test_what_a_browser_has_of_its_own_is_counted() -> None:
    own = ["data:image/png;base64,AA", "data:,x", "blob:https://a/1", "chrome-extension://a/b.js"]
    imported = read(archive(*map(entry, [*own, "file:///etc/passwd", "about:blank"]), entry()))
    assert [one.id for one in imported.requests] == ["v1-orders"]
    text = said(imported)
    for told in ("2 data: entries were", "1 blob: entry was", "1 file: entry was"):
        assert f"{told} not imported. Outrider sends requests over HTTP only." in text
    # A port is no scheme's: whoever leaves out the scheme means HTTP.
    assert len(read(archive(entry("localhost:80/x"))).requests) == 1


def test_urls_without_a_host_that_can_be_asked_are_told_each() -> None:
    urls = {
        "http://[bad/": "host that is not valid",
        "http://[::1/": "host that is not valid",
        "http://h ost/x": "host that is not valid",
        "http://exa\x00mple/": "host that is not valid",
        "http://host:99999/": "port that is not valid",
        "http://host:abc/": "port that is not valid",
        "http:///path": "no host",
        "http://": "no host",
        "http://user@:80/": "no host",
        "/relative": "no host",
    }
    good = ["http://[::1]:80/v6", "http://[fe80::1%25eth0]/", "http://h:/", "ok.example/x?u=//:x"]
    good += ["http://{{host}}/a b", "http://ü.example/ü", "http://u:p%20w@h/"]
    imported = read(archive(*map(entry, [*urls, *good])))
    assert len(imported.requests) == len(good)
    lines = [one for one in said(imported).splitlines() if "not imported" in one]
    for number, (line, (url, why)) in enumerate(zip(lines, urls.items(), strict=True), 1):
        assert line.startswith(f"entry {number}: The entry was not imported: its URL")
        assert why in line, url


def test_what_opens_a_tunnel_is_counted() -> None:
    imported = read(archive(entry("h.example:443", "CONNECT"), entry()))
    assert len(imported.requests) == 1
    assert "1 CONNECT request was not imported." in said(imported)
