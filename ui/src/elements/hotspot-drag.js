// The form of a hotspot and the image beside it: dragging on the image draws where the hotspot lies, dragging the hotspot moves it, its lower
// right corner makes it larger. The four numbers of the form say the same, and are what is saved.
import { el } from "../journey/pages.js";

const SIDES = ["left", "top", "width", "height"];
const WHOLE = 1000;
const CORNER = 60; // how near to its lower right corner a hotspot is made larger instead of moved, in thousandths
let held = null;

document.addEventListener("pointerdown", (event) => {
  const image = event.target.closest?.(".preview .j-spots");
  const form = image && formOf(image);
  if (!form || event.button !== 0) return;
  event.preventDefault();
  const at = placeOf(image, event);
  const now = read(form);
  const inside = now.width && at.x >= now.left && at.x <= now.left + now.width && at.y >= now.top && at.y <= now.top + now.height;
  const corner = inside && now.left + now.width - at.x < CORNER && now.top + now.height - at.y < CORNER;
  held = { image, form, at, now, does: corner ? "size" : inside ? "move" : "draw", moved: false };
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.image.isConnected) held.image = document.querySelector(".preview .j-spots") ?? held.image; // the preview was drawn anew
  const at = placeOf(held.image, event);
  const [dx, dy] = [at.x - held.at.x, at.y - held.at.y];
  if (!held.moved && Math.hypot(dx, dy) < 8) return;
  held.moved = true;
  write(held.form, changed(held, dx, dy));
  show(held.image, read(held.form));
});

document.addEventListener("pointerup", () => {
  if (held?.moved) held.form.elements["p-left"].dispatchEvent(new Event("input", { bubbles: true }));
  held = null;
});

document.addEventListener("input", (event) => {
  const form = event.target.form;
  const image = document.querySelector(".preview .j-spots");
  if (image && form && form === formOf(image)) show(image, read(form));
});

function changed({ does, now, at }, dx, dy) {
  if (does === "move") return { ...now, left: held01(now.left + dx, WHOLE - now.width), top: held01(now.top + dy, WHOLE - now.height) };
  if (does === "size") return { ...now, width: Math.max(held01(now.width + dx, WHOLE - now.left), 1), height: Math.max(held01(now.height + dy, WHOLE - now.top), 1) };
  const [x, y] = [held01(at.x + dx, WHOLE), held01(at.y + dy, WHOLE)];
  return { left: Math.min(at.x, x), top: Math.min(at.y, y), width: Math.max(Math.abs(x - at.x), 1), height: Math.max(Math.abs(y - at.y), 1) };
}

const held01 = (value, most) => Math.min(Math.max(Math.round(value), 0), Math.max(most, 0));

function placeOf(image, event) {
  const frame = image.getBoundingClientRect();
  return { x: held01(((event.clientX - frame.left) / frame.width) * WHOLE, WHOLE), y: held01(((event.clientY - frame.top) / frame.height) * WHOLE, WHOLE) };
}

function formOf(image) {
  const form = image.closest(".drafting")?.querySelector("form");
  return form && SIDES.every((side) => form.elements[`p-${side}`]) ? form : null;
}

const read = (form) => Object.fromEntries(SIDES.map((side) => [side, Number(form.elements[`p-${side}`].value) || 0]));

function write(form, values) {
  for (const side of SIDES) form.elements[`p-${side}`].value = values[side];
}

function show(image, values) {
  let here = image.querySelector(".j-here");
  if (!here) {
    here = el("div", { class: "j-here", "aria-hidden": "true" });
    image.append(here);
  }
  for (const [side, name] of [["left", "insetInlineStart"], ["top", "insetBlockStart"], ["width", "inlineSize"], ["height", "blockSize"]]) here.style[name] = `${values[side] / 10}%`;
}
