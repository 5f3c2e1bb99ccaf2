// A small HTTP/1.1 load generator: keep-alive connections over bare sockets, one request at a time
// on each. Bare sockets because the generator shares the machine with what it measures.
import net from "node:net";

/** A realistic `request.cf`, as Cloudflare attaches it: workerd parses it from this header. */
const CF = JSON.stringify({
  clientTcpRtt: 12, longitude: "8.68200", latitude: "50.11550", tlsCipher: "AEAD-AES128-GCM-SHA256",
  continent: "EU", asn: 3320, clientAcceptEncoding: "gzip, deflate, br", country: "DE", isEUCountry: "1",
  tlsClientAuth: {
    certIssuerDNLegacy: "", certIssuerSKI: "", certSubjectDNRFC2253: "", certSubjectDNLegacy: "",
    certFingerprintSHA256: "", certNotBefore: "", certSKI: "", certSerial: "", certIssuerDN: "",
    certVerified: "NONE", certNotAfter: "", certSubjectDN: "", certPresented: "0", certRevoked: "0",
    certIssuerSerial: "", certIssuerDNRFC2253: "", certFingerprintSHA1: "",
  },
  tlsExportedAuthenticator: {
    clientFinished: "b5f2f1a7b2c7e7a8a0a5e5b9b0c9d7e1f3a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8",
    clientHandshake: "c5f2f1a7b2c7e7a8a0a5e5b9b0c9d7e1f3a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8",
    serverHandshake: "d5f2f1a7b2c7e7a8a0a5e5b9b0c9d7e1f3a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8",
    serverFinished: "e5f2f1a7b2c7e7a8a0a5e5b9b0c9d7e1f3a2b4c6d8e0f1a3b5c7d9e1f2a4b6c8",
  },
  tlsVersion: "TLSv1.3", colo: "FRA", timezone: "Europe/Berlin", city: "Frankfurt am Main",
  verifiedBotCategory: "", edgeRequestKeepAliveStatus: 1, requestPriority: "weight=256;exclusive=1",
  httpProtocol: "HTTP/2", region: "Hesse", regionCode: "HE", asOrganization: "Deutsche Telekom AG",
  postalCode: "60313", tlsClientHelloLength: "508", tlsClientRandom: "lP0mFS1MZQ8vdYyC7cW2hDq0Xj4=",
  tlsClientExtensionsSha1: "Y7DIC8A6G0/aXviZ8ie/xDbJb7g=",
});

const HEADERS =
  "host: williw.example\r\nuser-agent: williw-node/1.4.2 (linux; x86_64)\r\naccept: application/json\r\n" +
  "accept-encoding: gzip, br\r\nx-forwarded-proto: https\r\ncf-ray: 8f1d2c3b4a596877-FRA\r\n" +
  "cf-connecting-ip: 203.0.113.7\r\ncf-ipcountry: DE\r\ncf-visitor: {\"scheme\":\"https\"}\r\n" +
  `cf-blob: ${CF}\r\n`;

/** The bytes of a request. */
export function encode({ method = "GET", path, body }) {
  const entity = body === undefined ? "" : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  return `${method} ${path} HTTP/1.1\r\n${HEADERS}${entity}\r\n${body ?? ""}`;
}

/**
 * Sends requests on so many connections until a time or a number is reached.
 * @returns the number of replies, and of those whose status was not expected, with one of them.
 */
export async function load({ port, request, connections = 16, ms = Infinity, count = Infinity, expect = [200] }) {
  const result = { done: 0, bad: 0, sample: undefined };
  const until = performance.now() + ms;
  let sent = 0;
  const more = () => sent < count && performance.now() < until;
  const one = () =>
    new Promise((resolve, reject) => {
      const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
      const parser = new Replies((status, text) => {
        result.done++;
        if (!expect.includes(status)) {
          result.bad++;
          result.sample ??= `${status} ${text()}`;
        }
        send();
      });
      const send = () => {
        if (!more()) return socket.end();
        socket.write(encode(request(sent++)));
      };
      socket.on("connect", send);
      socket.on("data", (chunk) => parser.push(chunk));
      socket.on("error", reject);
      socket.on("close", resolve);
    });
  await Promise.all(Array.from({ length: connections }, one));
  return result;
}

/** Sends requests and resets each connection before the reply is there, as a client that goes away. */
export async function abandon({ port, request, count }) {
  const one = (i) =>
    new Promise((resolve) => {
      const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
      socket.on("connect", () => socket.write(encode(request(i)), () => setTimeout(() => socket.resetAndDestroy(), 1)));
      socket.on("error", () => {});
      socket.on("close", resolve);
    });
  await Promise.all(Array.from({ length: count }, (_, i) => one(i)));
}

/** Finds the ends of replies in a stream of bytes. */
class Replies {
  #rest = Buffer.alloc(0);
  #each;

  constructor(each) {
    this.#each = each;
  }

  push(chunk) {
    let data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const head = data.indexOf("\r\n\r\n");
      if (head < 0) break;
      const text = data.latin1Slice(0, head).toLowerCase();
      const status = Number(text.slice(9, 12));
      const length = /\r\ncontent-length: (\d+)/.exec(text)?.[1];
      let end;
      if (length !== undefined) end = head + 4 + Number(length);
      else if (text.includes("\r\ntransfer-encoding: chunked")) end = chunkedEnd(data, head + 4);
      else end = head + 4;
      if (end < 0 || end > data.length) break;
      const reply = data.subarray(0, end);
      data = data.subarray(end);
      this.#each(status, () => reply.toString());
    }
    this.#rest = data;
  }
}

function chunkedEnd(data, at) {
  for (;;) {
    const line = data.indexOf("\r\n", at);
    if (line < 0) return -1;
    const size = Number.parseInt(data.latin1Slice(at, line), 16);
    at = line + 2 + size + 2;
    if (at > data.length) return -1;
    if (size === 0) return at;
  }
}
