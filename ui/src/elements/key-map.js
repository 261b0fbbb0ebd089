// Keys. What a key does is written on a visible control as data-key ("n", "g d"); rows to walk through carry data-row.
// A control that means the row it stands in carries data-row-key: its key works for the row that has the focus.
const PREFIX_MS = 1500;
let prefix = "";
let prefixAt = 0;

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.querySelector("command-palette")?.open();
    return;
  }
  if (event.key === "Escape") closeMenus();
  const quiet = document.documentElement.dataset.keys === "off" || event.ctrlKey || event.metaKey || event.altKey;
  if (quiet || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (act(event.key, event.timeStamp)) event.preventDefault();
});

function act(key, at) {
  const combined = prefix && at - prefixAt < PREFIX_MS ? `${prefix} ${key}` : key;
  prefix = "";
  if (key === "g" && combined === "g") {
    [prefix, prefixAt] = ["g", at];
    return true;
  }
  if ((combined === "j" || combined === "k") && walk(combined === "j" ? 1 : -1)) return true;
  if (combined === ".") return openMore();
  const own = document.activeElement?.closest("[data-row]")?.querySelector(`[data-row-key="${CSS.escape(combined)}"]`);
  if (own) {
    own.click();
    return true;
  }
  const control = [...document.querySelectorAll(`[data-key="${CSS.escape(combined)}"]`)].find((found) => found.checkVisibility?.() ?? true);
  const hidden = document.querySelector(`a[data-key="${CSS.escape(combined)}"]`); // a link inside a closed disclosure still leads there
  if (!control && !hidden) return false;
  use(control ?? hidden);
  return true;
}

function use(control) {
  if (control.matches("a, button")) control.click();
  else if (control.matches("details")) {
    control.open = true;
    (control.querySelector(".sheet a, .sheet button") ?? control.querySelector("summary")).focus();
  } else if (control.matches("summary")) {
    control.parentElement.open = true;
    (control.parentElement.querySelector("input:not([type=hidden]), select, textarea") ?? control).focus();
  } else if (control.matches("input, select, textarea")) control.focus();
  else (control.querySelector("a[href], button, input, select, textarea") ?? control).focus();
}

function walk(direction) {
  const rows = [...document.querySelectorAll("[data-row]")];
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (direction > 0 ? 0 : rows.length - 1) : Math.min(Math.max(here + direction, 0), rows.length - 1);
  rows[next].querySelector("a[href], button")?.focus();
  rows[next].scrollIntoView({ block: "nearest" });
  return true;
}

function openMore() {
  const row = document.activeElement?.closest("[data-row]");
  const more = row?.querySelector("details");
  if (!more) return false;
  more.open = !more.open;
  ((more.open && more.querySelector(".sheet a[href], .sheet summary")) || more.querySelector("summary")).focus();
  return true;
}

// Closes every open menu but the one that a click fell into.
function closeMenus(except = null) {
  for (const menu of document.querySelectorAll("details.menu[open], details.switcher[open]")) {
    if (menu.contains(except)) continue;
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog)?.showModal();
    return;
  }
  closeMenus(event.target);
});

function isTyping(target) {
  return target.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]");
}
