"""What a row's page tells before its fields: where it stands, how it came to that, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from unfold.admin import ModelAdmin as Base
else:
    Base = object


class Told(Base):
    """Tells a row's story above its fields, by its `change_form_outer_before_template`."""

    def story_of(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return what the template shows."""
        raise NotImplementedError

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, obj: Any = None, **kwargs: Any
    ) -> HttpResponse:
        if obj is not None:
            context["story"] = self.story_of(request, obj)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)
