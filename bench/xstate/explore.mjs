// Explores a journey with XState's own shortest paths. Reads the journey's program (domain/journey/program.py) from the file that is named,
// prints how many states there are and how many milliseconds that took.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { getShortestPaths } from "@xstate/graph";
import { assign, createMachine } from "xstate";

const [, , file, interpreter] = process.argv;
const { Machine } = await import(pathToFileURL(interpreter));
const program = JSON.parse(readFileSync(file, "utf8"));
const machine = new Machine(program);
const events = new Map();

const holds = (tree) => ({ context }) => machine.holds(context, tree);

function written(changes) {
  return assign(({ context }) => {
    const values = [...context.values];
    for (const [name, value] of changes(context)) values[machine.places[name]] = value;
    return { values };
  });
}

function taken(route) {
  const changes = (context) => [
    ...route.resets.map((name) => [name, program.variables[machine.places[name]].initial]),
    ...route.updates.map(([name, tree]) => [name, machine.within(name, machine.value(context, tree))]),
  ];
  return { ...(route.target ? { target: route.target } : {}), ...(route.when ? { guard: holds(route.when) } : {}), actions: written(changes) };
}

function entries(screen) {
  const found = {};
  for (const part of screen.content.filter((one) => one.variable)) {
    const variable = program.variables[machine.places[part.variable]];
    const values = part.options.length ? variable.domain.filter((one) => part.options.some((option) => option.value === String(one))) : variable.domain;
    for (const value of values) {
      const type = `${part.variable}=${value}`;
      events.set(type, { type });
      (found[type] ??= []).push({ ...(part.when ? { guard: holds(part.when) } : {}), actions: written(() => [[part.variable, value]]) });
    }
  }
  return found;
}

for (const event of program.events) events.set(event.id, { type: event.id });
const states = {};
for (const role of program.roles) {
  const own = Object.values(program.screens).filter((screen) => screen.role === role.id);
  const on = (screen) => ({ ...Object.fromEntries(Object.entries(program.routes[screen.id]).map(([event, routes]) => [event, routes.map(taken)])), ...entries(screen) });
  states[role.id] = { initial: role.start, states: Object.fromEntries(own.map((screen) => [screen.id, { on: on(screen) }])) };
}
const context = { values: machine.start().values };
const journey = createMachine({ type: "parallel", context, states });

const began = performance.now();
const paths = getShortestPaths(journey, {
  events: [...events.values()],
  serializeState: (snapshot) => JSON.stringify([snapshot.value, snapshot.context.values]),
});
console.log(JSON.stringify({ states: paths.length, milliseconds: performance.now() - began }));
