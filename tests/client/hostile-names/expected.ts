// Made by `cargo williw client ts` from the spec; do not edit.

/** Milliseconds since 1970-01-01T00:00:00Z, as `Date.now()` gives them. */
export type Timestamp = number;

/** Ends a comment: *\/ and begins one: /* `${x}` "quoted" \backslash */
export interface Error2 {
  class: string;
  "a-b"?: string;
  /** A whole number from 0 to 255. */
  "1st": number;
  /** A whole number from 0 to 255. */
  "größe": number;
  "quote\"d": string;
}

/**
 * Ends a comment: *\/ and begins one: /* `${x}` "quoted" \backslash
 * What is sent for Error: what has a default may be left out.
 */
export interface ErrorInput2 {
  class: string;
  "a-b"?: string;
  /** A whole number from 0 to 255. */
  "1st": number;
  /** A whole number from 0 to 255. */
  "größe": number;
  /** Where it is left out: `"*\/"`. */
  "quote\"d"?: string;
}

export interface Client2 {
  inner: Error2;
}

export interface Result2 {
  inner: Client2[];
}

export interface ThenArgs {
  promise: Promise2;
}

export type Promise2 = "it's" | "\\" | "\"" | "line\nbreak" | "";
/** Every `Promise2`. */
export const Promise2: readonly Promise2[] = ["it's", "\\", "\"", "line\nbreak", ""];

export interface ErrorInput {
  /** A whole number from 0 to 255. */
  x: number;
}

/** Matching ``[*\/]+``. */
export type Timestamp2 = string & { readonly __type?: "Timestamp2" };

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

/** What `POST /then` takes. */
export interface ThenArgs2 {
  body: ThenArgs;
}

/** What can go wrong with `POST /then`. */
export type ThenProblem = Problem<406, "not_acceptable"> | CommonProblem | BodyProblem;

/** What comes of `POST /then`. */
export type ThenResult = Success<200, Result2> | Failure<ThenProblem>;

/** What `POST /$&'()*+,;=:@` takes. */
export interface ConstructorArgs {
  body: ErrorInput2;
}

/** What can go wrong with `POST /$&'()*+,;=:@`. */
export type ConstructorProblem = Problem<406, "not_acceptable"> | CommonProblem | BodyProblem;

/** What comes of `POST /$&'()*+,;=:@`. */
export type ConstructorResult = Success<200, Error2> | Failure<ConstructorProblem>;

/** What `GET /{class}/{path}` takes. */
export interface UrlArgs {
  path: {
    class: string;
    path: Timestamp2;
  };
  query: {
    query: Promise2;
    /** A whole number from 0 to 255. */
    body?: number;
    "a-b"?: Timestamp;
  };
}

/** What can go wrong with `GET /{class}/{path}`. */
export type UrlProblem = Problem<406, "not_acceptable"> | CommonProblem;

/** What comes of `GET /{class}/{path}`. */
export type UrlResult = Success<200, string> | Failure<UrlProblem>;

/** What can go wrong with `GET /a_1`. */
export type A1Problem = Problem<406, "not_acceptable"> | CommonProblem;

/** What comes of `GET /a_1`. */
export type A1Result = Success<200, Client2> | Failure<A1Problem>;

/** What can go wrong with `GET /a1`. */
export type A1Problem2 = Problem<406, "not_acceptable"> | CommonProblem;

/** What comes of `GET /a1`. */
export type A1Result2 = Success<200, ErrorInput> | Failure<A1Problem2>;

/** What can go wrong with `DELETE /delete`. */
export type DeleteProblem = CommonProblem;

/** What comes of `DELETE /delete`. */
export type DeleteResult = Success<204, undefined> | Failure<DeleteProblem>;

/** Nobody has to show anything. */
export type Credentials = Record<string, never>;

/** The service. Each of its routes is a method. */
export class Client {
  readonly #connection: Connection;

  /** Where pages, redirects and WebSockets are: for links, and for browsers to go to. */
  readonly url = {
    url_2: (args: UrlArgs): URL => this.#connection.url("/{class}/{path}", args),
  };

  constructor(options: ClientOptions) {
    this.#connection = new Connection(options, {});
  }

  /** `POST /then`, for anyone. */
  then_2(args: ThenArgs2, options?: CallOptions): Promise<ThenResult> {
    return this.#connection.call({
      method: "POST",
      path: "/then",
      replies: { 200: "json" },
    }, args, options);
  }

  /**
   * *\/ alert(1) /*
   *
   * `POST /$&'()*+,;=:@`, for anyone.
   */
  constructor_2(args: ConstructorArgs, options?: CallOptions): Promise<ConstructorResult> {
    return this.#connection.call({
      method: "POST",
      path: "/$&'()*+,;=:@",
      replies: { 200: "json" },
    }, args, options);
  }

  /** `GET /{class}/{path}`, for anyone. */
  url_2(args: UrlArgs, options?: CallOptions): Promise<UrlResult> {
    return this.#connection.call({
      method: "GET",
      path: "/{class}/{path}",
      replies: { 200: "html" },
    }, args, options);
  }

  /** `GET /a_1`, for anyone. */
  a1(options?: CallOptions): Promise<A1Result> {
    return this.#connection.call({
      method: "GET",
      path: "/a_1",
      replies: { 200: "json" },
    }, {}, options);
  }

  /** `GET /a1`, for anyone. */
  a1_2(options?: CallOptions): Promise<A1Result2> {
    return this.#connection.call({
      method: "GET",
      path: "/a1",
      replies: { 200: "json" },
    }, {}, options);
  }

  /** `DELETE /delete`, for anyone. */
  delete(options?: CallOptions): Promise<DeleteResult> {
    return this.#connection.call({
      method: "DELETE",
      path: "/delete",
      replies: { 204: "nothing" },
    }, {}, options);
  }
}
