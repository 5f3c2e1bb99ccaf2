/** A token, or what gives one for each request. */
export type Token = string | (() => string | Promise<string>);

/** `Authorization: Bearer` (RFC 6750). */
function bearer(token: Token | undefined): Authorize | undefined {
  if (token === undefined) return undefined;
  return async ({ headers }) => headers.set("authorization", `Bearer ${typeof token === "string" ? token : await token()}`);
}
