// Durable Objects on the JavaScript side: the classes that workerd makes, and the imports that are an object's storage,
// alarm and WebSockets.
//
// A class knows nothing of its methods: a call goes in as a name and a text. What is hard: a throw of an import would end
// the instance, so each catches what it calls; an instance that has ended took its objects along, and the next event
// makes them anew; and an object that workerd let go of must be let go of in the module.
import { ARGUMENTS, BODY, Tape, UNBEGUN } from "./calls.js";
import { broke, current, event, instance, learn, living, lost } from "./host.js";

const decoder = new TextDecoder();

/**
 * What an object's own code threw before it began: the runtime adds that the object was reset, which is not the news.
 * An instance that ended is.
 */
const unbegun = (error) => (error?.durableObjectReset ? error : Object.assign(error, { [UNBEGUN]: true }));

/** An object's place: what workerd makes of its class. */
class Place {
  constructor(name, ctx, env) {
    this.class = name;
    this.ctx = ctx;
    this.env = env;
    /** The instance that has the object in its memory, and its number there. */
    this.owner = null;
    this.number = -1;
    /** Its WebSockets by the numbers that the module knows them by, and the other way round. */
    this.sockets = new Map();
    this.numbers = new WeakMap();
    this.lastSocket = 0;
    /** Events that wait for nothing but another event: nobody else holds them. */
    this.asleep = new Set();
    /** What the object does before anything else. */
    this.starting = null;
    this.load();
  }

  /** Makes the object in the living instance, and has it do what it does before anything else. */
  load() {
    const { ctx, env } = this;
    const owner = living(ctx, env);
    if (owner === null) throw lost();
    const number = owner.freeObjects.pop() ?? owner.objects++;
    // Before the object is made: it may use its storage at once.
    this.number = number;
    this.owner = null;
    const hex = ctx.id.toString();
    const name = ctx.id.name;
    try {
      event(owner, env, this, () => {
        const written = owner.write(this.class + hex, name ?? "");
        return owner.wasm.williw_object(number, this.class.length, hex.length, name === undefined ? -1 : written);
      });
    } catch (error) {
      owner.freeObjects.push(number);
      throw unbegun(error);
    }
    collected.register(this, { owner, number });
    this.owner = owner;
    // Begun within: what is begun before must wait until it is over.
    this.starting = ctx.blockConcurrencyWhile(async () => {
      try {
        await event(owner, env, this, (slot) => owner.wasm.williw_object_start(slot, number));
      } catch (error) {
        throw unbegun(error);
      }
      this.starting = null;
    });
  }

  /** Runs an event: `begin` has the module begin it. */
  async event(begin) {
    if (this.owner === null || this.owner !== instance) this.load();
    // Only an event that workerd had delivered before it began comes here.
    if (this.starting !== null) await this.starting;
    const { owner, number } = this;
    return event(owner, this.env, this, (slot) => begin(owner, slot, number));
  }

  async fetch(request) {
    const { url, headers } = request;
    const method = url.slice(url.lastIndexOf("/") + 1);
    const upgrade = headers.has("upgrade");
    const given = headers.get(ARGUMENTS);
    const args = given === null ? await request.text() : upgrade ? decodeURIComponent(given) : given;
    const { head, body } = await this.event((owner, slot, number) =>
      owner.wasm.williw_object_call(slot, number, method.length, owner.write(method, args), upgrade));
    return head === "" ? new Response(body) : this.accept(JSON.parse(head), body);
  }

