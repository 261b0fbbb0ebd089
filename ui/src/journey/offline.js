// Plays a journey from a single file, without a server: the program stands in the page as JSON, nothing is sent and nothing is kept.
import { Machine } from "./machine.js";
import { Space } from "./search.js";

const LONGEST = 50; // moves in one wait, as in domain/journey/autoplay.py
const program = JSON.parse(document.getElementById("journey").textContent);
const machine = new Machine(program);
const titles = Object.fromEntries(program.roles.map((role) => [role.id, role.title]));
const offered = {};
for (const screen of Object.values(program.screens))
  for (const part of screen.content) for (const option of part.options) offered[`${part.variable} ${option.value}`] ??= option.text;

let run = null;

function begin(role, preset, task) {
  const state = machine.start(preset);
  run = { role, seen: role, preset, task, state, step: 0, faults: [...(preset?.faults ?? [])], back: [], over: false };
  show();
}

// One act with everything that it leads to: the chosen faults strike as soon as they can, in their order.
function act(change) {
  run.back.push({ state: run.state, step: run.step, faults: [...run.faults] });
  change();
  ended();
  show();
}

function take(event) {
  const step = run.over ? null : machine.occurs(run.state, event);
  if (!step) return false;
  run.state = step.state;
  run.step += 1;
  ended();
  return true;
}

function strike() {
  while (run.faults.length && take(run.faults[0])) run.faults.shift();
}

function wait() {
  const place = machine.roles.indexOf(run.role);
  const before = run.state.screens[place];
  for (let moves = 0; moves < LONGEST; moves += 1) {
    const event = machine.waits(run.state, [run.role]);
    if (!event || !take(event)) return;
    strike();
    if (run.state.screens[place] !== before) return;
  }
}

function ended() {
  const screen = machine.screen(run.state, run.role);
  run.over = screen.kind === "terminal" || (run.task?.success.includes(screen.id) ?? false);
}

function said(value) {
  return value === true ? "yes" : value === false ? "no" : String(value);
}

function filled(text, state = run.state) {
  return text.replace(/\{([^{}]*)\}/g, (whole, name) => {
    const place = machine.places[name];
    if (place === undefined) return program.parameters[name] ?? whole;
    return offered[`${name} ${state.values[place]}`] ?? said(state.values[place]);
  });
}

