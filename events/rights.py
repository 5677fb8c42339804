"""Who may do what: every right by name, with the roles that have it. Pages, API and templates ask here.

A right is asked with what it is about: `EDIT.allows(viewer, event)`, `MANAGE_MEMBERS.allows(viewer, organisation_id)`,
`COORDINATE.allows(viewer)`. A system administrator has every right.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalogue.models import Membership
from catalogue.viewers import Viewer
from events.models import Event

Role = Membership.Role
PLANNERS = Membership.PLANS
DESK = Membership.HANDLES_PARTICIPANTS
EVERY_ROLE_OF_AN_AGENCY = (*DESK, Role.ANALYST)


@dataclass(frozen=True, slots=True)
class EventRight:
    """Over one event, for roles in its lead organisation, in its co-organisers, or anywhere; helpers are its own."""

    name: str
    text: str | Promise = field(compare=False)
    lead: tuple[Role, ...] = ()
    joint: tuple[Role, ...] = ()
    anywhere: tuple[Role, ...] = ()
    helpers: bool = False

    def allows(self, viewer: Viewer, event: Event) -> bool:
        """Reads the event's co-organisers (and its helpers, where they count): prefetch them for lists."""
        if viewer.is_system_admin or viewer.has_role(self.anywhere):
            return True
        if event.lead_id in viewer.organisations(self.lead):
            return True
        own = viewer.organisations(self.joint)
        if own and any(organisation.pk in own for organisation in event.co_organisers.all()):
            return True
        return self.helpers and any(helper.user_id == viewer.user_id for helper in event.helpers.all())

    def allows_organisers(self, viewer: Viewer, lead_id: int, co_organiser_ids: Iterable[int]) -> bool:
        """The same over an event of which these are known, as in lists; its helpers do not count."""
        if viewer.is_system_admin or viewer.has_role(self.anywhere):
            return True
        return lead_id in viewer.organisations(self.lead) or not viewer.organisations(self.joint).isdisjoint(
            co_organiser_ids
        )


@dataclass(frozen=True, slots=True)
class OrganisationRight:
    """Over one organisation, for roles there or anywhere."""

    name: str
    text: str | Promise = field(compare=False)
    there: tuple[Role, ...] = ()
    anywhere: tuple[Role, ...] = ()

    def allows(self, viewer: Viewer, organisation_id: int) -> bool:
        if viewer.is_system_admin or viewer.has_role(self.anywhere):
            return True
        return organisation_id in viewer.organisations(self.there)

    def organisations(self, viewer: Viewer) -> frozenset[int]:
        """Those of the viewer's own organisations over which they have it."""
        return viewer.organisations(self.there)


@dataclass(frozen=True, slots=True)
class GeneralRight:
    """Over the calendar as a whole."""

    name: str
    text: str | Promise = field(compare=False)
    anywhere: tuple[Role, ...] = ()

    def allows(self, viewer: Viewer) -> bool:
        return viewer.is_system_admin or viewer.has_role(self.anywhere)


Right = EventRight | OrganisationRight | GeneralRight


# --- A training ------------------------------------------------------------------------------------------------------
# Whether a training is there at all for somebody is `Event.objects.visible_to`; these come after it.
LOOK_INSIDE = EventRight(
    "look_inside",
    _("See a training’s page in the workspace, with its plan and history"),
    lead=EVERY_ROLE_OF_AN_AGENCY,
    joint=EVERY_ROLE_OF_AN_AGENCY,
    anywhere=(*PLANNERS, Role.COORDINATOR),
    helpers=True,
)
EDIT = EventRight(
    "edit",
    _("Edit a training’s texts, sessions, places and seats, and move it"),
    lead=PLANNERS,
    joint=PLANNERS,
)
DECIDE = EventRight(
    "decide",
    _("Plan, publish, postpone, cancel and bring back a training, and choose its co-organisers"),
    lead=PLANNERS,
)
COPY = EventRight(
    "copy",
    _("Copy a training for one’s own agency"),
    lead=PLANNERS,
    joint=PLANNERS,
)
HANDLE_PARTICIPANTS = EventRight(
    "handle_participants",
    _("See and handle a training’s participants"),
    lead=DESK,
    joint=DESK,
)
CHECK_IN = EventRight(
    "check_in",
    _("Mark who is present at a training"),
    lead=DESK,
    joint=DESK,
    helpers=True,
)
SEE_FIGURES = EventRight(
    "see_figures",
    _("See how many have registered and waited"),
    lead=EVERY_ROLE_OF_AN_AGENCY,
    joint=EVERY_ROLE_OF_AN_AGENCY,
    anywhere=(Role.COORDINATOR,),
)
SETTLE = EventRight(
    "settle",
    _("Settle overlaps of a training with another agency’s"),
    lead=PLANNERS,
    anywhere=(Role.COORDINATOR,),
)

