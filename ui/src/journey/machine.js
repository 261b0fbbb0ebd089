// How a journey runs, the same as domain/journey/machine.py and autoplay.py: which events are possible, and which state each leads to.
// tests/domain/journey/test_program.py holds the two to each other, event by event. Conditions are trees, made from the typed syntax tree.
export class Machine {
  constructor(program) {
    this.program = program;
    this.roles = program.roles.map((role) => role.id);
    this.places = Object.fromEntries(program.variables.map((variable, place) => [variable.id, place]));
    this.events = Object.fromEntries(program.events.map((event) => [event.id, event]));
  }

  start(preset) {
    const given = preset?.values ?? {};
    const values = this.program.variables.map((one) => (Object.hasOwn(given, one.id) ? given[one.id] : one.initial));
    return { screens: this.program.roles.map((role) => role.start), values };
  }

  screen(state, role) {
    return this.program.screens[state.screens[this.roles.indexOf(role)]];
  }

  holds(state, condition) {
    return condition === null || this.value(state, condition);
  }

  controls(state, role) {
    return this.screen(state, role).content.filter((part) => this.holds(state, part.when));
  }

  possible(state) {
    return this.program.events.filter((event) => this.taken(state, event)).map((event) => event.id);
  }

  acts(state, role) {
    return this.possible(state).filter((name) => isActOf(this.events[name], role));
  }

  // The state after an event, with the transitions it took; null when it is not possible. Conditions read the state before.
  occurs(state, name) {
    const taken = this.events[name] && this.taken(state, this.events[name]);
    if (!taken) return null;
    const screens = [...state.screens];
    const values = [...state.values];
    for (const [place, route] of taken) {
      for (const variable of route.resets) values[this.places[variable]] = this.program.variables[this.places[variable]].initial;
      for (const [variable, formula] of route.updates) values[this.places[variable]] = this.within(variable, this.value(state, formula));
      if (route.target) screens[place] = route.target;
    }
    return { taken: taken.map(([, route]) => route.id), state: { screens, values } };
  }

  enters(state, variable, value) {
    const values = [...state.values];
    values[this.places[variable]] = value;
    return { taken: [], state: { screens: state.screens, values } };
  }

  within(name, value) {
    const variable = this.program.variables[this.places[name]];
    return variable.type === "int" ? Math.min(Math.max(value, variable.lo), variable.hi) : value;
  }

  taken(state, event) {
    const found = [];
    state.screens.forEach((screen, place) => {
      const route = (this.program.routes[screen]?.[event.id] ?? []).find((one) => this.holds(state, one.when));
      if (route) found.push([place, route]);
    });
    const needed = event.kind === "act" ? [event.role] : event.roles;
    const places = found.map(([place]) => place);
    return found.length && needed.every((role) => places.includes(this.roles.indexOf(role))) ? found : null;
  }

  // What is let happen while everybody who is played waits; null when somebody can act or nothing can happen.
  waits(state, played) {
    const possible = this.possible(state);
    const idle = (role) =>
      ["waiting", "terminal"].includes(this.screen(state, role).kind) || !possible.some((name) => isActOf(this.events[name], role));
    if (!played.every(idle)) return null;
    return possible.find((name) => isThePlayers(this.events[name], played)) ?? null;
  }

  // The node kinds are those of domain/journey/program.py.
  value(state, [kind, ...rest]) {
    switch (kind) {
      case "value":
        return rest[0];
      case "fact":
        return state.values[this.places[rest[0]]];
      case "not":
        return !this.value(state, rest[0]);
      case "minus":
        return -this.value(state, rest[0]);
      case "&&":
        return rest.every((part) => this.value(state, part));
      case "||":
        return rest.some((part) => this.value(state, part));
      case "sum":
        return rest[1].reduce((total, part, at) => total + (rest[0][at] === "+" ? 1 : -1) * this.value(state, part), 0);
      case "if":
        return this.value(state, this.value(state, rest[0]) ? rest[1] : rest[2]);
      case "list":
        return rest.map((part) => this.value(state, part));
      case "size":
        return this.value(state, rest[0]).length;
      case "in_screen":
        return state.screens[this.roles.indexOf(this.value(state, rest[0]))] === this.value(state, rest[1]);
      default:
        return compared(kind, this.value(state, rest[0]), this.value(state, rest[1]));
    }
  }
}

export function isActOf(event, role) {
  return (event.kind === "act" && event.role === role) || (event.kind === "shared" && event.roles.includes(role));
}

function isThePlayers(event, played) {
  if (event.kind === "act") return !played.includes(event.role);
  if (event.kind === "shared") return !event.roles.some((role) => played.includes(role));
  return event.kind !== "fault";
}

function compared(operator, left, right) {
  switch (operator) {
    case "==":
      return same(left, right);
    case "!=":
      return !same(left, right);
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    case "in":
      return right.some((one) => same(one, left));
    default:
      throw new Error(`no such node: ${operator}`);
  }
}

function same(left, right) {
  return Array.isArray(left) ? left.length === right.length && left.every((one, at) => same(one, right[at])) : left === right;
}
