"""Notices of what gives power, however it came about: tokens, and rights on the staff."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import m2m_changed, post_save, pre_save

from openbanking.models import ApiToken, User
from openbanking.signin import notices, sessions

BEFORE = "_rights_before"


def listen() -> None:
    """Begin to notice new tokens and new rights."""
    post_save.connect(_token_saved, sender=ApiToken, dispatch_uid="openbanking.notices.token")
    pre_save.connect(_before_person, sender=User, dispatch_uid="openbanking.notices.before")
    post_save.connect(_person_saved, sender=User, dispatch_uid="openbanking.notices.person")
    m2m_changed.connect(
        _roles_changed, sender=User.groups.through, dispatch_uid="openbanking.notices.roles"
    )


def _token_saved(instance: ApiToken, created: bool, raw: bool, **kwargs: object) -> None:
    if created and not raw:
        is_of_program = instance.application_id is not None
        notices.tell(instance.user, notices.NEW_PROGRAM if is_of_program else notices.NEW_TOKEN)


def _before_person(instance: User, raw: bool, update_fields: Any = None, **kwargs: object) -> None:
    changes = update_fields is None or {"is_staff", "is_superuser"} & set(update_fields)
    if raw or instance._state.adding or not changes:
        return
    before = User.objects.filter(pk=instance.pk).values_list("is_staff", "is_superuser").first()
    setattr(instance, BEFORE, before)


def _person_saved(instance: User, **kwargs: object) -> None:
    before = instance.__dict__.pop(BEFORE, None)
    if before is None:
        return
    if (instance.is_staff and not before[0]) or (instance.is_superuser and not before[1]):
        _promoted(instance)


def _roles_changed(
    instance: Any, action: str, reverse: bool, pk_set: set[Any] | None, **kwargs: object
) -> None:
    if action != "post_add" or not pk_set:
        return
    people = User.objects.filter(pk__in=pk_set) if reverse else [instance]
    for person in people:
        if person.is_staff:
            _promoted(person)


def _promoted(person: User) -> None:
    """Tell them, and have them sign in anew: with the second factor that staff need."""
    notices.tell(person, notices.NEW_ROLE)
    sessions.end_all(person)
