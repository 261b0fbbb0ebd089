// <part-form address="/journeys/jrn_…/parts/…">: around the form of a part. When somebody else changes the part, what nobody wrote in here
// takes over what they wrote; where both wrote, both are shown side by side, and nothing of either is lost.
import { el, fetched } from "../journey/pages.js";

class PartForm extends HTMLElement {
  connectedCallback() {
    if (this.closest(".map-panel")) return; // the map says when the panel has to look again
    document.addEventListener("plumbline:changed", this);
  }

  disconnectedCallback() {
    document.removeEventListener("plumbline:changed", this);
  }

  handleEvent(event) {
    if (!this.form.hasAttribute("data-dirty")) return;
    event.preventDefault();
    this.merge();
  }

  get form() {
    return this.querySelector("form");
  }

  async merge() {
    let answer;
    try {
      answer = await fetched(this.getAttribute("address"));
    } catch {
      return; // offline: the next change asks again
    }
    const fresh = answer.page.querySelector("part-form form");
    if (!fresh) {
      this.say("Somebody removed this part meanwhile. What you wrote stays here until you leave the page.", []);
      return;
    }
    const both = [];
    for (const was of fresh.querySelectorAll("input[name^='was-']")) {
      const name = was.name.slice(4);
      const mine = this.form.querySelector(`input[name="was-${CSS.escape(name)}"]`);
      if (!mine || mine.value === was.value) continue;
      const written = valueOf(this.form, name);
      if (same(written, mine.value)) give(this.form, name, was.value);
      else if (!same(written, was.value)) both.push({ name, label: labelOf(this.form, name), mine: written, theirs: was.value });
      mine.value = was.value;
    }
    if (both.length) this.say("Somebody changed this part while you were writing. Saving puts yours in the place of theirs.", both);
  }

  say(words, both) {
    this.querySelector(".conflict")?.remove();
    const rows = both.map((one) => {
      const take = el("button", { type: "button" }, `Take theirs for ${one.label}`);
      const row = el("tr", {}, el("th", { scope: "row" }, one.label), el("td", { "data-label": "You wrote" }, one.mine || "nothing"), el("td", { "data-label": "It says now" }, one.theirs || "nothing"), el("td", { "data-label": "Choose" }, take));
      take.addEventListener("click", () => {
        give(this.form, one.name, one.theirs);
        row.remove();
        if (!this.querySelector(".conflict tbody tr")) this.querySelector(".conflict").remove();
      });
      return row;
    });
    const heads = ["Field", "You wrote", "It says now", "Choose"].map((word) => el("th", { scope: "col" }, word));
    const table = rows.length ? [el("table", { class: "cards" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows))] : [];
    this.prepend(el("div", { class: "conflict notice", role: "status" }, el("div", { class: "stack-s" }, el("p", {}, words), ...table)));
  }
}

const fieldsOf = (form, name) => [...form.querySelectorAll(`[name="p-${CSS.escape(name)}"]`)];
const same = (one, other) => one.replace(/\r\n/g, "\n").trim() === other.replace(/\r\n/g, "\n").trim();

function valueOf(form, name) {
  const fields = fieldsOf(form, name);
  if (fields[0]?.type !== "checkbox") return fields[0]?.value ?? "";
  return fields.filter((one) => one.checked).map((one) => one.value).join("\n");
}

function give(form, name, value) {
  const fields = fieldsOf(form, name);
  if (fields[0]?.type === "checkbox") for (const one of fields) one.checked = value.split("\n").includes(one.value);
  else if (fields[0]) fields[0].value = value;
}

function labelOf(form, name) {
  const field = fieldsOf(form, name)[0];
  const words = field?.type === "checkbox" ? (field.closest("fieldset")?.querySelector("legend") ?? field.closest("label")) : field?.labels?.[0];
  return words?.firstChild?.textContent.trim() || words?.textContent.trim() || name;
}

customElements.define("part-form", PartForm);
