// What the scripts know of workerd and of the service's bindings.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ROOT } from "./build.mjs";

/** workerd's binary itself, not its launcher: a signal must reach it. */
export const WORKERD = createRequire(import.meta.url)("workerd").default;

/** The service's schema as one text. D1 runs every statement of a text; nothing need be split. */
export const SCHEMA = readFileSync(path.join(ROOT, "spec", "schema.sql"), "utf8");

// The same as in `spec/bindings.toml`, which is where wrangler.toml has them from.
const configuration = readFileSync(path.join(ROOT, "wrangler.toml"), "utf8");
const value = (key) => new RegExp(`^${key} = "(.+)"`, "m").exec(configuration)[1];
export const NAME = value("name");
export const COMPATIBILITY_DATE = value("compatibility_date");
/** What the database is bound as. */
export const DATABASE = value("binding");
/** What it is called. */
export const DATABASE_NAME = value("database_name");
