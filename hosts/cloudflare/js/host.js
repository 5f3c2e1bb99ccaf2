// The JavaScript side of the thin boundary: what workerd calls, and what the wasm module imports. What the module
// asks of the world is in calls.js, Durable Objects are in objects.js.
//
// A request goes in as bytes (method, target, body), its reply comes out as bytes; what it needs of
// the database comes out as one text and the rows go back as one tape of cells. Nothing here knows a
// route, a table or a type. What is hard: requests interleave at every await; the module's memory may move
// whenever the module runs; a trap ends the instance, with every request in it, and the next
// request must find a new one.

import { run, take } from "./calls.js";

/** The longest body that is read, in bytes. The same number as in `williw_workers::http`. */
const MAX_BODY = 262144;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The living instance, or null after a trap. */
export let instance = null;
/** The slot whose event the module is running. */
export let current = null;
/** Variables, secrets and bindings: the same for every event of an isolate. */
export let environment = null;

/** What the module says of an event that it has run: it has ended, or waits, or has failed; or the module broke. */
const ENDED = 0;
const WAITING = 1;
const FAILED = 2;
const BROKEN = 3;

/** Replaced by the entry: makes the next instance. */
let revive = () => {};

/** One instantiation of the module, and everything that is true of it alone. */
class Instance {
  /** @param {WebAssembly.Exports} wasm @param {WebAssembly.Memory} memory */
  constructor(wasm, memory) {
    this.wasm = wasm;
    this.memory = memory;
    this.frame = wasm.williw_frame() >>> 2;
    this.view = new DataView(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
    this.words = new Uint32Array(memory.buffer);
    this.started = false;
    /** What statements' numbers stand for. */
    this.statements = [];
    /** What reply heads' numbers stand for. */
    this.heads = [];
    /** Slots without an event. */
    this.free = [];
    this.slots = 0;
    /** Slots that other events may wake, weakly: what holds a slot keeps its event from being abandoned. */
    this.asleep = new Map();
    /** Numbers of objects that are no longer in memory. */
    this.freeObjects = [];
    this.objects = 0;
  }

  /** Looks at the memory again: it has moved if it grew. */
  look() {
    if (this.bytes.byteLength === 0) {
      this.view = new DataView(this.memory.buffer);
      this.bytes = new Uint8Array(this.memory.buffer);
      this.words = new Uint32Array(this.memory.buffer);
    }
  }

  slot() {
    return this.free.pop() ?? this.watched(this.slots++);
  }

  watched(id) {
    const slot = new Slot(this, id);
    abandoned.register(slot, { instance: this, id });
    return slot;
  }

  /** Puts two texts into the input buffer and returns the length of the second in bytes. */
  write(first, second) {
    const size = first.length + second.length;
    let at = this.wasm.williw_input(size) >>> 0;
    this.look();
    const bytes = this.bytes;
    for (let i = 0; i < first.length; i++) bytes[at++] = first.charCodeAt(i);
    // A method is ASCII, and so is a serialised URL; for short texts this beats the encoder.
    if (second.length < 256) {
      let i = 0;
      for (; i < second.length; i++) {
        const unit = second.charCodeAt(i);
        if (unit > 127) break;
        bytes[at + i] = unit;
      }
      if (i === second.length) return i;
    }
    const { read, written } = encoder.encodeInto(second, bytes.subarray(at, at + second.length));
    if (read === second.length) return written;
    // Not ASCII: up to three bytes for each unit.
    at = this.wasm.williw_input(first.length + second.length * 3) >>> 0;
    this.look();
    for (let i = 0; i < first.length; i++) this.bytes[at++] = first.charCodeAt(i);
    return encoder.encodeInto(second, this.bytes.subarray(at, at + second.length * 3)).written;
  }

  /** Puts bytes into the body buffer. */
  bring(bytes) {
    const at = this.wasm.williw_body(bytes.byteLength) >>> 0;
    this.look();
    this.bytes.set(bytes, at);
  }

  text(at, length) {
    return decoder.decode(this.bytes.subarray(at >>> 0, (at >>> 0) + length));
  }
}

/** A place for one event in an instance. */
class Slot {
  constructor(owner, id) {
    this.owner = owner;
    this.id = id;
    this.request = null;
    /** The object whose event it is. */
    this.place = null;
    /** Resolved when another event wakes this one. */
    this.woken = null;
    this.wake = null;
  }
}

// An event whose client went away is never resumed: its slot is then reachable from nowhere, and
// the future that waits in it must be dropped.
const abandoned = new FinalizationRegistry(({ instance: owner, id }) => {
  if (owner !== instance) return;
  try {
    owner.asleep.delete(id);
    owner.wasm.williw_drop(id);
    owner.free.push(owner.watched(id));
  } catch (error) {
    broke(error);
  }
});

/** The module trapped: whatever it held is lost. */
export function broke(error) {
  console.error("the Worker's wasm instance ended and is started anew:", error?.stack ?? String(error));
  // Events that wait for each other would wait for ever.
  for (const slot of instance?.asleep.values() ?? []) slot.deref()?.wake?.();
  instance = null;
  if (globalThis.__worker_init_state) globalThis.__worker_init_state.criticalError = true;
}

/** The reply to a request that the module has none for. Its id is the request's own, as in `exchange.rs`, or a new one. */
function failure(request) {
  const given = request.headers.get("x-request-id");
  const id = given !== null && /^[A-Za-z0-9._:-]{1,64}$/.test(given) ? given : crypto.randomUUID();
  console.error(`request ${id}: the Worker's wasm instance ended before it answered`);
  const document = {
    type: "/problems/internal_error",
    title: "Something went wrong on our side",
    status: 500,
    code: "internal_error",
    request_id: id,
  };
  const headers = { "content-type": "application/problem+json", "x-request-id": id };
  return new Response(JSON.stringify(document), { status: 500, headers });
}

/** What an object's event, or a cron job, ends with when its instance does. */
export function lost() {
  return Object.assign(new Error("the Worker's wasm instance ended, and what was in its memory is lost"), {
    durableObjectReset: true,
  });
}

/** The living instance, a new one where the last has ended; null where none can be made. */
export function living(ctx, env) {
  if (instance === null) revive(ctx, env);
  return instance;
}

/** Starts the Worker, once in an instance. */
function start(owner, env) {
  if (owner.started) return;
  owner.started = true;
  environment = env;
  owner.wasm.williw_start();
}

/** The handler of fetch events: a response at once where nothing has to be waited for. */
function fetch(request, env, ctx) {
  if (living(ctx, env) === null) return failure(request);
  const method = request.method;
  if (method === "GET" || method === "HEAD") return begin(request, method, env, 0, null);
  return withBody(request, method, env);
}

async function withBody(request, method, env) {
  const length = request.headers.get("content-length");
  if (length !== null) {
    if (length === "0") return begin(request, method, env, 0, null);
    if (!(Number(length) <= MAX_BODY)) return begin(request, method, env, 2, null);
    const bytes = new Uint8Array(await request.arrayBuffer());
    // A caller within the network may have said what is not so.
    return bytes.byteLength > MAX_BODY ? begin(request, method, env, 2, null) : begin(request, method, env, 1, [bytes]);
  }
  // Asked for only here: looking at `body` makes a stream of it.
  if (request.body === null) return begin(request, method, env, 0, null);
  const chunks = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return begin(request, method, env, 1, chunks);
    size += value.byteLength;
    if (size > MAX_BODY) {
      await reader.cancel();
      return begin(request, method, env, 2, null);
    }
    chunks.push(value);
  }
}

