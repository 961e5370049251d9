"""Every page of the admin, found in its addresses."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.db.models import Model
from django.test import RequestFactory
from django.urls import URLPattern

from openbanking.models import Tenant, User
from tests.visits import Given, Looker, Visit, always

# No pages: what pages ask for behind the scenes, and forms that lead to another.
NO_PAGES_OF_THE_ADMIN = frozenset(
    {
        *("search", "login", "logout", "autocomplete", "jsi18n", "view_on_site"),
        *("openbanking_assets", "openbanking_totals", "family-state", "password_change"),
        *("openbanking_tenant_add", "openbanking_tenant_come_on_board"),
    }
)
# Actions on a row, what is shown in a dialogue on another page, and rows that are removed.
ACTIONS = ("_this", "_choose_columns", "_delete")
# Pages that are alike for all models, and are looked at for one.
ALIKE = {
    "_history": "openbanking_tenant_history",
    "_export": "openbanking_account_export",
}

# What libraries show of themselves: the queue's own tables.
OF_LIBRARIES = frozenset({"procrastinate"})


def of_admin() -> Iterator[Visit]:
    """Yield every page of the admin; of rows the newest, of families the one that is looked at.

    Forms are those that somebody may fill in.
    """
    request = RequestFactory().get("/")
    request.user = User(is_active=True, is_staff=True, is_superuser=True)
    for pattern, model in _addresses_of_admin():
        name = str(pattern.name)
        shown = admin.site._registry[model] if model else None
        refused = shown and name.endswith("_add") and not shown.has_add_permission(request)
        like_another = any(name.endswith(end) and name != one for end, one in ALIKE.items())
        if name in NO_PAGES_OF_THE_ADMIN or name.endswith(ACTIONS) or refused or like_another:
            continue
        given: dict[str, Given] = {}
        for argument in {*getattr(pattern.pattern, "converters", ()), *_groups(pattern)}:
            given[argument] = always("openbanking") if argument == "app_label" else _row(model)
        yield Visit(f"admin:{name}", given)


def _addresses_of_admin() -> Iterator[tuple[URLPattern, type[Model] | None]]:
    """Yield the patterns that have a name, with what they show rows of.

    What has no name leads to where the page of a row was in older versions of Django.
    """
    owned = set()
    for model, shown in admin.site._registry.items():
        if model._meta.app_label in OF_LIBRARIES:
            continue
        for pattern in shown.get_urls():
            owned.add(pattern.name)
            if pattern.name:
                yield pattern, model
    for each in admin.site.get_urls():
        if isinstance(each, URLPattern) and each.name and each.name not in owned:
            yield each, None


def _groups(pattern: URLPattern) -> set[str]:
    """Return the arguments of an address that is a regular expression."""
    found = getattr(pattern.pattern, "regex", None)
    return set(found.groupindex) if found else set()


def _row(model: type[Model] | None) -> Given:
    def newest(by: Looker) -> object:
        assert model is not None
        if model is Tenant:
            return by.tenant.pk
        found = model._default_manager.order_by("-pk").first()
        assert found is not None, f"There is no {model.__name__} to look at."
        return found.pk

    return newest
