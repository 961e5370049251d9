"""How a device is called on pages of sign-in, and how their fields are written."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from openbanking.signin.devices import device_of

register = template.Library()
register.filter("device", device_of)


@register.filter
def unprompted(field: BoundField) -> SafeString:
    """Write a field without a placeholder, which would only say again what its label says."""
    return field.as_widget(attrs={"placeholder": False})