function begin(request, method, env, body, chunks) {
  const owner = instance;
  // It may have ended while the body was read.
  if (owner === null) return failure(request);
  const slot = owner.slot();
  slot.request = request;
  current = slot;
  let outcome;
  try {
    const { wasm } = owner;
    start(owner, env);
    if (chunks !== null) {
      let size = 0;
      for (const chunk of chunks) size += chunk.byteLength;
      let at = wasm.williw_body(size) >>> 0;
      owner.look();
      for (const chunk of chunks) {
        owner.bytes.set(chunk, at);
        at += chunk.byteLength;
      }
    }
    const url = request.url;
    const path = url.indexOf("/", url.indexOf("://") + 3);
    const hash = url.indexOf("#", path);
    const target = hash < 0 ? url.slice(path) : url.slice(path, hash);
    const written = owner.write(method, target);
    outcome = wasm.williw_fetch(slot.id, method.length, written, body);
  } catch (error) {
    broke(error);
    return failure(request);
  } finally {
    current = null;
  }
  return outcome === ENDED ? reply(slot) : wait(slot);
}

/** Takes the reply out of the frame and frees the slot. */
function reply(slot) {
  const owner = slot.owner;
  slot.request = null;
  owner.free.push(slot);
  owner.look();
  const { words, frame, bytes } = owner;
  const number = words[frame];
  const headLength = words[frame + 2];
  let init;
  if (headLength === 0) {
    init = owner.heads[number];
  } else {
    const [status, ...lines] = owner.text(words[frame + 1], headLength).split("\n");
    const headers = new Headers();
    for (let i = 0; i + 1 < lines.length; i += 2) headers.append(lines[i], lines[i + 1]);
    init = { status: Number(status), headers };
    if (number !== 0) owner.heads[number] = init;
  }
  const at = words[frame + 3];
  const length = words[frame + 4];
  const socket = words[frame + 5];
  if (socket !== 0) init = { ...init, webSocket: take(socket) };
  const response = new Response(length === 0 ? null : bytes.slice(at, at + length), init);
  const fields = words[frame + 8];
  if (fields !== 0) {
    const lines = owner.text(words[frame + 7], fields).split("\n");
    const { headers } = response;
    for (let i = 0; i + 1 < lines.length; i += 2) headers.append(lines[i], lines[i + 1]);
  }
  return response;
}

