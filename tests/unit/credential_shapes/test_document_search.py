"""Credentials in the documents that servers answer with."""

from __future__ import annotations

import pytest
from tests.work_counter import given_up_at_last

from outrider.credential_shapes.document_search import find_in_document

MADE = "Qx7Lr2Vn9Tb4Wm"
DUMP = "Private-Key: (256 bit)\npriv:\n    00:9c:4d:aa:\n    17:5e:01\npub:\n    04:ab:cd:ef\n"


def found(text: str) -> list[str]:
    return [text[one.start : one.end] for one in find_in_document(text)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f"access_token: {MADE}\nexpires: 3600\n", [MADE]),
        ("- db_password: hunter2  # of staging\n", ["hunter2"]),
        ("[db]\npassword = hunter2\nuser = bob\n", ["hunter2"]),
        (f'"client secret": "{MADE}"', [MADE]),
        ("Your password is: hunter2.", ["hunter2"]),
        ("Your new password is swordfish.\nBye", ["swordfish"]),
        (f"The API key for this account: <b>{MADE}</b>", [MADE]),
        ("The temporary password for bob@host.test is 'hunter2'.", ["hunter2"]),
        (f'<span class="password">{MADE}</span>', [MADE]),
        (f"<input value='{MADE}' id=apiKey>", [MADE]),
        (f'<input type="hidden" name="x" aria-label="Access token" value="{MADE}">', [MADE]),
        (f"<tr><td>API key</td>\n  <td><code>{MADE}</code></td></tr>", [MADE]),
        (f"<dt>Secret:</dt><dd>{MADE}</dd>", [MADE]),
        (f'<label>Password</label> <input readonly value="{MADE}">', [MADE]),
        (f"id,name,token\n1,Bob,{MADE}\n2,Al,k3k4k5\n", [MADE, "k3k4k5"]),
        ('"id";"password"\r\n1;"hunter2"\r\n', ["hunter2"]),
        ("name\tsecret\nx\thush-1\n", ["hush-1"]),
        (DUMP, ["00:9c:4d:aa:\n    17:5e:01"]),
    ],
)
def test_a_credential_is_found_wherever_a_document_has_it(text: str, values: list[str]) -> None:
    assert found(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "password: required\ntoken: string\nname: bob\n",
        "Your password is: incorrect",
        "Your password is expired. The token was rejected.",
        "The password is case-sensitive, and at least 8 characters.",
        "Token type: bearer\ntoken_type: bearer\n",
        "The key was created: 2026-01-02",
        "See the key at https://h.test/keys/k3k4k5k6k7",
        '<span class="token keyword1x2y3z4">function</span>',
        '<button class="reset-password">Reset</button>',
        '<input type="password" name="password" placeholder="Password123">',
        "<td>Password</td><td>at least eight characters</td>",
        "id,name,tokens used\n1,bob,500\n",
        "token,other\nno table at all\n",
        "SHA1 Fingerprint=AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01",
        "pub:\n    04:ab:cd:ef\nASN1 OID: prime256v1\n",
        "Next page token: see the docs; max_tokens: 4096\n",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        ">a<b>" + " " * 50 + ("<i>" + " " * 40) * 2000,
        "password" + " is" * 20_000,
        "password " + "for a " * 20_000,
        "a" * 60_000,
        " " * 60_000 + "x",
        "priv:\n" + "    00:11:22:33:\n" * 4000 + "!",
        "<input " + "value= " * 10_000,
        "token,a\n" + '"' * 40_000,
        "a b c d: " * 8000,
        ('<div class="secret">' + " " * 99) * 500,
    ],
    ids=range(10),
)
def test_hostile_documents_take_no_long_time(text: str) -> None:
    with given_up_at_last():
        list(find_in_document(text))
