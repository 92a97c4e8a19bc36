"""A credential is found wherever it is what an expression comes to, or what a function is given."""

from __future__ import annotations

import pytest

from outrider.credential_shapes.script_search import find_in_script

VALUE = "QxLEAK03abcdefghij"
GIVEN = r"""
const clientSecret = pm.environment.get("client_secret") || '<V>';
const clientSecret = pm.environment.get("client_secret") ?? "<V>";
const apiKey = pm.environment.get("k") || "<V>";
const apiKey = pm.environment.get("k")?.trim() || "<V>";
const apiKey = cfg.get("a", "b") ||
   "<V>";
pm.request.headers.add({ key: 'X-Api-Key', value: pm.environment.get('k') || '<V>' });
pm.request.headers.add({ value: pm.environment.get('k') ?? '<V>', key: "Authorization" });
const token = ("<V>");
const token = (("<V>"));
var secretKey = CryptoJS.enc.Utf8.parse("<V>");
CryptoJS.HmacSHA256(x, "<V>")
CryptoJS.HmacSHA256(pm.request.url.toString(), "<V>").toString()
CryptoJS.HmacSHA256(a + b(c), CryptoJS.enc.Utf8.parse("<V>"))
crypto.createHmac("sha256", "<V>").update(x)
Buffer.from("cli:<V>")
const b = Buffer.from("cli:<V>").toString("base64");
btoa("bob:<V>")
btoa(`bob:<V>`)
setSecret("<V>")
login("bob", "<V>")
login("bob","<V>",true)
signIn({user: "bob"}, "<V>")
authenticate("bob", "<V>")
const s = cond ? "<V>" : "other1abcdef"; pm.environment.set("client_secret", s);
switch (env) { case "dev": k = "<V>"; break; default: k = "W"; } f({key: "X-Api-Key", value: k});
let secret; switch (env) { case "dev": secret = "<V>"; break; }
const sec = ["QxLEAK03ab","cdefghij"].join(""); pm.environment.set("secret", sec);
const secret = ["QxLEAK03ab", "cdefghij"].join("");
const parts = ["QxLEAK03ab", "cdefghij"]; const secret = parts.join("");
const tok = pm.environment.get("tok") || "<V>"; h(`Bearer ${tok}`);
const tok = pm.environment.get("tok") || "<V>"; h("Bearer " + tok)
const apiSecret = "<V>".trim();
const pw = String("<V>");
const key2 = atob("UUxFQUswM2FiY2RlZmdoaWo="); x.headers["X-Api-Key"] = key2;
const password = env.get("pw") || env.get("pw2") || "<V>";
password = (isProd && a(b)) ? "<V>" : "W1abcdefgh";
let tokenX = a ? b : "<V>"; headers["Authorization"] = tokenX;
const cred = pm.environment.get("c") || "<V>"; pm.environment.set("api_key", cred);
const { token = pm.environment.get("x") || "<V>" } = cfg;
function f(token = get("x") || "<V>") {}
f({ clientSecret: pm.environment.get("x") || "<V>" })
f({ "client_secret": get("x") ?? "<V>" })
[{key: "client_secret", value: (get("x") || "<V>")}]
jwt.sign(payload, "<V>")
KJUR.jws.JWS.sign("HS256", h, p, "<V>")
KJUR.jws.JWS.sign("HS256", h, p, {utf8: "<V>"})
CryptoJS.AES.encrypt(x, "<V>")
setPassword('<V>'); withToken("<V>"); useApiKey("<V>")
auth.login("<V>")
auth.bearer("<V>")
xhr.setRequestHeader("Authorization", get("x") || "<V>")
pm.environment.set("token", pm.environment.get("token") || "<V>")
pm.environment.set("token", cond ? "<V>" : "Wabc12345")
return "Basic " + btoa("user" + ":" + "<V>");
const encoded = CryptoJS.enc.Base64.stringify(CryptoJS.enc.Utf8.parse("cli:<V>"));
const data = CryptoJS.enc.Utf8.parse("cli" + ":" + "<V>");
"""
OTHERS = r"""
const url = pm.environment.get("url") || "https://api.example.com/v1/abc123def456";
const client = Buffer.from("hello: world").toString("base64");
const note = ["first1ab","second2cd"].join(", ");
login("bob", "production");
pm.test("login works for v2", () => {});
console.log("Got the token in 200ms");
const region = get("region") || "eu-west-1a";
const tokenUrl = get("u") || "https://login.example.com/token/abc12345678";
const tokenType = get("t") || "Bearer1abc";
const data = CryptoJS.enc.Utf8.parse("POST:orders/v1234");
const scope = get("s") || "orders.read2";
const grant = cond ? "client_credentials" : "password"; body.grant_type = grant;
const t = new Date(pm.globals.get("token_at") || "2024-01-01T00:00:00Z");
Buffer.from("2024-01-01T10:00:00Z")
const body = Buffer.from('{"a":1,"b":"c1d2e3f4"}');
setTokenType("Bearer12ab"); setTokenUrl("https://x.example.com/ab12cd34");
const clientId = get("client_id") || "shop-frontend-1a2b";
pm.expect(pm.response.json().token).to.be.a("string");
crypto.createHash("sha256").update("some1text2here")
logout("bob1abcd"); openUrl("page1abc2def");
const sortKey = get("k") || "created1at2abc";
const x = text.replace(/"token":"[a-z]+"/g, "");
const r = /password = "[^"]+abc1"/;
if (/token='\w+12ab'/.test(x)) {}
"""


def without_found(script: str) -> str:
    for one in sorted(find_in_script(script), key=lambda one: -one.start):
        script = f"{script[: one.start]}***{script[one.end :]}"
    return script


@pytest.mark.parametrize("line", GIVEN.strip().replace("\n   ", "\0   ").split("\n"))
def test_what_an_expression_comes_to_is_found(line: str) -> None:
    script = line.replace("\0", "\n").replace("<V>", VALUE)
    left = without_found(script)
    assert left != script
    assert not any(one in left for one in ("LEAK", "cdefghij", "UUxF"))


@pytest.mark.parametrize("line", OTHERS.strip().split("\n"))
def test_what_opens_nothing_stays(line: str) -> None:
    assert without_found(line) == line


@pytest.mark.parametrize(
    "piece",
    [
        *('login("bob","', '["a","b",', "x || ", "Buffer.from(a+", "/[a", '"a" "b" '),
        *("((((", '"Bearer ${', "f(token ? ", 'secret = ("', "[`a`\n"),
    ],
)
def test_beginnings_alone_are_read_in_time(piece: str) -> None:
    assert isinstance(without_found(piece * (100_000 // len(piece))), str)