/** Makes the calls that a request needs until it answers. */
async function wait(slot) {
  const owner = slot.owner;
  let pending = null;
  for (;;) {
    const calls = needs(owner);
    let answer;
    if (pending === null && calls.length === 1) {
      answer = await run(slot, calls[0]);
    } else {
      // Several at once: whichever is answered first.
      pending ??= new Map();
      for (const call of calls) pending.set(call[0], run(slot, call));
      answer = await Promise.race(pending.values());
      pending.delete(answer.call);
      if (pending.size === 0) pending = null;
    }
    if (owner !== instance) return failure(slot.request);
    current = slot;
    let outcome;
    try {
      outcome = answer.deliver(slot);
    } catch (error) {
      broke(error);
      return failure(slot.request);
    } finally {
      current = null;
    }
    if (outcome === ENDED) return reply(slot);
  }
}

/** The calls in the frame. */
function needs(owner) {
  owner.look();
  const { words, frame } = owner;
  const length = words[frame + 4];
  return length === 0 ? [] : learn(owner, owner.text(words[frame + 3], length));
}

/** The calls of a text; learns the statements that come with them. */
export function learn(owner, text) {
  const [definitions, calls] = JSON.parse(text);
  for (const [number, sql, columns, reads] of definitions) {
    owner.statements[number] = { sql, columns, reads, prepared: null };
  }
  return calls;
}

/**
 * Runs an event that is no request, of an object or of none: `begin` has the module begin it. Returns what it ended
 * with, or a promise of it where it has to wait. Throws what it failed with.
 */
export function event(owner, env, place, begin) {
  const slot = owner.slot();
  slot.place = place;
  const outcome = enter(slot, () => {
    start(owner, env);
    return begin(slot.id);
  });
  return outcome === WAITING ? finish(slot) : ended(slot, outcome);
}

/** Has the module run an event. */
function enter(slot, step) {
  current = slot;
  try {
    return step();
  } catch (error) {
    broke(error);
    return BROKEN;
  } finally {
    current = null;
  }
}

