// What must, and must not, compile of a client that has every kind of route.
import { Client, Color, type PutThingResult, type Thing, type UserId } from "./client.js";

export async function uses(client: Client, thing: Thing, user: UserId): Promise<void> {
  const put = await client.putThing({ path: { owner: user, number: 1 }, query: { color: "red" }, body: thing }, { as: "user" });
  if (put.status === 204) {
    const nothing: undefined = put.data;
    return nothing;
  }
  if (put.ok) {
    const either: 200 | 201 = put.status;
    const stored: Thing = put.data;
    void [either, stored];
  }
  await client.findThings();
  await client.findThings({ query: {} });
  await client.findThings({ body: { text: "a" } }, { timeout: 0, signal: new AbortController().signal });
  // @ts-expect-error A number's name is no path.
  await client.putThing({ path: { owner: user, number: "1" }, query: { color: "red" }, body: thing });
  // @ts-expect-error Nobody who signs may.
  await client.pay({ body: { text: "a" }, idempotencyKey: "k" }, { as: "user" });
  // @ts-expect-error One cannot show to be anybody where anyone may call.
  await client.home({ as: "admin" });
  const socket: WebSocket = client.listen({ path: { owner: user } });
  const { url, headers } = await client.talk({ as: "user" });
  const [address, colors, sum]: [URL, readonly Color[], number] = [client.url.talk(), Color, thing.price + thing.at];
  void [socket, url.href, headers.get("signature"), address, colors, sum];
  // @ts-expect-error A number, but no text.
  const wrong: string = thing.price;
  void wrong;
}

/** All that a result can be is told apart by its status alone. */
export function byStatus(result: PutThingResult): string {
  switch (result.status) {
    case 200:
    case 201:
      return result.data.text;
    case 204:
      return "";
    case 409:
      return result.problem.code satisfies "thing_taken";
    case 403:
      return result.problem.code satisfies "thing_banned";
    case 429:
      return result.problem.code satisfies "too_many_requests";
    case 400:
    case 401:
    case 406:
    case 408:
    case 413:
    case 414:
    case 415:
    case 431:
    case 500:
    case 503:
      return result.problem.title;
    default:
      return result satisfies never;
  }
}
