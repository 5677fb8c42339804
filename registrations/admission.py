"""Seats kept for some: who belongs to them, by what their registration says or by what they said of themselves."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from catalogue import towns, vocabularies
from events.models import SeatPool
from registrations.booking import Seats
from registrations.models import Registration


def admitted_pools(pools: Sequence[SeatPool], columns: Mapping[str, Any], claimed: Collection[int] = ()) -> list[int]:
    """Answer the ids of the reserved pools to which a participant belongs.

    `columns` are those of a registration. The municipality tells the region and whose area it is; the language is that
    of their messages. What no column tells (a target group), or tells otherwise, is taken from `claimed`: the ids of
    the pools to which they say they belong.
    """
    kept = [pool for pool in pools if pool.reserved_until is not None]
    return [pool.pk for pool in kept if pool.pk in claimed or _is_meant(pool, columns)]


def _is_meant(pool: SeatPool, columns: Mapping[str, Any]) -> bool:
    if pool.reserved_language and columns.get("language") == pool.reserved_language:
        return True
    if pool.reserved_region_id is None and pool.reserved_organisation_id is None:
        return False
    town = towns.find(columns.get("municipality") or "")
    region = vocabularies.current().regions.get(town.region) if town else None
    if region is None:
        return False
    return region.id == pool.reserved_region_id or region.id in _area(pool.reserved_organisation_id)


def _area(organisation_id: int | None) -> Collection[int]:
    organisation = vocabularies.current().organisations.by_id(organisation_id) if organisation_id else None
    return organisation.region_ids if organisation else ()


def tell_queue_of_pools(seats: Seats, added: Collection[int]) -> None:
    """Let those who wait take seats that are new, or that have come to be kept for them; the event is locked.

    Who waits for seats of a kind would take new ones of that kind too.
    """
    if not seats.event.waiting:
        return
    kinds = {pool.pk: pool.delivery for pool in seats.pools}
    changed = []
    waiting = Registration.objects.waiting().filter(event=seats.event)
    for row in waiting.select_for_update(no_key=True, of=("self",)):
        wanted = {kinds.get(pool_id) for pool_id in row.wanted_pools}
        new = [pool.pk for pool in seats.pools if pool.pk in added and pool.delivery in wanted]
        columns = {"municipality": row.municipality, "language": row.language}
        admitted = admitted_pools(seats.pools, columns, row.admitted_pools)
        if new or set(admitted) != set(row.admitted_pools):
            seats.leave_queue(row)
            row.wanted_pools, row.admitted_pools = [*row.wanted_pools, *new], admitted
            seats.wait_again(row)
            changed.append(row)
    seats.save()
    Registration.objects.bulk_update(changed, ["wanted_pools", "admitted_pools"])
