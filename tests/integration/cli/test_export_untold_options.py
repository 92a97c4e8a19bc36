"""``outrider export REQUEST``: each option that is set is in the export, or told beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.servers.tls import Authority
from tests.shell import Shell

from outrider.exporters import EXPORTERS

REQUEST = """
url = "https://api.example.com/x"
[options]
timeout = 3.5
follow_redirects = true
http = "2"
[[capture]]
name = "order_id"
jq = ".id"
[[expect]]
status = 299
"""
ENVIRONMENT = """
[tls]
ca_bundle = "{bundle}"
client_certificate = "{certificate}"
[proxy]
url = "http://proxy.example:3128"
"""
WORDS = {
    "verify": r"(?i)verif|--insecure|tls settings|reject_?unauthorized|SkipCertificateCheck",
    "ca_bundle": r"(?i)ca_bundle|tls settings|ca\.pem",
    "client_certificate": r"(?i)client[_ ]certificate|tls settings|client\.pem",
    "proxy": r"(?i)proxy",
    "http": r"\bhttp was|http of|HTTP/[12]|http2|HttpVersion|protocolVersion",
    "timeout": r"(?i)timeout|max-time",
    "redirects": r"(?i)redirect|--location|--follow",
    "capture": r"order_id|\[\[capture\]\]",
    "expect": r"299|\[\[expect\]\]",
}
BY_DEFAULT = {(name, "redirects") for name in ("fetch", "http", "postman")}
"""What a format does where nothing says otherwise."""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    root = tmp_path / "w"
    (root / "environments").mkdir(parents=True)
    (root / "requests").mkdir()
    (root / "outrider.toml").write_text('name = "w"\n')
    authority = Authority(tmp_path)
    certificate = tmp_path / "client.pem"
    certificate.write_bytes(Path(authority.pem).read_bytes())
    text = ENVIRONMENT.format(bundle=authority.pem, certificate=certificate)
    (root / "environments/dev.toml").write_text(text)
    text = f'[tls]\nverify = false\nclient_certificate = "{certificate}"\n'
    (root / "environments/any.toml").write_text(text)
    (root / "requests/r.toml").write_text(REQUEST)
    return Shell(tmp_path / "home", root)


def test_no_option_is_lost_in_silence(shell: Shell) -> None:
    silent = []
    # A bundle says nothing where certificates are not verified.
    for environment, unset in (("dev", {"verify"}), ("any", {"ca_bundle", "proxy"})):
        for name in EXPORTERS.names:
            said = shell.run("export", "r", "--as", name, "--env", environment, "--trust")
            assert said.status == 0, (name, said.err)
            text = said.text + said.err
            wanted = {key: words for key, words in WORDS.items() if key not in unset}
            silent += [(name, key) for key, words in wanted.items() if not re.search(words, text)]
    assert set(silent) == BY_DEFAULT


def test_what_a_format_has_no_place_for_is_told_on_standard_error(shell: Shell) -> None:
    words = ("export", "r", "--as", "har", "--env", "dev", "--trust")
    said = shell.run(*words)
    assert [one for one in said.err.splitlines() if "was not exported" in one] == [
        "  ca_bundle of [tls] was not exported.",
        "  client_certificate of [tls] was not exported.",
        "  url of [proxy] was not exported.",
        "  [[capture]] was not exported.",
        "  [[expect]] was not exported.",
    ]
    assert shell.run(*words, "--quiet").err == ""
