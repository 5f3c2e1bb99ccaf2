// The JavaScript side of the thin boundary: what workerd calls, and what the wasm module imports.
//
// A request goes in as bytes (method, target, body), its reply comes out as bytes; what it needs of
// the database comes out as one text and the rows go back as one tape of cells. Nothing here knows a
// route, a table or a type. What is hard: requests interleave at every await; the module's memory may move
// whenever the module runs; a trap ends the instance, with every request in it, and the next
// request must find a new one.

/** The longest body that is read, in bytes. The same number as in `williw_workers::http`. */
const MAX_BODY = 262144;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The living instance, or null after a trap. */
let instance = null;
/** The slot whose request the module is running. */
let current = null;
/** Variables, secrets and bindings: the same object for every request of an isolate. */
let environment = null;

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
    /** Slots without a request. */
    this.free = [];
    this.slots = 0;
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

  text(at, length) {
    return decoder.decode(this.bytes.subarray(at >>> 0, (at >>> 0) + length));
  }
}

/** A place for one request in an instance. */
class Slot {
  constructor(owner, id) {
    this.owner = owner;
    this.id = id;
    this.request = null;
  }
}

// A request whose client went away is never resumed: its slot is then reachable from nowhere, and
// the future that waits in it must be dropped.
const abandoned = new FinalizationRegistry(({ instance: owner, id }) => {
  if (owner !== instance) return;
  try {
    owner.wasm.williw_drop(id);
    owner.free.push(owner.watched(id));
  } catch (error) {
    broke(error);
  }
});

/** The module trapped: whatever it held is lost. */
function broke(error) {
  console.error("the Worker's wasm instance ended and is started anew:", error?.stack ?? String(error));
  instance = null;
  if (globalThis.__worker_init_state) globalThis.__worker_init_state.criticalError = true;
}

function failure() {
  const document = {
    type: "/problems/internal_error",
    title: "Something went wrong on our side",
    status: 500,
    code: "internal_error",
  };
  const headers = { "content-type": "application/problem+json" };
  return new Response(JSON.stringify(document), { status: 500, headers });
}

/** The handler of fetch events: a response at once where nothing has to be waited for. */
export function fetch(request, env, ctx) {
  if (instance === null) {
    revive(ctx, env);
    if (instance === null) return failure();
  }
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
  if (owner === null) return failure();
  const slot = owner.slot();
  slot.request = request;
  current = slot;
  let outcome;
  try {
    const { wasm } = owner;
    if (!owner.started) {
      owner.started = true;
      environment = env;
      wasm.williw_start();
    }
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
    return failure();
  } finally {
    current = null;
  }
  return outcome === 0 ? reply(slot) : wait(slot);
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
  return new Response(length === 0 ? null : bytes.slice(at, at + length), init);
}

/** Makes the calls that a request needs until it answers. */
async function wait(slot) {
  const owner = slot.owner;
  let pending = null;
  for (;;) {
    const calls = needs(owner);
    let answer;
    if (pending === null && calls.length === 1) {
      answer = await run(owner, calls[0]);
    } else {
      // Several at once: whichever is answered first.
      pending ??= new Map();
      for (const call of calls) pending.set(call[0], run(owner, call));
      answer = await Promise.race(pending.values());
      pending.delete(answer.call);
      if (pending.size === 0) pending = null;
    }
    if (owner !== instance) return failure();
    current = slot;
    let outcome;
    try {
      outcome = answer.error === null
        ? owner.wasm.williw_answer(slot.id, answer.call, answer.results.length(), answer.results.write(owner))
        : owner.wasm.williw_fail(slot.id, answer.call, owner.write("", answer.error));
    } catch (error) {
      broke(error);
      return failure();
    } finally {
      current = null;
    }
    if (outcome === 0) return reply(slot);
  }
}

/** The calls in the frame; learns the statements that come with them. */
function needs(owner) {
  owner.look();
  const { words, frame, statements } = owner;
  const length = words[frame + 4];
  if (length === 0) return [];
  const [definitions, calls] = JSON.parse(owner.text(words[frame + 3], length));
  for (const [number, sql, columns] of definitions) {
    statements[number] = { sql, columns, prepared: null };
  }
  return calls;
}

