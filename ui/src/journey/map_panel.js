// The panel beside the map: shows the page of a part, sends its forms, and says when something was saved. Without it the links lead to the pages.
import { drawnAnew, fetched } from "./pages.js";

export class Panel {
  constructor(map, saved) {
    this.map = map;
    this.saved = saved;
    this.box = map.querySelector(".map-panel");
    this.part = map.querySelector(".map-part");
    this.home = map.getAttribute("home");
    this.back = null;
    map.querySelector(".map-close").addEventListener("click", () => this.close());
    this.box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) {
        event.preventDefault();
        this.close();
      }
    });
    this.part.addEventListener("click", (event) => this.clicked(event));
    this.part.addEventListener("submit", (event) => this.sent(event));
  }

  get isOpen() {
    return !this.box.hidden;
  }

  get isDirty() {
    return this.isOpen && this.part.querySelector("form[data-dirty]") !== null;
  }

  // The journey was changed elsewhere: what is shown here is read anew, what is written here stays.
  async renew() {
    if (!this.isOpen) return;
    const form = this.part.querySelector("part-form");
    if (form) await form.merge();
    else if (!this.isDirty && this.partIn(this.path)) await this.open(this.path);
  }

  // Opens a page of the journey in the panel. back: what has the focus again once the panel is closed. focus: begin editing at once.
  async open(address, { back = null, focus = false } = {}) {
    if (this.isDirty && !confirm("What you wrote beside the map is not saved. Leave it?")) return;
    this.back = back ?? this.back;
    let answer;
    try {
      answer = await fetched(address);
    } catch {
      location.assign(address);
      return;
    }
    if (!answer.ok) location.assign(address);
    else this.show(answer.page, address, focus);
  }

  show(page, address, focus) {
    const article = page.querySelector("#main > article");
    for (const [from, to] of [["h3", "h4"], ["h2", "h3"], ["h1", "h2"]]) for (const old of article.querySelectorAll(from)) lowered(old, to);
    this.path = address;
    this.part.replaceChildren(...article.childNodes);
    this.box.hidden = false;
    this.map.classList.add("is-editing");
    this.map.querySelector(".map-page").href = address;
    window.htmx?.process(this.part);
    const alert = this.part.querySelector("[role=alert]");
    const heading = this.part.querySelector("h2");
    heading?.setAttribute("tabindex", "-1");
    if (alert) alert.scrollIntoView({ block: "nearest" });
    const first = this.part.querySelector("input:not([type=hidden]), select, textarea") ?? heading;
    this.box.scrollIntoView({ block: "nearest" });
    if (focus) (alert ?? first)?.focus();
    const target = new URL(address, location.href).hash;
    if (target) this.part.querySelector(target)?.scrollIntoView({ block: "nearest" });
    document.dispatchEvent(new CustomEvent("plumbline:part", { detail: { part: this.partIn(address) } }));
  }

  close() {
    if (this.isDirty && !confirm("What you wrote beside the map is not saved. Leave it?")) return;
    this.part.replaceChildren();
    this.box.hidden = true;
    this.map.classList.remove("is-editing");
    (this.back?.isConnected ? this.back : this.back && drawnAnew(this.back))?.focus();
    document.dispatchEvent(new CustomEvent("plumbline:part", { detail: { part: "" } }));
  }

  // What others are told is looked at: the part, as its address below the journey says.
  partIn(address) {
    const [path] = address.split("#");
    const below = `${this.home}/parts/`;
    return path.startsWith(below) ? path.slice(below.length) : "";
  }

  clicked(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const path = new URL(link.href, location.href);
    if (!/\/(parts|new|next)\//.test(path.pathname) || !path.pathname.startsWith(`${this.home}/`)) return;
    event.preventDefault();
    this.open(path.pathname + path.search + path.hash, { focus: true });
  }

  async sent(event) {
    const form = event.target;
    if (event.defaultPrevented || event.submitter?.formTarget) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const action = event.submitter?.getAttribute("formaction") ?? form.getAttribute("action");
    if (form.method === "get") {
      this.open(`${action}?${new URLSearchParams(data)}`, { focus: true });
      return;
    }
    if (form.dataset.sending) return;
    form.dataset.sending = "true";
    try {
      const { page, path, ok } = await fetched(action, { method: "POST", body: data });
      const checks = action === `${this.home}/drafts`;
      if (ok && path === this.home) {
        form.removeAttribute("data-dirty");
        this.close();
      } else {
        this.show(page, ok && !checks ? path : this.path, !checks);
        if (!ok || checks) this.part.querySelector("form[method=post]")?.setAttribute("data-dirty", "");
      }
      if (ok && !checks) this.saved(this.part.querySelector("h2")?.textContent ?? "");
    } catch {
      this.saved("", "That did not arrive. What you wrote is still here: send it again.");
    } finally {
      delete form.dataset.sending;
    }
  }
}

// A page's headings stand one level lower inside another page.
function lowered(old, name) {
  const made = document.createElement(name);
  for (const { name: key, value } of old.attributes) made.setAttribute(key, value);
  made.append(...old.childNodes);
  old.replaceWith(made);
}
