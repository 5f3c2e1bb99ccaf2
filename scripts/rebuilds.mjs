// `npm run test:rebuilds [-- --cases N --edits N --seed N]`: migrations that `cargo williw migrate diff` writes for random changes of real schemas, on
// real D1 of workerd: made with rows, migrated as wrangler does it (one batch), and read cell by cell. The cases are those
// of codegen/tests/migrations.rs, which says what each must come to.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Miniflare } from "miniflare";
import { ROOT } from "./build.mjs";
import { cargoTest } from "./workerd.mjs";

const option = (name, otherwise) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};
const wanted = option("--cases", 300);
const folder = mkdtempSync(path.join(tmpdir(), "rebuilds-"));
const file = path.join(folder, "cases.jsonl");

/** Those that are run: from all databases alike, and two of three with copies of tables. */
function chosen() {
  const all = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const copies = (it) => it.migration.some((sql) => /^ALTER TABLE \S+ RENAME TO/.test(sql));
  const spread = (list, count) => list.toSorted((a, b) => a.place.localeCompare(b.place)).filter((_, at, { length }) => Math.floor((at * count) / length) !== Math.floor(((at - 1) * count) / length));
  const rebuilds = spread(all.filter(copies), Math.ceil((wanted * 2) / 3));
  return [...rebuilds, ...spread(all.filter((it) => !copies(it)), wanted - rebuilds.length)];
}

/** What a default took from the clock is the same a minute later. */
const timeless = (cell) => (/^text '\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'$|^integer 1\d{9}(\d{3})?$/.test(cell) ? "text 'now'" : cell);
const sorted = (rows) => rows.map((row) => JSON.stringify(row.map(timeless))).sort();

/** Statements as wrangler sends a file. Literals may hold anything; so D1 must not see them as parameters, and does not. */
const batch = (db, statements) => db.batch(statements.map((sql) => db.prepare(sql)));

/** What other tools' sequences and ours do to children, against what codegen/tests/rebuilds.rs has found. */
async function shapes(database) {
  const folder = path.join(ROOT, "codegen", "tests", "rebuilds");
  const read = (name) => readFileSync(path.join(folder, name), "utf8");
  const one = async (db, sql) => (await db.prepare(sql).raw())[0][0];
  const of = (column, table) => `SELECT coalesce(group_concat(coalesce(${column}, 'NULL'), ' '), 'none') FROM (SELECT * FROM ${table} ORDER BY id)`;
  let wrong = 0;
  for (const line of read("expected.txt").split("\n").filter(Boolean)) {
    const [, shape, action, expected] = /^(.+), ON DELETE ([A-Z ]+): (.+)$/.exec(line);
    // Ours is written by the compiler; the random changes are ours as well.
    if (shape === "ours") continue;
    const db = await database();
    await db.prepare(read("setup.sql").replaceAll("ACTION", action)).run();
    let said;
    try {
      await batch(db, read(`${shape}.sql`).split(";\n").filter(Boolean));
      said = `${await one(db, "SELECT count(*) || ' parents' FROM parents")}, ${await one(db, of("parent_id", "children"))}, ${await one(db, of("child_id", "grandchildren"))}`;
    } catch {
      said = "refused";
    }
    if (said !== expected) {
      wrong += 1;
      console.log(`FAILED ${line}\n  on workerd: ${said}`);
    }
  }
  console.log(`what the sequences of other tools do to children on workerd: ${wrong === 0 ? "as expected" : `${wrong} otherwise`}`);
  return wrong;
}

let failed = 0;
let rows = 0;
try {
  const seed = option("--seed", 1);
  const edits = option("--edits", 20);
  const code = await cargoTest(["--package", "williw-codegen", "--test", "migrations"], { MIGRATIONS_CASES: file, MIGRATIONS_SEED: String(seed), MIGRATIONS_EDITS: String(edits) });
  if (code !== 0) throw new Error("the cases were not made");
  const cases = chosen();
  const names = Array.from({ length: cases.length + 25 }, (_, at) => `DB${at}`);
  const env = Object.fromEntries(names.map((name) => [name, { type: "d1", id: name }]));
  const modules = { "index.js": { type: "esm", contents: "export default { fetch() { return new Response() } }" } };
  const miniflare = new Miniflare({
    port: 0,
    workers: [{ config: { name: "rebuilds", compatibilityDate: "2026-11-01", manifest: { mainModule: "index.js", modulesRoot: "/", modules }, env } }],
  });
  try {
    let next = cases.length;
    failed += await shapes(() => miniflare.getD1Database(names[next++]));
    for (const [at, it] of cases.entries()) {
      const db = await miniflare.getD1Database(names[at]);
      const trouble = [];
      try {
        await batch(db, it.setup);
        await batch(db, it.migration);
        for (const { sql, rows: expected } of it.queries) {
          const [found, right] = [sorted(await db.prepare(sql).raw()), sorted(expected)];
          rows += right.length;
          if (JSON.stringify(found) !== JSON.stringify(right)) trouble.push(`${sql}\n  found    ${found.slice(0, 3)}\n  expected ${right.slice(0, 3)}`);
        }
        const broken = await db.prepare("PRAGMA foreign_key_check").all();
        if (broken.results.length > 0) trouble.push(`foreign keys are broken: ${JSON.stringify(broken.results[0])}`);
      } catch (error) {
        trouble.push(String(error));
      }
      if (trouble.length > 0) {
        failed += 1;
        console.log(`FAILED ${it.place}\n${trouble.join("\n")}\n${it.migration.join(";\n")}\n`);
      }
    }
  } finally {
    await miniflare.dispose();
  }
  console.log(`${cases.length} migrations on workerd, ${rows} rows after them: ${cases.length - failed} held, ${failed} failed`);
  if (failed > 0 || cases.length < wanted / 2) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
