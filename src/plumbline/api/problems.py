"""RFC 9457 problems: a refusal with all its findings, and the framework's own errors in the same form."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException

from plumbline.api.texts import plainly
from plumbline.kernel.outcome import Finding, Refusal
from plumbline.words.catalog import refusal_words, sentence

_STATUS = {"rule": 409, "stale": 409, "forbidden": 403, "missing": 404, "invalid": 422, "unavailable": 503}


class FindingBody(msgspec.Struct, kw_only=True):
    """One thing that is missing: what the rule expects, what is true, who can mend it and by which act."""

    rule: str
    expected: str | int | bool | None
    actual: str | int | bool | None
    who: list[str]
    act: str
    item: str
    title: str
    detail: str
    remedy: str


class Problem(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What went wrong, in the form of RFC 9457. type is stable; findings list everything that is missing, never the first thing only."""

    type: str
    title: str
    status: int
    detail: str = ""
    code: str = ""
    findings: list[FindingBody] = []


class Refused(Exception):
    """Carries a refusal to the exception handler of the API."""

    def __init__(self, refusal: Refusal, names: Mapping[str, str], *, status: int = 0) -> None:
        """status: instead of the one that the refusal's kind has."""
        super().__init__(refusal.code)
        self.refusal, self.names, self.status = refusal, names, status or _STATUS[refusal.kind]


def missing(noun: str, item_id: str) -> Refused:
    """Return the problem for something that does not exist, or that the caller may not know of."""
    finding = Finding(rule="api.exists", met=False, expected=noun, actual=item_id)
    return Refused(Refusal(code=f"{noun}.missing", kind="missing", findings=(finding,)), {})


def refused(_: Request[Any, Any, Any], error: Refused) -> Response[bytes]:
    """Answer with a refusal as a problem."""
    words = refusal_words(error.refusal)
    return _answer(
        Problem(
            type=f"/problems/{error.refusal.code}",
            title=words.title,
            status=error.status,
            detail=words.text,
            code=error.refusal.code,
            findings=[finding_body(finding, error.names) for finding in error.refusal.unmet],
        )
    )


def http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """Answer with one of the framework's own errors as a problem."""
    phrase = HTTPStatus(error.status_code).phrase
    extra: list[Any] = error.extra if isinstance(error.extra, list) else []
    findings = [_input_finding(part) for part in extra]
    return _answer(
        Problem(
            type="about:blank",
            title=phrase,
            status=error.status_code,
            detail=_nowhere(request, error.status_code) if error.detail == phrase else error.detail,
            code=f"http.{error.status_code}",
            findings=findings,
        ),
        error.headers,
    )


def _nowhere(request: Request[Any, Any, Any], status: int) -> str:
    """Say what there is not: the framework only repeats the name of its status."""
    if status not in (404, 405):
        return HTTPStatus(status).phrase
    what = "Nothing answers at" if status == 404 else f"{request.method} is not for"
    return f"{what} {request.url.path[:200]}. /openapi.json lists every path with its methods."


def too_deep(request: Request[Any, Any, Any], _: RecursionError) -> Response[bytes]:
    """Answer to a body whose parts lie deeper in one another than can be read."""
    return http_error(request, HTTPException("The body is nested too deeply to be read.", status_code=400))


def api_fault(request: Request[Any, Any, Any], fault: Exception) -> Response[bytes]:
    """Answer as a problem to what no route of the API answered: an unknown path, a wrong method, or a fault of ours."""
    if isinstance(fault, HTTPException) and fault.status_code < 500:
        return http_error(request, fault)
    detail = "The request was not carried out, and the fault is in the server's log. Try again; tell the operator if it breaks again."
    return _answer(Problem(type="about:blank", title="Internal Server Error", status=500, detail=detail, code="http.500"))


def finding_body(finding: Finding, names: Mapping[str, str]) -> FindingBody:
    """Return a finding with its words."""
    words = sentence(finding, names)
    return FindingBody(
        rule=finding.rule,
        expected=finding.expected,
        actual=finding.actual,
        who=list(finding.who),
        act=finding.act,
        item=finding.item,
        title=words.title,
        detail=words.text,
        remedy=words.remedy,
    )


def _input_finding(part: Any) -> FindingBody:
    """Put one of the framework's complaints about the input into the form of a finding."""
    said = cast(dict[str, Any], part) if isinstance(part, dict) else {"message": str(part)}
    title, detail = str(said.get("key", said.get("source", "input"))), plainly(str(said.get("message", "")))
    return FindingBody(
        rule="api.input", expected=None, actual=None, who=[], act="", item="", title=title, detail=detail, remedy="See /openapi.json."
    )


def _answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type="application/problem+json",
        headers=dict(headers or {}),
    )
