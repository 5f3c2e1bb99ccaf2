// `npm test [-- --no-build]`: the conformance suite against the service on real workerd, with everything that it
// is bound to in memory. Everything that it starts is stopped at the end, whatever happens.
import path from "node:path";
import { ROOT, build } from "./build.mjs";
import { BINDINGS, DATABASE, SCHEMA, cargoTest, serve } from "./workerd.mjs";

if (!process.argv.includes("--no-build")) build();
const miniflare = serve(path.join(ROOT, "build"), BINDINGS);
try {
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  const database = await miniflare.getD1Database(DATABASE);
  await database.prepare(SCHEMA).run();
  process.exitCode = await cargoTest(["--package", "williw-conformance"], { WILLIW_BASE_URL: url });
} finally {
  await miniflare.dispose();
}
