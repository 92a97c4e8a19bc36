// Runs a script as k6 does: node k6_runner.mjs SCRIPT ITERATIONS PAUSE_IN_MS

import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [, , script, iterations, wait] = process.argv;
globalThis.__ENV = { ...process.env };
globalThis.__INSECURE = /insecureSkipTLSVerify: true/.test(readFileSync(script, "utf8"));
globalThis.open = (path, mode) => {
  const data = readFileSync(path);
  return mode === "b" ? new Uint8Array(data).buffer : data.toString();
};

const { unmet } = await import("k6");
const { default: iterate } = await import(pathToFileURL(script));
// Only while a script starts.
delete globalThis.open;
let failed = "";
for (let done = 0; done < Number(iterations); done += 1) {
  if (done > 0) await pause(Number(wait));
  try {
    iterate();
  } catch (error) {
    failed = `${error}`;
  }
}
console.log(JSON.stringify({ unmet, failed }));
process.exit(0);
