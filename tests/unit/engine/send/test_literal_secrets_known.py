"""Literal credentials of files that were searched already are not searched again."""

from __future__ import annotations

from msgspec.structs import replace
from tests.engine_lab import Lab

from outrider.engine.expectations.check_results import CapturedValue
from outrider.engine.send.literal_secrets import KnownLiterals, literal_secrets
from outrider.model.secret import Secret


def test_each_part_is_searched_once(lab: Lab) -> None:
    lab.write({"requests/folder.toml": '[variables]\napi_key = "k-1234567890abcdef"\n'})
    lab.request("a", "{{base_url}}/a?api_key=q-1234567890abcdef")
    job, known = lab.job("a", "dev"), KnownLiterals()
    first = known.new_in(job, in_body=False)
    assert set(first) == set(literal_secrets(job))
    assert {Secret("k-1234567890abcdef"), Secret("q-1234567890abcdef")} <= set(first)
    assert known.new_in(job, in_body=False) == []
    captured = {"t": CapturedValue("t", "captured-secret", True, "a", "dev")}
    row = {"password": "hunter22x"}
    more = replace(job, snapshot=replace(job.snapshot, captured=captured, row=row))
    assert set(known.new_in(more, in_body=False)) == {
        Secret("captured-secret"),
        Secret("hunter22x"),
    }
