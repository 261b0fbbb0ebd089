// Every state of a journey that can be reached, the same as domain/journey/analysis/space.py finds, in the browser. Nothing is evaluated
// from text: conditions are closures made from trees. A state is a row of whole numbers: each role's screen, then each variable that decides
// something. Rows lie one after the other in `pool`, in the order of their distance from the start; `table` finds them by their content.
const FIRST_ROWS = 1 << 14;

export class Space {
  constructor(program, { budget = 200_000 } = {}) {
    this.program = program;
    this.budget = budget;
    this.roles = program.roles.map((role) => role.id);
    this.kept = program.search.kept.map((name) => program.variables.find((one) => one.id === name));
    this.width = this.roles.length + this.kept.length;
    this.place = Object.fromEntries(this.kept.map((one, at) => [one.id, this.roles.length + at]));
    this.words = [];
    this.numbers = new Map();
    this.events = program.events;
    this.prepare();
    this.pool = new Int32Array(FIRST_ROWS * this.width);
    this.table = new Int32Array(FIRST_ROWS * 2);
    this.parent = [0];
    this.happened = [null];
    this.count = 0;
    this.next = new Int32Array(this.width);
    this.chosen = [];
    this.start();
    this.search();
  }

  get complete() {
    return this.expanded === this.count;
  }

  // The happenings on a shortest way to a state, each an event's id, or a variable and its value.
  trace(row) {
    const way = [];
    for (let at = row; at > 0; at = this.parent[at]) way.push(this.happened[at]);
    return way.reverse();
  }

  screens(row) {
    return this.roles.map((_, role) => this.words[this.pool[row * this.width + role]]);
  }

  number(value) {
    if (typeof value === "number") return value;
    if (typeof value === "boolean") return Number(value);
    if (!this.numbers.has(value)) {
      this.numbers.set(value, this.words.length);
      this.words.push(value);
    }
    return this.numbers.get(value);
  }

  // What can happen on each screen: by one role alone, by several together, and what can be entered.
  prepare() {
    const takers = new Map(this.events.map((event) => [event.id, new Set()]));
    for (const [id, routes] of Object.entries(this.program.routes))
      for (const event of Object.keys(routes)) takers.get(event).add(this.roles.indexOf(this.program.screens[id].role));
    const needed = (event) => (event.kind === "act" ? [event.role] : event.roles).map((role) => this.roles.indexOf(role));
    const happens = this.events.filter((event) => needed(event).every((role) => takers.get(event.id).has(role)));
    const alone = happens.filter((event) => takers.get(event.id).size === 1);
    this.joint = happens
      .filter((event) => takers.get(event.id).size > 1)
      .map((event) => ({ id: event.id, needed: needed(event), roles: [...takers.get(event.id)].sort((one, other) => one - other), on: [] }));
    this.steps = [];
    this.entries = [];
    for (const [id, screen] of Object.entries(this.program.screens)) {
      const at = this.number(id);
      const role = this.roles.indexOf(screen.role);
      const routes = this.program.routes[id] ?? {};
      this.steps[at] = alone.filter((event) => routes[event.id]).map((event) => ({ id: event.id, routes: this.routes(routes[event.id], role) }));
      for (const event of this.joint) if (routes[event.id]) event.on[at] = this.routes(routes[event.id], role);
      this.entries[at] = (this.program.search.entries[id] ?? []).map((one) => ({
        place: this.place[one.variable],
        holds: one.when && this.reads(one.when),
        values: one.values.map((value) => this.number(value)),
        happened: one.values.map((value) => [one.variable, value]),
      }));
    }
  }

  routes(list, role) {
    return list.map((route) => {
      const resets = route.resets.filter((name) => name in this.place).map((name) => [name, constant(this.number(this.variable(name).initial))]);
      const updates = route.updates.filter(([name]) => name in this.place).map(([name, tree]) => [name, this.within(name, this.reads(tree))]);
      const writes = [...resets, ...updates];
      return {
        holds: route.when && this.reads(route.when),
        role,
        target: route.target ? this.number(route.target) : -1,
        places: writes.map(([name]) => this.place[name]),
        values: writes.map(([, reads]) => reads),
      };
    });
  }

  variable(name) {
    return this.kept[this.place[name] - this.roles.length];
  }

  within(name, reads) {
    const { type, lo, hi } = this.variable(name);
    return type === "int" ? (row) => Math.min(Math.max(reads(row), lo), hi) : reads;
  }

  // A tree of domain/journey/program.py as a function of where a row begins.
  reads([kind, ...rest]) {
    const part = (tree) => this.reads(tree);
    switch (kind) {
      case "value":
        return constant(this.number(rest[0]));
      case "fact": {
        const place = this.place[rest[0]];
        return place === undefined ? constant(this.number(this.program.variables.find((one) => one.id === rest[0]).initial)) : (row) => this.pool[row + place];
      }
      case "not":
        return ((inner) => (row) => Number(!inner(row)))(part(rest[0]));
      case "minus":
        return negative(part(rest[0]));
      case "&&":
        return rest.map(part).reduce((one, other) => (row) => one(row) && other(row));
      case "||":
        return rest.map(part).reduce((one, other) => (row) => one(row) || other(row));
      case "sum":
        return rest[1].map((tree, at) => (rest[0][at] === "+" ? part(tree) : negative(part(tree)))).reduce((one, other) => (row) => one(row) + other(row));
      case "if":
        return (([test, yes, no]) => (row) => (test(row) ? yes(row) : no(row)))(rest.map(part));
      case "list":
        return ((parts) => (row) => parts.map((one) => one(row)))(rest.map(part));
      case "size":
        return ((list) => (row) => list(row).length)(part(rest[0]));
      case "in_screen":
        return ((role, screen) => (row) => Number(this.pool[row + role] === screen))(this.roles.indexOf(rest[0][1]), this.number(rest[1][1]));
      case "in":
        return among(part(rest[0]), part(rest[1]), rest[1]);
      default:
        return comparing(kind, part(rest[0]), part(rest[1]));
    }
  }

