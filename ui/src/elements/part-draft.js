// A form with data-draft is judged while it is written in: what is wrong stands at its fields, and the preview shows what would be saved.
// Without this the form has a button that asks for the same as a page.
import { fetched } from "../journey/pages.js";

const CALM_MS = 350;
const waiting = new WeakMap();

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = event.target.form;
    if (!form?.dataset?.draft) return;
    clearTimeout(waiting.get(form)?.timer);
    waiting.get(form)?.asked?.abort();
    const asked = new AbortController();
    waiting.set(form, { asked, timer: setTimeout(() => draft(form, asked.signal), CALM_MS) });
  });
}

async function draft(form, signal) {
  let answer;
  try {
    answer = await fetched(form.dataset.draft, { method: "POST", body: new FormData(form), signal });
  } catch {
    return; // newer words are on their way, or there is no connection: saving tells the same
  }
  if (signal.aborted || !answer.ok || !form.isConnected) return;
  const place = form.closest(".drafting") ?? form;
  for (const old of place.querySelectorAll(".field-wrong")) {
    const next = answer.page.getElementById(old.id);
    if (!next || next.innerHTML === old.innerHTML) continue;
    const wrong = next.childElementCount > 0;
    old.replaceChildren(...next.childNodes);
    for (const field of form.querySelectorAll(`[aria-describedby~="${CSS.escape(old.id)}"]`)) {
      if (wrong) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }
  draw(place, answer.page);
}

// A frame is drawn by sending the HTML there; its page is kept, because one that is put in anew would show what was saved.
function draw(place, page) {
  const [note, words] = [place, page].map((one) => one.querySelector(".preview-note"));
  if (note && words) note.textContent = words.textContent;
  const old = place.querySelector(".preview-screen");
  const next = page.querySelector(".preview-screen");
  if (!old || !next) return;
  if (old.querySelector("iframe") && next.querySelector("iframe")) {
    place.querySelector("button[formtarget]")?.click();
    old.firstElementChild.className = next.firstElementChild.className;
  } else old.replaceChildren(...next.childNodes);
}
