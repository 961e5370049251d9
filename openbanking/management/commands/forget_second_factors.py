"""Remove the second factors of somebody who lost them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openbanking.access.audit import about, record_tool
from openbanking.models import User
from openbanking.signin import factors


class Command(BaseCommand):
    help = "Remove the second factors of somebody who lost them, tell them by mail, and sign them out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Whose they are.")

    def handle(self, *, username: str, **options: Any) -> str:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError("There is nobody with this user name.")
        if not factors.forget(person):
            return "There were none."
        record_tool("forget_second_factors", about=about(person))
        return "They are removed. The next sign-in needs the password alone; staff add a factor then."
