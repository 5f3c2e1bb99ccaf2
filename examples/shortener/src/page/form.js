document.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const { url, slug } = Object.fromEntries(new FormData(form));
  const reply = await fetch("/links", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url, slug: slug || null }),
  });
  if (reply.ok) return location.reload();
  const problem = await reply.json();
  const reasons = problem.errors?.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`);
  form.querySelector("output").textContent = reasons?.join("; ") ?? `${problem.title}: ${problem.detail}`;
});
