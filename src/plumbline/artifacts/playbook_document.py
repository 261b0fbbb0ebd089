"""A playbook as a document to read from top to bottom, in Markdown."""

from collections.abc import Iterable, Mapping

from plumbline.domain.playbook.plan import Item, Pattern, Plan, PlannedMetric, PlannedRisk, Policies, Step
from plumbline.words.plan import bound_words, often_words, title_of, titles


def markdown(plan: Plan) -> str:
    """Return the whole playbook: summary, its eight parts, risks and answers; deterministic."""
    names = titles(plan)
    blocks = [
        f"# {plan.title}",
        " ".join(plan.summary),
        _at_a_glance(plan),
        "## 1. Context",
        _items(plan.context, names),
        "### The market",
        _items(plan.market_signals, names),
        "### Delivery pressures",
        _items(plan.pressures, names),
        "### What customers are promised",
        _items(plan.promises, names),
        "### Safeguards to formalise before implementation",
        _items(plan.safeguards, names),
        "### Practices nobody trades",
        _items(plan.practices, names),
        "### The standing constraint",
        _items((plan.constraint,), names),
        "## 2. Key challenges",
        _items(plan.challenges, names),
        "### Failure modes of the role",
        _items(plan.failure_modes, names),
        "### Warning signs of the objective",
        _items(plan.warning_signs, names),
        "## 3. Decision framework",
        _stages(plan, names),
        "### Gates",
        _gates(plan),
        "## 4. Implementation playbook",
        "The steps are numbered in the order in which they are explained, and each says its day. By day they come like this:",
        _calendar(plan, names),
        "\n\n".join(_step(step, names) for step in plan.steps),
        "### The agenda of every review",
        _items(plan.agenda, names),
        "## 5. Success metrics",
        "\n\n".join(_metric(metric, names) for metric in plan.metrics),
        "### Target signals",
        _items(plan.target_signals, names),
        "## 6. Operating patterns",
        _patterns(plan.patterns),
        "### Rules in force",
        _rules(plan, names),
        "## 7. Risks and mitigations",
        "\n\n".join(_risk(number, risk, names) for number, risk in enumerate(plan.risks, 1)),
        "## 8. Related capabilities",
        _items(plan.capabilities, names),
        "## Questions and answers",
        "\n\n".join(f"**{one.question}** {one.answer}" for one in plan.questions),
        "## Compiled from",
        _sources(plan),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _at_a_glance(plan: Plan) -> str:
    rows = [
        ("Outcome", plan.outcome),
        ("Mandate", plan.mandate),
        ("Initiative", plan.initiative),
        ("Lens", plan.lens.text),
        ("Evidence", plan.evidence),
        ("Window", f"{plan.policies.window_days} working days, with a review every {plan.policies.cadence_days}"),
        ("Owners needed", ", ".join(area.title for area in plan.areas)),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {_cell(text)} |" for name, text in rows)])


def _items(items: Iterable[Item], names: Mapping[str, str]) -> str:
    return "\n".join(f"- **{item.title}{_often(item)}.** {item.text} *({bound_words(item.bound_to, names)})*" for item in items)


def _often(item: Item) -> str:
    often = often_words(item)
    return f", {often}" if often else ""


def _stages(plan: Plan, names: Mapping[str, str]) -> str:
    gates = {gate.id: gate for gate in plan.gates}
    return "\n".join(
        f"{number}. **{stage.title}.** {stage.text} The stage ends at its gate, “{gates[stage.gate].title}”; the owner of"
        f" “{title_of(f'practice:{stage.practice}', names)}” follows up on what is missing."
        for number, stage in enumerate(plan.stages, 1)
    )


def _gates(plan: Plan) -> str:
    areas = {area.id: area.title for area in plan.areas}
    blocks: list[str] = []
    for gate in plan.gates:
        lines = [
            f"**{gate.title}** (`{gate.id}`, judges {'one decision' if gate.subject == 'decision' else 'the cycle'}). {gate.sentence}",
            "",
        ]
        lines += [f"- {one.sentence} *({areas.get(one.who, one.who)})*" for one in gate.conditions]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _calendar(plan: Plan, names: Mapping[str, str]) -> str:
    rows = [f"| {_day(step)} | {step.number}. {step.title} | {title_of(f'area:{step.area}', names)} |" for step in by_day(plan)]
    return "\n".join(["| when | step | area |", "| --- | --- | --- |", *rows])


def by_day(plan: Plan) -> list[Step]:
    """Return the steps in the order in which they fall due; those of one day by their number."""
    return sorted(plan.steps, key=lambda step: (step.after_launch, step.offset_days, step.number))


def _day(step: Step) -> str:
    return f"{step.offset_days} working days after the window" if step.after_launch else f"working day {step.offset_days}"


def _step(step: Step, names: Mapping[str, str]) -> str:
    due = _day(step)
    manual = f"\n   What a person records: {step.manual}" if step.manual else ""
    return (
        f"{step.number}. **{step.title}** ({title_of(f'area:{step.area}', names)}, {due}). {step.text}\n"
        f"   Done when `{' '.join(step.condition.split())}`.{manual}"
    )


def _metric(metric: PlannedMetric, names: Mapping[str, str]) -> str:
    return (
        f"{metric.slot}. **{metric.title}** (`{metric.id}`, {title_of(f'area:{metric.area}', names)}). {metric.text}\n"
        f"   Guards against: {title_of(f'pressure:{metric.pressure}', names)}."
        f" Shown by: {title_of(f'signal:{metric.signal}', names)}."
        f" Preserves: {title_of(f'promise:{metric.promise}', names)}."
    )


def _patterns(patterns: Iterable[Pattern]) -> str:
    blocks: list[str] = []
    for pattern in patterns:
        lines = [f"**{pattern.title}** (`{pattern.id}`, {'on' if pattern.on else 'off'}). {pattern.text}", ""]
        lines += [f"- {pattern.trigger.sentence}"] if pattern.trigger else []
        lines += [f"- {sentence}" for sentence in pattern.changes]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _rules(plan: Plan, names: Mapping[str, str]) -> str:
    policies = plan.policies
    ladder = ", then ".join(f"{title_of(f'area:{level.area}', names)} ({level.wait_hours} h)" for level in policies.ladder)
    carried = "goes up the ladder" if policies.decision_escalates else "is listed to the lead"
    four_eyes = "needs a second person" if policies.four_eyes else "needs its owner"
    return "\n".join(
        [
            f"- A comment that needs its owner's act is due {_within(policies.comment_window_hours, policies.basis)}.",
            f"- A decision in review is due {_within(policies.decision_window_hours, policies.basis)}, and its approval {four_eyes}.",
            f"- The owner of a high risk decides what to do first {_within(policies.risk_window_hours, policies.basis)}.",
            f"- A decision carried through {_cycles(policies.decision_threshold_cycles)} {carried}.",
            f"- A blocker open for {_cycles(policies.blocker_threshold_cycles)} goes up the ladder; {_extensions(policies)}.",
            f"- Evidence is fresh for {policies.evidence_fresh_days} working days.",
            f"- The ladder: {ladder}.",
            *(f"- Asked for by this playbook: {change.sentence}" for change in plan.own_rules),
        ]
    )


def _within(hours: int, basis: str) -> str:
    words = {"elapsed": "hours on the clock", "workday": "working-day hours", "business": "opening hours"}
    return f"within {hours} {words[basis]}" if hours else "by the end of the review cycle"


def _cycles(count: int) -> str:
    return "one full review cycle" if count == 1 else f"{count} full review cycles"


def _extensions(policies: Policies) -> str:
    match policies.blocker_extensions:
        case 0:
            return "its due date cannot be extended"
        case 1:
            return "its due date can be extended once, at a stated price"
        case _:
            return "its due date can be extended twice, at a stated price"


def _risk(number: int, risk: PlannedRisk, names: Mapping[str, str]) -> str:
    argument = next(names[named] for kind in ("signal", "safeguard", "metric") if (named := f"{kind}:{risk.argument}") in names)
    return (
        f"{number}. **{risk.title}.** {risk.text}\n"
        f"   {risk.strategy_title} ({argument}): {risk.action}\n"
        f"   It is {bound_words(f'detector:{risk.detector}', names)}."
        f" Closeness to the customer {risk.closeness}, impact {risk.impact}, likelihood {risk.likelihood}, each of 5."
    )


def _sources(plan: Plan) -> str:
    lines = ["| pack | version | digest |", "| --- | --- | --- |"]
    lines += [f"| {pack.kind} `{pack.id}` | {pack.version} | `{pack.digest[:16]}` |" for pack in plan.packs]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
