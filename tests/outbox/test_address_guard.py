"""Where messages may go: hostile spellings, names that change their mind, networks of one's own."""

from collections.abc import Awaitable, Callable, Sequence

import pytest

from plumbline.outbox.address_guard import AddressRefused, Unresolved, allowed_networks, checked, resolve

HOSTILE = (
    "https://127.0.0.1/", "https://127.1/", "https://127.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/",
    "https://0177.0.0.1/", "https://017700000001/", "https://127.0.0.1./", "https://0/", "https://0.0.0.0/", "https://10.0.0.5/",
    "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/", "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/", "https://100.100.100.200/", "https://192.0.0.192/", "https://192.0.2.1/", "https://198.18.0.1/",
    "https://198.51.100.7/", "https://203.0.113.7/", "https://224.0.0.1/", "https://255.255.255.255/", "https://240.0.0.1/",
    "https://168.63.129.16/", "https://[::1]/", "https://[::]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/",
    "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::a00:1]/", "https://[2002:7f00:1::]/",
    "https://[2001:0:7f00:1::1]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fc00::1]/", "https://[fd00:ec2::254]/",
    "https://[fec0::1]/", "https://[ff02::1]/", "https://[2001:db8::1]/", "https://[100::1]/", "https://localhost/", "https://LOCALHOST/",
    "https://localhost./", "https://user@93.184.216.34/", "https://93.184.216.34@127.0.0.1/", "https://127.0.0.1\\@93.184.216.34/",
    "https://93.184.216.34:22/", "https://93.184.216.34:0/", "https://93.184.216.34:/", "https://93.184.216.34:99999/",
    "http://93.184.216.34/", "https://\uff11\uff12\uff17.0.0.1/", "https://127。0。0。1/", "https://ⓛocalhost/", "https://93.184.216.34/#x",
    "https:///path", "https://", "//93.184.216.34/", "file:///etc/passwd", "gopher://93.184.216.34/", "ftp://93.184.216.34/",
    "https://93.184.216.34/\r\nHost: other", "https://exa mple.org/", "https://-bad.example/", "https://a..b/", "",
    "https://93.184.216.34/" + "x" * 2000,
)  # fmt: skip
Resolving = Callable[[str, int], Awaitable[Sequence[str]]]


def says(*answers: Sequence[str]) -> Resolving:
    """A resolver that gives one answer after the other."""
    waiting = list(answers)

    async def resolving(host: str, port: int) -> Sequence[str]:
        return waiting.pop(0)

    return resolving


@pytest.mark.parametrize("url", HOSTILE)
async def test_a_hostile_spelling_is_refused(url: str):
    with pytest.raises(AddressRefused):
        await checked(url)


def test_there_are_enough_spellings():
    assert len(set(HOSTILE)) >= 40


@pytest.mark.parametrize("bad", ["127.0.0.1", "10.1.2.3", "::1", "::ffff:10.0.0.1", "fe80::1%eth0", "64:ff9b::1"])
async def test_a_name_that_stands_for_an_inner_address_is_refused_even_among_good_ones(bad: str):
    with pytest.raises(AddressRefused):
        await checked("https://hooks.example.org/", resolving=says(["93.184.216.34", bad]))


async def test_the_connection_goes_to_the_address_that_was_checked_whatever_the_name_says_afterwards():
    resolving = says(["93.184.216.34"], ["127.0.0.1"])
    found = await checked("https://hooks.example.org/in?x=1", resolving=resolving)
    assert (found.ip, found.host, found.port, found.target, found.authority) == (
        "93.184.216.34", "hooks.example.org", 443, "/in?x=1", "hooks.example.org",
    )  # fmt: skip
    with pytest.raises(AddressRefused):
        await checked("https://hooks.example.org/in", resolving=resolving)


async def test_a_public_address_is_fine_on_the_usual_ports():
    assert (await checked("https://[2606:2800:220:1::1]:8443/")).authority == "[2606:2800:220:1::1]:8443"
    assert (await checked("https://93.184.216.34")).target == "/"


async def test_an_operator_allows_a_network_with_plain_http_and_every_port():
    allowed = allowed_networks("127.0.0.0/8, 10.20.0.0/16")
    assert (await checked("http://127.0.0.1:9000/", allowed)).port == 9000
    assert (await checked("http://[::ffff:10.20.3.4]:81/", allowed)).ip == "10.20.3.4"
    with pytest.raises(AddressRefused):
        await checked("http://10.21.0.1/", allowed)
    with pytest.raises(AddressRefused):
        await checked("http://mixed.example/", allowed, says(["10.20.0.1", "93.184.216.34"]))


def test_a_list_of_networks_is_read_whole_or_not_at_all():
    assert allowed_networks("") == ()
    with pytest.raises(ValueError, match="intranet"):
        allowed_networks("10.0.0.0/8, intranet")


async def test_a_name_that_nobody_knows_is_no_refusal_because_that_may_pass():
    with pytest.raises(Unresolved):
        await checked("https://nobody.invalid/", resolving=resolve)
    with pytest.raises(Unresolved):
        await checked("https://empty.example/", resolving=says([]))
