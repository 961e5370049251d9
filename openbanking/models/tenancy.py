"""Tenants under one roof, provably apart: a tenant and its members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from openbanking.models.base import BaseModel

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from openbanking.models.people import User


class TenantQuerySet(models.QuerySet["Tenant"]):
    def visible_to(self, user: User | AnonymousUser) -> TenantQuerySet:
        """Return the tenants this person is a member of; staff see others in the admin only."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)

    def worked_for_by(self, user: User | AnonymousUser) -> TenantQuerySet:
        """Return the tenants somebody on the staff works for: all of them, unless they are limited."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(staff=user) if user.is_limited else self.all()


class Tenant(BaseModel):
    """One tenant: nothing of it is ever seen from another."""

    slug = models.SlugField(unique=True, help_text="Short name used on the command line.")
    name = models.CharField(max_length=200, help_text="Name shown to people.")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        through="Membership",
        related_name="tenants",
        help_text="Who may read this family's accounts.",
    )

    objects = TenantQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = "family"
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name


class Membership(BaseModel):
    """The right of one person in one tenant."""

    class Role(models.TextChoices):
        VIEWER = "viewer", "Viewer"
        ADMIN = "admin", "Admin"

    tenant = models.ForeignKey(
        Tenant,
        on_delete=models.CASCADE,
        related_name="memberships",
        help_text="The family.",
        verbose_name="family",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        help_text="The person.",
    )
    role = models.CharField(
        max_length=10,
        choices=Role.choices,
        default=Role.VIEWER,
        help_text="A viewer reads; an admin may also ask Powens for fresh data.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "user"], name="membership_once_per_person"),
            models.CheckConstraint(
                condition=Q(role__in=["viewer", "admin"]), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} of {self.tenant}"