  start() {
    this.roles.forEach((_, role) => (this.next[role] = this.number(this.program.roles[role].start)));
    for (const one of this.kept) this.next[this.place[one.id]] = this.number(one.initial);
    this.reach(-1, null);
  }

  search() {
    const roles = this.roles.length;
    this.expanded = 0;
    this.depth = 0;
    this.ends = [];
    for (let last = 0; this.expanded < this.count && this.count <= this.budget; this.expanded += 1) {
      if (this.expanded > last) {
        this.depth += 1;
        last = this.count - 1;
      }
      const row = this.expanded * this.width;
      let steps = 0;
      for (let role = 0; role < roles; role += 1) {
        const screen = this.pool[row + role];
        for (const event of this.steps[screen]) {
          const route = enabled(event.routes, row);
          if (!route) continue;
          this.copy(row);
          this.take(route, row);
          steps += this.reach(this.expanded, event.id);
        }
        for (const entry of this.entries[screen]) {
          if (entry.holds && !entry.holds(row)) continue;
          this.copy(row);
          for (let at = 0; at < entry.values.length; at += 1) {
            this.next[entry.place] = entry.values[at];
            steps += this.reach(this.expanded, entry.happened[at]);
          }
        }
      }
      for (const event of this.joint) steps += this.together(event, row);
      if (!steps) this.ends.push(this.expanded);
    }
  }

  together(event, row) {
    let found = 0;
    for (const role of event.roles) {
      const routes = event.on[this.pool[row + role]];
      const route = routes ? enabled(routes, row) : null;
      if (route) this.chosen[found++] = route;
      else if (event.needed.includes(role)) return 0;
    }
    if (!found) return 0;
    this.copy(row);
    for (let at = 0; at < found; at += 1) this.take(this.chosen[at], row);
    return this.reach(this.expanded, event.id);
  }

  copy(row) {
    for (let at = 0; at < this.width; at += 1) this.next[at] = this.pool[row + at];
  }

  take(route, row) {
    for (let at = 0; at < route.places.length; at += 1) this.next[route.places[at]] = route.values[at](row);
    if (route.target >= 0) this.next[route.role] = route.target;
  }

  // Notes `next` as reached; returns 1 unless it is the state that it comes from.
  reach(from, happened) {
    const { next, width } = this;
    let hash = 17;
    for (let at = 0; at < width; at += 1) hash = Math.imul(hash ^ next[at], 0x9e3779b1);
    hash ^= hash >>> 15;
    const mask = this.table.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.table[slot] - 1;
      if (known < 0) {
        this.table[slot] = this.count + 1;
        break;
      }
      let at = 0;
      for (const row = known * width; at < width && this.pool[row + at] === next[at]; at += 1);
      if (at === width) return Number(known !== from);
    }
    this.pool.set(next, this.count * width);
    this.parent[this.count] = from;
    this.happened[this.count] = happened;
    this.count += 1;
    if (this.count * 2 >= this.table.length) this.grow();
    return 1;
  }

  grow() {
    const pool = new Int32Array(this.pool.length * 2);
    pool.set(this.pool);
    this.pool = pool;
    this.table = new Int32Array(this.table.length * 2);
    const mask = this.table.length - 1;
    for (let row = 0; row < this.count; row += 1) {
      let hash = 17;
      for (let at = row * this.width; at < (row + 1) * this.width; at += 1) hash = Math.imul(hash ^ pool[at], 0x9e3779b1);
      hash ^= hash >>> 15;
      let slot = hash & mask;
      while (this.table[slot]) slot = (slot + 1) & mask;
      this.table[slot] = row + 1;
    }
  }
}

// A list of values as they are written is made once.
function among(reads, list, [kind, ...parts]) {
  if (kind !== "list" || parts.some((one) => one[0] !== "value")) return (row) => Number(list(row).some((one) => same(one, reads(row))));
  const values = list(0);
  return (row) => Number(values.includes(reads(row)));
}

function same(left, right) {
  return left === right || (Array.isArray(left) && left.length === right.length && left.every((one, at) => same(one, right[at])));
}

function negative(reads) {
  return (row) => -reads(row);
}

function constant(value) {
  return () => value;
}

function enabled(routes, row) {
  for (let at = 0; at < routes.length; at += 1) if (!routes[at].holds || routes[at].holds(row)) return routes[at];
  return null;
}

function comparing(kind, left, right) {
  switch (kind) {
    case "==":
      return (row) => Number(same(left(row), right(row)));
    case "!=":
      return (row) => Number(!same(left(row), right(row)));
    case "<":
      return (row) => Number(left(row) < right(row));
    case "<=":
      return (row) => Number(left(row) <= right(row));
    case ">":
      return (row) => Number(left(row) > right(row));
    case ">=":
      return (row) => Number(left(row) >= right(row));
    default:
      throw new Error(`no such node: ${kind}`);
  }
}
