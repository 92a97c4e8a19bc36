# ruff: noqa: E501 - commands stand as they are pasted
"""Commands with credentials: sent as curl sends them, and in no file that git takes along."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.integration.importing.test_curl_oracle import compare, essence, meaning
from tests.servers.wire import WireServer

HERE = "localhost:28139"
COMMANDS = {
    "query": f"curl '{HERE}/q?api_key=LEAK1abc&x=1&page_token=next2'",
    "query_encoded": f"curl '{HERE}/?token=LEAK1%2Fb+LEAK2%2fc==&sig=%20LEAK3~'",
    "query_data": f"curl -G {HERE} -d client_secret=LEAK1%26 --data-urlencode 'pwd=LEAK2 ü='",
    "url_query": f"curl {HERE} --url-query 'access_token=LEAK1 +'",
    "path": f"curl {HERE}/hooks/xoxb-LEAK1-23456789/ghp_LEAK1abcdefghijklmnop12/end",
    "userinfo": "curl 'http://joe:LEAK1%40%3A%2F@localhost:28139/u'",
    "userinfo_colon": "curl 'http://jo%3Ae:LEAK1@localhost:28139/u'",
    "userinfo_user": "curl 'http://joe@localhost:28139/u'",
    "userinfo_password": "curl 'http://:LEAK1@localhost:28139/u'",
    "user": f"curl -u 'me:LEAK1:\"@ %' {HERE}",
    "user_over_url": "curl -u 'me:LEAK1' http://joe:LEAK2@localhost:28139/",
    "user_blank": f"curl -u ' me :LEAK1 ' {HERE}",
    "user_number": f"curl -u '4711:LEAK1' {HERE}",
    "user_umlaut": f"curl -u 'ümit:LEAK1' {HERE}",
    "user_script": f"curl -u '李雷:LEAK1' {HERE} --next -u 'Иван:LEAK2' {HERE}",
    "user_mail": f"curl -u 'me@x.test:LEAK1' {HERE}",
    "user_none": f"curl -u ':LEAK1' {HERE}",
    "user_key": f"curl -u 'sk_live_LEAK1abcdef:' {HERE}",
    "users": f"curl -u 'a-b:LEAK1' {HERE} --next -u 'a b:LEAK2' {HERE} --next -u a.b:LEAK3 {HERE}",
    "bearer": f"curl --oauth2-bearer LEAK1.abc {HERE}",
    "bearer_over_user": f"curl --oauth2-bearer LEAK1.abc -u a:LEAK2 {HERE}",
    "header_over_user": f"curl -H 'Authorization: X LEAK1' -u a:LEAK2 {HERE}",
    "headers": f"curl {HERE} -H 'X-Api-Key: LEAK1' -H 'PRIVATE-TOKEN:LEAK2' -H 'X-Vault-Token: hvs.x'",
    "authorization": f"curl {HERE} -H 'authorization: Bearer LEAK1abc'",
    "authorization_odd": f"curl {HERE} -H 'Authorization: LEAK1abc'",
    "referer": f"curl {HERE} -e 'http://x.test/?access_token=LEAK1abcd'",
    "cookies": f"curl {HERE} -b 'sid=LEAK1; theme=dark' -b other=LEAK2",
    "cookie_header": f"curl {HERE} -H 'Cookie: sid=LEAK1; theme=dark'",
    "form": f"curl {HERE} -d grant_type=password -d 'password=LEAK1%21+x' -d 'client_secret=LEAK2'",
    "form_not_encoded": f"curl {HERE} -d 'a=b c&token=LEAK1/+é&z'",
    "urlencoded": f"curl {HERE} --data-urlencode 'token=LEAK1 &=ü'",
    "multipart": f"curl {HERE} -F 'api_key=LEAK1;type=text/plain' -F 'a=1' -F 'j={{\"token\":\"LEAK2x\"}}'",
    "json": f"""curl {HERE} --json '{{"a":[{{"password":"LEAK1\\"\\\\ü"}}],"n":{{"apiKey":"LEAK2"}}}}'""",
    "json_escapes": f"""curl {HERE} --json '{{"secret":"LEAK1\\u00e9\\/LEAK2\\n"}}'""",
    "json_pairs": f"""curl {HERE} --json '[{{"name":"password","value":"LEAK1x"}}]'""",
    "json_patch": f"""curl {HERE} --json '[{{"op":"replace","path":"/user/password","value":"LEAK1x"}}]'""",
    "json_unquoted": f"""curl {HERE} --json '{{"a": 1, token: LEAK1x23, b: c}}'""",
    "hook": f"curl {HERE}/services/T024BE7LD/B0LQX7VRZ/LEAK19ZvT1mXw8Rb2YcLp",
    "bot": f"curl {HERE}/bot123456789:LEAK1qTcvCH1vGWJxfSeofSAs0K5PALDsawx/getMe",
    "json_inside": f"""curl {HERE} --json '{{"body":"{{\\"token\\":\\"LEAK1x\\"}}"}}'""",
    "json_untyped": f"""curl {HERE} -d '{{"password":"LEAK1\\"x"}}'""",
    "json_not_quite": f"""curl {HERE} -H 'Content-Type: application/json' -d '{{password: "LEAK1x", // c
 "token": "LEAK2x",}}'""",
    "xml": f"curl {HERE} -H 'Content-Type: text/xml' -d '<a><password>LEAK1x</password></a>'",
    "braces": f"curl -g {HERE} -H 'X-Api-Key: LEAK1{{{{x}}}}' -d 'token=LEAK2{{{{y}}}}'",
    "assigned": f'TOKEN=LEAK1abc\nexport B=\'b $\'\ncurl {HERE} -H "Authorization: Bearer $TOKEN" -d "$B"',
    "key_without_password": f"curl {HERE} -u 'LEAK1token:'",
    "signed": f"curl '{HERE}/?X-Amz-Signature=LEAK1abc&X-Amz-Security-Token=LEAK2'",
    "url_in_query": f"curl '{HERE}/?to=https%3A%2F%2Fx.test%2F%3Ftoken%3DLEAK1abc'",
    "fed": f'curl {HERE} -d @- <<EOF\n{{"password":"LEAK1", "x":"$NAME"}}\nEOF',
    "soap": f"curl {HERE} -H 'Content-Type: text/xml' -d '<s><Password Type=\"x\">LEAK1x</Password></s>'",
    "beside_a_variable": f'curl -u "me:LEAK1$NAME" {HERE} -H "X-Token: LEAK2.$NAME.LEAK3"',
    "assigned_twice": f'A=LEAK1abc\nC="$A-2"\ncurl {HERE} -H "X-Api-Key: $C"',
    "json_in_form": f"""curl {HERE} -d 'data={{"password":"LEAK1x"}}' --data-urlencode 'e={{"pwd":"LEAK2x"}}'""",
    "json_lines": f'curl {HERE} -H \'Content-Type: application/x-ndjson\' --data-binary $\'{{"password":"LEAK1"}}\\n{{"password":"LEAK2"}}\\n\'',
    "user_tab": f"curl -u $'tab\\tuser:LEAK1\\t' {HERE}",
    "url_in_header": f"curl {HERE} -H 'X-Url: https://u:LEAK1@x.test/' -e 'https://me:LEAK2@x.test/;auto'",
    "backslash": f"curl {HERE} -H 'X-Api-Key: a\\LEAK1'",
    "query_plus": f"curl '{HERE}/?sig=LEAK1+LEAK2&a=b+c&token=+LEAK3++LEAK4+'",
    "query_slash": f"curl '{HERE}/?token=LEAK1/x%2be%3D&a=b/c'",
    "form_escapes": f"curl {HERE} -d 'client_secret=LEAK1%2fb+LEAK2%7e&user=a%20b'",
    "form_blanks": f"curl {HERE} -d 'password=my pass LEAK1&token=t & LEAK2&a=b c'",
    "json_letters": f"""curl {HERE} --json '{{"password":"\\u004cEAK1\\/LEAK2"}}'""",
    "json_plain": f"""curl {HERE} -d '{{"password":"LEAK1\\/LEAK2"}}'""",
    "upload": f"curl -T file.txt {HERE}/up",
    "no_type": f"curl -H 'Content-Type:' -d a=1 {HERE}",
    "no_type_json": f"curl -H 'content-type:' -d '{{}}' {HERE}",
    "empty_type": f"curl -H 'Content-Type;' -d a=1 {HERE}",
    "binary_no_type": f"curl -H 'Content-Type:' --data-binary @47.htz {HERE}",
    "typographic": f"curl -X POST “http://{HERE}/t” -H ”X-A: it’s” -d ‘{{“a”: 1}}’ —data b=1",
}

