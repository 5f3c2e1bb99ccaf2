// A client of pages and redirects: examples/shortener.
import { Client, unwrap } from "./client.js";

function equal(found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${JSON.stringify(found)} should be ${JSON.stringify(expected)}`);
}

export const cases: { [name: string]: (world: { baseUrl: string; run: string }) => Promise<void> } = {
  async "pages are text, redirects say where they lead, and both have an address"({ baseUrl, run }) {
    const client = new Client({ baseUrl });
    const page = await client.home();
    equal(page.ok && page.status === 200 && page.data.includes("<form"), true);

    const { slug } = unwrap(await client.addLink({ body: { url: "https://example.com/a?b=c", slug: `s-${run}` } }));
    const followed = await client.follow({ path: { slug } });
    // `status` tells them apart as `ok` does.
    equal(followed.status === 302 ? followed.data : followed.problem.code, "https://example.com/a?b=c");
    const lost = await client.follow({ path: { slug: "no-such-link" } });
    equal(!lost.ok && lost.problem.code, "link_not_found");

    equal(client.url.home().href, `${baseUrl}/`);
    equal(client.url.follow({ path: { slug } }).href, `${baseUrl}/${slug}`);
    // Any URL can stand before it.
    equal(new Client({ baseUrl: "https://a.example/b/" }).url.follow({ path: { slug: "ä/ö" } }).href, "https://a.example/b/%C3%A4%2F%C3%B6");
    for (const text of ["", ".", ".."]) {
      let kind = "";
      try {
        client.url.follow({ path: { slug: text } });
      } catch (error) {
        kind = (error as { kind: string }).kind;
      }
      equal(kind, "invalid_request");
    }
  },
};
