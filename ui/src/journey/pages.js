// Pages of this server, fetched and taken apart: what the map and its panel show is what the page of a part shows.
export async function fetched(address, options = {}) {
  const answer = await fetch(address, { headers: { "X-Plumbline-Live": "1" }, ...options });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { page, path: new URL(answer.url).pathname, ok: answer.ok, status: answer.status };
}

export function post(address, values) {
  const csrf = document.querySelector("journey-map input[name=csrf]")?.value ?? "";
  return fetched(address, { method: "POST", body: new URLSearchParams({ csrf, ...values }) });
}

// What a page says when it did not do what was asked; empty when it says nothing.
export function refusalIn(page) {
  return (page.querySelector("#main .notice.bad")?.textContent ?? "").replace(/\s+/g, " ").trim();
}

// Puts what the server drew anew in the place of what it drew before. Disclosures that were open stay open.
export function swap(selector, page) {
  const old = document.querySelector(selector);
  const next = page.querySelector(selector);
  if (!old || !next || old.innerHTML === next.innerHTML) return;
  const open = new Set([...old.querySelectorAll("details[open] > summary")].map(named));
  old.replaceChildren(...next.childNodes);
  for (const summary of old.querySelectorAll("details > summary")) if (open.has(named(summary))) summary.parentElement.open = true;
  window.htmx?.process(old);
}

// Finds the box or the arrow that stands for one that was on the map before it was drawn anew.
export function drawnAnew(part) {
  return document.querySelector(`a.screen[data-screen='${part.dataset.screen}'], a.arrow[href='${part.getAttribute("href")}']`);
}

function named(summary) {
  return summary.firstChild?.textContent.trim() ?? "";
}

// Markup is made of elements and texts only, so nothing that somebody wrote becomes markup.
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
