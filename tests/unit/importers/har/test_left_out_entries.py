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
