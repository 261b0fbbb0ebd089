// Forms: nothing is sent twice by a double click, nothing written is lost when the network is, and a slow answer is named.
const SLOW_MS = 10_000;
const place = (form) => `draft:${location.pathname}:${form.getAttribute("action") ?? ""}`;

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented || event.submitter?.formTarget) return; // what goes into a frame leaves the page as it is
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "true";
  keep(form);
  const timer = setTimeout(() => tell(form, "Still sending. Your text is safe."), SLOW_MS);
  // A page that comes back from the browser's own store must be usable again.
  addEventListener("pageshow", () => (clearTimeout(timer), delete form.dataset.sending), { once: true });
});

function keep(form) {
  const texts = [...form.elements].filter((field) => field.matches("textarea, input[type=text], input[type=url]") && field.value);
  if (texts.length) sessionStorage.setItem(place(form), JSON.stringify(texts.map((field) => [field.name, field.value])));
}

// Another page, or this one as the server made it anew, means that the text arrived. Only a page the browser itself brings back lost it.
function restore() {
  const again = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  for (const form of document.querySelectorAll("form[method=post]")) {
    const kept = sessionStorage.getItem(place(form));
    if (!kept) continue;
    sessionStorage.removeItem(place(form));
    if (!again) continue;
    for (const [name, value] of JSON.parse(kept)) {
      const field = form.elements[name];
      if (field && !field.value) field.value = value;
    }
  }
}

function tell(form, words) {
  const note = document.createElement("p");
  note.setAttribute("role", "status");
  note.className = "muted";
  note.textContent = words;
  form.append(note);
}

restore();
