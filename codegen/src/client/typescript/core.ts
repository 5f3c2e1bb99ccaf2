/** One thing that is wrong with a request. */
export interface Violation {
  /** Where: a JSON Pointer into the body, `?name` for a query parameter, `{name}` for a path parameter. */
  pointer: string;
  /** The rule, such as `required` or `max_length`. */
  code: string;
  /** The rule in words. */
  detail: string;
}

/** An error as the service tells it (RFC 9457). `code` says which one it is. */
export interface Problem<Status extends number, Code extends string> {
  type: string;
  title: string;
  status: Status;
  code: Code;
  /** This occurrence in words. */
  detail: string;
  /** What to name when asking the operator. */
  request_id: string;
  /** Every violation of a bad request. */
  errors?: Violation[];
}

/** What all is well with. A redirect's `data` is where it leads. */
export interface Success<Status extends number, Data> {
  ok: true;
  status: Status;
  data: Data;
  headers: Headers;
}

/** A problem that the route declares, or that is common to all. */
export type Failure<P extends Problem<number, string>> = P extends unknown
  ? { ok: false; status: P["status"]; problem: P; headers: Headers }
  : never;

/** Any result of a call. */
type Result = Success<number, unknown> | { ok: false; status: number; problem: Problem<number, string>; headers: Headers };

/**
 * What no result tells: there was no answer, or one that the service's table does not know (a proxy's page, a newer
 * service). What the call's own `signal` was aborted with is thrown as it is.
 */
export class ClientError extends Error {
  override readonly name = "ClientError";
  /**
   * - `invalid_request`: the request cannot be written, and was not sent.
   * - `network`: it was sent, or could not be, and there is no answer; `cause` tells more.
   * - `timeout`: there was no answer in time.
   * - `unexpected_reply`: there is one that was not agreed on; `response` and `text` are it.
   */
  readonly kind: "invalid_request" | "network" | "timeout" | "unexpected_reply";
  readonly response: Response | undefined;
  readonly text: string | undefined;

  constructor(kind: ClientError["kind"], message: string, more?: { cause?: unknown; response?: Response; text?: string }) {
    super(message, { cause: more?.cause });
    this.kind = kind;
    this.response = more?.response;
    this.text = more?.text;
  }
}

/** A problem as an exception: what `unwrap` throws. */
export class ProblemError<P extends Problem<number, string> = Problem<number, string>> extends Error {
  override readonly name = "ProblemError";
  readonly problem: P;

  constructor(problem: P) {
    super(`${problem.status} ${problem.code}: ${problem.detail} (request ${problem.request_id})`);
    this.problem = problem;
  }
}

/** The data of a result, for who would rather catch problems: it throws a `ProblemError`. */
export function unwrap<R extends Result>(result: R): Extract<R, { ok: true }>["data"] {
  if (result.ok) return result.data as Extract<R, { ok: true }>["data"];
  throw new ProblemError(result.problem);
}

/** How a client reaches the service, and how patient it is. */
export interface ClientOptions {
  /** Where the service is: `https://api.example.com`. In a browser also relative to the page. */
  baseUrl: string | URL;
  /** Who calls. Without it, only routes for anyone answer; a route that none of them fits is called without any. */
  credentials?: Credentials;
  /** Sent with every request. */
  headers?: Record<string, string>;
  /** Another `fetch`, such as that of a service binding. */
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds for a call, with all its attempts and pauses; 30,000 where none are given, 0 for no limit. */
  timeout?: number;
  /**
   * How often a call is repeated at most that was answered with 429 or 503, if it may be: a GET, PUT or DELETE, or one
   * with an idempotency key. 2 where nothing is given.
   */
  retries?: number;
  /** The longest pause before that in milliseconds: whoever asks for a longer one (`Retry-After`) is not asked again. 10,000 where none is given. */
  longestPause?: number;
}

/** Of one call. */
export interface CallOptions<Caller extends string = never> {
  signal?: AbortSignal;
  /** Instead of the client's. */
  timeout?: number;
  /** Beside the client's. */
  headers?: Record<string, string>;
  /** Which credentials to use where the client has several that would do; else the first of these. */
  as?: Caller;
}