  /** Accepts a WebSocket for hibernation, and answers with the client's end of it. */
  accept([tags, attachment, messages], body) {
    const { 0: client, 1: server } = new WebSocketPair();
    if (attachment !== null) keep(server, attachment);
    this.ctx.acceptWebSocket(server, tags);
    for (const message of messages) server.send(message);
    const headers = { [BODY]: encodeURIComponent(decoder.decode(body)) };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  async alarm({ scheduledTime, retryCount }) {
    await this.event((owner, slot, number) => owner.wasm.williw_object_alarm(slot, number, scheduledTime, retryCount));
  }

  async webSocketMessage(socket, message) {
    const id = this.numberOf(socket);
    await this.event((owner, slot, number) => {
      if (typeof message === "string") {
        return owner.wasm.williw_socket_message(slot, number, id, owner.write("", message));
      }
      owner.bring(new Uint8Array(message));
      return owner.wasm.williw_socket_message(slot, number, id, -1);
    });
  }

  async webSocketClose(socket, code, reason, wasClean) {
    const id = this.numberOf(socket);
    try {
      await this.event((owner, slot, number) =>
        owner.wasm.williw_socket_close(slot, number, id, code, owner.write("", reason), wasClean));
    } finally {
      this.forget(id);
      try {
        // The other half of the closing handshake, where the runtime has not sent it.
        socket.close(code === 1005 || code === 1006 ? 1000 : code, reason);
      } catch {
        // It is closed already.
      }
    }
  }

  async webSocketError(socket, error) {
    const id = this.numberOf(socket);
    try {
      await this.event((owner, slot, number) =>
        owner.wasm.williw_socket_error(slot, number, id, owner.write("", String(error?.message ?? error))));
    } finally {
      this.forget(id);
    }
  }

  /** A WebSocket's number: the one that it has, or a new one. */
  numberOf(socket) {
    let number = this.numbers.get(socket);
    if (number === undefined) {
      number = ++this.lastSocket;
      this.numbers.set(socket, number);
      this.sockets.set(number, socket);
    }
    return number;
  }

  forget(number) {
    this.sockets.delete(number);
  }

  /** The WebSocket of a number. */
  socket(number) {
    const socket = this.sockets.get(number);
    if (socket === undefined) throw new Error("the WebSocket is closed");
    return socket;
  }
}

const collected = new FinalizationRegistry(({ owner, number }) => {
  if (owner !== instance) return;
  try {
    owner.wasm.williw_object_drop(number);
    owner.freeObjects.push(number);
  } catch (error) {
    broke(error);
  }
});

/** For the entry: the class of a name. */
globalThis.__williw.object = (name) =>
  class extends Place {
    constructor(ctx, env) {
      super(name, ctx, env);
    }
  };

// What the module imports. All take the object's number first.

const ROLLED_BACK = {};

/** What a text or a count is returned as, or why there is none. */
function attempt(object, work) {
  const owner = instance;
  try {
    const place = current?.place;
    if (place?.number !== object) throw new Error("an object's storage answers only within the object's own events");
    owner.look();
    return work(place, owner);
  } catch (error) {
    // A trap in the work of a transaction ends the instance, and must not be caught in it.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return -2 - owner.write("", String(error?.message ?? error));
  }
}

/** Puts a tape into the input buffer, its length in bytes into the frame, and returns how many cells it has. */
function put(owner, tape) {
  const written = tape.write(owner);
  owner.words[owner.frame + 6] = written;
  return tape.length();
}

export function storageGet(object, at, length) {
  return attempt(object, ({ ctx }, owner) => {
    const value = ctx.storage.kv.get(owner.text(at, length));
    if (value === undefined) return -1;
    return owner.write("", typeof value === "string" ? value : JSON.stringify(value));
  });
}

export function storagePut(object, at, length, valueAt, valueLength) {
  return attempt(object, ({ ctx }, owner) => {
    ctx.storage.kv.put(owner.text(at, length), owner.text(valueAt, valueLength));
    return 0;
  });
}

export function storageDelete(object, at, length) {
  return attempt(object, ({ ctx }, owner) => (ctx.storage.kv.delete(owner.text(at, length)) ? 1 : 0));
}

export function storageList(object, at, length) {
  return attempt(object, ({ ctx }, owner) => {
    const tape = new Tape();
    for (const [key, value] of ctx.storage.kv.list(JSON.parse(owner.text(at, length)))) {
      tape.cells(key, typeof value === "string" ? value : JSON.stringify(value));
    }
    return put(owner, tape);
  });
}

export function storageDeleteAll(object) {
  return attempt(object, ({ ctx }) => {
    ctx.storage.deleteAll().catch(report);
    return 0;
  });
}

export function storageSql(object, at, length) {
  return attempt(object, ({ ctx }, owner) => {
    const { sql } = ctx.storage;
    const [[, , items]] = learn(owner, owner.text(at, length));
    const tape = new Tape();
    for (const [number, params, text, names, reading] of items) {
      const known = number === 0 ? { sql: text, columns: names, reads: reading } : owner.statements[number];
      for (let i = 0; i < params.length; i++) if (Array.isArray(params[i])) params[i] = new Uint8Array(params[i]);
      const [before] = known.reads ? [0] : changes(sql);
      const cursor = sql.exec(known.sql, ...params);
      const columns = known.columns ?? cursor.columnNames;
      const all = cursor.raw().toArray();
      const rows = columns.length === 0 ? [] : all;
      const [after, last] = known.reads ? [0, 0] : changes(sql);
      const meta = {
        changes: after - before,
        last_row_id: last,
        rows_read: cursor.rowsRead,
        rows_written: cursor.rowsWritten,
      };
      tape.head(meta, known.columns === null ? columns : [], rows.length * columns.length).rows(rows);
    }
    return put(owner, tape);
  });
}

/** How many rows were changed since the database was opened, as D1 counts them, and the last row's id. */
function changes(sql) {
  return sql.exec("SELECT total_changes(), last_insert_rowid()").raw().next().value;
}

export function storageTransaction(object) {
  return attempt(object, ({ ctx }, owner) => {
    try {
      ctx.storage.transactionSync(() => {
        if (!owner.wasm.williw_work()) throw ROLLED_BACK;
      });
    } catch (error) {
      if (error !== ROLLED_BACK) throw error;
    }
    return 0;
  });
}

export function setAlarm(object, at) {
  return attempt(object, ({ ctx }) => {
    // Not awaited: the output gate waits for it, as for any write.
    (at < 0 ? ctx.storage.deleteAlarm() : ctx.storage.setAlarm(at)).catch(report);
    return 0;
  });
}

/** A failed write resets the object; this only says so in the log. */
function report(error) {
  console.error("an object's storage failed:", error);
}

export function socketList(object, at, length) {
  return attempt(object, (place, owner) => {
    const sockets = place.ctx.getWebSockets(length < 0 ? undefined : owner.text(at, length));
    // They come newest first.
    return put(owner, new Tape().cells(...sockets.reverse().map((socket) => place.numberOf(socket))));
  });
}

export function socketSend(object, socket, at, length, binary) {
  return attempt(object, (place, owner) => {
    const start = at >>> 0;
    place.socket(socket).send(binary ? owner.bytes.slice(start, start + length) : owner.text(at, length));
    return 0;
  });
}

export function socketClose(object, socket, code, at, length) {
  return attempt(object, (place, owner) => {
    place.socket(socket).close(code, owner.text(at, length));
    return 0;
  });
}

export function socketTags(object, socket) {
  return attempt(object, (place, owner) => put(owner, new Tape().cells(...place.ctx.getTags(place.socket(socket)))));
}

export function socketAttachment(object, socket) {
  return attempt(object, (place, owner) => {
    const kept = place.socket(socket).deserializeAttachment();
    if (kept === null || kept === undefined) return -1;
    return owner.write("", typeof kept === "string" ? kept : decoder.decode(kept));
  });
}

export function socketAttach(object, socket, at, length) {
  return attempt(object, (place, owner) => {
    keep(place.socket(socket), owner.text(at, length));
    return 0;
  });
}

/** Attaches a text. Where it is not Latin-1 its UTF-8 is attached: a text would take two bytes for each unit. */
function keep(socket, text) {
  socket.serializeAttachment(/[^\0-\xff]/.test(text) ? new TextEncoder().encode(text) : text);
}
