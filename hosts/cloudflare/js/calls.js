// What the module asks of the world: statements of D1, KV, calls of objects, requests to others, a while of time. And the tape on
// which answers go back.
//
// A call never rejects: its failure is an answer too. What is hard: bytes that come with a call stand in the module's
// memory only until the module runs again, so they are copied before anything is awaited.
import { environment } from "./host.js";

const encoder = new TextEncoder();

/** What a call was answered with: a tape and bytes beside it, or why it failed. */
class Answer {
  constructor(call, results, body, error, flags) {
    this.call = call;
    this.results = results;
    this.body = body;
    this.error = error;
    this.flags = flags;
  }

  /** Hands it to the module, which runs the event of the slot on. */
  deliver({ id, owner }) {
    const { call, results, body, error } = this;
    if (error !== null) return owner.wasm.williw_fail(id, call, owner.write("", error), this.flags);
    if (body !== null) owner.bring(body);
    return owner.wasm.williw_answer(id, call, results.length(), results.write(owner));
  }
}

const good = (call, results, body = null) => new Answer(call, results, body, null, 0);

/** A mark of errors that an object's own code threw before it began. */
export const UNBEGUN = "williwUnbegun";

/** What an object's failure is; the same in `namespace.rs`. */
const failed = (call, error) => new Answer(call, null, null, String(error?.message ?? error),
  (error?.retryable ? 1 : 0) | (error?.overloaded ? 2 : 0) | (error?.durableObjectReset && !error[UNBEGUN] ? 4 : 0));

/** Makes one call: a statement, or several as one batch; without a binding a wait. Never rejects. */
export async function run(slot, parts) {
  const [call, binding, items] = parts;
  const { owner } = slot;
  if (binding === null) {
    await new Promise((resolve) => setTimeout(resolve, items));
    return good(call, new Tape());
  }
  try {
    if (typeof items === "string") return await operations[items](slot, call, binding, ...parts.slice(3));
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
      return good(call, tape);
    }
    const names = columns[0];
    if (names === null) {
      const [first, ...rows] = await bound[0].raw({ columnNames: true });
      return good(call, new Tape().head(undefined, first, rows.length * first.length).rows(rows));
    }
    // `raw` would make no objects, but does not tell how many rows were read, which is what D1 costs.
    return good(call, new Tape().objects(await bound[0].run(), names));
  } catch (error) {
    return failed(call, error);
  }
}

// What is the matter with a request to a service of others; the same in `fetch.rs`.
const TIMEOUT = 1;
const TOO_LARGE = 2;

/** The body of a reply, whole; null where it has more bytes than the limit. */
async function whole({ body }, limit) {
  const chunks = [];
  let length = 0;
  // Leaving the loop ends the rest.
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > limit) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/** The bytes of a call, copied. */
function copied(owner, [at, length]) {
  owner.look();
  return owner.bytes.slice(at, at + length);
}

const json = (value) => (value === null || value === undefined ? null : JSON.stringify(value));

