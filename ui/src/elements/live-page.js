// <live-page streams="cyc_…,wsp_…" position="41">: when one of the page's streams grows, fetches the page again and puts its main part in place.
// <live-page address="/play/live" position="7">: the same for a page that has a stream of its own; positions are those of that stream.
// Focus, open disclosures and scroll stay. A form that somebody is writing in is never replaced: a notice offers the change instead.
const SETTLE_MS = 150;
const KEPT = ["#main", "#side"];

class LivePage extends HTMLElement {
  connectedCallback() {
    this.position = Number(this.getAttribute("position"));
    document.addEventListener("input", markDirty);
    document.addEventListener("plumbline:part", this);
    document.addEventListener("visibilitychange", this);
    addEventListener("pagehide", this);
    addEventListener("pageshow", this);
    this.open();
  }

  disconnectedCallback() {
    document.removeEventListener("plumbline:part", this);
    this.close();
  }

  handleEvent(event) {
    if (event.type === "plumbline:part") this.look(event.detail.part);
    else if (event.type === "pagehide" || document.visibilityState === "hidden") this.close();
    else if (!this.source) this.open();
  }

  open() {
    const query = new URLSearchParams({ after: String(this.position) });
    for (const name of ["streams", "here"]) if (this.hasAttribute(name)) query.set(name, this.getAttribute(name));
    this.source = new EventSource(`${this.getAttribute("address") ?? "/live"}?${query}`);
    this.source.addEventListener("changed", (event) => {
      this.position = Math.max(this.position, Number(event.lastEventId));
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.changed(), SETTLE_MS);
    });
    this.source.addEventListener("seat", (event) => {
      this.seat = JSON.parse(event.data).seat;
      this.look(this.part);
    });
    this.source.addEventListener("here", (event) => document.dispatchEvent(new CustomEvent("plumbline:here", { detail: JSON.parse(event.data) })));
  }

  // Tells whoever else is at the journey which of its parts is looked at here.
  look(part = "") {
    this.part = part;
    const csrf = document.querySelector("input[name=csrf]")?.value;
    if (this.seat && csrf) fetch("/live/selection", { method: "POST", body: new URLSearchParams({ csrf, seat: this.seat, part }) }).catch(() => {});
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.seat = null;
  }

  changed() {
    if (!document.dispatchEvent(new CustomEvent("plumbline:changed", { cancelable: true }))) return; // a part of the page takes it over itself
    if (document.querySelector("#main form[data-dirty], dialog[open]")) this.offer();
    else this.refresh();
  }

  offer() {
    if (document.getElementById("live-notice")) return;
    const notice = document.createElement("div");
    notice.id = "live-notice";
    notice.className = "notice";
    notice.setAttribute("role", "status");
    const words = document.createElement("span");
    words.textContent = "This page has changed while you were writing. What you wrote is kept until you show the change.";
    const show = document.createElement("button");
    show.type = "button";
    show.textContent = "Show the change";
    show.addEventListener("click", () => this.refresh());
    notice.append(words, show);
    document.getElementById("main").prepend(notice);
  }

  async refresh() {
    let fresh;
    try {
      const answer = await fetch(location.href, { headers: { "X-Plumbline-Live": "1" } });
      if (answer.status === 403) return location.reload(); // no longer for us: the page says why
      if (!answer.ok || answer.redirected) return;
      fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      return; // offline: the stream comes back by itself and asks again
    }
    const held = holdPlace();
    for (const selector of KEPT) {
      const old = document.querySelector(selector);
      const next = fresh.querySelector(selector);
      if (old && next && old.innerHTML !== next.innerHTML) {
        const open = [...old.querySelectorAll("details[open][id]")].map((details) => details.id);
        old.replaceChildren(...next.childNodes);
        for (const id of open) document.getElementById(id)?.setAttribute("open", "");
        window.htmx?.process(old);
      }
    }
    document.title = fresh.title;
    this.reached(fresh);
    held();
    document.dispatchEvent(new CustomEvent("plumbline:refreshed"));
  }

  // What a page that was just fetched shows need not be told again.
  reached(fresh) {
    this.position = Math.max(this.position, Number(fresh.querySelector("live-page")?.getAttribute("position") ?? 0));
  }
}

function markDirty(event) {
  event.target.closest?.("form")?.setAttribute("data-dirty", "");
}

// Remembers what had the focus by what it is, not where it is; gives back the function that finds it again.
function holdPlace() {
  const focused = document.activeElement;
  const top = scrollY;
  const wanted = focused?.id
    ? `#${CSS.escape(focused.id)}`
    : focused?.matches?.("#main a[href], #side a[href]")
      ? `a[href="${CSS.escape(focused.getAttribute("href"))}"]`
      : focused?.name
        ? `[name="${CSS.escape(focused.name)}"]`
        : "";
  return () => {
    if (wanted && !document.contains(focused)) (document.querySelector(wanted) ?? document.getElementById("main")).focus({ preventScroll: true });
    scrollTo(scrollX, top);
  };
}

customElements.define("live-page", LivePage);