/** What is known of a route. */
interface Route {
  method: string;
  path: string;
  /** Kinds of callers, the first first. */
  callers?: readonly string[];
  /** What the replies carry. */
  replies: { readonly [status: number]: "json" | "html" | "location" | "nothing" };
  /** The codes of its own problems. */
  errors?: readonly string[];
}

/** What a call is given. */
interface Args {
  path?: object;
  query?: object;
  body?: unknown;
  idempotencyKey?: string;
}

/** Adds the header fields that show who calls. */
type Authorize = (request: Outgoing) => void | Promise<void>;

/** A request on its way. */
interface Outgoing {
  method: string;
  url: URL;
  headers: Headers;
  body: string | undefined;
  /** The service's clock, as far as it is known, in milliseconds. */
  now: number;
}

/** Sends requests and reads replies. */
class Connection {
  readonly #options: ClientOptions;
  readonly #callers: { readonly [caller: string]: Authorize | undefined };
  readonly #base: string;
  /** What the service's clock shows more than ours. */
  #ahead = 0;

  constructor(options: ClientOptions, callers: { readonly [caller: string]: Authorize | undefined }) {
    this.#options = options;
    this.#callers = callers;
    const page = (globalThis as { location?: { href: string } }).location?.href;
    this.#base = new URL(options.baseUrl, page).href.replace(/\/$/, "");
  }

