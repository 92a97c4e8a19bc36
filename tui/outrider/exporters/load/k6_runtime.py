"""The part of a k6 script that is always the same."""

from __future__ import annotations

RUNTIME = r"""
function valueOf(name, known) {
  const value = __ENV[name] || known;
  if (!value) throw new Error(`OS environment variable ${name} is not set.`);
  return value;
}

// Percent-encodes all but letters, digits and the characters that are kept (RFC 3986).
function percent(text, kept) {
  return encodeURIComponent(text).replace(/%[0-9A-F]{2}|[^A-Za-z0-9%]/g, (found) => {
    const code = found.length === 3 ? parseInt(found.slice(1), 16) : found.charCodeAt(0);
    if (code < 128 && kept.includes(String.fromCharCode(code))) return String.fromCharCode(code);
    return found.length === 3 ? found : `%${code.toString(16).toUpperCase()}`;
  });
}

function formPercent(text, kept) {
  return percent(text, kept).replace(/%20/g, "+");
}

function insideJson(text) {
  return JSON.stringify(String(text)).slice(1, -1);
}

function base64(text) {
  return encoding.b64encode(text);
}

function bytes(piece) {
  return new Uint8Array(
    typeof piece === "string" ? encoding.b64decode(encoding.b64encode(piece)) : piece,
  );
}

function joined(pieces) {
  const parts = pieces.map(bytes);
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole.buffer;
}

function dynamic(name) {
  const now = new Date();
  if (name === "$timestamp") return String(Math.floor(now.getTime() / 1000));
  if (name === "$isoTimestamp") return now.toISOString();
  if (name === "$randomInt") return String(Math.floor(Math.random() * 1001));
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (one) => {
    const digit = Math.floor(Math.random() * 16);
    return (one === "x" ? digit : (digit & 3) | 8).toString(16);
  });
}

function header(response, name) {
  const found = Object.keys(response.headers).find(
    (key) => key.toLowerCase() === name.toLowerCase(),
  );
  return found === undefined ? undefined : response.headers[found];
}

// A number as it is written, where JavaScript would change it: an identifier of 19 digits, 1.0.
class Written {
  constructor(text) {
    this.text = text;
  }
}

function parsed(text) {
  const exact = text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (found, at) => {
    if (found[0] !== '"') {
      return String(Number(found)) === found ? found : `"\\u0000number:${found}"`;
    }
    // JavaScript would put names of digits first.
    const isName = /^"\d+"$/.test(found) && /^\s*:/.test(text.slice(at + found.length));
    return isName ? `"\\u0000name:${found.slice(1)}` : found;
  });
  return JSON.parse(exact, (key, value) => {
    const isWritten = typeof value === "string" && value.startsWith("\0number:");
    return isWritten ? new Written(value.slice(8)) : value;
  });
}

function nameOf(key) {
  return key.startsWith("\0name:") ? key.slice(6) : key;
}

function has(value, key) {
  return Object.prototype.hasOwnProperty.call(value, key);
}

// A captured value: a text as it is, all else as JSON on one line.
function captureText(value) {
  return typeof value === "string" ? value : jsonLine(value);
}

function jsonLine(value) {
  if (value instanceof Written) return value.text;
  if (Array.isArray(value)) return `[${value.map(jsonLine).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const member = ([key, one]) => `${JSON.stringify(nameOf(key))}: ${jsonLine(one)}`;
  return `{${Object.entries(value).map(member).join(", ")}}`;
}

// The value at a path of the JSON body; undefined where there is none.
function at(response, steps) {
  let value;
  try {
    value = parsed(response.body);
  } catch (error) {
    return undefined;
  }
  for (const step of steps) {
    if (value === null || value === undefined) return null;
    if (typeof value !== "object") return undefined;
    if (Array.isArray(value) !== (typeof step === "number")) return undefined;
    if (typeof step === "number") value = value[step < 0 ? value.length + step : step];
    else value = has(value, step) ? value[step] : value[`\0name:${step}`];
  }
  return value === undefined ? null : value;
}

function isThere(value) {
  return value !== undefined && value !== null;
}

function same(one, other) {
  if (one instanceof Written) return Number(one.text) === other;
  if (one === other) return true;
  if (!isThere(one) || !isThere(other)) return false;
  if (typeof one !== "object" || typeof other !== "object") return false;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((key) => has(other, nameOf(key)) && same(one[key], other[nameOf(key)]))
  );
}

function differs(one, other) {
  return one !== undefined && !same(one, other);
}

function hasStatus(response, wanted) {
  return wanted.some((one) =>
    typeof one === "string"
      ? Math.floor(response.status / 100) === Number(one[0])
      : response.status === one,
  );
}

function perform(name, message, timeout, redirects) {
  const parameters = {
    headers: message.headers, timeout, redirects, responseType: "text", tags: { name },
  };
  if (!keepsCookies) parameters.jar = new http.CookieJar();
  return http.request(message.method, message.url, message.body, parameters);
}

function send(name, request) {
  const captured = request.captured;
  if (request.needs.some((one) => captured[one] === undefined)) {
    check(null, { [`${name}: has what it needs of earlier responses`]: () => false });
    return;
  }
  let use = request.token ? accessToken(request.token) : { value: "" };
  const once = () =>
    perform(name, request.message(use.value), request.timeout, request.redirects);
  let response = once();
  // A token that was kept may have been revoked: one new token, one more try.
  if (request.token && !use.isNew && isTokenRefused(response)) {
    forget(request.token, use.value);
    use = accessToken(request.token);
    response = once();
  }
  for (const [key, find] of Object.entries(request.captures)) {
    const value = find(response);
    if (isThere(value)) captured[key] = captureText(value);
    check(response, { [`${name}: captures ${key}`]: () => isThere(value) });
  }
  check(response, request.checks);
}

function isTokenRefused(response) {
  if (response.status !== 401) return false;
  const asked = header(response, "WWW-Authenticate") || "";
  const errors = [...asked.matchAll(/(?:^|\W)error\s*=\s*"?(\w+)/g)].map((one) => one[1]);
  if (errors.includes("insufficient_scope")) return false;
  return errors.length === 0 || errors.includes("invalid_token");
}
""".strip()

