// `npm run test:corpus [-- --no-build]`: the queries of tests/corpus on real workerd and on the embedded host; both must answer the same.
// Without ../shared/corpus only the units with a schema of their own are run.
import { readdirSync } from "node:fs";
import path from "node:path";
import { ROOT, buildWorker } from "./build.mjs";
import { cargoTest, serve } from "./workerd.mjs";

const crate = path.join(ROOT, "tests", "corpus");
const out = path.join(ROOT, "build", "corpus");
// Unoptimised: it is run once.
if (!process.argv.includes("--no-build")) buildWorker({ crate, out, dev: true });

const miniflare = serve(out, { name: "corpus", d1: readdirSync(path.join(crate, "units")) });
try {
  const url = (await miniflare.ready).href.replace(/\/$/, "");
  process.exitCode = await cargoTest(["--package", "williw-corpus", "--", "--nocapture"], { WILLIW_CORPUS_URL: url });
} finally {
  await miniflare.dispose();
}
