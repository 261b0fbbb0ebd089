"""What a form carries, and where a sign-in may lead: the parts of a session that need no server."""

import pytest

from plumbline.web.headers import content_policy
from plumbline.web.session import cookie_name, local_path, mask, unmask

SECRET = "5f2c9a" * 10


def test_a_masked_secret_is_told_back():
    assert unmask(mask(SECRET)) == SECRET


def test_no_two_pages_carry_the_same_form_of_a_secret():
    assert len({mask(SECRET) for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["", "no hex", "abc", "00", "ff" * 40, mask(SECRET)[:-2]])
def test_anything_else_is_no_secret(text: str):
    assert unmask(text) != SECRET


@pytest.mark.parametrize("path", ["/", "/cycles/cyc_1?filter=mine", "/decisions/dec_1#threads"])
def test_a_sign_in_leads_back_to_a_page_of_this_site(path: str):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "", "evil", "/a\r\nX: y"]
)
def test_a_sign_in_never_leads_to_another_site(path: str):
    assert local_path(path) == "/"


def test_cookies_are_bound_to_the_host_wherever_the_connection_is_safe():
    assert cookie_name("https://plumbline.example", "session") == "__Host-plumbline"
    assert cookie_name("http://127.0.0.1:8000", "session") == "plumbline_session"


def test_cookies_of_different_kinds_never_share_a_name():
    for base in ("https://plumbline.example", "http://127.0.0.1:8000"):
        names = [cookie_name(base, kind) for kind in ("session", "visit", "person", "look", "cycle")]
        assert len(set(names)) == len(names)


def test_a_page_without_a_nonce_runs_no_script():
    assert "script-src 'none'" in content_policy("")
    assert "script-src 'nonce-abc'" in content_policy("abc")
    assert "unsafe" not in content_policy("abc")
