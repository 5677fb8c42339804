"""Which addresses a calendar may be fetched from."""

import pytest

from events.incoming.fetching import connecting, networks, targets
from events.incoming.reading.problems import CalendarError

INSIDE = """
0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.255 168.63.129.16 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255
240.0.0.1 255.255.255.255 :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::
2002:a9fe:a9fe:: 3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 not-an-address 127.1
0x7f000001
""".split()  # noqa: SIM905 - a table to read
OUTSIDE = """
1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.255.255 172.32.0.1 193.166.3.2 223.255.255.255 ::ffff:8.8.8.8
64:ff9b::808:808 2002:808:808:: 2001:200::1 2001:4860:4860::8888 2a00:1450:400f:80c::200e
""".split()  # noqa: SIM905 - a table to read


@pytest.mark.parametrize("address", INSIDE)
def test_address_of_an_inner_network_is_not_connected_to(address):
    assert not networks.may_be_reached(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_address_of_the_internet_is_connected_to(address):
    assert networks.may_be_reached(address)


def test_own_network_is_connected_to_when_settings_name_it(settings):
    settings.INCOMING_NETWORKS = ["10.20.0.0/16", "fd00:1::/64"]

    found = [networks.may_be_reached(each) for each in ("10.20.3.4", "::ffff:10.20.3.4", "fd00:1::5", "10.21.0.1")]

    assert found == [True, True, True, False]


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2001:4860:4860::8888", "::1"]])
def test_host_with_one_inner_address_is_refused(addresses):
    target = targets.read("https://calendar.example/a.ics")

    with pytest.raises(CalendarError) as refusal:
        connecting.addresses_of(target, lambda _host, _port: addresses, 5)

    assert refusal.value.code == "forbidden_address"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "[::1]", "localhost"])
def test_host_that_is_written_as_a_number_is_looked_at_as_what_it_means(host):
    target = targets.read(f"https://{host}/a.ics")

    with pytest.raises(CalendarError) as refusal:
        connecting.addresses_of(target, connecting.resolve, 5)

    assert refusal.value.code in {"forbidden_address", "unknown_host"}


@pytest.mark.parametrize(
    "address",
    [
        "", "kalenteri", "ftp://x.example/a.ics", "file:///etc/passwd", "https://", "https:///a.ics", "javascript:1",
        "https://x.example:22/a.ics", "https://x.example:99999/", "https://x.example/a b", "https://x.example/\r\nX: 1",
        "https://exa mple/", "https://x_y.example/", "https://[::1/", "gopher://x.example/", "//x.example/",
        "https://x.example/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_address_that_is_none_of_the_web_is_refused(address):
    with pytest.raises(CalendarError) as refusal:
        targets.read(address)

    assert refusal.value.code == "bad_address"


@pytest.mark.parametrize(
    ("address", "origin", "path"),
    [
        ("webcal://x.example/a.ics", ("https", "x.example", 443), "/a.ics"),
        ("HTTPS://X.Example:8443", ("https", "x.example", 8443), "/"),
        ("http://x.example./a?b=c&d=%20#e", ("http", "x.example", 80), "/a?b=c&d=%20"),
        ("https://sää.example/ä.ics", ("https", "xn--s-0faa.example", 443), "/%C3%A4.ics"),
    ],
)
def test_address_is_taken_apart(address, origin, path):
    target = targets.read(address)

    assert (target.origin, target.path) == (origin, path)


def test_masked_address_shows_its_host_alone():
    assert targets.masked("https://aino:salaisuus@x.example/private-5f3c/basic.ics?key=1") == "https://x.example/…"
