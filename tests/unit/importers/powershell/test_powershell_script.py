"""PowerShell's web commands beside the curl commands that send the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.each_case import each_case

from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.importers.powershell.powershell_script import PowerShellScript
from outrider.model.import_result import ImportResult
from outrider.model.workspace import Request

URL = "https://api.example.com/x"


def read(text: str, name: str = "") -> ImportResult:
    return read_sources([ImportSource(name, text)])


def told(imported: ImportResult) -> list[str]:
    return [one.what for one in imported.remarks]


def essence(request: Request) -> tuple[object, ...]:
    rows = sorted((row.name.lower(), row.value) for row in request.headers if row.enabled)
    auth = dict(request.auth.table) if request.auth else None
    return request.method, request.url, rows, request.body, auth


TWINS = {
    "a session as Chrome copies it": (
        '$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n'
        '$session.UserAgent = "Mozilla/5.0 (X11)"\n'
        '$c = New-Object System.Net.Cookie("sid", "ex`$a`"1", "/", "api.example.com")\n'
        '$session.Cookies.Add($c)\n'
        '$session.Cookies.Add((New-Object System.Net.Cookie("b", "2", "/", ".example.com")))\n'
        f'Invoke-WebRequest -UseBasicParsing -Uri "{URL}?a=1" `\n-Method "POST" `\n'
        '-WebSession $session `\n-Headers @{\n"authority"="api.example.com"\n  "method"="POST"\n'
        '  "path"="/x?a=1"\n  "scheme"="https"\n  "accept"="application/json"\n} `\n'
        '-ContentType "application/json" `\n-Body "{`"note`":`"a `$b`",`"u`":1}"',
        f"curl '{URL}?a=1' -H 'accept: application/json' -A 'Mozilla/5.0 (X11)'"
        " -b 'sid=ex$a\"1; b=2' -H Content-Type:application/json -d '{\"note\":\"a $b\",\"u\":1}'",
    ),
    "bytes of UTF-8": (
        f'Invoke-WebRequest -Uri "{URL}" -Method "PUT" -ContentType "text/plain" '
        '-Body ([System.Text.Encoding]::UTF8.GetBytes("gr$([char]252)n`n"))',
        f"curl {URL} -X PUT -H 'Content-Type: text/plain' --data-raw $'gr\u00fcn\\n'",
    ),
    "a table is a form": (
        f"irm {URL} -Method Post -Body @{{ a = '1 2'; 'b' = 'it''s' }}",
        f"curl {URL} --data-raw \"a=1+2&b=it%27s\"",
    ),
    "a table of GET is a query": (
        f"Invoke-RestMethod '{URL}' -Body @{{ q = 'a b'; n = 1 }}",
        f"curl '{URL}?q=a+b&n=1'",
    ),
    "variables, a here-string and splatting": (
        "$base = 'https://api.example.com'\n$id = 7\n$body = @\"\n{\"id\": $id}\n\"@\n"
        "$p = @{\n  Uri = \"$base/orders/$id\"\n  Method = 'Patch'\n"
        "  Headers = @{ 'X-A' = \"n $($id)\" }\n}\n"
        "iwr @p -Body $body -ContentType application/json",
        "curl https://api.example.com/orders/7 -X PATCH -H 'X-A: n 7' "
        "-H 'Content-Type: application/json' -d '{\"id\": 7}'",
    ),
    "JSON of a table": (
        f"Invoke-RestMethod {URL} -Method POST -ContentType 'application/json' "
        "-Body (@{ a = 1; b = @(1, 'x'); c = $true; d = $null } | ConvertTo-Json -Compress)",
        f"curl {URL} -H 'Content-Type: application/json' "
        "-d '{\"a\":1,\"b\":[1,\"x\"],\"c\":true,\"d\":null}'",
    ),
    "a credential of a script": (
        "$pw = ConvertTo-SecureString 'p:ss' -AsPlainText -Force\n"
        "$cred = New-Object System.Management.Automation.PSCredential('me', $pw)\n"
        f"irm {URL} -Authentication Basic -Credential $cred",
        f"curl {URL} -u 'me:p:ss'",
    ),
    "a token": (
        f"irm {URL} -Authentication Bearer -Token (ConvertTo-SecureString 'tok' -AsPlainText)",
        f"curl {URL} --oauth2-bearer tok",
    ),
    "headers that are added": (
        '$h = New-Object "System.Collections.Generic.Dictionary[[String],[String]]"\n'
        '$h.Add("X-A", "1")\n$h["X-B"] = "2"\n$h.\'X-C\' = 3\n$h.D = 4\n'
        f"$r = Invoke-RestMethod '{URL}' -Method 'DELETE' -Headers $h\n$r | ConvertTo-Json",
        f"curl {URL} -X DELETE -H 'X-A: 1' -H 'X-B: 2' -H 'D: 4'",
    ),
    "another method, and sums": (
        f"iwr ('{URL}' + '/y?q=' + [uri]::EscapeDataString('a b&c')) -CustomMethod PURGE",
        f"curl '{URL}/y?q=a%20b%26c' -X PURGE",
    ),
    "a form with a file": (
        f"irm {URL} -Method Post -Form @{{ t = 'v'; f = Get-Item -Path .\\a.txt }}",
        f"curl {URL} -F t=v -F f=@./a.txt",
    ),
    "content as Postman writes it": (
        "$m = [System.Net.Http.MultipartFormDataContent]::new()\n"
        "$s = [System.IO.FileStream]::new('a.txt', [System.IO.FileMode]::Open)\n"
        "$d = [System.Net.Http.Headers.ContentDispositionHeaderValue]::new('form-data')\n"
        "$d.Name = 'f'\n$d.FileName = 'a.txt'\n$c = [System.Net.Http.StreamContent]::new($s)\n"
        f"$c.Headers.ContentDisposition = $d\n$m.Add($c)\n$body = $m\n"
        f"Invoke-RestMethod '{URL}' -Method 'POST' -Body $body",
        f"curl {URL} -F f=@a.txt",
    ),
    "a block, an OS variable and a piped body": (
        f"if ($true) {{\n  try {{ '{{}}' | irm {URL} -Method Post -ContentType text/x "
        "-Headers @{ A = $env:KEY } }\n  catch { }\n}",
        f"curl {URL} -H 'A: '\"$KEY\" -H 'Content-Type: text/x' -d '{{}}'",
    ),
    "prompts": (f"PS C:\\Users\\me> irm {URL}", f"curl {URL}"),
}  # fmt: skip


def test_a_new_identifier_is_a_dynamic_variable_wherever_it_stands() -> None:
    imported = read(
        "$id = [guid]::NewGuid()\n"
        'Invoke-WebRequest -Uri "https://a.test/$id" -Headers @{"X-Id" = [guid]::NewGuid()}'
    )
    [request] = imported.requests
    assert request.url == "https://a.test/{{$guid}}"
    assert [row.value for row in request.headers] == ["{{$guid}}"]
    assert not [one for one in told(imported) if "guid" in one]


@each_case(TWINS.items(), lambda case: case[0])
def test_a_command_becomes_what_its_twin_becomes(case: tuple[str, tuple[str, str]]) -> None:
    script, twin = case[1]
    importer = find_importer(script)
    assert importer is not None
    assert importer.name == "powershell"
    [ours], [theirs] = read(script).requests, read(twin).requests
    assert essence(ours) == essence(theirs)


TOLD = (
    ("-Headers $h", "Headers of the command were not imported."),
    ("-Credential (Get-Credential)", "The credential became Basic auth, which is sent at once."),
    ("-WebSession $s", "The session of the command was not imported."),
    ("-MaximumRedirection 3", "-MaximumRedirection 3 was not imported."),
    ("-CertificateThumbprint AB", "Parameter -CertificateThumbprint was not imported."),
    ("-NoSuch 1", "Unknown or ambiguous parameter -NoSuch was not imported."),
    ("-OutFile x -UseBasic", "Output parameters were ignored: -OutFile, -UseBasic."),
    ("-TimeoutSec 0", "-TimeoutSec 0 (no limit) was not imported."),
    ('-Body "$x"', "$x is not known: reference {{x}} replaces it."),
    ("-Body (Get-Date)", "Get-Date is not known: reference {{Get_Date}} replaces it."),
)


@each_case(TOLD)
def test_what_is_not_there_is_told(case: tuple[str, str]) -> None:
    written, what = case
    imported = read(f"Invoke-WebRequest {URL} -Method Post {written}")
    assert [one.url for one in imported.requests] == [URL]
    assert what in told(imported)


def test_a_cookie_of_another_host_is_told() -> None:
    imported = read(
        "$s = New-Object Microsoft.PowerShell.Commands.WebRequestSession\n"
        "$s.Cookies.Add((New-Object System.Net.Cookie('a', 'b', '/', 'other.example')))\n"
        f"irm {URL} -WebSession $s"
    )
    assert imported.requests[0].headers == ()
    assert 'Cookie "a" was not imported: it is for other.example.' in told(imported)


def test_what_is_given_in_a_way_that_is_not_read_is_not_known() -> None:
    imported = read(f"$a = 'one'\n$a = foreach ($x in 1..3) {{ $x }}\nirm {URL}/$a\nirm {URL}/b")
    assert [one.url for one in imported.requests] == [f"{URL}/{{{{a}}}}", f"{URL}/b"]


def test_a_password_goes_into_the_local_secrets() -> None:
    imported = read(
        f"irm {URL} -Headers @{{ Authorization = 'Bearer hush.hush.hush' }}", "script.ps1"
    )
    assert "hush" not in repr(imported.requests)
    assert "hush" not in repr(imported.remarks)


@given(st.text(alphabet="$@{}()[]'\"`;|\n -+.=aI:,#0", max_size=60))
def test_any_script_is_gone_through(text: str) -> None:
    found = list(PowerShellScript(f"{text}\nirm https://h.example/x\n").commands())
    assert len(found) <= 2


def test_a_script_without_end_is_gone_through() -> None:
    for text in ("(" * 5000, '"$(' * 3000, "@{a=" * 3000, "irm " + "'a'+" * 3000, "$a.b" * 5000):
        list(PowerShellScript(text).commands())


def test_a_file_in_a_header_is_a_reference() -> None:
    script = "iwr http://a.test/e -Headers @{ Y = $(Get-Content x) }\n"
    (request,) = read_sources([ImportSource("c.ps1", script)]).requests
    assert [(row.name, row.value) for row in request.headers] == [("Y", "{{file_content}}")]


@each_case(["Bearer", "Negotiate"])
def test_a_credential_of_another_authentication_becomes_no_basic_auth(kind: str) -> None:
    imported = read(
        "$pw = ConvertTo-SecureString 'p:ss' -AsPlainText -Force\n"
        "$cred = New-Object System.Management.Automation.PSCredential('me', $pw)\n"
        f"irm {URL} -Authentication {kind} -Credential $cred"
    )
    [request] = imported.requests
    assert request.auth is not None
    types = {"Bearer": "powershell_bearer", "Negotiate": "negotiate"}
    assert request.auth.table["type"] == types[kind]
    assert any("is not supported; its settings were kept" in one for one in told(imported))


DEFAULTS = {
    "irm https://h.example -Headers @{'X-Api-Key' = ($env:K ?? 'hush')}": "{{$env.K}}",
    "$k = $env:K ?? 'hush'\nirm https://h.example -Headers @{'X-Api-Key' = $k}": "{{$env.K}}",
    "irm https://h.example -Headers @{'X-Api-Key' = ($k ?? 'hush')}": "{{k}}",
}


@each_case(DEFAULTS)
def test_a_default_is_told_without_its_value(script: str) -> None:
    imported = read(script)
    [request] = imported.requests
    assert request.headers[0].value == DEFAULTS[script]
    said = str(imported.remarks)
    assert "was not imported." in said
    assert "hush" not in said + str(imported.environments) + str(imported.requests)


def test_a_default_of_what_is_null_is_taken() -> None:
    [request] = read("$u = $null ?? 'https://h.example/x'\nirm $u").requests
    assert request.url == "https://h.example/x"


def test_a_command_that_is_not_read_is_told() -> None:
    script = "irm https://h.example\n$r = irm https://h.example -Headers @{a = ($b -eq 1)}"
    imported = read(script)
    assert len(imported.requests) == 1
    what = "A command Invoke-RestMethod was not imported."
    assert [one.line for one in imported.remarks if one.what == what] == [2]
