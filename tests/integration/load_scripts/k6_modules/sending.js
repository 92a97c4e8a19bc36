// Sends one request after the other for a thread that waits. As Go does: the target as it stands
// in the URL, names of header fields with capitals, and one line for each name.

import http from "node:http";
import https from "node:https";
import { workerData } from "node:worker_threads";

const { port, done, insecure } = workerData;

function capital(name) {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (found) => found.toUpperCase());
}

function answered(response) {
  port.postMessage(response);
  Atomics.store(done, 0, 1);
  Atomics.notify(done, 0);
}

port.on("message", ({ method, url, body, headers }) => {
  const [, scheme, authority, target] = /^(https?):\/\/([^/?#]*)([^#]*)/.exec(url);
  const { hostname, port: number } = new URL(`${scheme}://${authority}`);
  const options = {
    method,
    hostname,
    port: number || undefined,
    path: target.startsWith("/") ? target : `/${target}`,
    headers: Object.fromEntries(Object.entries(headers).map(([key, one]) => [capital(key), one])),
    rejectUnauthorized: !insecure,
  };
  const request = (scheme === "https" ? https : http).request(options, (response) => {
    const chunks = [];
    response.on("data", (chunk) => chunks.push(chunk));
    response.on("end", () => {
      const found = {};
      for (const [name, value] of Object.entries(response.headers)) {
        found[capital(name)] = Array.isArray(value) ? value.join(", ") : value;
      }
      answered({
        status: response.statusCode,
        headers: found,
        body: Buffer.concat(chunks).toString(),
        cookies: response.headers["set-cookie"],
      });
    });
  });
  request.on("error", (error) => answered({ status: 0, headers: {}, body: null, error: `${error}` }));
  request.end(body === null ? undefined : Buffer.from(typeof body === "string" ? body : new Uint8Array(body)));
});
