// `npm run test:openapi`: the documents of the service and of the examples, before validators that nobody here wrote, and
// every example in them before its schema.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { ROOT } from "./build.mjs";
import { python } from "./python.mjs";

const examples = path.join(ROOT, "examples");
const specs = [ROOT, ...readdirSync(examples).map((name) => path.join(examples, name))]
  .map((folder) => path.join(folder, "spec")).filter((spec) => existsSync(path.join(spec, "routes.toml")));
const bin = python();
const out = path.join(ROOT, "target", "openapi");
mkdirSync(out, { recursive: true });

/** Runs a command and returns what it says; it fails where the command does. */
function run(command, args) {
  const done = spawnSync(command, args, { cwd: ROOT, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}\n${done.stdout}${done.stderr}`);
  return done.stdout.trim();
}

for (const spec of specs) {
  const name = path.relative(ROOT, spec);
  const file = path.join(out, `${name.replaceAll(path.sep, "-")}.json`);
  run("cargo", ["run", "--quiet", "--package", "cargo-williw", "--", "openapi", "--spec", spec, "--out", file]);
  run(path.join(bin, "python"), ["-m", "openapi_spec_validator", "--errors", "all", file]);
  const { valid, errors } = await new Validator().validate(JSON.parse(readFileSync(file, "utf8")));
  if (!valid) throw new Error(`${name}: ${JSON.stringify(errors, null, 2)}`);
  console.log(`${name}: valid, ${run(path.join(bin, "python"), [path.join("tests", "openapi", "examples.py"), file])}`);
}
