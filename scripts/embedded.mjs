// The service, or another Worker of this repository, on the embedded host, for scripts that compare it with workerd.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "./build.mjs";

/** A port that is free now. */
async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Builds the service, or another crate, and runs it with fresh data, these variables and secrets, and further arguments. Returns its
 * `url`, and `stop`, which ends it and deletes the data. Data in a folder that is given stay.
 */
export async function embedded(variables = {}, args = [], crate = "williw", folder = undefined) {
  execFileSync("cargo", ["build", "--quiet", "--package", crate], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  const data = folder ?? mkdtempSync(path.join(tmpdir(), "williw-embedded-"));
  mkdirSync(data, { recursive: true });
  const port = await freePort();
  const binary = path.join(process.env.CARGO_TARGET_DIR ?? path.join(ROOT, "target"), "debug", crate);
  const child = spawn(binary, ["--port", String(port), "--data", data, ...args], {
    cwd: data,
    env: { ...process.env, ...variables },
    stdio: ["ignore", "ignore", process.env.WILLIW_LOG === undefined ? "ignore" : "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    if (folder === undefined) rmSync(data, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 200; tries++) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}; WILLIW_LOG=1 shows why`);
    const answers = await fetch(`${url}/health`).then(() => true, () => false);
    if (answers) return { url, stop };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await stop();
  throw new Error("the service does not answer");
}
