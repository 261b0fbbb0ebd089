"""A playbook as a document to read from top to bottom, in Markdown."""

from collections.abc import Iterable, Mapping

from plumbline.domain.playbook.plan import Item, Pattern, Plan, PlannedMetric, PlannedRisk, Policies, Step

_KINDS = {
    "metric": "read by the metric",
    "detector": "watched by the detector",
    "gate": "checked at the gate",
    "step": "carried out in the step",
    "agenda": "asked in every review under",
    "policy": "kept by the policy",
    "practice": "kept by the practice",
    "promise": "held against the promise",
    "pressure": "follows the pressure",
    "safeguard": "follows the safeguard",
    "signal": "held against the signal",
    "pattern": "kept by the pattern",
}


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
        _rules(plan.policies, names),
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


def titles(plan: Plan) -> dict[str, str]:
    """Return the title of everything a part can be bound to, by `kind:id`."""
    named: dict[str, Iterable[Item | Step | Pattern]] = {
        "area": plan.areas, "pressure": plan.pressures, "promise": plan.promises, "safeguard": plan.safeguards, "practice": plan.practices,
        "signal": plan.target_signals, "step": plan.steps, "pattern": plan.patterns, "agenda": plan.agenda, "failure": plan.failure_modes,
        "warning": plan.warning_signs,
    }  # fmt: skip
    found = {f"{kind}:{part.id}": part.title for kind, parts in named.items() for part in parts}
    found |= {f"gate:{gate.id}": gate.title for gate in plan.gates}
    found |= {f"metric:{metric.id}": metric.title for metric in plan.metrics}
    return found | {f"stage:{stage.id}": stage.title for stage in plan.stages}


def name_of(reference: str, names: Mapping[str, str]) -> str:
    """Return what people call the thing that `kind:id` names."""
    return names.get(reference) or reference.partition(":")[2].replace("-", " ").replace("_", " ")


def _at_a_glance(plan: Plan) -> str:
    rows = [
        ("Outcome", plan.outcome),
        ("Mandate", plan.mandate),
        ("Initiative", plan.initiative),
        ("Lens", plan.lens.text),
        ("Evidence", plan.evidence),
        ("Window", f"{plan.policies.window_days} working days, reviewed every {plan.policies.cadence_days}"),
        ("Owners needed", ", ".join(area.title for area in plan.areas)),
    ]
    return "\n".join(["| | |", "| --- | --- |", *(f"| {name} | {_cell(text)} |" for name, text in rows)])


def _items(items: Iterable[Item], names: Mapping[str, str]) -> str:
    return "\n".join(f"- **{item.title}.** {item.text} {_bound(item.bound_to, names)}" for item in items)


def _bound(reference: str, names: Mapping[str, str]) -> str:
    words = _KINDS.get(reference.partition(":")[0], "bound to")
    return f"*({words}: {name_of(reference, names)})*"


def _stages(plan: Plan, names: Mapping[str, str]) -> str:
    gates = {gate.id: gate for gate in plan.gates}
    return "\n".join(
        f"{number}. **{stage.title}.** {stage.text} The stage ends at its gate, “{gates[stage.gate].title}”; the owner of"
        f" “{name_of(f'practice:{stage.practice}', names)}” follows up on what is missing."
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


def _step(step: Step, names: Mapping[str, str]) -> str:
    due = f"working day {step.offset_days}" + (" after the window's end" if step.after_launch else "")
    manual = f"\n   What a person records: {step.manual}" if step.manual else ""
    return (
        f"{step.number}. **{step.title}** ({name_of(f'area:{step.area}', names)}, {due}). {step.text}\n"
        f"   Done when `{' '.join(step.condition.split())}`.{manual}"
    )


def _metric(metric: PlannedMetric, names: Mapping[str, str]) -> str:
    return (
        f"{metric.slot}. **{metric.title}** (`{metric.id}`, {name_of(f'area:{metric.area}', names)}). {metric.text}\n"
        f"   Guards against: {name_of(f'pressure:{metric.pressure}', names)}."
        f" Shown by: {name_of(f'signal:{metric.signal}', names)}."
        f" Preserves: {name_of(f'promise:{metric.promise}', names)}."
    )


def _patterns(patterns: Iterable[Pattern]) -> str:
    blocks: list[str] = []
    for pattern in patterns:
        lines = [f"**{pattern.title}** (`{pattern.id}`, {'on' if pattern.on else 'off'}). {pattern.text}", ""]
        lines += [f"- {sentence}" for sentence in pattern.changes]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _rules(policies: Policies, names: Mapping[str, str]) -> str:
    ladder = ", then ".join(f"{name_of(f'area:{level.area}', names)} ({level.wait_hours} h)" for level in policies.ladder)
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
        ]
    )


def _within(hours: int, basis: str) -> str:
    words = {"elapsed": "hours on the clock", "workday": "working-day hours", "business": "opening hours"}
    return f"within {hours} {words[basis]}" if hours else "by the end of the review cycle"


def _cycles(count: int) -> str:
    return f"{count} full review cycle{'' if count == 1 else 's'}"


def _extensions(policies: Policies) -> str:
    match policies.blocker_extensions:
        case 0:
            return "its due date cannot be extended"
        case 1:
            return "its due date can be extended once, at a stated price"
        case _:
            return "its due date can be extended twice, at a stated price"


def _risk(number: int, risk: PlannedRisk, names: Mapping[str, str]) -> str:
    argument = next(
        (names[f"{kind}:{risk.argument}"] for kind in ("signal", "safeguard", "metric") if f"{kind}:{risk.argument}" in names), ""
    )
    return (
        f"{number}. **{risk.title}.** {risk.text}\n"
        f"   Mitigation (`{risk.strategy}`, {argument}): {risk.action}\n"
        f"   Watched by the detector `{risk.detector}`."
        f" Closeness to the customer {risk.closeness}, impact {risk.impact}, likelihood {risk.likelihood}, each of 5."
    )


def _sources(plan: Plan) -> str:
    lines = ["| pack | version | digest |", "| --- | --- | --- |"]
    lines += [f"| {pack.kind} `{pack.id}` | {pack.version} | `{pack.digest[:16]}` |" for pack in plan.packs]
    return "\n".join(lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
