// The virtual environment with what tests/requirements.txt names, in target/python.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { ROOT } from "./build.mjs";

/** The folder of its commands. It is made where there is none, or one of other requirements. */
export function python() {
  const folder = path.join(ROOT, "target", "python");
  const wanted = path.join(ROOT, "tests", "requirements.txt");
  const mark = path.join(folder, "requirements.txt");
  const bin = path.join(folder, "bin");
  if (existsSync(mark) && readFileSync(mark, "utf8") === readFileSync(wanted, "utf8")) return bin;
  const run = (command, args) => {
    const done = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"] });
    if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} failed${done.error ? `: ${done.error.message}` : ""}`);
  };
  rmSync(folder, { recursive: true, force: true });
  run("python3", ["-m", "venv", folder]);
  run(path.join(bin, "pip"), ["install", "--quiet", "--disable-pip-version-check", "--requirement", wanted]);
  copyFileSync(wanted, mark);
  return bin;
}
