// Boxes of the map under a pointer: dragged to another place, or connected from the dot at their edge. A finger scrolls and chooses; one that
// rests on a box for a moment picks it up, and on the dot it draws at once.
const STARTS_AFTER = 5;
const [RESTS_MS, STRAYS] = [350, 10]; // how long a finger rests to pick a box up, and how far it may stray meanwhile
const [EDGE, SCROLL] = [32, 16]; // how near to the edge of the map's region it scrolls, and by how much for each move
const SVG = "http://www.w3.org/2000/svg";

export class Drag {
  // moved: (box, x, y) => where a box was let go. connected: (from, to) => two boxes that were joined.
  constructor(region, { moved, connected }) {
    this.region = region;
    this.moved = moved;
    this.connected = connected;
    this.held = null;
    region.addEventListener("pointerdown", (event) => this.down(event));
    region.addEventListener("pointermove", (event) => this.move(event));
    region.addEventListener("pointerup", (event) => this.up(event));
    region.addEventListener("pointercancel", () => this.drop());
    region.addEventListener("dragstart", (event) => event.preventDefault());
    // While something is held the finger moves it, and the page stays where it is; a link that is held long has no menu.
    region.addEventListener("touchmove", (event) => this.held?.on && event.preventDefault(), { passive: false });
    region.addEventListener("contextmenu", (event) => this.held?.touched && event.preventDefault());
    region.addEventListener("keydown", (event) => event.key === "Escape" && this.drop());
    // The click that ends a drag chooses nothing.
    region.addEventListener("click", (event) => this.justDragged && event.preventDefault(), { capture: true });
    this.dress();
  }

  // Gives every box its dot, after the server drew the map anew.
  dress() {
    for (const box of this.region.querySelectorAll("a.screen")) {
      const { x, y, width, height } = frameOf(box);
      box.append(made("circle", { class: "handle", cx: x + width, cy: y + height / 2, r: 7 }));
    }
  }

  down(event) {
    const box = event.target.closest("a.screen");
    this.justDragged = false;
    if (!box || event.button !== 0 || !event.isPrimary) return;
    const touched = event.pointerType === "touch";
    this.held = { box, x: event.clientX, y: event.clientY, joins: event.target.classList.contains("handle"), on: false, touched };
    if (touched && !this.held.joins) this.held.rests = setTimeout(() => this.held?.box === box && this.begin(event), RESTS_MS);
  }

  move(event) {
    const held = this.held;
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (held.rests && !held.on) {
      if (Math.hypot(dx, dy) > STRAYS) this.drop(); // it scrolls
      return;
    }
    if (!held.on && Math.hypot(dx, dy) < STARTS_AFTER) return;
    if (!held.on) this.begin(event);
    this.scroll(event);
    if (held.joins) {
      const { x, y, width, height } = frameOf(held.box);
      held.line.setAttribute("d", `M${x + width} ${y + height / 2}L${x + width + dx} ${y + height / 2 + dy}`);
    } else held.box.setAttribute("transform", `translate(${dx} ${dy})`);
  }

  begin(event) {
    const held = this.held;
    held.on = true;
    this.justDragged = true;
    this.region.setPointerCapture(event.pointerId);
    this.region.classList.add("is-dragging");
    if (held.joins) {
      held.line = made("path", { class: "joining" });
      this.region.querySelector("svg").append(held.line);
    } else held.box.classList.add("is-held");
  }

  // At the edge of the region the map goes on under the pointer; what is held stays under it.
  scroll(event) {
    const { left, right } = this.region.getBoundingClientRect();
    const before = this.region.scrollLeft;
    if (event.clientX > right - EDGE) this.region.scrollLeft += SCROLL;
    else if (event.clientX < left + EDGE) this.region.scrollLeft -= SCROLL;
    this.held.x -= this.region.scrollLeft - before;
  }

  up(event) {
    const held = this.held;
    const [x, y] = [event.clientX, event.clientY];
    this.drop();
    if (!held?.on) return;
    if (held.joins) {
      const target = document.elementFromPoint(x, y)?.closest("a.screen");
      if (target && target !== held.box) this.connected(held.box, target);
    } else {
      const frame = frameOf(held.box);
      this.moved(held.box, frame.x + x - held.x, frame.y + y - held.y);
    }
  }

  drop() {
    clearTimeout(this.held?.rests);
    this.held?.line?.remove();
    this.held?.box.removeAttribute("transform");
    this.held?.box.classList.remove("is-held");
    this.region.classList.remove("is-dragging");
    this.held = null;
  }
}

export function frameOf(box) {
  const frame = box.querySelector("rect");
  return Object.fromEntries(["x", "y", "width", "height"].map((name) => [name, Number(frame.getAttribute(name))]));
}

function made(name, attributes) {
  const one = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
  return one;
}
