"""The read-only administration of the catalogue."""

from django.contrib import admin

from catalogue.models import (
    EducationLevel,
    Membership,
    Message,
    Organisation,
    Person,
    PlaceChange,
    Region,
    Room,
    Sector,
    Succession,
    TargetGroup,
    Theme,
    Trainer,
    User,
    Venue,
)
from catalogue.read_only import ReadOnlyAdmin, ReadOnlyInline, SystemAdminOnly


@admin.register(Region, Sector, EducationLevel, TargetGroup, Theme)
class TermAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_fi", "name_sv", "name_en", "parent", "is_active")
    list_select_related = ("parent",)
    search_fields = ("code", "name_fi", "name_sv", "name_en")


class SuccessionInline(ReadOnlyInline):
    model = Succession
    fk_name = "predecessor"


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    list_display = ("slug", "name_fi", "name_sv", "kind", "parent", "valid_from", "valid_to")
    list_filter = ("kind", "scope")
    list_select_related = ("parent",)
    search_fields = ("slug", "name_fi", "name_sv", "name_en", "abbreviation")
    inlines = (SuccessionInline,)


class RoomInline(ReadOnlyInline):
    model = Room


class PlaceChangeInline(ReadOnlyInline):
    model = PlaceChange


@admin.register(Venue)
class VenueAdmin(ReadOnlyAdmin):
    list_display = ("name_fi", "name_sv", "municipality", "region")
    list_select_related = ("region",)
    search_fields = ("name_fi", "name_sv", "municipality")
    inlines = (RoomInline, PlaceChangeInline)


@admin.register(Trainer)
class TrainerAdmin(ReadOnlyAdmin):
    list_display = ("name", "affiliation")
    search_fields = ("name", "affiliation")


class MembershipInline(ReadOnlyInline):
    model = Membership
    fk_name = "user"


@admin.register(User)
class UserAdmin(SystemAdminOnly):
    list_display = ("email", "first_name", "last_name", "is_staff", "is_superuser", "last_login")
    search_fields = ("email", "first_name", "last_name")
    exclude = ("password",)
    inlines = (MembershipInline,)


@admin.register(Person)
class PersonAdmin(SystemAdminOnly):
    list_display = ("id", "email", "language", "created_at", "anonymised_at")
    search_fields = ("email",)


@admin.register(Message)
class MessageAdmin(SystemAdminOnly):
    list_display = ("created_at", "kind", "address", "state", "attempts", "sent_at")
    list_filter = ("state", "kind")
    search_fields = ("address", "cause")
    exclude = ("html",)