/** Takes what an event ended with out of the frame and frees the slot. */
function ended(slot, outcome) {
  if (outcome === BROKEN) throw lost();
  const { owner } = slot;
  slot.place = null;
  owner.free.push(slot);
  owner.look();
  const { words, frame, bytes } = owner;
  const at = words[frame + 3];
  const length = words[frame + 4];
  if (outcome === FAILED) throw new Error(owner.text(at, length));
  return { head: owner.text(words[frame + 1], words[frame + 2]), body: bytes.slice(at, at + length) };
}

/** Makes the calls that an event needs until it ends. Those of an object may wake each other. */
async function finish(slot) {
  const { owner, id, place } = slot;
  const pending = new Map();
  owner.asleep.set(id, new WeakRef(slot));
  for (;;) {
    for (const call of needs(owner)) pending.set(call[0], run(slot, call));
    slot.woken ??= new Promise((resolve) => {
      slot.wake = resolve;
    });
    if (pending.size === 0) place?.asleep.add(slot);
    const answer = await Promise.race([slot.woken, ...pending.values()]);
    place?.asleep.delete(slot);
    if (owner !== instance) throw lost();
    if (answer === undefined) slot.woken = null;
    else pending.delete(answer.call);
    const outcome = enter(slot, () => (answer === undefined ? owner.wasm.williw_resume(id) : answer.deliver(slot)));
    if (outcome === WAITING) continue;
    owner.asleep.delete(id);
    slot.woken = null;
    return ended(slot, outcome);
  }
}

/** The handler of cron triggers: fails where a job did. */
async function scheduled(controller, env, ctx) {
  const owner = living(ctx, env);
  if (owner === null) throw lost();
  const { cron, scheduledTime } = controller;
  await event(owner, env, null, (slot) => owner.wasm.williw_scheduled(slot, owner.write("", cron), scheduledTime));
}

/** For the entry: where the handler is, and who makes a new instance. */
globalThis.__williw = {
  fetch,
  scheduled,
  reviveWith(make) {
    revive = make;
  },
};

// What the module imports.

/** The state that worker-build's shim looks at before it makes an instance anew. */
export function initState() {
  return (globalThis.__worker_init_state ??= { criticalError: false, instanceId: 0 });
}

export function attach(wasm, memory) {
  instance = new Instance(wasm, memory);
}

export function now() {
  return Date.now();
}

export function random(at, length) {
  instance.look();
  // getRandomValues takes up to 65,536 bytes at a time.
  for (let done = 0; done < length; done += 65536) {
    const start = (at >>> 0) + done;
    crypto.getRandomValues(instance.bytes.subarray(start, start + Math.min(65536, length - done)));
  }
}

const LEVELS = ["debug", "info", "warn", "error"];

export function log(level, at, length) {
  instance.look();
  console[LEVELS[level]](instance.text(at, length));
}

/** Header fields that have a number, from 1 on; the same as in `boundary.rs`. */
const HEADERS = ["", "x-request-id", "accept", "content-type", "origin", "cf-connecting-ip", "authorization", "signature-input",
  "signature", "content-digest", "x-request-start-time", "idempotency-key", "upgrade", "access-control-request-method"];

export function header(number, at, length) {
  instance.look();
  return bring(current?.request?.headers.get(number === 0 ? instance.text(at, length) : HEADERS[number]));
}

export function variable(at, length) {
  instance.look();
  const value = environment[instance.text(at, length)];
  return bring(typeof value === "number" || typeof value === "boolean" ? String(value) : value);
}

/** Methods that tell what a binding is: a database, a KV namespace, a namespace of objects, a rate limiter. */
const METHODS = ["prepare", "getWithMetadata", "idFromName", "limit"];

export function bound(kind, at, length) {
  instance.look();
  return typeof environment[instance.text(at, length)]?.[METHODS[kind]] === "function";
}

export function wake(slot) {
  instance.asleep.get(slot)?.deref()?.wake?.();
}

/** Puts a text where the module reads it; −1 where there is none. */
function bring(text) {
  return typeof text === "string" ? instance.write("", text) : -1;
}
