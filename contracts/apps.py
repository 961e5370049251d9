"""The app: finds every installed app's `operations`, as the admin finds `admin`."""

from __future__ import annotations

from django.apps import AppConfig

from contracts.discovery import discover


class ContractsConfig(AppConfig):
    name = "contracts"

    def ready(self) -> None:
        from contracts import checks  # noqa: F401  (registering is what it does)
        from contracts.execution import telemetry
        from contracts.schema import extensions  # noqa: F401  (registering is what it does)

        telemetry.listen()
        discover()
