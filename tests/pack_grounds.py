"""The built-in packs, read once, and ways to spoil a copy of them."""

import shutil
from functools import cache
from pathlib import Path

from plumbline.domain.playbook.compose import combinations, compose
from plumbline.domain.playbook.pack import Packs
from plumbline.domain.playbook.plan import Plan
from plumbline.files.packs import BUILT_IN, load_packs, read_folders
from plumbline.files.problem import PackErrors, PackProblem
from plumbline.files.yaml_reader import Document

R1 = ("legaltech", "customer-success", "stakeholder-alignment")
R2 = ("ecommerce", "innovation", "stakeholder-alignment")
R3 = ("logistics", "customer-success", "mvp-planning")


STEPS = [
    "scope-session", "map-states", "single-source", "riskiest-journey", "scope-tradeoffs", "messaging-check", "entry-gate",
    "blocker-list", "prelaunch-evidence", "weekly-review", "midpoint-audit", "executive-summary", "escalation-drill",
    "retrospective", "support-signal-review", "wrap-up",
]  # fmt: skip
PATTERNS = [
    "scoped-pilot", "escalation-protocol", "scope-negotiation", "market-realignment", "stabilisation-loop", "joint-review-gates",
    "forty-eight-hours", "staged-validation", "confidence-recovery", "monthly-comparison", "approval-reset",
    "parallel-validation", "weekly-risk-page", "refinement-month",
]  # fmt: skip
STRATEGIES = {
    "pre-commitment-gate", "fallback-plan", "criteria-and-checkpoints", "structured-escalation", "criteria-in-cadence", "isolate-48h",
}  # fmt: skip


@cache
def packs() -> Packs:
    return load_packs([BUILT_IN])


@cache
def documents() -> tuple[Document, ...]:
    found, problems = read_folders([BUILT_IN])
    assert problems == []
    return tuple(found)


@cache
def plans() -> dict[tuple[str, str, str], Plan]:
    return {names: compose(packs(), *names) for names in combinations(packs())}


def copied(folder: Path) -> Path:
    """A copy of the built-in packs that a test may spoil."""
    target = folder / "packs"
    shutil.copytree(BUILT_IN, target)
    return target


def replaced(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the built-in packs with one text in one file replaced."""
    target = copied(folder) / file
    text = target.read_text(encoding="utf-8")
    assert old in text
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    return target.parent.parent if target.parent.name != "packs" else target.parent


def line_of(file: Path, text: str) -> int:
    return next(number for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1) if text in line)


def problems(folder: Path) -> tuple[PackProblem, ...]:
    try:
        load_packs([folder])
    except PackErrors as errors:
        return errors.problems
    return ()