TOKEN_RUNTIME = r"""
// Each virtual user has its own tokens.
const kept = {};
const refreshTokens = {};
const endpoints = {};

function accessToken(name) {
  const now = Date.now() / 1000;
  const use = kept[name];
  if (use && now >= use.askedAt - 300 && now < use.usableUntil) {
    return { value: use.value, isNew: false };
  }
  const token = tokens[name];
  let members = null;
  if (token.refresh && refreshTokens[name]) {
    members = tokenMembers(name, token.refresh(refreshTokens[name]), true);
    if (members === null) delete refreshTokens[name];
  }
  if (members === null) members = tokenMembers(name, token.request(), false);
  if (members.refreshToken) refreshTokens[name] = members.refreshToken;
  // Renewed 30 s before it expires, or after nine tenths of its life.
  const usableUntil = now + members.lifetime - Math.min(30, members.lifetime * 0.1);
  kept[name] = { value: members.token, askedAt: now, usableUntil };
  return { value: members.token, isNew: true };
}

function forget(name, value) {
  if (kept[name] && kept[name].value === value) delete kept[name];
}

function tokenMembers(name, message, isRefresh) {
  const token = tokens[name];
  const url = token.metadata.length ? tokenEndpoint(name) : message.url;
  const response = perform(`token ${name}`, { ...message, url }, "15s", 0);
  let body = {};
  try {
    body = JSON.parse(response.body) || {};
  } catch (error) {
    for (const pair of String(response.body || "").split("&")) {
      const [key, value] = pair.split("=").map((one) => decoded(one || ""));
      body[key] = value;
    }
  }
  const member = (key) => {
    let value = body;
    for (const step of token.paths[key] || [key]) {
      value = isThere(value) && typeof value === "object" ? value[step] : undefined;
    }
    return value;
  };
  const value = member("access_token");
  const isSuccess = response.status >= 200 && response.status < 300;
  if (!isSuccess || typeof value !== "string" || value === "" || /[^!-~]/.test(value)) {
    if (isRefresh && spent.includes(body.error)) return null;
    const words = [body.error, body.error_description].filter((one) => typeof one === "string");
    throw new Error(`No token "${name}": ${response.status} ${words.join(": ")}`);
  }
  const refreshToken = member("refresh_token");
  return {
    token: value,
    refreshToken: typeof refreshToken === "string" ? refreshToken : "",
    lifetime: lifetime(member),
  };
}

// Errors after which only the grant's first request helps (RFC 6749 §5.2).
const spent = [
  "invalid_grant", "bad_refresh_token", "interaction_required", "login_required",
  "consent_required",
];

function decoded(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch (error) {
    return text;
  }
}

// Seconds; 5 min where the server does not say, a day at most.
function lifetime(member) {
  let seconds = number(member("expires_in"));
  if (seconds === null) {
    const written = member("expires_at");
    let end = number(written);
    if (end === null && typeof written === "string") end = Date.parse(written) / 1000;
    if (end !== null && end >= 1e11) end /= 1000;
    seconds = end !== null && end >= 1e8 ? Math.floor(end - Date.now() / 1000) : null;
  }
  return seconds === null ? 300 : Math.max(0, Math.min(86400, seconds));
}

function number(value) {
  const isText = typeof value === "string" && value.trim() !== "";
  const found = typeof value === "number" || isText ? Number(value) : NaN;
  return Number.isFinite(found) ? Math.floor(found) : null;
}

// The token endpoint that the issuer names (RFC 8414 §3).
function tokenEndpoint(name) {
  const { metadata, issuer } = tokens[name];
  if (endpoints[name]) return endpoints[name];
  for (const url of metadata) {
    const message = { method: "GET", url, headers: metadataFields, body: null };
    const response = perform(`metadata ${name}`, message, "15s", 0);
    let found = {};
    try {
      found = JSON.parse(response.body) || {};
    } catch (error) {
      continue;
    }
    if (response.status !== 200 || typeof found.token_endpoint !== "string") continue;
    if (found.issuer !== issuer) continue;
    const endpoint = found.token_endpoint;
    if (!/^https:/i.test(endpoint) && origin(endpoint) !== origin(url)) continue;
    endpoints[name] = endpoint;
    return endpoints[name];
  }
  throw new Error(`No metadata of issuer ${issuer} names its token endpoint.`);
}

function origin(url) {
  return url.split("/").slice(0, 3).join("/").toLowerCase();
}
""".strip()
