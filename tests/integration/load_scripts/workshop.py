"""A workspace with a request of each kind that a script can send, and the server for it."""

from __future__ import annotations

from typing import Any

from tests.integration.load_scripts.load_programs import run_script
from tests.integration.load_scripts.load_server import LoadServer
from tests.shell import Said, Shell

FORMATS = ("k6", "locust")
SECRETS = {
    "CLIENT_SECRET": 's%2Bcr+t &ü/="\\~',
    "API_KEY": "key-/+=~7'x*!",
    "PASS": 'p:ass wörd&"\\;',
}
LITERALS = {
    "CLIENT_SECRET_2": "literal-secret-99",
    "PASSWORD": "hunter2hunter2",
    "AUTHORIZATION_PASSWORD": "plain-literal-88",
}
ENVIRONMENT = """
name = "Dev"
[variables]
base_url = "{url}"
[secrets]
client_secret = {{ env = "DEV_CLIENT_SECRET" }}
api_key = {{ env = "DEV_API_KEY" }}
pass = {{ env = "DEV_PASS" }}
[auth.default]
type = "oauth2"
token_endpoint = "{{{{base_url}}}}/token"
client_id = "me:id/+ é"
client_secret = "{{{{client_secret}}}}"
scope = "a  b"
token_parameters = {{ audience = "https://x/ y", resource = ["r:1", "{{{{api_key}}}}"] }}
token_headers = {{ X-Tenant = "t {{{{api_key}}}}" }}
[auth.raw]
extends = "default"
basic_encoding = "raw"
client_id = "me id/+"
placement = {{ in = "cookie", name = "t" }}
[auth.wrapped]
extends = "default"
token_endpoint_auth_method = "none"
placement = {{ in = "header", name = "X-Token", prefix = "Key" }}
token_response = {{ access_token = "wrapped.token" }}
[auth.pw]
type = "oauth2"
token_endpoint = "{{{{base_url}}}}/token"
grant_type = "password"
username = "ü ser"
password = "{{{{pass}}}}"
client_id = "c"
client_secret = "literal-secret-99"
token_endpoint_auth_method = "client_secret_post"
placement = {{ in = "query", name = "t" }}
[auth.discovered]
type = "oauth2"
issuer = "{{{{base_url}}}}/issuer"
client_id = "found"
client_secret = "{{{{client_secret}}}}"
[auth.basic]
type = "basic"
username = "u"
password = "{{{{pass}}}}"
[auth.written_out]
type = "basic"
username = "ü"
password = "plain-literal-88"
[auth.key]
type = "api_key"
value = "{{{{api_key}}}}"
placement = {{ in = "query", name = "key" }}
"""
NONE = 'auth = { type = "none" }\n'
REQUESTS = {
    "order": f"""{NONE}
url = "{{{{base_url}}}}/order?q=a b&k={{{{api_key}}}}"
[[capture]]
name = "order_id"
jq = ".id"
[[capture]]
name = "number"
jq = ".number"
[[capture]]
name = "trace"
header = "x-trace"
[[capture]]
name = "item"
jq = '.items[-1]'
[[capture]]
name = "whole"
jq = "."
[[capture]]
name = "big"
jq = ".big"
[[capture]]
name = "code"
status = true
[[expect]]
status = [200, "3xx"]
[[expect]]
jq = '.items[0]."a b"[2]'
equals = 7.5
[[expect]]
jq = '.items[0]'
equals = {{ "a b" = [true, false, 7.5] }}
[[expect]]
jq = '.missing'
exists = false
[[expect]]
header = "X-Trace"
one_of = ["tr/1", "tr/2"]
""",
    "use": f"""{NONE}
method = "POST"
url = "{{{{base_url}}}}/use/{{{{order_id}}}}/x?j={{{{item}}}}&b={{{{big}}}}&w={{{{whole}}}}"
headers = [{{ name = "X-T", value = "{{{{trace}}}} {{{{api_key}}}} {{{{code}}}}" }}]
[body]
type = "json"
content = '''
{{"id": "{{{{order_id}}}}", "n": {{{{number}}}}, "k": "a{{{{api_key}}}}", "é\\u2028": 1}}
'''
""",
    "guarded": 'url = "{{base_url}}/guarded/x?a=%2F~*\'()"',
    "segment": f"""{NONE}
url = "{{{{base_url}}}}/p/:id/{{{{pass}}}}?b={{{{pass}}}}#f"
path = {{ id = "x/{{{{pass}}}}" }}""",
    "raw": """auth = { use = "raw" }
url = "{{base_url}}/guarded/c"
headers = [{ name = "Cookie", value = "z=1" }]""",
    "wrapped": 'auth = { use = "wrapped" }\nurl = "{{base_url}}/guarded/w"',
    "pw": 'auth = { use = "pw" }\nurl = "{{base_url}}/guarded/pw?x=1"',
    "discovered": 'auth = { use = "discovered" }\nurl = "{{base_url}}/guarded/d"',
    "own_place": """url = "{{base_url}}/guarded/{{access_token}}?t={{access_token}}"
method = "PUT"
headers = [{ name = "Authorization", value = "Custom {{access_token}}" }]
[body]
type = "json"
content = '{"t": "{{access_token}}", "password": "hunter2hunter2"}'
""",
    "form": f"""{NONE}
method = "POST"
url = "{{{{base_url}}}}/form"
[body]
type = "form"
fields = [
  {{ name = "a", value = "x y~*" }}, {{ name = "k", value = "{{{{api_key}}}}" }},
  {{ name = "p", value = "{{{{pass}}}}" }}, {{ name = "o", value = "{{{{order_id}}}}" }},
]
""",
    "multipart": f"""{NONE}
method = "POST"
url = "{{{{base_url}}}}/multi"
[body]
type = "multipart"
parts = [
  {{ name = "a", value = "v {{{{pass}}}}" }}, {{ name = "f", file = "data.bin" }},
  {{ name = "b", value = "é", content_type = "text/plain" }},
]
""",
    "file": f"""{NONE}
method = "PATCH"
url = "{{{{base_url}}}}/file"
[body]
type = "file"
file = "data.bin"
""",
    "graphql": f"""{NONE}
method = "POST"
url = "{{{{base_url}}}}/graphql"
[body]
type = "graphql"
query = 'query {{ a(k: "{{{{api_key}}}}") }}'
variables = '{{"k": "{{{{pass}}}}"}}'
""",
    "latin": f"""{NONE}
method = "POST"
url = "{{{{base_url}}}}/latin"
headers = [{{ name = "Content-Type", value = "text/plain; charset=iso-8859-1" }}]
[body]
type = "text"
content = "é"
""",
    "basic": 'auth = { use = "basic" }\nurl = "{{base_url}}/basic"',
    "written_out": 'auth = { use = "written_out" }\nurl = "{{base_url}}/basic"',
    "key": 'auth = { use = "key" }\nmethod = "DELETE"\nurl = "{{base_url}}/key"',
    "userinfo": f'{NONE}url = "{{{{base_url}}}}/info"\n',
    "moved": f'{NONE}url = "{{{{base_url}}}}/moved"\n[options]\nfollow_redirects = true',
    "stays": f'{NONE}url = "{{{{base_url}}}}/moved"\n[[expect]]\nstatus = 302',
}


class Workshop:
    """A workspace with a request of each kind, and the server that they go to."""

    def __init__(self, shell: Shell, server: LoadServer) -> None:
        self.shell, self.server = shell, server
        self.environ = {f"DEV_{name}": value for name, value in SECRETS.items()}

    def write(self, name: str, text: str) -> None:
        path = self.shell.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def exported(self, name: str, *more: str) -> Said:
        return self.shell.run("export", "--env", "dev", "--as", name, *more, **self.environ)

    def export(self, name: str, *more: str) -> str:
        said = self.exported(name, *more)
        assert said.status == 0, said.err
        return said.text

    def script(self, name: str, script: str, **more: Any) -> Any:
        return run_script(name, script, self.shell.home / name, {**SECRETS, **LITERALS}, **more)
