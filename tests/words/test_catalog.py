import ast
import re
import string
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import plumbline
from plumbline.domain.checking import check
from plumbline.kernel.outcome import Finding, Refusal
from plumbline.words.catalog import findings, refusal_words, refusals, sentence

SOURCE = Path(plumbline.__file__).parent
RULE_ID = re.compile(r"[A-Z]\d{0,2}\.[a-z_]+")
OWN_RULE = re.compile(r"[a-z]+\.[a-z_]+")
CHECKING = {"check", "entitled", "given"}
REFUSING = {"decided", "refuse"}


def calls() -> Iterator[ast.Call]:
    for file in sorted(SOURCE.rglob("*.py")):
        yield from (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else call.func.attr if isinstance(call.func, ast.Attribute) else ""


def constants(expression: ast.expr) -> Iterator[str]:
    if isinstance(expression, ast.IfExp):
        yield from constants(expression.body)
        yield from constants(expression.orelse)
    elif isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        yield expression.value


def rules_in_source() -> set[str]:
    """Every text that looks like an id of rules.md, and whatever is passed to the functions that make findings."""
    found = {text for text in texts_in_source() if RULE_ID.fullmatch(text)}
    for call in calls():
        if name_of(call) in CHECKING and call.args:
            found.update(rule for rule in constants(call.args[0]) if OWN_RULE.fullmatch(rule))
        if name_of(call) == "Finding":
            found.update(rule for keyword in call.keywords if keyword.arg == "rule" for rule in constants(keyword.value))
    return found


def texts_in_source() -> set[str]:
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in sorted(SOURCE.rglob("*.py")))
    return {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def codes_in_source() -> set[str]:
    found: set[str] = set()
    for call in calls():
        if name_of(call) in REFUSING and call.args:
            found.update(constants(call.args[0]))
        if name_of(call) == "Refusal":
            found.update(code for keyword in call.keywords if keyword.arg == "code" for code in constants(keyword.value))
    return found


def test_every_rule_that_the_product_knows_has_words():
    assert rules_in_source() - findings().keys() == set()


def test_every_refusal_has_words_of_its_own():
    codes = codes_in_source()
    assert len(codes) > 20
    assert codes - refusals().keys() == set()


def test_no_words_are_kept_for_rules_that_are_gone():
    # Some rules are named by a scale or a fact: the part after the dot then stands in the source by itself.
    known = rules_in_source() | texts_in_source()
    assert [rule for rule in findings() if rule not in known and rule.partition(".")[2] not in known] == []


def test_every_entry_says_all_four_things():
    for rule, words in findings().items():
        assert set(words) == {"title", "met", "unmet", "remedy"}, rule
        assert all(text and text[-1] in ".}…" for key, text in words.items() if key != "title"), rule
        for text in words.values():
            assert all(field is None or field.isidentifier() for _, field, _, _ in string.Formatter().parse(text)), rule


def test_a_finding_names_people_items_and_days():
    finding = check("D12.hold", False, actual="2026-11-20T16:00:00+00:00", who=("u1", "u2"), act="decision.release_hold", by="u1")
    said = sentence(finding, {"u1": "Bo", "u2": "Mara"})
    assert said.title == "No hold"
    assert said.text == "Bo holds it until Fri 20 Nov 16:00."
    assert said.remedy == "Wait until then, or ask Bo or Mara to release it."


def test_states_are_read_without_underscores():
    said = sentence(check("decision.state", False, expected="in_review", actual="approved_conditionally"), {})
    assert said.text == "Its state is approved conditionally; this is possible when it is in review."


def test_a_finding_without_values_still_reads():
    for rule in findings():
        for met in (True, False):
            said = sentence(Finding(rule=rule, met=met), {})
            assert "{" not in said.text + said.remedy + said.title
            assert "[" not in said.text + said.remedy


def test_what_people_wrote_is_not_searched_for_fields():
    said = sentence(check("D12.evidence", False, actual="missing", criterion="Given {x} [y], then {actual}"), {})
    assert said.text == "Not shown yet (missing): Given {x} [y], then {actual}"


def test_a_rule_without_words_brings_its_own_sentence():
    finding = check("mine.custom", False, title="Legal has read it", sentence="Legal has to read it first.")
    assert sentence(finding, {}).title == "Legal has read it"
    assert sentence(finding, {}).text == "Legal has to read it first."
    assert sentence(Finding(rule="mine.bare", met=False), {}).text == "mine.bare"


def test_times_are_those_of_the_reader():
    due = datetime(2026, 11, 20, 16, 0, tzinfo=UTC).isoformat()
    assert sentence(check("D4.due", True, actual=due), {}, ZoneInfo("Europe/Berlin")).text == "It is due Fri 20 Nov 17:00."


def test_a_refusal_reads_by_its_code_or_else_by_its_kind():
    assert refusal_words(Refusal(code="approval.unmet")).title == "Not approved yet"
    assert refusal_words(Refusal(code="decision.missing", kind="missing")).title == "What it is about is not here"
    assert refusal_words(Refusal(code="never.heard", kind="unavailable")).title == "Try again later"


def test_an_id_that_was_mistyped_is_told_as_it_was_typed():
    missing = Finding(rule="common.known", met=False, expected="decision", actual="dec_nope", item="dec_nope")
    assert sentence(missing, {}).text == "There is no decision dec_nope here."
    assert sentence(missing, {"dec_nope": "D-4"}).text == "There is no decision D-4 here."
