"""An administration that shows and never writes: writes go through their own functions."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.db import DataError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

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

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead an address that asks for what cannot be, such as the year 99999, to the list itself, as Django does."""
        try:
            response = super().changelist_view(request, extra_context)
            if isinstance(response, TemplateResponse):
                response.render()
        except (ValueError, OverflowError, DataError):
            if ERROR_FLAG in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")
        return response


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
