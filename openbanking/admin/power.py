"""Pages on which somebody says who they are before what they enter gives power."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

from openbanking.signin.confirmation import ask_before_change, ask_before_secrets

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object


class GivesPower(Base):
    """Rows that give power: roles, credentials, what tokens open."""

    def takes_secrets(self, object_id: str | None) -> bool:
        """Tell whether the form of a row, or of a new one where there is none, takes a secret."""
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        asking = ask_before_secrets if self.takes_secrets(object_id) else ask_before_change
        return asking(request) or super().changeform_view(request, object_id, *args, **kwargs)