/** Makes one call: a statement, or several as one batch; without a binding a wait. Never rejects. */
async function run(owner, [call, binding, items]) {
  if (binding === null) {
    await new Promise((resolve) => setTimeout(resolve, items));
    return { call, error: null, results: new Tape() };
  }
  try {
    const database = environment[binding];
    const columns = [];
    const bound = [];
    for (const [number, params, sql, names] of items) {
      const known = number === 0 ? { sql, columns: names, prepared: null } : owner.statements[number];
      known.prepared ??= database.prepare(known.sql);
      columns.push(known.columns);
      bound.push(params.length === 0 ? known.prepared : known.prepared.bind(...params));
    }
    if (bound.length > 1) {
      const results = await database.batch(bound);
      const tape = new Tape();
      for (let i = 0; i < results.length; i++) tape.objects(results[i], columns[i]);
      return { call, error: null, results: tape };
    }
    const names = columns[0];
    if (names?.length === 0) {
      const result = await bound[0].run();
      return { call, error: null, results: new Tape().objects(result, names) };
    }
    if (names === null) {
      const [first, ...rows] = await bound[0].raw({ columnNames: true });
      return { call, error: null, results: new Tape().head(undefined, first, rows.length * first.length).rows(rows) };
    }
    const rows = await bound[0].raw();
    return { call, error: null, results: new Tape().head(undefined, [], rows.length * names.length).rows(rows) };
  } catch (error) {
    return { call, error: String(error?.message ?? error), results: null };
  }
}

// What the tags of a tape's cells mean; the same in `tape.rs`.
const NULL = 0;
const NUMBER = 1;
const TEXT = 2;
const BLOB = 3;

/** Results on their way in: a number and a tag for each cell, and all texts in one. */
class Tape {
  numbers = [];
  tags = [];
  text = "";

  length() {
    return this.tags.length;
  }

  number(value) {
    this.numbers.push(value);
    this.tags.push(NUMBER);
  }

  /** What stands before a result's cells. */
  head(meta, names, cells) {
    this.number(meta?.changes ?? 0);
    this.number(meta?.last_row_id ?? 0);
    this.number(meta?.rows_read ?? 0);
    this.number(meta?.rows_written ?? 0);
    this.number(names.length);
    for (const name of names) this.cell(name);
    this.number(cells);
    return this;
  }

  rows(rows) {
    for (const row of rows) for (let i = 0; i < row.length; i++) this.cell(row[i]);
    return this;
  }

  /** A result whose rows are objects; `columns` is null where nobody knows their names. */
  objects({ meta, results }, columns) {
    const names = columns ?? Object.keys(results?.[0] ?? {});
    const rows = names.length === 0 ? [] : results;
    this.head(meta, columns === null ? names : [], rows.length * names.length);
    for (const row of rows) for (let i = 0; i < names.length; i++) this.cell(row[names[i]]);
    return this;
  }

  cell(value) {
    if (typeof value === "string") {
      this.text += value;
      this.numbers.push(value.length);
      this.tags.push(TEXT);
    } else if (typeof value === "number") {
      this.numbers.push(value);
      this.tags.push(NUMBER);
    } else if (Array.isArray(value)) {
      for (const byte of value) this.text += String.fromCharCode(byte);
      this.numbers.push(value.length);
      this.tags.push(BLOB);
    } else {
      this.numbers.push(0);
      this.tags.push(NULL);
    }
  }

  /** Writes it into the input buffer and returns how many bytes its texts take. */
  write(owner) {
    const { numbers, tags, text } = this;
    const cells = numbers.length;
    // Most texts are ASCII; others take up to three bytes for each unit.
    for (let room = text.length; ; room = text.length * 3) {
      const at = owner.wasm.williw_input(cells * 9 + room) >>> 0;
      owner.look();
      const { read, written } = encoder.encodeInto(text, owner.bytes.subarray(at + cells * 9, at + cells * 9 + room));
      if (read < text.length) continue;
      const { view, bytes } = owner;
      for (let i = 0; i < cells; i++) {
        view.setFloat64(at + i * 8, numbers[i], true);
        bytes[at + cells * 8 + i] = tags[i];
      }
      return written;
    }
  }
}

/** For the entry: where the handler is, and who makes a new instance. */
globalThis.__williw = {
  fetch,
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

export function header(at, length) {
  instance.look();
  return bring(current?.request?.headers.get(instance.text(at, length)));
}

export function variable(at, length) {
  instance.look();
  const value = environment[instance.text(at, length)];
  return bring(typeof value === "number" || typeof value === "boolean" ? String(value) : value);
}

export function database(at, length) {
  instance.look();
  return typeof environment[instance.text(at, length)]?.prepare === "function";
}

/** Puts a text where the module reads it; −1 where there is none. */
function bring(text) {
  return typeof text === "string" ? instance.write("", text) : -1;
}
