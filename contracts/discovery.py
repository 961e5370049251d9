"""Finds every installed app's operations, as the admin finds `admin`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def discover() -> None:
    """Import each app's `operations`: the module, or the package with every module inside it.

    What fails to import fails here, so that no operation is missing without a word.
    """
    for config in apps.get_app_configs():
        if config.module is None or not module_has_submodule(config.module, "operations"):
            continue
        found = import_module(f"{config.name}.operations")
        for each in walk_packages(getattr(found, "__path__", ()), prefix=f"{found.__name__}."):
            import_module(each.name)
