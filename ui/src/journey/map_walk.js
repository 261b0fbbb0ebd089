// Walking over the map by keys: along its arrows, between the screens that one leads to, from finding to finding; and what is said of a screen.
import { frameOf } from "./map_drag.js";

export class Walk {
  constructor(region) {
    this.region = region;
    this.at = 0;
  }

  box(screen) {
    return this.region.querySelector(`a.screen[data-screen="${CSS.escape(screen)}"]`);
  }

  named(screen) {
    const lines = this.box(screen)?.querySelectorAll("text:not(.kind)") ?? [];
    return [...lines].map((line) => line.textContent).join(" ");
  }

  arrows(end, screen) {
    return [...this.region.querySelectorAll(`a.arrow[data-${end}="${CSS.escape(screen)}"]`)];
  }

  after(box) {
    return this.arrows("from", box.dataset.screen).map((arrow) => this.box(arrow.dataset.to));
  }

  before(box) {
    return this.arrows("to", box.dataset.screen).map((arrow) => this.box(arrow.dataset.from));
  }

  laneOf(box) {
    const { y, height } = frameOf(box);
    return [...this.region.querySelectorAll("g.lane")].find((lane) => {
      const frame = frameOf(lane);
      return y + height / 2 >= frame.y && y + height / 2 < frame.y + frame.height;
    });
  }

  roleOf(box) {
    return this.laneOf(box)?.dataset.role;
  }

  // Goes where a key leads, if it leads anywhere; the key is used either way, so that the page does not scroll instead.
  go(box, key) {
    const level = key === "ArrowUp" || key === "ArrowDown";
    const found = level ? this.beside(box, key === "ArrowDown" ? 1 : -1) : nearest(box, key === "ArrowRight" ? this.after(box) : this.before(box));
    found?.focus();
    found?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  beside(box, step) {
    const branches = new Set(this.before(box).flatMap((source) => this.after(source)));
    const all = branches.size > 1 ? [...branches] : [...this.region.querySelectorAll("a.screen")].filter((one) => frameOf(one).x === frameOf(box).x);
    const sorted = all.sort((one, other) => frameOf(one).y - frameOf(other).y);
    return sorted[sorted.indexOf(box) + step];
  }

  nextFinding(box) {
    const boxes = [...this.region.querySelectorAll("a.screen")];
    const from = boxes.indexOf(box) + 1;
    const next = [...boxes.slice(from), ...boxes.slice(0, from)].find((one) => one.querySelector(".found"));
    next?.focus();
    next?.scrollIntoView({ block: "nearest", inline: "nearest" });
    return next !== undefined;
  }

  // The words of the arrows are in their titles; a reader hears where a screen leads without walking there.
  words(box) {
    const screen = box.dataset.screen;
    const kind = box.querySelector(".kind").textContent.trim();
    const leads = this.arrows("from", screen).map((arrow) => `${this.named(arrow.dataset.to)} on ${arrow.querySelector("title").textContent}`);
    const lane = this.laneOf(box)?.querySelector("text").textContent ?? "";
    return `${this.named(screen)}, ${kind}, ${lane}. ${leads.length ? `Leads to ${leads.join("; to ")}.` : "Leads nowhere."}`;
  }
}

function nearest(box, found) {
  const { y } = frameOf(box);
  return found.filter(Boolean).sort((one, other) => Math.abs(frameOf(one).y - y) - Math.abs(frameOf(other).y - y))[0];
}
