/** Who signs its requests with ed25519. */
export interface Signer<Id extends string = string> {
  /** The id that the service knows the key by. */
  id: Id;
  /** The secret key (`signingKey` makes one of 32 bytes), or what signs with it, such as a wallet. */
  key: CryptoKey | ((data: Uint8Array) => Uint8Array | Promise<Uint8Array>);
}

/** The key of a 32-byte ed25519 seed. It needs the WebCrypto of Node 22, Deno, or a browser of 2025. */
export function signingKey(seed: Uint8Array): Promise<CryptoKey> {
  if (seed.length !== 32) throw new ClientError("invalid_request", "an ed25519 seed has 32 bytes");
  // What stands before the seed in PKCS #8 (RFC 8410, 7).
  const head = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
  return crypto.subtle.importKey("pkcs8", new Uint8Array([...head, ...seed]), "Ed25519", false, ["sign"]);
}

/** HTTP Message Signatures (RFC 9421) over method, path, query, the body's digest (RFC 9530) and the fields in `cover`. */
function signed(signer: Signer | undefined, cover: readonly string[]): Authorize | undefined {
  if (signer === undefined) return undefined;
  const { id, key } = signer;
  return async ({ method, url, headers, body, now }) => {
    // A structured string holds printable ASCII (RFC 9651, 3.3.3).
    if (!/^[ -~]*$/.test(id)) throw new ClientError("invalid_request", `the id \`${id}\` is not ASCII`);
    const text = new TextEncoder();
    const covered = [["@method", method], ["@path", url.pathname], ["@query", url.search || "?"]];
    if (body) {
      headers.set("content-digest", `sha-256=${binary(await crypto.subtle.digest("SHA-256", text.encode(body)))}`);
    }
    for (const name of ["content-digest", ...cover]) {
      const value = headers.get(name);
      if (value !== null) covered.push([name, value]);
    }
    const names = covered.map(([name]) => `"${name}"`).join(" ");
    const keyid = id.replace(/["\\]/g, "\\$&");
    const created = Math.floor(now / 1000);
    const params = `(${names});created=${created};nonce="${crypto.randomUUID()}";keyid="${keyid}";alg="ed25519"`;
    const lines = [...covered.map(([name, value]) => `"${name}": ${value}`), `"@signature-params": ${params}`];
    const base = text.encode(lines.join("\n"));
    const signature = typeof key === "function" ? await key(base) : await crypto.subtle.sign("Ed25519", key, base);
    headers.set("signature-input", `sig=${params}`);
    headers.set("signature", `sig=${binary(signature)}`);
  };
}

/** Bytes as a structured field has them (RFC 9651, 3.3.5). */
function binary(bytes: ArrayBuffer | Uint8Array): string {
  return `:${btoa(String.fromCharCode(...new Uint8Array(bytes)))}:`;
}
