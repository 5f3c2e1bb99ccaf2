// `npm run test:migrations [-- --all] [-- NAME …]`: chains of migrations of real projects, applied by `wrangler d1 migrations
// apply --local`, by `cargo williw migrate apply --local`, and by one after the other in both orders: all must end in the
// same schema, the same rows and the same ledger, and what comes last must find nothing to do.
//
// Without ../shared/corpus only a chain of its own is run.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { ROOT } from "./build.mjs";

const CORPUS = path.join(ROOT, "..", "shared", "corpus", "d1");
/** Those that are run without `--all`: they are the ones that differ most. */
const CHOSEN = ["edgeever", "vibesdk", "wildebeest", "news-api", "snapshot-migrations"];
const OWN = {
  name: "own",
  files: [
    ["1_init.sql", "-- a;\r\nCREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT DEFAULT 'x;y' /* ; */);\r\nINSERT INTO a (b) VALUES ('it''s'), ('--');\n"],
    ["0002_trigger.sql", "create trigger t after insert on a begin select case when 1 then 2 end; update a set b = 'z' where id = new.id; end;\nINSERT INTO a DEFAULT VALUES;"],
    ["10_late.sql", "CREATE TABLE c (a_id INTEGER NOT NULL REFERENCES a (id));\nPRAGMA defer_foreign_keys = on;\nINSERT INTO c VALUES (9);\nINSERT INTO a (id) VALUES (9);"],
    ["9_early.sql", "CREATE VIEW v AS SELECT b FROM a;\nCREATE VIRTUAL TABLE f USING fts5 (b);\nINSERT INTO f SELECT b FROM a;"],
    ["0011_quoted 'name'.sql", "ALTER TABLE a RENAME COLUMN b TO \"b c\";"],
  ],
};

const args = process.argv.slice(2);
const names = args.filter((argument) => !argument.startsWith("--"));
const number = ([name]) => Number(/^\d+/.exec(name)?.[0] ?? Number.NaN);
const bin = (name) => path.join(ROOT, "node_modules", ".bin", name);
const env = { ...process.env, CI: "1", NO_COLOR: "1", WRANGLER_SEND_METRICS: "false" };

