import pytest

from plumbline.blobs.kind import BINARY, IMAGES, SVG, TEXT, kind_of, text_of

SCRIPTED = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"GIF89a\x01", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"%PDF-1.7\n%\xe2\xe3", "application/pdf"),
        (b"PK\x03\x04rest", "application/zip"),
        (b"<?xml version='1.0'?>\n<!-- drawn -->\n<svg width='1'/>", SVG),
        (SCRIPTED, SVG),
        (b"<html><script>alert(1)</script></html>", TEXT),
        (b"text about <svg> pictures", TEXT),
        ("Ünïcode, 日本".encode(), TEXT),
        (b"\xff\xfea\x00b\x00", BINARY),
        (b"a\x00b", BINARY),
        (b"", TEXT),
    ],
)
def test_the_bytes_decide_what_a_body_is(body: bytes, kind: str):
    assert kind_of(body) == kind


def test_a_page_is_never_taken_for_an_image():
    assert kind_of(b"<html><svg></svg></html>") not in IMAGES


def test_text_comes_without_its_byte_order_mark_and_with_plain_line_ends():
    assert text_of(b"\xef\xbb\xbfone\r\ntwo\rthree") == "one\ntwo\nthree"
    assert text_of("café".encode("latin-1")) is None