  /** Calls a route; what comes of it is `R` because route and type are made from the same table. */
  async call<R>(route: Route, args: Args, options: CallOptions<string> = {}): Promise<R> {
    const url = this.url(route.path, args);
    const body = args.body === undefined ? undefined : JSON.stringify(args.body);
    const timeout = options.timeout ?? this.#options.timeout ?? 30_000;
    const end = timeout > 0 ? Date.now() + timeout : Infinity;
    const timer = timeout > 0 ? AbortSignal.timeout(timeout) : undefined;
    const signals = [options.signal, timer].filter((signal) => signal !== undefined);
    const signal = AbortSignal.any(signals);
    const retries = route.method === "POST" || route.method === "PATCH"
      ? args.idempotencyKey === undefined ? 0 : this.#options.retries ?? 2
      : this.#options.retries ?? 2;
    let knowsTime = false;
    try {
      for (let attempt = 0; ; attempt++) {
        // Anew each time: a signature holds once.
        const headers = await this.#headers(route, url, body, args, options);
        signal.throwIfAborted();
        const response = await this.#fetch(url, { method: route.method, headers, body: body ?? null, redirect: "manual", signal });
        if (!knowsTime && response.status === 401 && response.headers.has("date")) {
          // Refused before anything was done. A device's clock may be wrong, and the service has told the time.
          knowsTime = true;
          if (isProblem(await peek(response), "clock_skew") && this.#learnTime(response)) continue;
        }
        if ((response.status === 429 || response.status === 503) && attempt < retries) {
          const pause = pauseBefore(attempt + 1, response.headers.get("retry-after"));
          if (pause <= (this.#options.longestPause ?? 10_000) && Date.now() + pause < end) {
            await response.body?.cancel();
            await sleep(pause, signal);
            continue;
          }
        }
        return await read(route, response) as R;
      }
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      if (timer?.aborted) {
        throw new ClientError("timeout", `${route.method} ${url.pathname}: no answer in ${timeout} ms`, { cause: error });
      }
      if (error instanceof ClientError) throw error;
      throw new ClientError("network", `${route.method} ${url.pathname}: ${error instanceof Error ? error.message : error}`, { cause: error });
    }
  }

  /** Where a route is. */
  url(path: string, args: Args): URL {
    const params = args.path as { readonly [name: string]: unknown } | undefined;
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const text = String(params?.[name]);
      // A URL forgets such segments, and would be another one's.
      if (text === "" || text === "." || text === "..") {
        throw new ClientError("invalid_request", `path parameter \`${name}\` cannot be \`${text}\``);
      }
      return encodeURIComponent(text);
    });
    const url = new URL(this.#base + filled);
    for (const [name, value] of Object.entries(args.query ?? {})) {
      if (value !== undefined && value !== null) url.searchParams.append(name, String(value));
    }
    return url;
  }

  /** Where a WebSocket is. */
  urlOfSocket(path: string, args: Args): URL {
    const url = this.url(path, args);
    url.protocol = url.protocol.replace("http", "ws");
    return url;
  }

  /** What a library opens a WebSocket with that shows who calls. */
  async socket(path: string, callers: readonly string[], args: Args, options: CallOptions<string> = {}): Promise<{ url: URL; headers: Headers }> {
    const route: Route = { method: "GET", path, callers, replies: {} };
    const headers = await this.#headers(route, this.url(path, args), undefined, args, options);
    return { url: this.urlOfSocket(path, args), headers };
  }

  async #headers(route: Route, url: URL, body: string | undefined, args: Args, options: CallOptions<string>): Promise<Headers> {
    const headers = new Headers({ accept: Object.values(route.replies).includes("html") ? "text/html, application/problem+json" : "application/json" });
    for (const [name, value] of Object.entries({ ...this.#options.headers, ...options.headers })) headers.set(name, value);
    if (body !== undefined) headers.set("content-type", "application/json");
    if (args.idempotencyKey !== undefined) headers.set("idempotency-key", args.idempotencyKey);
    const caller = options.as ?? route.callers?.find((caller) => this.#callers[caller] !== undefined);
    const authorize = caller === undefined ? undefined : this.#callers[caller];
    if (authorize === undefined && options.as !== undefined) {
      throw new ClientError("invalid_request", `the client has no credentials as \`${options.as}\``);
    }
    await authorize?.({ method: route.method, url, headers, body, now: Date.now() + this.#ahead });
    return headers;
  }

  /** The method's `this` must not be ours. */
  #fetch(url: URL, init: RequestInit): Promise<Response> {
    const other = this.#options.fetch;
    return other === undefined ? globalThis.fetch(url.href, init) : other(url.href, init);
  }

  #learnTime(response: Response): boolean {
    const date = Date.parse(response.headers.get("date") ?? "");
    if (Number.isFinite(date)) this.#ahead = date - Date.now();
    return Number.isFinite(date);
  }
}

/** Reads a reply as the route's table says. */
async function read(route: Route, response: Response): Promise<Result> {
  const { status, headers } = response;
  const unexpected = (message: string, text?: string) =>
    new ClientError("unexpected_reply", `${route.method} ${route.path}: ${message}`, { response, ...(text === undefined ? {} : { text }) });
  if (response.type === "opaqueredirect") {
    throw unexpected("a browser does not show where a redirect leads; let it go there by itself, with `url`");
  }
  const carries = route.replies[status];
  if (carries === "nothing") {
    await response.body?.cancel();
    return { ok: true, status, data: undefined, headers };
  }
  if (carries === "location") {
    await response.body?.cancel();
    const location = headers.get("location");
    if (location === null) throw unexpected(`${status} without a location`);
    return { ok: true, status, data: location, headers };
  }
  const text = await response.text();
  if (carries === "html") return { ok: true, status, data: text, headers };
  const value = parse(text);
  if (carries === "json") {
    if (value === undefined) throw unexpected(`${status} whose body is not JSON`, text);
    return { ok: true, status, data: value, headers };
  }
  if (isProblem(value) && [...route.errors ?? [], ...COMMON_CODES].includes(value.code)) {
    return { ok: false, status, problem: value, headers };
  }
  throw unexpected(isProblem(value) ? `${status} \`${value.code}\`, which is not in its table` : `${status}, which is not in its table`, text);
}

/** A copy's JSON; the reply itself can still be read. */
async function peek(response: Response): Promise<unknown> {
  return parse(await response.clone().text());
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(value: unknown, code?: string): value is Problem<number, string> {
  if (typeof value !== "object" || value === null || !("code" in value) || !("status" in value)) return false;
  return code === undefined ? typeof value.code === "string" : value.code === code;
}

/** What the service asks for, in seconds or as a date (RFC 9110, 10.2.3); else longer each time, and never twice the same. */
function pauseBefore(attempt: number, retryAfter: string | null): number {
  const asked = retryAfter === null || retryAfter.trim() === "" ? NaN : Number(retryAfter) * 1000;
  const until = Number.isNaN(asked) ? Date.parse(retryAfter ?? "") - Date.now() : asked;
  return Number.isNaN(until) ? 250 * 2 ** attempt * (0.5 + Math.random() / 2) : Math.max(0, until);
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal.addEventListener("abort", stop, { once: true });
  });
}
