"""A token as kubectl's ExecCredential."""

from __future__ import annotations

import json

import pytest
from tests.unit.cli.output.token_formats.handed_tokens import TOKEN, written

from outrider.cli.output.token_formats.exec_credential import EXEC_INFO, ExecCredentialFormat
from outrider.cli.output.token_formats.token_format import ProgramCall
from outrider.errors import UsageError

GROUP = "client.authentication.k8s.io"


def call(**info: object) -> ProgramCall:
    """A call of kubectl with this information."""
    return ProgramCall(process={EXEC_INFO: json.dumps({"kind": "ExecCredential", **info})})


def test_by_hand_it_is_the_current_version() -> None:
    assert json.loads(written(ExecCredentialFormat())) == {
        "apiVersion": f"{GROUP}/v1",
        "kind": "ExecCredential",
        "status": {"token": TOKEN, "expirationTimestamp": "2023-11-14T22:14:20Z"},
    }


@pytest.mark.parametrize("version", [f"{GROUP}/v1", f"{GROUP}/v1beta1"])
def test_the_version_is_the_one_that_is_asked_for(version: str) -> None:
    found = json.loads(written(ExecCredentialFormat(), call(apiVersion=version)))
    assert found["apiVersion"] == version


def test_the_cluster_and_whether_it_may_ask_are_kubectls_word() -> None:
    spec = {"interactive": False, "cluster": {"server": "https://cluster.example:6443"}}
    query = ExecCredentialFormat().query(call(apiVersion=f"{GROUP}/v1", spec=spec))
    assert (query.url, query.is_attended) == ("https://cluster.example:6443", False)
    bare = call(apiVersion=f"{GROUP}/v1", spec={"cluster": {"server": "cluster.example:6443"}})
    assert ExecCredentialFormat().query(bare).url == "https://cluster.example:6443"
    with pytest.raises(UsageError, match="is not an http or https URL"):
        ExecCredentialFormat().query(call(spec={"cluster": {"server": "a b"}}))
    odds: list[dict[str, object]] = [
        {},
        {"spec": None},
        {"spec": {"cluster": []}},
        {"spec": {"interactive": True}},
    ]
    for odd in odds:
        query = ExecCredentialFormat().query(call(apiVersion=f"{GROUP}/v1", **odd))
        assert (query.url, query.is_attended) == ("", True)


@pytest.mark.parametrize("text", ["{", "[]", "null", "{}", '{"kind": "Pod"}', "[" * 10_000])
def test_what_is_no_execcredential_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not an ExecCredential"):
        ExecCredentialFormat().query(ProgramCall(process={EXEC_INFO: text}))


@pytest.mark.parametrize("version", [f"{GROUP}/v1alpha1", "v1", "", 1, None])
def test_a_version_that_is_not_known_is_refused(version: object) -> None:
    with pytest.raises(UsageError, match="is not supported"):
        ExecCredentialFormat().query(call(apiVersion=version))
