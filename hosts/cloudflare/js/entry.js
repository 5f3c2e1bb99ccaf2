// The Worker's main module: puts the thin handlers of host.js where workerd looks for them.
//
// `index.js` is what worker-build makes: it instantiates the wasm module (with host.js in it) and
// exports a class that wraps every request in proxies. That class is used for what it does well:
// constructing it after a trap makes a new instance. A class of Durable Objects is one more line at
// the end, which the build adds: `export const X = globalThis.__williw.object("X");`
import Shim from "./index.js";
export * from "./index.js";

const { fetch, scheduled, reviveWith } = globalThis.__williw;

reviveWith((ctx, env) => new Shim(ctx, env));

export default { fetch, scheduled };
