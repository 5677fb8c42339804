"""An administration that shows and never writes: writes go through their own functions."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from catalogue.models import User


class ReadOnly:
    """What looking only means, for lists, pages and their inline rows alike."""

    def has_add_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return is_staff(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)


ADDRESSES_ARE_HTTPS: "Mapping[type[models.Field[Any, Any]], Mapping[str, Any]]" = {
    models.URLField: {"assume_scheme": "https"}
}


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    list_per_page = 50
    formfield_overrides = ADDRESSES_ARE_HTTPS
    show_full_result_count = False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0
    formfield_overrides = ADDRESSES_ARE_HTTPS


class SystemAdminOnly(ReadOnlyAdmin):
    """For what holds personal data of every agency, or accounts."""

    def has_view_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return is_system_admin(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_system_admin(request)


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff


def is_system_admin(request: HttpRequest) -> bool:
    return is_staff(request) and isinstance(request.user, User) and request.user.is_superuser
