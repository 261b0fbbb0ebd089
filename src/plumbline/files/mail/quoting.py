"""What somebody wrote themselves in a message: without the message they answer, and without their signature.

Cut off is only what its own marks show to be somebody else's or a signature: quoted lines at one end, the head that mail programs write
above the message that is answered, what follows `-- `. A greeting such as "Best regards" stays, because words may follow it. Libraries for
this were tried: they cut at any line that begins with "Thanks," or "- one", and their patterns take minutes for some texts.
"""

import re
from collections.abc import Sequence

_VERBS = "wrote|writes|schrieb|schrieben|geschrieben|a écrit|ha scritto|escribió|escreveu|schreef|skrev|napisał|napsal|kirjoitti"
_ATTRIBUTION = re.compile(rf"(?:^|[\s\d,>)])(?:{_VERBS})\b.{{0,200}}:\s*$", re.IGNORECASE)
_BEGINNING = re.compile(r"^\s*(?:On|Am|Le|El|Il|Op|Den|Em|Dne|W dniu)\b.{0,80}\d", re.IGNORECASE)
_DATED = re.compile(r"\d|@")
_ATTRIBUTION_LINES = 4  # mail programs break it where a line is full
_LONGEST_ATTRIBUTION = 400
_HEADS = (
    ("from", "von", "de", "da", "van", "od"),
    ("sent", "date", "gesendet", "datum", "envoyé", "enviado", "inviato", "data", "verzonden", "wysłano"),
    ("to", "an", "à", "para", "a", "aan", "do"),
    ("subject", "betreff", "objet", "asunto", "oggetto", "onderwerp", "temat"),
    ("cc", "kopie"),
)
_HEAD = re.compile(r"^[*\s]*([^\W\d_]{1,12})\s?:[*\s]*\S", re.UNICODE)
_ORIGINAL = re.compile(
    r"^\s*-{2,}\s*(?:original message|original appointment|ursprüngliche nachricht|originalnachricht|message d'origine|mensaje original|"
    r"forwarded message|weitergeleitete nachricht|message transféré)\s*-{2,}\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[_-]{10,}\s*$")
_DEVICE = re.compile(
    r"^\s*(?:sent from (?:my|outlook|yahoo|proton|mail)\b.{0,60}|get outlook for .{0,80}|sent with \S.{0,60}|"
    r"von meinem .{1,40} gesendet\.?|gesendet von (?:meinem|mail|outlook)\b.{0,60}|gesendet mit (?:der|dem)\b.{0,60}|"
    r"outlook für .{1,40} herunterladen.{0,60}|holen sie sich outlook .{0,80}|envoyé de(?:puis)? mon .{0,40}|"
    r"diese nachricht wurde von meinem .{1,40} gesendet.{0,80})\s*$",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 12


def own_words(text: str) -> str:
    """Return what the writer of a message wrote, or nothing when all of it is quoted or a signature."""
    lines = [line.rstrip() for line in text.splitlines()]
    lines = _trimmed(lines[: _answered_from(lines)])
    while (shorter := _trimmed(_without_signature(_without_quote_below(lines)))) != lines:
        lines = shorter
    return "\n".join(_trimmed(_without_quote_above(lines)))


def _answered_from(lines: Sequence[str]) -> int:
    """Where the message that is answered begins, when its head stands there without any mark before its lines."""
    for at, line in enumerate(lines):
        if _ORIGINAL.match(line) or (_head_kind(line) == 0 and len(_kinds(lines[at : at + 8])) >= 3):
            return at - 1 if at and _RULE.match(lines[at - 1]) else at
    return _indented_from(lines)


def _indented_from(lines: Sequence[str]) -> int:
    """Where what is answered begins when a program indents it, and the line that says whose it is, in place of any mark."""
    first = next((at + 1 for at in range(len(lines) - 1, -1, -1) if lines[at] and not lines[at].startswith(" ")), 0)
    for at in range(first, len(lines) - 1):
        line = lines[at]
        if line.startswith("  ") and len(line) <= _LONGEST_ATTRIBUTION and _ATTRIBUTION.search(line) and _DATED.search(line):
            return at
    return len(lines)


def _kinds(lines: Sequence[str]) -> set[int]:
    """Which lines of a head follow each other here."""
    found: set[int] = set()
    for line in lines:
        kind = _head_kind(line)
        if kind is None and not line.startswith((" ", "\t", "<")):
            break
        if kind is not None:
            found.add(kind)
    return found


def _head_kind(line: str) -> int | None:
    found = _HEAD.match(line[:200])
    word = found[1].casefold() if found else ""
    return next((kind for kind, words in enumerate(_HEADS) if word in words), None) if word else None


def _without_quote_below(lines: list[str]) -> list[str]:
    """Without quoted lines at the end, and without the line that says whose they are."""
    end = len(lines)
    while end and (_quoted(lines[end - 1]) or not lines[end - 1]):
        end -= 1
    if end == len(lines):
        return lines
    return lines[: end - _attribution_above(lines[:end])]


def _attribution_above(lines: Sequence[str]) -> int:
    """How many lines at the end say who wrote what follows. The fewest that say it: what stands above them is somebody's own."""
    for count in range(1, min(_ATTRIBUTION_LINES, len(lines)) + 1):
        said = " ".join(lines[-count:])
        if not lines[-count] or len(said) > _LONGEST_ATTRIBUTION:
            return 0
        if _ATTRIBUTION.search(said):
            whole = count + _broken_above(lines[:-count], lines[-count])
            return whole if _DATED.search(" ".join(lines[-whole:])) else 0  # "As Bo wrote:" is somebody's own
    return 0


def _broken_above(lines: Sequence[str], first: str) -> int:
    """How many lines before belong to it: mail programs break "On Monday, 2 March 2026, … wrote:" anywhere."""
    if _BEGINNING.match(first):
        return 0
    for count in range(1, min(_ATTRIBUTION_LINES, len(lines) + 1)):
        if not lines[-count]:
            return 0
        if _BEGINNING.match(lines[-count]):
            return count
    return 0


def _without_signature(lines: list[str]) -> list[str]:
    while lines and (not lines[-1] or _DEVICE.match(lines[-1])):
        lines = lines[:-1]
    for at in range(len(lines) - 1, max(-1, len(lines) - 2 - _LONGEST_SIGNATURE), -1):
        if _quoted(lines[at]):
            break
        if lines[at] == "--":  # the space after it, which makes it the mark, is lost on many ways
            return lines[:at]
    return lines


def _without_quote_above(lines: list[str]) -> list[str]:
    """Without what is quoted at the beginning, when all below it is the writer's own. Answers between quotes keep what they answer."""
    at = next((number for number, line in enumerate(lines) if _quoted(line)), None)
    if at is None:
        return lines
    above = _trimmed(lines[:at])
    if len(above) != _attribution_above(above):
        return lines
    end = next((number for number in range(at, len(lines)) if lines[number] and not _quoted(lines[number])), len(lines))
    return lines if any(_quoted(line) for line in lines[end:]) else lines[end:]


def _quoted(line: str) -> bool:
    return line.lstrip(" ").startswith(">")


def _trimmed(lines: Sequence[str]) -> list[str]:
    kept = [*lines]
    while kept and not kept[-1].strip():
        kept.pop()
    while kept and not kept[0].strip():
        kept.pop(0)
    return kept