# --- An organisation -------------------------------------------------------------------------------------------------
SEE_WORKSPACE = OrganisationRight(
    "see_workspace",
    _("See an agency’s workspace"),
    there=EVERY_ROLE_OF_AN_AGENCY,
    anywhere=(Role.COORDINATOR,),
)
PLAN = OrganisationRight("plan", _("Make new trainings for an agency"), there=PLANNERS)
BLOCK_DAYS = OrganisationRight("block_days", _("Keep an agency’s own blocked days"), there=PLANNERS)
KEEP_EXTERNAL_CALENDARS = OrganisationRight(
    "keep_external_calendars", _("Keep the calendars of others that an agency follows"), there=PLANNERS
)
MANAGE_MEMBERS = OrganisationRight(
    "manage_members", _("Invite an agency’s people, and change their roles"), there=(Role.AGENCY_ADMIN,)
)
MANAGE_TOKENS = OrganisationRight(
    "manage_tokens", _("Make and end an agency’s keys to the API"), there=(Role.AGENCY_ADMIN,)
)

WRITE_PRIVACY_TEXTS = OrganisationRight(
    "write_privacy_texts",
    _("Write what an agency tells participants of their data"),
    there=(Role.AGENCY_ADMIN,),
)

WRITE_MESSAGES = OrganisationRight(
    "write_messages",
    _("Write an agency’s own words for its messages, and settle when reminders go out"),
    there=(Role.AGENCY_ADMIN,),
)
SEE_USES_OF_DATA = OrganisationRight(
    "see_uses_of_data", _("See who has looked at participants’ data of an agency"), there=(Role.AGENCY_ADMIN,)
)

# --- The calendar as a whole -----------------------------------------------------------------------------------------
SEE_PLANS = GeneralRight("see_plans", _("See the plans of all agencies"), anywhere=Membership.SEES_EVERY_PLAN)
COORDINATE = GeneralRight("coordinate", _("See and settle the overlaps of all agencies"), anywhere=(Role.COORDINATOR,))
MANAGE_SERVICE = GeneralRight("manage_service", _("Give and take roles that hold in all agencies"))
KEEP_CALENDARS = GeneralRight(
    "keep_calendars", _("Keep school holidays and matriculation days"), anywhere=(Role.COORDINATOR,)
)

ALL: tuple[Right, ...] = (
    LOOK_INSIDE,
    EDIT,
    DECIDE,
    COPY,
    HANDLE_PARTICIPANTS,
    CHECK_IN,
    SEE_FIGURES,
    SETTLE,
    SEE_WORKSPACE,
    PLAN,
    BLOCK_DAYS,
    KEEP_EXTERNAL_CALENDARS,
    MANAGE_MEMBERS,
    MANAGE_TOKENS,
    WRITE_PRIVACY_TEXTS,
    WRITE_MESSAGES,
    SEE_USES_OF_DATA,
    SEE_PLANS,
    COORDINATE,
    MANAGE_SERVICE,
    KEEP_CALENDARS,
)


def allowed(rights: Iterable[EventRight], viewer: Viewer, event: Event) -> frozenset[str]:
    """The names of those of these rights that the viewer has over the event: what a template asks."""
    return frozenset(right.name for right in rights if right.allows(viewer, event))
