"""The size of a picture is read from its first bytes; what does not say it, or lies, has none."""

import struct
import zlib

import pytest

from plumbline.blobs.picture import size_of


def png(width: int, height: int) -> bytes:
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


def jpeg(width: int, height: int, before: bytes = b"") -> bytes:
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8" + b"\xff\xe0\x00\x10JFIF\0" + b"\0" * 9 + before + frame + b"\xff\xda"


def webp(form: bytes, rest: bytes) -> bytes:
    return b"RIFF" + b"\0" * 4 + b"WEBP" + form + b"\0" * 4 + rest + b"\0" * 8


SIZED = {
    "png": png(390, 844),
    "gif": b"GIF89a" + struct.pack("<HH", 390, 844) + b"\0",
    "jpeg": jpeg(390, 844),
    "jpeg with a table before the frame": jpeg(390, 844, b"\xff\xc4\x00\x05abc" + b"\xff\xff"[:1]),
    "webp, lossy": webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 390 | 0x4000, 844)),
    "webp, lossless": webp(b"VP8L", b"\x2f" + struct.pack("<I", 389 | 843 << 14)),
    "webp, extended": webp(b"VP8X", b"\0" * 4 + (389).to_bytes(3, "little") + (843).to_bytes(3, "little")),
    "svg with sides": b"<svg xmlns='http://www.w3.org/2000/svg' width='390px' height='844'/>",
    "svg with a box": b'<?xml version="1.0"?><svg viewBox="0 0 390 844.2" width="100%" xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.mark.parametrize("body", SIZED.values(), ids=SIZED)
def test_the_size_of_a_picture_is_known(body: bytes):
    assert size_of(body) == (390, 844)


@pytest.mark.parametrize("body", SIZED.values(), ids=SIZED)
def test_a_picture_that_is_cut_off_anywhere_harms_nothing(body: bytes):
    assert {size_of(body[:end]) for end in range(len(body))} <= {None, (390, 844), *((390, part) for part in (8, 84))}


@pytest.mark.parametrize("body", [b"", b"no picture", png(0, 5), png(2**31, 5), b"<svg/>", b"<svg width='x' height='9'/>", b"%PDF-1.7"])
def test_what_says_no_size_or_none_that_can_be_has_none(body: bytes):
    assert size_of(body) is None
