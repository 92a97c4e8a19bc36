"""Jumps, loops and switches that choose a scope by the name of an environment."""

from __future__ import annotations

JUMPING: dict[str, tuple[str, str, str]] = {
    "switch true": (
        'switch (true) { case name === "prod": scope = "p"; break; default: scope = "d"; }',
        "d",
        "p",
    ),
    "switch true default first": (
        'switch (true) { default: scope = "d"; break; case name === "prod": scope = "p"; }',
        "d",
        "p",
    ),
    "switch true fall": (
        'switch (true) { case name === "prod": scope = "p"; case name === "dev": scope = '
        '(scope||"") + "d"; break; default: scope="o"; }',
        "d",
        "pd",
    ),
    "switch false": (
        'switch (false) { case name !== "prod": scope = "p"; break; default: scope = "d"; }',
        "d",
        "p",
    ),
    "switch regex": (
        'switch (true) { case /^pr/i.test(name): scope = "p"; break; case '
        '/dev|local/.test(name): scope = "d"; break; default: scope = "o" }',
        "d",
        "p",
    ),
    "switch name fall": (
        'switch (name) { case "prod": case "live": scope = "p"; break; case "dev": scope '
        '= "d"; default: scope = (scope || "") + "x"; }',
        "dx",
        "p",
    ),
    "switch lower": (
        'switch (name.toLowerCase()) { case "prod": scope = "p"; break; default: scope = "d"; }',
        "d",
        "p",
    ),
    "switch return": (
        'scope = (function () { switch (name) { case "prod": return "p"; case "dev": '
        'return "d"; } return "o"; })();',
        "d",
        "p",
    ),
    "switch strict": (
        'switch (1) { case name === "prod": scope = "p"; break; default: scope = "d"; }',
        "d",
        "d",
    ),
    "helper return": (
        'function f() { if (name === "prod") { scope = "p"; return; } scope = "d"; } f();',
        "d",
        "p",
    ),
    "helper value": (
        'function f() { if (name === "prod") return "p"; } scope = f() || "d";',
        "d",
        "p",
    ),
    "helper nested": (
        'function f() { if (name !== "dev") { if (name === "prod") { scope = "p"; '
        'return; } scope = "o"; return } scope = "d"; } f();',
        "d",
        "p",
    ),
    "iife": (
        '(() => { scope = "d"; if (name !== "prod") return; scope = "p"; })();',
        "d",
        "p",
    ),
    "for of break": (
        'for (const [k, v] of Object.entries({dev: "d", prod: "p"})) { if (k === name) { '
        "scope = v; break; } }",
        "d",
        "p",
    ),
    "for of break default": (
        'scope = "o"; for (const k of ["dev", "prod"]) { scope = k; if (name === k) '
        'break; scope = "o"; }',
        "dev",
        "prod",
    ),
    "for of continue": (
        'scope="o"; for (const [k, v] of [["dev", "d"], ["prod", "p"]]) { if (k !== '
        "name) continue; scope = v; }",
        "d",
        "p",
    ),
    "for continue label": (
        'outer: for (const k of ["dev", "prod"]) { for (const q of [1, 2]) { if (k !== '
        "name) continue outer; scope = k + q; } }",
        "dev2",
        "prod2",
    ),
    "for break label": (
        'scope = "o"; outer: for (const k of ["dev", "prod"]) { for (const q of [1, 2]) '
        "{ scope = k + q; if (k === name) break outer; } }",
        "dev1",
        "prod1",
    ),
    "for counter": (
        'const t = ["dev", "prod"]; for (let i = 0; i < t.length; i++) { if (t[i] === '
        'name) { scope = "s" + i; break; } }',
        "s0",
        "s1",
    ),
    "while": (
        'let i = 0; while (true) { if (["dev", "prod"][i] === name) { scope = "s" + i; '
        "break; } i++; if (i > 3) break; }",
        "s0",
        "s1",
    ),
    "do": (
        'do { scope = "d"; if (name === "dev") break; scope = "p"; } while (false);',
        "d",
        "p",
    ),
    "do continue": (
        'let n = 0; do { n++; scope = "d" + n; if (name === "prod") continue; scope = '
        '"p" + n; } while (n < 2);',
        "p2",
        "d2",
    ),
    "label": (
        'outer: { scope = "p"; if (name === "prod") break outer; scope = "d"; }',
        "d",
        "p",
    ),
    "label nested": (
        'a: { b: { if (name === "prod") break b; scope = "d"; break a; } scope = "p"; }',
        "d",
        "p",
    ),
    "throw": (
        'scope = "d"; try { if (name === "prod") throw new Error("x"); scope = "e"; } '
        'catch (e) { scope = "p"; }',
        "e",
        "p",
    ),
    "throw finally": (
        'try { if (name === "prod") throw 1; scope = "d"; } catch (e) { scope = "p"; } '
        'finally { scope += "f"; }',
        "df",
        "pf",
    ),
    "throw in helper": (
        'function only(n) { if (name !== n) throw new Error("no"); } try { only("prod"); '
        'scope = "p"; } catch (e) { scope = "d"; }',
        "d",
        "p",
    ),
    "throw in helper expr": (
        'function fail() { throw new Error("no"); } try { scope = name === "prod" ? "p" '
        ': fail(); } catch (e) { scope = "d"; }',
        "d",
        "p",
    ),
    "throw or": (
        'function fail() { throw new Error("no"); } try { (name === "prod") || fail(); '
        'scope = "p"; } catch { scope = "d"; }',
        "d",
        "p",
    ),
    "throw rethrow": (
        'try { try { if (name === "prod") throw 1; scope = "d"; } catch (e) { scope = '
        '"x"; throw e; } } catch (e) { scope += "p"; }',
        "d",
        "xp",
    ),
    "throw return": (
        'function f() { try { if (name === "prod") throw 1; return "d"; } catch (e) { '
        'return "p"; } } scope = f();',
        "d",
        "p",
    ),
    "finally return": (
        'function f() { try { if (name === "prod") return "p"; } finally { scope = "f"; '
        '} return "d"; } scope = f() + scope;',
        "df",
        "pf",
    ),
    "forEach": (
        '["dev", "prod"].forEach(k => { if (k !== name) return; scope = k + "s"; });',
        "devs",
        "prods",
    ),
    "some": (
        'const hit = ["dev", "prod"].some(k => { if (k === name) { scope = k; return '
        "true; } return false; });",
        "dev",
        "prod",
    ),
    "object method": (
        'const m = {dev() { return "d"; }, prod() { return "p"; }}; scope = m[name]();',
        "d",
        "p",
    ),
    "early top": (
        'scope = "d"; const run = () => { if (name === "dev") return; scope = "p"; }; run();',
        "d",
        "p",
    ),
    "closure counter": (
        'let c = 0; const inc = () => { c++; if (name === "prod") return; c++; }; inc(); '
        'scope = "s" + c;',
        "s2",
        "s1",
    ),
    "class": (
        'class C { s() { if (name === "prod") { return "p"; } return "d"; } } scope = new C().s();',
        "d",
        "p",
    ),
    "getter": (
        'const o = { get s() { return name === "prod" ? "p" : "d"; } }; scope = o.s;',
        "d",
        "p",
    ),
    "comma for": (
        'for (let i = 0, k = "d"; i < 2; i++, k = "p") { scope = k; if (name === "dev") break; }',
        "d",
        "p",
    ),
    "for in": (
        "for (const k in { dev: 1, prod: 2 }) { if (k === name) { scope = k; } }",
        "dev",
        "prod",
    ),
    "while not": (
        'const q = ["dev", "prod"]; let k; while ((k = q.shift())) { if (k !== name) '
        "continue; scope = k; break; }",
        "dev",
        "prod",
    ),
    "set after return": (
        'function f() { pm.variables.set("scp", "p"); if (name === "prod") return; '
        'pm.variables.set("scp", "d"); } f(); scope = pm.variables.get("scp");',
        "d",
        "p",
    ),
    "promise": (
        'scope = "d"; (function g(n) { if (n === "prod") { scope = "p"; return; } })(name);',
        "d",
        "p",
    ),
    "recursion": (
        'function r(i) { if (["dev", "prod"][i] === name) return "s" + i; return i > 2 ? '
        '"o" : r(i + 1); } scope = r(0);',
        "s0",
        "s1",
    ),
    "switch in loop": (
        'for (const k of ["dev", "prod"]) { switch (k) { case name: scope = k; break; '
        'default: continue; } scope += "!"; }',
        "dev!",
        "prod!",
    ),
    "switch block break label": (
        'x: switch (name) { case "prod": { scope = "p"; if (scope) break x; scope = '
        '"no"; } default: scope = "d"; }',
        "d",
        "p",
    ),
    "arguments": (
        'function f() { if (arguments[0] === "prod") return "p"; return "d"; } scope = f(name);',
        "d",
        "p",
    ),
    "default param": (
        'function f(n = name) { if (n === "prod") return "p"; return "d"; } scope = f();',
        "d",
        "p",
    ),
    "every": (
        '["dev", "prod"].every(k => { scope = k; return k !== name; });',
        "dev",
        "prod",
    ),
    "while flag": (
        'let done = false; while (!done) { if (name === "prod") { scope = "p"; done = '
        'true; } else { scope = "d"; done = true; } }',
        "d",
        "p",
    ),
    "await": (
        '(async () => { if (name === "prod") { scope = "p"; return; } scope = "d"; })();',
        "d",
        "p",
    ),
    "catch in callee": (
        'function g() { throw 1; } function f() { try { if (name === "prod") g(); scope '
        '= "d"; } catch { scope = "p"; } } f();',
        "d",
        "p",
    ),
    "finally break": (
        'for (const k of [1]) { try { if (name === "prod") break; scope = "d"; } finally '
        '{ scope = (scope || "p") + "f"; } }',
        "df",
        "pf",
    ),
    "finally overrides": (
        'function f() { try { return "t"; } finally { if (name === "prod") return "p"; } '
        "} scope = f();",
        "t",
        "p",
    ),
    "loop changes": (
        'scope = "s"; for (let i = 0; i < 3; i++) { if (name === "prod" && i === 1) '
        "break; scope += i; }",
        "s012",
        "s0",
    ),
    "forEach return value": (
        'scope = ["dev", "prod"].map(k => { if (k === name) return "hit"; return "miss"; '
        '}).join(" ");',
        "hit miss",
        "miss hit",
    ),
}
"""What is written, and the scope that it chooses in the environments dev and prod."""
