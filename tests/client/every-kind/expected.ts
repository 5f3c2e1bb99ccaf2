// Made by `cargo williw client ts` from the spec; do not edit.

/** Milliseconds since 1970-01-01T00:00:00Z, as `Date.now()` gives them. */
export type Timestamp = number;

/**
 * Who owns things.
 * Matching `[a-z]{1,20}`.
 */
export type UserId = string & { readonly __type?: "UserId" };

/**
 * At most 200 characters.
 * Format: email.
 */
export type Mail = string & { readonly __type?: "Mail" };

/** A whole number, at least 0. */
export type Cents = number;

export type Color = "red" | "green";
/** Every `Color`. */
export const Color: readonly Color[] = ["red", "green"];

/** Has a field of each type. */
export interface Thing {
  owner: UserId;
  mail?: Mail;
  price: Cents;
  color: Color;
  flag: boolean;
  /**
   * How many there are.
   * A whole number from 0 to 255.
   */
  small: number;
  /** A whole number, at least -5. */
  big: number;
  /** From 0 to 1. */
  ratio: number;
  /** At most 0.5. */
  share: number;
  /** From 1 to 3 characters. */
  text: string;
  /**
   * Exactly 4 characters.
   * Matching `[0-9]+`.
   */
  code: string;
  at: Timestamp;
  /** At most 100 bytes of JSON. */
  anything: unknown;
  object: { [key: string]: unknown };
  kept: Note;
  /** From 1 to 9 items. */
  notes: Note[];
  colors: Color[];
  /** Each: each: a whole number from 0 to 4294967295. */
  table: number[][];
}

export interface Note {
  text: string;
}

/** Problems of any route. */
export type CommonProblem =
  | Problem<400, "invalid_request">
  | Problem<414, "uri_too_long">
  | Problem<431, "headers_too_large">
  | Problem<500, "internal_error">
  | Problem<503, "unavailable">;

/** Problems of routes that take a body. */
export type BodyProblem =
  | Problem<400, "malformed_json">
  | Problem<400, "body_unreadable">
  | Problem<408, "request_timeout">
  | Problem<413, "body_too_large">
  | Problem<415, "unsupported_media_type">;

/** Problems of routes that signed requests may call. */
export type SignatureProblem =
  | Problem<401, "signature_invalid">
  | Problem<401, "digest_mismatch">
  | Problem<401, "clock_skew">
  | Problem<401, "replayed_request">;

/** Problems of routes that happen once for each idempotency key. */
export type IdempotencyProblem =
  | Problem<422, "idempotency_mismatch">
  | Problem<409, "idempotency_in_progress">;

/** What `PUT /things/{owner}/{number}` takes. */
export interface PutThingArgs {
  path: {
    owner: UserId;
    /** A whole number from 0 to 4294967295. */
    number: number;
  };
  query: {
    loud?: boolean;
    color: Color;
  };
  body: Thing;
}

/** What can go wrong with `PUT /things/{owner}/{number}`. */
export type PutThingProblem =
  | Problem<409, "thing_taken">
  | Problem<403, "thing_banned">
  | Problem<406, "not_acceptable">
  | Problem<401, "credentials_missing">
  | Problem<401, "credentials_invalid">
  | Problem<429, "too_many_requests">
  | CommonProblem
  | BodyProblem
  | SignatureProblem;

/** What comes of `PUT /things/{owner}/{number}`. */
export type PutThingResult =
  | Success<200, Thing>
  | Success<201, Thing>
  | Success<204, undefined>
  | Failure<PutThingProblem>;

/** What `POST /things` takes. */
export interface FindThingsArgs {
  query?: {
    /**
     * How many at most.
     * A whole number from 1 to 100.
     * Where it is left out: `20`.
     */
    limit?: number;
  };
  body?: Note;
}

/** What can go wrong with `POST /things`. */
export type FindThingsProblem = Problem<406, "not_acceptable"> | CommonProblem | BodyProblem;

/** What comes of `POST /things`. */
export type FindThingsResult = Success<200, Note> | Failure<FindThingsProblem>;

/** What `POST /pay` takes. */
export interface PayArgs {
  body: Note;
  /** 1 to 128 characters that stand for this very intent: whoever calls again with the same key and body is told what came of the first call, and nothing happens twice. Keep it until the result is known. */
  idempotencyKey: string;
}

