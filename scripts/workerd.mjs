// What the scripts know of workerd and of the service's database.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ROOT } from "./build.mjs";

/** workerd's binary itself, not its launcher: a signal must reach it. */
export const WORKERD = createRequire(import.meta.url)("workerd").default;

/** The service's schema as one text. D1 runs every statement of a text; nothing need be split. */
export const SCHEMA = readFileSync(path.join(ROOT, "spec", "schema.sql"), "utf8");

/** What `spec/bindings.toml` calls the database. */
export const DATABASE = "DB";
