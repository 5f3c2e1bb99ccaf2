// Made by `cargo williw client ts` from the spec; do not edit.

/** Nobody has to show anything. */
export type Credentials = Record<string, never>;

/** The service. Each of its routes is a method. */
export class Client {

  constructor(options: ClientOptions) {
    new Connection(options, {});
  }
}