/** All other calls, by their names. */
const operations = {
  async get(slot, call, binding, key, cacheTtl) {
    const options = { type: "arrayBuffer", cacheTtl: cacheTtl ?? undefined };
    const { value, metadata } = await environment[binding].getWithMetadata(key, options);
    const tape = new Tape().cells(value === null ? 0 : 1, json(metadata));
    return good(call, tape, value === null ? null : new Uint8Array(value));
  },

  async getBulk(slot, call, binding, keys, cacheTtl) {
    const options = { type: "text", cacheTtl: cacheTtl ?? undefined };
    const found = await environment[binding].getWithMetadata(keys, options);
    const tape = new Tape();
    for (const key of keys) {
      const entry = found.get(key);
      tape.cells(entry?.value ?? null, json(entry?.metadata));
    }
    return good(call, tape);
  },

  async put({ owner }, call, binding, key, value, after, at, metadata) {
    const options = {};
    if (after !== null) options.expirationTtl = after;
    if (at !== null) options.expiration = at;
    if (metadata !== null) options.metadata = JSON.parse(metadata);
    await environment[binding].put(key, copied(owner, value), options);
    return good(call, new Tape());
  },

  async delete(slot, call, binding, key) {
    await environment[binding].delete(key);
    return good(call, new Tape());
  },

  async list(slot, call, binding, prefix, limit, cursor) {
    const options = { prefix, limit: limit ?? undefined, cursor: cursor ?? undefined };
    const page = await environment[binding].list(options);
    const tape = new Tape().cells(page.list_complete ? null : page.cursor);
    for (const { name, expiration, metadata } of page.keys) tape.cells(name, expiration ?? null, json(metadata));
    return good(call, tape);
  },

  async limit(slot, call, binding, key) {
    const { success } = await environment[binding].limit({ key });
    return good(call, new Tape().cells(success ? 1 : 0));
  },

  async fetch({ owner }, call, network, method, url, fields, body, timeout, limit) {
    const headers = [];
    for (let i = 0; i < fields.length; i += 2) headers.push([fields[i], fields[i + 1]]);
    const init = { method, headers, redirect: "manual", signal: AbortSignal.timeout(timeout) };
    if (body !== null) init.body = copied(owner, body);
    try {
      const response = await fetch(url, init);
      const bytes = await whole(response, limit);
      if (bytes === null) return new Answer(call, null, null, "", TOO_LARGE);
      return good(call, new Tape().cells(response.status, ...[...response.headers].flat()), bytes);
    } catch (error) {
      const late = error?.name === "TimeoutError";
      return new Answer(call, null, null, String(error?.message ?? error), late ? TIMEOUT : 0);
    }
  },

  /** When the object's alarm rings. */
  async alarm({ place }, call) {
    return good(call, new Tape().cells(await place.ctx.storage.getAlarm()));
  },

  async call({ owner }, call, binding, name, method, args) {
    const response = await request(binding, name, method, args, owner, null);
    return good(call, new Tape().cells(null), new Uint8Array(await response.arrayBuffer()));
  },

  async connect({ owner }, call, binding, name, method, args) {
    const response = await request(binding, name, method, args, owner, "websocket");
    const socket = response.webSocket;
    if (socket === null) return good(call, new Tape().cells(null), new Uint8Array(await response.arrayBuffer()));
    clients.set(++lastClient, socket);
    const body = encoder.encode(decodeURIComponent(response.headers.get(BODY) ?? ""));
    return good(call, new Tape().cells(lastClient), body);
  },
};

/** Header fields between a Worker and its objects: the arguments, and the body of an answer that is a WebSocket. */
export const ARGUMENTS = "williw-arguments";
export const BODY = "williw-body";

/** Calls an object, on a stub of its own: a stub repeats its first failure for ever. */
function request(binding, name, method, [at, length], owner, upgrade) {
  const namespace = environment[binding];
  const args = owner.text(at, length);
  const url = `http://object/${method}`;
  const stub = namespace.get(namespace.idFromName(name));
  if (upgrade !== null) return stub.fetch(url, { headers: { upgrade, [ARGUMENTS]: encodeURIComponent(args) } });
  // A body is a stream, and costs a third of a call; most arguments fit into a field.
  if (args.length <= 4096 && /^[ -~]*$/.test(args)) return stub.fetch(url, { headers: { [ARGUMENTS]: args } });
  return stub.fetch(url, { method: "POST", body: args });
}

/** The clients' ends of WebSockets, by the numbers that the module knows them by. */
const clients = new Map();
let lastClient = 0;

/** Takes a client's end, to hand it to the client. */
export function take(number) {
  const socket = clients.get(number);
  clients.delete(number);
  return socket;
}

/** Imported: drops a client's end that nobody was given. */
export function release(number) {
  const socket = take(number);
  if (socket === undefined) return;
  try {
    socket.accept();
    socket.close(1001, "nobody took it");
  } catch (error) {
    console.error("a WebSocket could not be closed:", error);
  }
}

// What the tags of a tape's cells mean; the same in `tape.rs`.
const NULL = 0;
const NUMBER = 1;
const TEXT = 2;
const BLOB = 3;

/** Results on their way in: a number and a tag for each cell, and all texts in one. */
export class Tape {
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
    } else if (Array.isArray(value) || value instanceof ArrayBuffer) {
      // D1 gives arrays, objects' SQL buffers.
      const bytes = new Uint8Array(value);
      for (let i = 0; i < bytes.length; i += 8192) {
        this.text += String.fromCharCode.apply(null, bytes.subarray(i, i + 8192));
      }
      this.numbers.push(bytes.length);
      this.tags.push(BLOB);
    } else {
      this.numbers.push(0);
      this.tags.push(NULL);
    }
  }

  cells(...values) {
    for (const value of values) this.cell(value);
    return this;
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
