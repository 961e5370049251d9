"""The toolkit as an app, under a name that staff understand."""

from __future__ import annotations

from oauth2_provider.apps import DOTConfig


class ProgramsConfig(DOTConfig):
    verbose_name = "Programs of others"
