// What k6's module "k6/http" has: requests that really go out while the script waits.

import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";

const { port1, port2 } = new MessageChannel();
const done = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL("./sending.js", import.meta.url), {
  workerData: { port: port2, done, insecure: globalThis.__INSECURE === true },
  transferList: [port2],
});
worker.unref();

class CookieJar {
  cookies = {};
}

const ownJar = new CookieJar();

function once(method, url, body, headers, jar) {
  const cookies = Object.entries(jar.cookies).map(([name, value]) => `${name}=${value}`);
  const hasOwn = Object.keys(headers).some((name) => name.toLowerCase() === "cookie");
  const sent = cookies.length && !hasOwn ? { ...headers, Cookie: cookies.join("; ") } : headers;
  Atomics.store(done, 0, 0);
  port1.postMessage({ method, url, body, headers: sent });
  Atomics.wait(done, 0, 0);
  const response = receiveMessageOnPort(port1).message;
  for (const one of response.cookies || []) {
    const [pair] = one.split(";");
    jar.cookies[pair.slice(0, pair.indexOf("="))] = pair.slice(pair.indexOf("=") + 1);
  }
  return response;
}

function request(method, url, body, parameters = {}) {
  if (!Number.isInteger(parameters.redirects)) throw new Error("redirects are not said");
  if (!/^\d+(ms|s)$/.test(parameters.timeout)) throw new Error("timeout is not a duration");
  const isBody = body === null || typeof body === "string" || body instanceof ArrayBuffer;
  if (!isBody) throw new Error("a body is a text or an ArrayBuffer");
  const jar = parameters.jar || ownJar;
  let response = once(method, url, body, parameters.headers, jar);
  for (let left = parameters.redirects; left > 0; left -= 1) {
    const location = response.headers.Location;
    if (response.status < 300 || response.status >= 400 || !location) break;
    response = once("GET", new URL(location, url).href, null, parameters.headers, jar);
  }
  return response;
}

export default { request, CookieJar };