RESPELLED = frozenset(
    {
        "query_encoded",
        "query_data",
        "json_in_form",
        "json_escapes",
        "query_slash",
        "form_escapes",
        "json_letters",
        "json_plain",
    }
)
"""Commands whose credentials are spelled in another way than Outrider encodes them."""


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("name", COMMANDS)
async def test_a_command_is_sent_as_by_curl_and_its_credentials_stand_in_overlays_only(
    name: str, tmp_path: Path, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = COMMANDS[name]
    if name == "typographic":
        # What was meant, which a shell does not read out of it.
        plain = f"curl -X POST 'http://{HERE}/t' -H \"X-A: it's\" -d '{{\"a\": 1}}' --data b=1"
        await compare(name, script, tmp_path, wire, monkeypatch, meant=plain)
    else:
        part = meaning if name in RESPELLED else essence
        report = await compare(name, script, tmp_path, wire, monkeypatch, part=part)
        told = [what for what in report if "another encoding of the same value" in what]
        assert len(told) == (name in RESPELLED)
    place = tmp_path / "place"
    files = [*(place / "requests").rglob("*"), *(place / "environments").rglob("*")]
    shared = [path for path in files if path.is_file() and not path.name.endswith(".local.toml")]
    assert not [path.name for path in shared if "LEAK" in path.read_text()]
