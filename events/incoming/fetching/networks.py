"""Which network addresses may be connected to: those of the public internet, and those that settings add.

The networks are written out, so that they are the same with every version of Python.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings

Address = IPv4Address | IPv6Address

# Of the IANA registries of special addresses, with multicast, and a cloud's metadata service at a public address.
_NOT_PUBLIC_4 = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
            *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        ),
    )
)
_PUBLIC_6 = ip_network("2000::/3")
_NOT_PUBLIC_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
# Ways to write an IPv4 address as an IPv6 one that lead to it: mapped, and by NAT64.
_MAPPED, _NAT64, _6TO4 = map(ip_network, ("::ffff:0:0/96", "64:ff9b::/96", "2002::/16"))
_LAST_32 = 2**32 - 1


def is_public(address: Address) -> bool:
    """Whether it is one of the public internet, looking through every wrapping of IPv4 in IPv6."""
    if isinstance(address, IPv6Address):
        if address.scope_id is not None:
            return False
        if address in _MAPPED or address in _NAT64:
            return is_public(IPv4Address(int(address) & _LAST_32))
        if address in _6TO4:
            return is_public(IPv4Address(int(address) >> 80 & _LAST_32))
        return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)
    return not any(address in network for network in _NOT_PUBLIC_4)


def may_be_reached(written: str) -> bool:
    """Whether a calendar may be fetched from this address, as a resolver has answered it."""
    try:
        address = ip_address(written)
    except ValueError:
        return False
    if is_public(address):
        return True
    if isinstance(address, IPv6Address) and address in _MAPPED:
        address = IPv4Address(int(address) & _LAST_32)
    own = (ip_network(network) for network in settings.INCOMING_NETWORKS)
    return any(network.version == address.version and address in network for network in own)
