"""How a playbook's parts hang together when no binding pack says so: one stated rule, the same every time.

The three reference bindings follow the rule too (but for what two of them call a stage), so a playbook without a
binding of its own is as complete as one with it.
"""

from plumbline.domain.playbook.pack import Base, BoundMetric, BoundRisk, Fragment, Industry, Objective, Role, Sign, StrategyText

METRIC_SLOTS = 6
PAIRS = (2, 1, 3, 4, 2, 1)
"""The pressure, and with it the promise, that each metric slot guards."""

CADENCE_SAFEGUARD, FALLBACK_SAFEGUARD, CHECKPOINT_SAFEGUARD = 2, 3, 4
EARLY_CHECKPOINT_STAGE, LATE_CHECKPOINT_STAGE = 1, 5


def bound_metrics(role: Role, objective: Objective) -> tuple[BoundMetric, ...]:
    """Bind the six metric slots: pressures and promises in the order 2, 1, 3, 4, 2, 1, signals round the role's order."""
    order = role.signal_order
    return tuple(
        BoundMetric(pressure=pair, promise=pair, signal=order[(objective.signal_start + slot) % len(order)])
        for slot, pair in enumerate(PAIRS)
    )


def bound_risks(base: Base, industry: Industry, role: Role, objective: Objective) -> tuple[BoundRisk, ...]:
    """Bind the six risks: each strategy once, round the circle from the industry's first strategy."""
    modes = {mode.id: mode for mode in role.failure_modes}
    signs = (*objective.warning_signs, *(modes[name] for name in role.risk_failure_modes))
    start = [strategy.id for strategy in base.strategies].index(industry.first_strategy)
    circle = base.strategies[start:] + base.strategies[:start]
    return tuple(
        _bound(number, sign, circle[(number - 1) % len(circle)], base, industry, role, objective) for number, sign in enumerate(signs, 1)
    )


def _bound(number: int, sign: Sign, strategy: StrategyText, base: Base, industry: Industry, role: Role, objective: Objective) -> BoundRisk:
    match strategy.takes:
        case "signal":
            return BoundRisk(sign=sign.id, strategy=strategy.id, argument=_signal(number, sign, objective))
        case "metric":
            return BoundRisk(sign=sign.id, strategy=strategy.id, argument=role.metrics[objective.closing_metric_slot - 1].id)
        case "safeguard":
            return _with_safeguard(number, sign, strategy, base, industry)


def _signal(number: int, sign: Sign, objective: Objective) -> str:
    """The signal the sign itself puts in doubt; a role's failure mode names none, so it takes the one at its place."""
    return sign.signal or objective.target_signals[(number - 1) % len(objective.target_signals)].id


def _with_safeguard(number: int, sign: Sign, strategy: StrategyText, base: Base, industry: Industry) -> BoundRisk:
    if strategy.id == "fallback-plan":
        return BoundRisk(sign=sign.id, strategy=strategy.id, argument=_safeguard(industry.safeguards, FALLBACK_SAFEGUARD))
    if strategy.id != "criteria-and-checkpoints":
        return BoundRisk(sign=sign.id, strategy=strategy.id, argument=_safeguard(industry.safeguards, CADENCE_SAFEGUARD))
    warns_early = number <= 4
    stage = base.stages[(EARLY_CHECKPOINT_STAGE if warns_early else LATE_CHECKPOINT_STAGE) - 1]
    argument = _safeguard(industry.safeguards, CHECKPOINT_SAFEGUARD)
    return BoundRisk(sign=sign.id, strategy=strategy.id, argument=argument, stage=stage.id, stage_title=stage.title.lower())


def _safeguard(safeguards: tuple[Fragment, ...], number: int) -> str:
    """The safeguard at a place; an industry with fewer safeguards answers with its second, the criteria."""
    return safeguards[number - 1 if number <= len(safeguards) else CADENCE_SAFEGUARD - 1].id
