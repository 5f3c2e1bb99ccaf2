// The Worker's main module: puts the thin handler of host.js where workerd looks for one.
//
// `index.js` is what worker-build makes: it instantiates the wasm module (with host.js in it) and
// exports a class that wraps every request in proxies. That class is used for what it does well:
// Durable Object classes pass through, and constructing it after a trap makes a new instance.
import Shim from "./index.js";
export * from "./index.js";

globalThis.__williw.reviveWith((ctx, env) => new Shim(ctx, env));

export default { fetch: globalThis.__williw.fetch };
