"""Control flow that chooses a scope by the name of an environment, as scripts are written."""

from __future__ import annotations

from tests.unit.importers.postman.scripts.jump_shapes import JUMPING
from tests.unit.importers.postman.scripts.script_pieces import STORE, URL

CHOOSING: dict[str, tuple[str, str, str]] = {
    **JUMPING,
    "and assign": (
        'scope = "d"; name === "prod" && (scope = "p");',
        "d",
        "p",
    ),
    "or assign": (
        'scope = "d"; name !== "prod" || (scope = "p");',
        "d",
        "p",
    ),
    "ternary comma": (
        'name === "prod" ? (0, scope = "p") : scope = "d";',
        "d",
        "p",
    ),
    "nullish table": (
        'scope = ({prod: "p"})[name] ?? "d";',
        "d",
        "p",
    ),
    "or table": (
        'scope = ({prod: "p"})[name] || "d";',
        "d",
        "p",
    ),
    "find": (
        'scope = [{n: "dev", s: "d"}, {n: "prod", s: "p"}].find(x => x.n === name).s;',
        "d",
        "p",
    ),
    "filter": (
        'scope = [{n: "dev", s: "d"}, {n: "prod", s: "p"}].filter(x => x.n === name)[0].s;',
        "d",
        "p",
    ),
    "reduce": (
        'scope = ["dev", "prod"].reduce((a, k) => k === name ? a + k : a, "s");',
        "sdev",
        "sprod",
    ),
    "object in": (
        'const m = {prod: "p"}; if (name in m) { scope = m[name]; } else scope = "d";',
        "d",
        "p",
    ),
    "array item": (
        'const a = ["d"]; if (name === "prod") a[0] = "p"; scope = a[0];',
        "d",
        "p",
    ),
    "array push": (
        'const a = []; if (name === "prod") a.push("p"); a.push("d"); scope = a.join(" ");',
        "d",
        "p d",
    ),
    "array length": (
        'const a = ["d"]; if (name === "prod") a.push("p"); scope = a[a.length - 1];',
        "d",
        "p",
    ),
    "object member": (
        'const o = {s: "d"}; if (name === "prod") o.s = "p"; scope = o.s;',
        "d",
        "p",
    ),
    "delete member": (
        'const o = {s: "d"}; if (name === "prod") delete o.s; scope = o.s || "p";',
        "d",
        "p",
    ),
    "indexOf": (
        'if (name.indexOf("pro") === 0) scope = "p"; else scope = "d";',
        "d",
        "p",
    ),
    "indexOf ge": (
        'if (name.indexOf("pro") >= 0) { scope = "p"; } else { scope = "d"; }',
        "d",
        "p",
    ),
    "search regex": (
        'scope = name.match(/^pro/) ? "p" : "d";',
        "d",
        "p",
    ),
    "match group": (
        "const m = name.match(/^(p|d)/); scope = m[1];",
        "d",
        "p",
    ),
    "else if": (
        'if (name === "x") { scope = "x"; } else if (name === "prod") { scope = "p"; } '
        'else { scope = "d"; }',
        "d",
        "p",
    ),
    "flag": (
        'let isProd = false; if (name === "prod") isProd = true; scope = isProd ? "p" : "d";',
        "d",
        "p",
    ),
    "flag not": (
        'const isDev = !(name === "prod"); if (!isDev) scope = "p"; if (isDev) scope = "d";',
        "d",
        "p",
    ),
    "destructure": (
        'const { [name]: v = "o" } = { dev: "d", prod: "p" }; scope = v;',
        "d",
        "p",
    ),
    "logical assign": (
        'if (name === "prod") scope = "p"; scope ||= "d";',
        "d",
        "p",
    ),
    "nullish assign": (
        'if (name === "prod") scope = "p"; scope ??= "d";',
        "d",
        "p",
    ),
    "and assign2": (
        'scope = "d"; scope &&= name === "prod" ? "p" : scope;',
        "d",
        "p",
    ),
    "set variable": (
        'if (name === "prod") pm.variables.set("scp", "p"); else pm.variables.set("scp", '
        '"d"); scope = pm.variables.get("scp");',
        "d",
        "p",
    ),
    "set template": (
        'if (name === "prod") { pm.variables.set("scp", "p"); } else { '
        'pm.variables.set("scp", "d"); } scope = "{{scp}}";',
        "d",
        "p",
    ),
    "with timeout": (
        'scope = "d"; [name].map(n => { if (n === "prod") scope = "p"; });',
        "d",
        "p",
    ),
    "bool index": (
        'scope = ["d", "p"][Number(name === "prod")];',
        "d",
        "p",
    ),
    "findIndex": (
        'scope = "s" + ["dev", "prod"].findIndex(k => k === name);',
        "s0",
        "s1",
    ),
    "regex var": (
        'const re = /prod/; if (re.test(name)) { scope = "p"; } else { scope = "d"; }',
        "d",
        "p",
    ),
    "startsWith": (
        'if (name.startsWith("p")) { scope = "p"; } else { scope = "d"; }',
        "d",
        "p",
    ),
    "ternary chain": (
        'scope = name === "dev" ? "d" : name === "prod" ? "p" : "o";',
        "d",
        "p",
    ),
    "object keys find": (
        'const m = { dev: "d", prod: "p" }; scope = m[Object.keys(m).find(k => name.includes(k))];',
        "d",
        "p",
    ),
    "undefined compare": (
        'const v = { prod: "p" }[name]; if (v === undefined) scope = "d"; else scope = v;',
        "d",
        "p",
    ),
    "hasOwn": (
        'const m = { prod: "p" }; scope = m.hasOwnProperty(name) ? m[name] : "d";',
        "d",
        "p",
    ),
    "string compare fn": (
        'const is = n => n === name; if (is("prod")) scope = "p"; if (is("dev")) scope = "d";',
        "d",
        "p",
    ),
    "delete env": (
        'pm.variables.set("scp", "p"); if (name !== "prod") pm.variables.unset("scp"); '
        'scope = pm.variables.get("scp") || "d";',
        "d",
        "p",
    ),
}
"""What is written, and the scope that it chooses in the environments dev and prod."""

NOT_FOLLOWED: dict[str, str] = {
    "generator": 'function* g() { if (name === "prod") yield "p"; else yield "d"; } scope = '
    "g().next().value;",
    "sort": 'scope = ["m", name].sort()[0];',
    "localeCompare": 'scope = name.localeCompare("m") > 0 ? "p" : "d";',
    "try json": 'try { scope = JSON.parse(name === "prod" ? "{\\"s\\":\\"p\\"}" : "no").s; } catch '
    '(e) { scope = "d"; }',
}
"""What nobody knows without running it."""


def choosing(written: str) -> str:
    """A whole script that fetches a token of the chosen scope."""
    return f"""const name = pm.environment.name;
let scope;
{written}
pm.sendRequest({{{URL}, body: {{mode: 'urlencoded', urlencoded: [
    {{key: 'grant_type', value: 'client_credentials'}},
    {{key: 'client_id', value: pm.environment.get('clientId')}},
    {{key: 'client_secret', value: pm.environment.get('clientSecret')}},
    {{key: 'scope', value: scope}}]}}}}, {STORE});"""
