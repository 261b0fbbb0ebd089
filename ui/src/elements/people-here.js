// <people-here home="/journeys/jrn_…" part="screen/cart">: says who else is at a journey and what they look at, and marks it on the map.

class PeopleHere extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    for (const name of ["plumbline:here", "plumbline:drawn"]) document.addEventListener(name, this);
    if (!this.closest(".map-panel") && this.hasAttribute("part")) tell(this.getAttribute("part"));
    this.show(known);
  }

  disconnectedCallback() {
    for (const name of ["plumbline:here", "plumbline:drawn"]) document.removeEventListener(name, this);
  }

  handleEvent(event) {
    if (event.type === "plumbline:here") known = event.detail.people;
    this.show(known);
  }

  show(people) {
    const mine = this.getAttribute("part");
    const shown = mine ? people.filter((one) => one.part === mine) : people;
    const words = shown.map((one) => this.words(one, mine));
    this.hidden = words.length === 0;
    const said = words.length ? `Also here: ${words.join("; ")}.` : "";
    if (this.textContent !== said) this.textContent = said;
    if (!mine) this.mark(people);
  }

  words({ name, part }, mine) {
    if (mine || !part) return name;
    const box = this.boxOf(part);
    return `${name} at ${box ? (box.getAttribute("aria-label") ?? [...box.querySelectorAll("text:not(.kind, .visitor)")].map((one) => one.textContent).join(" ")) : part.split("?")[0].replace("/", " ")}`;
  }

  boxOf(part) {
    const screen = part.startsWith("screen/") ? part.slice(7) : new URLSearchParams(part.split("?")[1] ?? "").get("screen");
    if (screen) return document.querySelector(`a.screen[data-screen="${CSS.escape(screen)}"]`);
    return document.querySelector(`a.arrow[href="${CSS.escape(`${this.getAttribute("home")}/parts/${part}`)}"]`);
  }

  mark(people) {
    for (const old of document.querySelectorAll(".journey-map .visitor")) old.remove();
    for (const old of document.querySelectorAll(".journey-map .is-visited")) old.classList.remove("is-visited");
    for (const { name, part } of people) {
      const box = part ? this.boxOf(part) : null;
      const frame = box?.querySelector("rect");
      box?.classList.add("is-visited");
      if (!frame) continue;
      const words = document.createElementNS("http://www.w3.org/2000/svg", "text");
      const beside = box.querySelectorAll(".visitor").length;
      for (const [key, value] of Object.entries({ class: "visitor", x: frame.getAttribute("x"), y: Number(frame.getAttribute("y")) - 6 - 13 * beside })) words.setAttribute(key, value);
      words.textContent = name;
      box.append(words);
    }
  }
}

let known = [];

function tell(part) {
  queueMicrotask(() => document.dispatchEvent(new CustomEvent("plumbline:part", { detail: { part } })));
}

customElements.define("people-here", PeopleHere);
