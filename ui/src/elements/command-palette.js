// <command-palette>: go to any page, or any row of this one, by writing a part of its name. It lists links that already stand on the page.
class CommandPalette extends HTMLElement {
  connectedCallback() {
    const button = make("button", { type: "button", ariaHasPopup: "dialog" }, "Go to ");
    button.append(make("kbd", {}, /Mac|iP/.test(navigator.platform) ? "Cmd K" : "Ctrl K"));
    button.addEventListener("click", () => this.open());
    this.replaceChildren(button);
  }

  open() {
    this.dialog ??= this.build();
    this.links = collect();
    this.input.value = "";
    this.show();
    this.dialog.showModal();
  }

  build() {
    this.input = make("input", { type: "text", autocomplete: "off", role: "combobox", ariaExpanded: "true", ariaAutoComplete: "list" });
    this.input.setAttribute("aria-controls", "palette-list");
    this.input.setAttribute("aria-label", "Go to a page or a row");
    this.list = make("ul", { id: "palette-list", role: "listbox", className: "palette-list", ariaLabel: "Places" });
    this.none = make("p", { className: "muted", hidden: true }, "Nothing on this page has that name.");
    const dialog = make("dialog", { ariaLabel: "Go to" });
    dialog.append(this.input, this.list, this.none);
    this.input.addEventListener("input", () => this.show());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")));
    this.append(dialog);
    return dialog;
  }

  show() {
    const words = this.input.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.links.filter((link) => words.every((word) => link.name.toLowerCase().includes(word))).slice(0, 30);
    this.list.replaceChildren(
      ...found.map((link, index) => {
        const option = make("li", { role: "option", id: `palette-${index}` }, link.name);
        option.dataset.href = link.href;
        if (link.key) option.append(make("span", { className: "muted small" }, link.key));
        return option;
      }),
    );
    this.none.hidden = found.length > 0;
    this.list.hidden = found.length === 0;
    this.select(0);
  }

  select(index) {
    const options = [...this.list.children];
    this.at = Math.min(Math.max(index, 0), options.length - 1);
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
    this.input.setAttribute("aria-activedescendant", options[this.at]?.id ?? "");
    options[this.at]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const moves = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, Home: 0, End: Infinity };
    if (event.key in moves && !(event.key.length < 5 && this.input.value)) this.select(moves[event.key]);
    else if (event.key === "Enter") this.go(this.list.children[this.at]);
    else return;
    event.preventDefault();
  }

  go(option) {
    if (!option) return;
    this.dialog.close();
    location.assign(option.dataset.href);
  }
}

function collect() {
  const seen = new Map();
  for (const link of document.querySelectorAll("#side a[href], .tools .sheet a[href], [data-row] a[href], .demo-bar a[href]")) {
    if (!seen.has(link.href)) seen.set(link.href, { href: link.href, name: nameOf(link), key: link.dataset.key ?? "" });
  }
  return [...seen.values()].filter((link) => link.name);
}

function nameOf(link) {
  const copy = link.cloneNode(true);
  copy.querySelectorAll(".count, svg").forEach((part) => part.remove());
  const name = copy.textContent.replace(/\s+/g, " ").trim();
  return link.closest(".sheet") ? `New ${name}` : link.closest(".switcher") ? `Cycle ${name}` : name;
}

function make(tag, properties, text = "") {
  const element = Object.assign(document.createElement(tag), properties);
  if (text) element.textContent = text;
  return element;
}

customElements.define("command-palette", CommandPalette);