// Markup is made of elements and texts only, so nothing that somebody wrote becomes markup.
function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (typeof value === "boolean") made.toggleAttribute(key, value);
    else if (value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

// A picture that came with the file, or a box with its description.
function picture(name, alt) {
  const shown = program.images?.[name];
  if (shown) return el("img", { class: "j-image", src: shown.src, alt: filled(alt), width: shown.width, height: shown.height });
  return el("div", { class: "j-drawn", role: "img", "aria-label": filled(alt) }, el("span", { "aria-hidden": "true" }, filled(alt)));
}

// An image with the places on it that can be pressed, each a button with its name; the same buttons below it where there is no picture.
function imageOf(screen, spots) {
  if (!screen.image) return null;
  const shown = picture(screen.image, screen.alt);
  if (shown.tagName !== "IMG") return [shown, ...spots.map((spot) => el("button", { name: "event", value: spot.act }, filled(spot.text)))];
  const places = spots.map((spot) => {
    const button = el("button", { class: "j-spot", name: "event", value: spot.act, "aria-label": filled(spot.text), title: filled(spot.text) });
    for (const [side, name] of [["left", "insetInlineStart"], ["top", "insetBlockStart"], ["width", "inlineSize"], ["height", "blockSize"]]) button.style[name] = `${spot[side] / 10}%`;
    button.style.position = "absolute";
    return button;
  });
  return el("div", { class: "j-spots" }, shown, places);
}

const HEADING = { info: "Note", success: "Done", warning: "Attention", danger: "Problem" };

function control(part) {
  const id = `f-${part.id}`;
  const name = part.variable || undefined;
  const now = part.variable ? run.state.values[machine.places[part.variable]] : "";
  const common = { id, name, required: part.required };
  const options = (list) => list.map((one) => el("option", { value: one.value, selected: String(now) === one.value }, filled(one.text)));
  const label = el("label", { for: id }, filled(part.text));
  const hint = part.hint ? el("p", { class: "hint" }, filled(part.hint)) : null;
  switch (part.type) {
    case "textarea":
      return el("div", { class: "field" }, label, hint, el("textarea", { ...common, rows: 4, maxlength: 2000 }, String(now)));
    case "select":
      return el("div", { class: "field" }, label, hint, el("select", common, options(part.options)));
    case "radio":
      return el(
        "fieldset",
        {},
        el("legend", {}, filled(part.text)),
        hint,
        part.options.map((one) =>
          el("label", { class: "choice" }, el("input", { type: "radio", name: name ?? part.id, value: one.value, checked: String(now) === one.value }), el("span", {}, filled(one.text))),
        ),
      );
    case "checkbox":
    case "switch":
      return el("label", { class: "choice" }, el("input", { ...common, type: "checkbox", role: part.type === "switch" ? "switch" : undefined, checked: now === true }), el("span", {}, filled(part.text)));
    case "file":
      return el("div", { class: "field" }, label, hint, el("select", common, el("option", { value: "" }, "No file"), el("option", { value: "example.pdf" }, "example.pdf")));
    default: {
      if (part.options.length) return el("div", { class: "field" }, label, hint, el("select", common, options(part.options)));
      const type = { date: "date", signature: "text" }[part.type] ?? part.input;
      return el("div", { class: "field" }, label, hint, el("input", { ...common, type, value: type === "password" ? "" : String(now), autocomplete: "off" }));
    }
  }
}

function shown(part) {
  const can = part.act && machine.acts(run.state, run.seen).includes(part.act);
  const text = filled(part.text);
  const press = (words, look) => (can ? el("button", { class: look, name: "event", value: part.act, formnovalidate: part.type === "link" }, words) : null);
  switch (part.type) {
    case "heading":
      return el(`h${Math.min(part.level + 1, 6)}`, { class: "j-heading" }, text);
    case "text":
      return el("p", {}, text);
    case "alert":
      return el("p", { class: `j-alert is-${part.tone}`, role: part.tone === "danger" ? "alert" : "status" }, el("strong", {}, `${HEADING[part.tone]}: `), text);
    case "image":
    case "map":
      return el("figure", { class: "j-figure" }, part.type === "image" ? picture(part.source, part.alt) : picture("", part.alt), text ? el("figcaption", {}, text) : null);
    case "table":
      return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": text || "Table" }, el("table", {}, el("thead", {}, el("tr", {}, part.columns.map((one) => el("th", { scope: "col" }, filled(one))))), el("tbody", {}, part.rows.map((row) => el("tr", {}, row.map((cell, at) => el(at ? "td" : "th", at ? {} : { scope: "row" }, filled(cell))))))));
    case "chart":
      return el("figure", {}, el("figcaption", {}, text), el("table", {}, el("tbody", {}, part.rows.map((row) => el("tr", {}, row.map((cell, at) => el(at ? "td" : "th", at ? {} : { scope: "row" }, filled(cell))))))));
    case "list":
      return el("div", {}, text ? el("p", {}, text) : null, el("ul", {}, part.items.map((one) => el("li", {}, filled(one.text)))));
    case "stepper":
      return el("ol", { class: "j-stepper" }, part.items.map((one, at) => el("li", { "aria-current": at + 1 === part.current ? "step" : undefined, class: at + 1 < part.current ? "is-past" : at + 1 === part.current ? "is-on" : "" }, filled(one.text))));
    case "progress":
      return el("div", { class: "field" }, el("label", { for: `f-${part.id}` }, text), el("progress", { id: `f-${part.id}`, max: 100, value: part.share }));
    case "tabs":
      return el("div", { class: "j-tabs" }, part.items.map((one, at) => el("details", { name: part.id, open: at + 1 === part.current }, el("summary", {}, filled(one.value)), el("p", {}, filled(one.text)))));
    case "card":
    case "dialog":
      return el("section", { class: `j-card${part.type === "dialog" ? " j-dialog" : ""}` }, el("p", {}, el("strong", {}, text)), part.hint ? el("p", {}, filled(part.hint)) : null, press(part.type === "dialog" ? "OK" : text, ""));
    case "button":
      return press(text, `j-button${part.primary ? " primary" : ""}`) ?? el("p", { class: "muted" }, `${text}: not possible now`);
    case "link":
      return press(text, "quiet") ?? el("p", { class: "muted" }, `${text}: not possible now`);
    case "divider":
      return el("hr");
    default:
      return control(part);
  }
}

// What a form gives the variables, in their own types. A box that is not ticked stands for false.
function entered(form) {
  const given = new FormData(form);
  for (const part of machine.controls(run.state, run.seen)) {
    if (!part.variable) continue;
    const variable = program.variables[machine.places[part.variable]];
    const ticked = part.type === "checkbox" || part.type === "switch";
    const text = ticked ? String(given.has(part.variable)) : given.get(part.variable);
    if (text === null) continue;
    const value = variable.type === "text" ? text : variable.domain.find((one) => String(one) === text);
    if (value !== undefined) run.state = machine.enters(run.state, part.variable, value).state;
  }
}

function button(words, press, look = "") {
  return el("button", { type: "button", class: look, onclick: press }, words);
}

function screenOf() {
  const screen = machine.screen(run.state, run.seen);
  const parts = machine.controls(run.state, run.seen);
  const drawn = [...screen.content.map((part) => part.act), ...screen.hotspots.map((spot) => spot.act)];
  const acts = machine.acts(run.state, run.seen);
  const spots = screen.hotspots.filter((spot) => acts.includes(spot.act) && machine.holds(run.state, spot.when));
  const more = acts.filter((name) => !drawn.includes(name));
  const form = el(
    "form",
    {
      class: "j-screen stack",
      onsubmit: (event) => {
        event.preventDefault();
        const name = event.submitter?.value;
        if (!name) return;
        act(() => {
          entered(event.target);
          if (take(name)) strike();
        });
      },
    },
    imageOf(screen, spots),
    parts.map(shown),
    parts.length || screen.image || screen.html ? null : el("h2", {}, filled(screen.title)),
    more.map((name) => el("button", { name: "event", value: name }, machine.events[name].title)),
  );
  // A sandbox without a single permission: no scripts, no forms, no origin. The page's own policy lets the frame load nothing.
  const frame = screen.html ? el("iframe", { class: "j-frame", sandbox: "", srcdoc: screen.html, title: filled(screen.title) }) : null;
  const logo = program.theme?.logo ? el("p", { class: "j-logo" }, el("img", { src: program.theme.logo, alt: program.theme.alt })) : null;
  return el("section", { class: `device is-${program.device}${program.theme ? " is-themed" : ""}`, "aria-label": filled(screen.title) }, logo, frame, form);
}

function show() {
  const screen = machine.screen(run.state, run.seen);
  const outside = program.events.filter((event) => ["system", "timer", "fault"].includes(event.kind));
  const possible = machine.possible(run.state);
  const turn = machine.roles.find((role) => role !== run.seen && machine.acts(run.state, role).length);
  const bar = el(
    "header",
    { class: "player-bar" },
    el("p", { class: "where" }, el("strong", {}, titles[run.seen]), `: ${filled(screen.title)} `, el("span", { class: "muted" }, `step ${run.step}`)),
    run.back.length ? button("Back", () => (Object.assign(run, run.back.pop()), ended(), show())) : null,
    button("Restart", () => begin(run.role, run.preset, run.task)),
    button("Other start", () => choose()),
  );
  const beside = el(
    "div",
    { class: "beside stack" },
    !run.over && machine.waits(run.state, [run.role]) ? button("Wait for what comes next", () => act(wait), "primary") : null,
    run.over ? el("p", { role: "status" }, el("strong", {}, run.task ? (run.task.success.includes(screen.id) ? "The task is done." : "It ended without the task's goal.") : "That is it.")) : null,
    turn && !run.over ? el("p", { class: "muted" }, `${titles[turn]} can act, too: see Roles.`) : null,
    el("details", { class: "more" }, el("summary", {}, "Roles"), machine.roles.map((role) => el("p", { class: "line" }, `${titles[role]}: ${filled(machine.screen(run.state, role).title)} `, role === run.seen ? "" : button(`See ${titles[role]}`, () => ((run.seen = role), show()))))),
    el("details", { class: "more" }, el("summary", {}, "Let something happen"), run.faults.length ? el("p", {}, `Still to strike: ${run.faults.map((one) => machine.events[one].title).join(", ")}.`) : null, outside.filter((event) => event.kind === "fault" || possible.includes(event.id)).map((event) => el("p", {}, button(event.title, () => act(() => (take(event.id) ? strike() : run.faults.push(event.id))))))),
  );
  const goal = run.task ? el("p", { class: "beside" }, el("strong", {}, "Your task: "), filled(run.task.goal)) : null;
  place(bar, goal, screenOf(), beside);
}

function choose() {
  const pick = (id, label, list) => el("div", { class: "field" }, el("label", { for: id }, label), el("select", { id, name: id }, list.map(([value, words]) => el("option", { value }, words))));
  const people = [...program.roles].sort((one, other) => (one.actor === "person" ? 0 : 1) - (other.actor === "person" ? 0 : 1));
  place(
    el(
      "form",
      {
        class: "beside stack",
        onsubmit: (event) => {
          event.preventDefault();
          const given = new FormData(event.target);
          const task = program.tasks.find((one) => one.id === given.get("task"));
          begin(task?.role ?? given.get("role"), program.presets.find((one) => one.id === given.get("preset")), task);
        },
      },
      el("h1", {}, program.title),
      el("p", {}, program.summary),
      pick("role", "Play as", people.map((role) => [role.id, role.title])),
      program.tasks.length ? pick("task", "Task", [["", "No task: look around"], ...program.tasks.map((one) => [one.id, one.title])]) : null,
      program.presets.length ? pick("preset", "Begin with", [["", "As it comes"], ...program.presets.map((one) => [one.id, one.title])]) : null,
      el("p", {}, el("button", { class: "primary" }, "Play")),
      el("div", {}, button("Look at every state", (event) => event.target.replaceWith(proof()))),
      el("p", { class: "muted" }, `Version ${program.version}. This file plays without a connection; nothing is recorded or sent.`),
    ),
  );
}

// Looks at every state that can be reached, here in the browser, and says what was found; each dead end can be played.
function proof() {
  const space = new Space(program);
  const reached = new Set(Array.from({ length: space.count }, (_, row) => space.screens(row)).flat());
  const missed = Object.values(program.screens).filter((screen) => !reached.has(screen.id));
  const stuck = new Map();
  for (const row of space.ends) {
    const at = program.roles.findIndex((role, place) => !rests(role, program.screens[space.screens(row)[place]]));
    if (at >= 0 && !stuck.has(space.screens(row)[at])) stuck.set(space.screens(row)[at], [program.roles[at].id, space.trace(row)]);
  }
  const all = space.complete
    ? `All ${space.count} states that can be reached were looked at, in at most ${space.depth} steps from the start.`
    : `${space.count} states were looked at, and there are more: what is listed is so, and there may be more of it.`;
  const screens = missed.length ? `Nobody reaches ${missed.map((screen) => `“${filled(screen.title, machine.start())}”`).join(", ")}.` : "Every screen can be reached.";
  return el(
    "div",
    { class: "stack-s", role: "status" },
    el("p", {}, all),
    space.complete || !missed.length ? el("p", {}, screens) : null,
    stuck.size ? el("p", {}, "Here nothing follows, and somebody is not at an end:") : space.complete ? el("p", {}, "Nobody is left where nothing follows.") : null,
    [...stuck].map(([screen, [role, way]]) => el("p", { class: "line" }, `${titles[role]}: ${filled(program.screens[screen].title, after(way))} `, button("Show it", () => stand(role, way)))),
  );
}

function rests(role, screen) {
  return role.actor === "system" || screen.kind === "terminal" || (screen.kind === "waiting" && screen.id === role.start);
}

function after(way) {
  return way.reduce((state, one) => (typeof one === "string" ? machine.occurs(state, one) : machine.enters(state, ...one)).state, machine.start());
}

function stand(role, way) {
  run = { role, seen: role, state: after(way), step: way.length, faults: [], back: [], over: false };
  ended();
  show();
}

function place(...parts) {
  const main = document.getElementById("main");
  main.replaceChildren(el("article", { class: "player" }, parts));
  main.focus();
}

choose();