/** What can go wrong with `POST /pay`. */
export type PayProblem =
  | Problem<401, "credentials_missing">
  | Problem<401, "credentials_invalid">
  | Problem<403, "caller_not_allowed">
  | CommonProblem
  | BodyProblem
  | IdempotencyProblem;

/** What comes of `POST /pay`. */
export type PayResult = Success<202, undefined> | Failure<PayProblem>;

/** What can go wrong with `GET /`. */
export type HomeProblem = Problem<406, "not_acceptable"> | CommonProblem;

/** What comes of `GET /`. */
export type HomeResult = Success<200, string> | Failure<HomeProblem>;

/** What `GET /to/{owner}` takes. */
export interface FollowArgs {
  path: {
    owner: UserId;
  };
}

/** What can go wrong with `GET /to/{owner}`. */
export type FollowProblem = Problem<410, "thing_gone"> | CommonProblem;

/** What comes of `GET /to/{owner}`. */
export type FollowResult = Success<302, string> | Failure<FollowProblem>;

/** What `GET /listen/{owner}` takes. */
export interface ListenArgs {
  path: {
    owner: string;
  };
}

/** Who calls, by kind. */
export interface Credentials {
  /** Signs with its key. */
  user?: Signer<UserId>;
  admin?: Token;
}

/** The service. Each of its routes is a method. */
export class Client {
  readonly #connection: Connection;

  /** Where pages, redirects and WebSockets are: for links, and for browsers to go to. */
  readonly url = {
    home: (): URL => this.#connection.url("/", {}),
    follow: (args: FollowArgs): URL => this.#connection.url("/to/{owner}", args),
    listen: (args: ListenArgs): URL => this.#connection.urlOfSocket("/listen/{owner}", args),
    talk: (): URL => this.#connection.urlOfSocket("/talk", {}),
  };

  constructor(options: ClientOptions) {
    const credentials = options.credentials ?? {};
    this.#connection = new Connection(options, {
      user: signed(credentials.user, ["idempotency-key", "x-request-start-time"]),
      admin: bearer(credentials.admin),
    });
  }

  /**
   * Stores a thing.
   *
   * `PUT /things/{owner}/{number}`, for user or admin.
   * - 409 `thing_taken`: The number is taken
   * - 403 `thing_banned`: The thing is banned
   */
  putThing(args: PutThingArgs, options?: CallOptions<"user" | "admin">): Promise<PutThingResult> {
    return this.#connection.call({
      method: "PUT",
      path: "/things/{owner}/{number}",
      replies: { 200: "json", 201: "json", 204: "nothing" },
      callers: ["user", "admin"],
      errors: ["thing_taken", "thing_banned"],
    }, args, options);
  }

  /**
   * All of its arguments may be left out.
   *
   * `POST /things`, for anyone.
   */
  findThings(args: FindThingsArgs = {}, options?: CallOptions): Promise<FindThingsResult> {
    return this.#connection.call({
      method: "POST",
      path: "/things",
      replies: { 200: "json" },
    }, args, options);
  }

  /** `POST /pay`, for admin. */
  pay(args: PayArgs, options?: CallOptions<"admin">): Promise<PayResult> {
    return this.#connection.call({
      method: "POST",
      path: "/pay",
      replies: { 202: "nothing" },
      callers: ["admin"],
    }, args, options);
  }

  /** `GET /`, for anyone. */
  home(options?: CallOptions): Promise<HomeResult> {
    return this.#connection.call({
      method: "GET",
      path: "/",
      replies: { 200: "html" },
    }, {}, options);
  }

  /**
   * `GET /to/{owner}`, for anyone.
   * - 410 `thing_gone`: The thing is gone
   */
  follow(args: FollowArgs, options?: CallOptions): Promise<FollowResult> {
    return this.#connection.call({
      method: "GET",
      path: "/to/{owner}",
      replies: { 302: "location" },
      errors: ["thing_gone"],
    }, args, options);
  }

  /**
   * Anyone listens.
   *
   * `GET /listen/{owner}`, for anyone.
   */
  listen(args: ListenArgs, protocols: string[] = []): WebSocket {
    return new WebSocket(this.url.listen(args), protocols);
  }

  /** `GET /talk`, for user. */
  talk(options?: CallOptions<"user">): Promise<{ url: URL; headers: Headers }> {
    return this.#connection.socket("/talk", ["user"], {}, options);
  }
}
