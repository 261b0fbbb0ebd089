// <journey-map home="/journeys/jrn_…">: moves the map that the server drew. Without it boxes and arrows are links, and forms and tables do the rest.
import { Drag, frameOf } from "./map_drag.js";
import { Panel } from "./map_panel.js";
import { drawnAnew, fetched, post, refusalIn, swap } from "./pages.js";
import { Walk } from "./map_walk.js";

const SHIFTS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class JourneyMap extends HTMLElement {
  connectedCallback() {
    this.home = this.getAttribute("home");
    this.region = this.querySelector("div.journey-map");
    this.panel = new Panel(this, (title, words) => this.saved(title, words));
    document.addEventListener("plumbline:changed", this);
    if (!this.region) return;
    this.walk = new Walk(this.region);
    this.drag = new Drag(this.region, {
      moved: (box, x, y) => this.dropped(box, x, y),
      connected: (from, to) => this.connect(from, to),
    });
    this.region.addEventListener("click", (event) => this.clicked(event));
    this.region.addEventListener("keydown", (event) => this.pressed(event));
    this.region.addEventListener("focusin", (event) => event.target.matches("a.screen") && !this.restoring && this.say(this.walk.words(event.target)));
  }

  disconnectedCallback() {
    document.removeEventListener("plumbline:changed", this);
  }

  // Somebody changed the journey: the map takes it over in place, so that nothing that is being written beside it is lost.
  handleEvent(event) {
    if (document.querySelector("#journey-head form[data-dirty], #journey-tables form[data-dirty]")) return;
    event.preventDefault();
    this.refresh();
    this.panel.renew();
  }

  say(words) {
    this.querySelector(".map-said").textContent = words;
  }

  clicked(event) {
    const part = event.target.closest("a.screen, a.arrow");
    if (!part || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.choose(part);
  }

  choose(part, focus = false) {
    for (const one of this.region.querySelectorAll(".is-chosen")) one.classList.remove("is-chosen");
    part.classList.add("is-chosen");
    return this.panel.open(part.getAttribute("href"), { back: part, focus });
  }

  pressed(event) {
    const box = event.target.closest("a.screen");
    if (!box || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.acted(box, event)) event.preventDefault();
  }

  acted(box, event) {
    const shift = SHIFTS[event.key];
    if (shift && event.shiftKey) return this.shifted(box, ...shift);
    if (shift) return this.walk.go(box, event.key);
    if (event.key === "Enter") return this.choose(box, true) && true;
    if (document.documentElement.dataset.keys === "off") return false;
    if (event.key === "+") return this.panel.open(`${this.home}/next/${box.dataset.screen}`, { back: box, focus: true }) && true;
    if (event.key.toLowerCase() === "p") return location.assign(`${this.home}/ways/${box.dataset.screen}`) ?? true;
    if (event.key.toLowerCase() === "f") return this.walk.nextFinding(box) || (this.say("No screen has a finding."), true);
    return false;
  }

  // Where a box stands: the lane, and column and row in it as the server counts them, from 1.
  placeOf(x, y, height) {
    const { left, head, column, row } = this.grid();
    const middle = y + height / 2;
    const lanes = [...this.region.querySelectorAll("g.lane")].map((lane) => ({ lane, ...frameOf(lane) }));
    const inside = lanes.find((one) => middle >= one.y && middle < one.y + one.height);
    const near = inside ?? lanes.sort((one, other) => Math.abs(middle - one.y) - Math.abs(middle - other.y))[0];
    return {
      role: near.lane.dataset.role,
      lane: near.lane.querySelector("text").textContent,
      column: Math.max(Math.round((x - left) / column), 0) + 1,
      row: Math.max(Math.round((y - near.y - head) / row), 0) + 1,
    };
  }

  grid() {
    const data = this.region.querySelector("svg").dataset;
    return Object.fromEntries(["left", "head", "column", "row"].map((name) => [name, Number(data[name])]));
  }

  dropped(box, x, y) {
    const frame = frameOf(box);
    const [from, to] = [this.placeOf(frame.x, frame.y, frame.height), this.placeOf(x, y, frame.height)];
    if (from.role !== to.role || from.column !== to.column || from.row !== to.row) this.put(box, to);
  }

  shifted(box, columns, boxes) {
    const frame = frameOf(box);
    const { lane, column, row } = this.placeOf(frame.x, frame.y, frame.height);
    const to = { lane, column: Math.max(column + columns, 1), row: Math.max(row + 2 * boxes, 1) };
    if (to.column !== column || to.row !== row) this.put(box, to);
    return true;
  }

  async put(box, { lane, ...place }) {
    const screen = box.dataset.screen;
    const { page, ok } = await post(`${this.home}/places`, { screen, ...place });
    if (ok) await this.refresh(screen);
    this.say(ok ? `${this.walk.named(screen)} stands in column ${place.column}, row ${place.row} of ${lane}.` : refusalIn(page));
  }

  connect(from, to) {
    if (this.walk.roleOf(from) !== this.walk.roleOf(to)) {
      this.say("The two screens are of different roles. Roles meet in an event: let each have a transition on the same one.");
      return;
    }
    this.say(`From ${this.walk.named(from.dataset.screen)} to ${this.walk.named(to.dataset.screen)}: choose what leads there.`);
    this.panel.open(`${this.home}/new/transition?from=${from.dataset.screen}&to=${to.dataset.screen}`, { back: from, focus: true });
  }

  async saved(title, words = `Saved: ${title}`) {
    await this.refresh();
    this.say(words);
  }

  // Gives the focus back to a box or an arrow that was drawn anew, unless it went elsewhere meanwhile. What was said last stays to be read.
  restore(part) {
    const active = document.activeElement;
    if (active && active !== document.body && !this.region.contains(active)) return;
    this.restoring = true;
    part?.focus({ preventScroll: true });
    this.restoring = false;
  }

  // Takes over what the server draws now. screen: the one that has the focus afterwards, otherwise the part that has it just before.
  async refresh(screen) {
    let answer;
    try {
      answer = await fetched(location.pathname);
    } catch {
      return; // offline: the live stream asks again
    }
    if (!answer.ok) return;
    const held = document.activeElement?.closest?.("a.screen, a.arrow"); // now: it may have moved while the page was fetched
    for (const part of ["#journey-head", ".journey-map", "#journey-tables"]) swap(part, answer.page);
    document.querySelector("live-page")?.reached(answer.page);
    if (!this.region) return;
    this.drag.dress();
    if (screen) this.restore(this.walk.box(screen));
    else if (held && !held.isConnected) this.restore(drawnAnew(held));
    document.dispatchEvent(new CustomEvent("plumbline:drawn"));
  }
}
