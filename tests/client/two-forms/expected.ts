// Made by `cargo williw client ts` from the spec; do not edit.

/** Both ways, and has a default. */
export interface Both {
  /** A whole number from 0 to 255. */
  count: number;
  note?: string;
}

/**
 * Both ways, and has a default.
 * What is sent for Both: what has a default may be left out.
 */
export interface BothInput {
  /**
   * A whole number from 0 to 255.
   * Where it is left out: `3`.
   */
  count?: number;
  note?: string;
}

/** Both ways, and holds one that has. */
export interface Outer {
  both: Both;
  list: Both[];
  lists: Both[][];
}

/**
 * Both ways, and holds one that has.
 * What is sent for Outer: what has a default may be left out.
 */
export interface OuterInput {
  both: BothInput;
  list: readonly BothInput[];
  lists: readonly (readonly BothInput[])[];
}

/** Both ways, the same in each. */
export interface Plain {
  note?: string;
  /** Each: a whole number from 0 to 255. */
  list: number[];
}

/** Only sent. */
export interface Sent {
  /** Where it is left out: `["a","b"]`. */
  tags?: readonly string[];
  outer: OuterInput;
  plain: Plain;
}

/** Only received. */
export interface Received {
  tags: string[];
  outer: Outer;
  plain: Plain;
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

/** What `POST /send` takes. */
export interface SendArgs {
  body: Sent;
}

/** What can go wrong with `POST /send`. */
export type SendProblem = Problem<406, "not_acceptable"> | CommonProblem | BodyProblem;

/** What comes of `POST /send`. */
export type SendResult = Success<200, Received> | Failure<SendProblem>;

/** Nobody has to show anything. */
export type Credentials = Record<string, never>;

/** The service. Each of its routes is a method. */
export class Client {
  readonly #connection: Connection;

  constructor(options: ClientOptions) {
    this.#connection = new Connection(options, {});
  }

  /** `POST /send`, for anyone. */
  send(args: SendArgs, options?: CallOptions): Promise<SendResult> {
    return this.#connection.call({
      method: "POST",
      path: "/send",
      replies: { 200: "json" },
    }, args, options);
  }
}
