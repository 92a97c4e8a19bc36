"""Members of another type than the format has."""

from __future__ import annotations

from tests.unit.importers.har.archives import ORDERS, archive, entry, read


def test_members_of_another_type_are_told() -> None:
    odd = entry(ORDERS, "POST", body=[{"text": "lost"}])  # type: ignore[arg-type]
    odd["request"] |= {"headers": {"Accept": "x"}, "queryString": ["a"], "cookies": 5}
    odd["response"]["content"]["text"] = {"a": 1}
    number = entry(ORDERS + "/n", "POST", body={"text": {"a": 1}, "params": "x"})
    number["request"]["headers"] = [{"name": "X-A", "value": 5}]
    number["response"] = "none"
    imported = read(archive(odd, number))
    assert [row.value for row in imported.requests[1].headers] == ["5"]
    told = [one.what for one in imported.remarks if "was not imported: it is not" in one.what]
    assert told == [
        "request.headers was not imported: it is not a list.",
        "request.cookies was not imported: it is not a list.",
        "request.queryString was not imported: it is not a list of objects.",
        "request.postData was not imported: it is not an object.",
        "response.content.text was not imported: it is not text.",
        "request.postData.text was not imported: it is not text.",
        "request.postData.params was not imported: it is not a list.",
        "response was not imported: it is not an object.",
    ]