/** The chains that can be run by both: each file in one folder, with a number. */
function chains() {
  const expected = path.join(CORPUS, "EXPECTED.jsonl");
  if (!existsSync(expected)) return [OWN];
  const units = readFileSync(expected, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const clean = units.filter(({ kind, applies_cleanly, prelude }) => kind === "chain" && applies_cleanly && prelude.length === 0);
  const read = clean.map(({ unit, files }) => ({
    name: unit,
    files: files.map((file) => [path.basename(file), readFileSync(path.join(CORPUS, file), "utf8")]),
  }));
  const chosen = (chain) => (names.length > 0 ? names : args.includes("--all") ? [""] : CHOSEN).some((name) => chain.name.includes(name));
  return [OWN, ...read].filter((chain) => (chain === OWN && names.length === 0) || chosen(chain))
    .filter(({ files }) => files.every((file) => !Number.isNaN(number(file))) && new Set(files.map(([name]) => name)).size === files.length);
}

/** A project with a spec and wrangler's configuration, and what the two tools do in it. */
class Project {
  constructor(folder) {
    this.folder = folder;
    mkdirSync(path.join(folder, "spec", "migrations"), { recursive: true });
    const d1 = `[[d1_databases]]\nbinding = "DB"\ndatabase_name = "db"\nmigrations_dir = "spec/migrations"\n`;
    writeFileSync(path.join(folder, "wrangler.toml"), `name = "chain"\ncompatibility_date = "2026-11-01"\n${d1}`);
    writeFileSync(path.join(folder, "spec", "bindings.toml"), "[worker]\nname = \"chain\"\ncompatibility_date = \"2026-11-01\"\n[d1.DB]\nschema = \"schema.sql\"\n");
  }

  write(files) {
    for (const [name, text] of files) writeFileSync(path.join(this.folder, "spec", "migrations", name), text);
  }

  run(command, args) {
    const run = spawnSync(command, args, { cwd: this.folder, env, encoding: "utf8" });
    const told = `${run.stdout}${run.stderr}`;
    if (run.status !== 0) throw new Error(`${path.basename(args[0])} ${args.slice(1).join(" ")}: exit code ${run.status}\n${told}`);
    return told;
  }

  wrangler() {
    return this.run(bin("node"), [bin("wrangler"), "d1", "migrations", "apply", "DB", "--local"]);
  }

  ours(command = "apply") {
    return this.run(WILLIW, ["migrate", command, "--local", ...(command === "apply" ? ["--no-backup"] : [])]);
  }

  /** The database as text: what is in sqlite_schema, how many rows each table has, and the ledger. */
  dump() {
    const folder = path.join(this.folder, ".wrangler", "state", "v3", "d1", "miniflare-D1DatabaseObject");
    const files = readdirSync(folder).filter((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite");
    if (files.length !== 1) throw new Error(`the two do not mean the same file: ${files.join(", ")}`);
    const database = new DatabaseSync(path.join(folder, files[0]));
    try {
      const all = (sql) => database.prepare(sql).all();
      const schema = all("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")
        .filter(({ name, tbl_name }) => !name.startsWith("_cf_") && tbl_name !== "williw_migrations");
      const tables = schema.filter(({ type, sql }) => type === "table" && !/^CREATE VIRTUAL/i.test(sql));
      const rows = tables.map(({ name }) => [name, all(`SELECT count(*) AS n FROM "${name.replaceAll('"', '""')}"`)[0].n]);
      const sealed = all("SELECT name FROM sqlite_schema WHERE name = 'williw_migrations'").length > 0
        ? all("SELECT name FROM williw_migrations ORDER BY name").map(({ name }) => name) : [];
      return { text: JSON.stringify({ schema, rows, ledger: all("SELECT id, name FROM d1_migrations ORDER BY id") }, null, 1), sealed };
    } finally {
      database.close();
    }
  }
}

/** What is wrong with a chain, or that it is fine. */
function compare({ name, files }, folder) {
  const sorted = files.toSorted((a, b) => number(a) - number(b) || (a[0] < b[0] ? -1 : 1));
  const half = Math.ceil(sorted.length / 2);
  const projects = {};
  const project = (way, ...steps) => {
    const project = (projects[way] = new Project(path.join(folder, way)));
    for (const step of steps) step(project);
  };
  const first = (project) => project.write(sorted.slice(0, half));
  const rest = (project) => project.write(sorted.slice(half));
  const wrangler = (project) => project.wrangler();
  const ours = (project) => project.ours();
  const nothing = (told, words) => {
    if (!told.includes(words)) throw new Error(`it should say that there is nothing to apply:\n${told}`);
  };
  const idle = (project) => {
    nothing(project.wrangler(), "No migrations to apply");
    nothing(project.ours(), "nothing to apply");
    project.ours("check");
  };
  project("wrangler", first, rest, wrangler);
  project("ours", first, rest, ours, idle);
  project("wrangler-then-ours", first, wrangler, rest, ours, idle);
  project("ours-then-wrangler", first, ours, rest, wrangler, ours, idle);
  const expected = projects.wrangler.dump().text;
  for (const [way, project] of Object.entries(projects)) {
    const { text, sealed } = project.dump();
    if (text !== expected) {
      const [a, b] = [expected, text].map((dump) => dump.split("\n"));
      const at = a.findIndex((line, index) => line !== b[index]);
      throw new Error(`${way} ends elsewhere than wrangler:\n  ${a[at]}\n  ${b[at]}`);
    }
    if (way !== "wrangler" && sealed.length !== files.length) throw new Error(`${way} has ${sealed.length} checksums of ${files.length}`);
  }
  return `${name}: ${files.length} files, ${JSON.parse(expected).schema.length} objects`;
}

execFileSync("cargo", ["build", "--quiet", "--package", "cargo-williw"], { cwd: ROOT, stdio: "inherit" });
const target = JSON.parse(execFileSync("cargo", ["metadata", "--format-version", "1", "--no-deps"], { cwd: ROOT, encoding: "utf8" })).target_directory;
const WILLIW = path.join(target, "debug", "cargo-williw");
for (const chain of chains()) {
  const folder = mkdtempSync(path.join(tmpdir(), "williw-migrations-"));
  try {
    console.log(compare(chain, folder));
  } catch (error) {
    console.error(`${chain.name}: ${error.message}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
