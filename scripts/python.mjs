// What scripts/toolchain has installed of PyPI.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./build.mjs";

/** The folder of its commands. */
export function python() {
  const folder = path.join(ROOT, "target", "python");
  const [wanted, there] = [path.join(ROOT, "tests"), folder].map((where) => path.join(where, "requirements.txt"));
  if (!existsSync(there) || readFileSync(there, "utf8") !== readFileSync(wanted, "utf8")) {
    throw new Error("what tests/requirements.txt names is not installed: run scripts/toolchain");
  }
  return path.join(folder, "bin");
}
