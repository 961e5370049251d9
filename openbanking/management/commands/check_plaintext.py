"""Look for personal data in the clear."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from openbanking.encryption.plaintext import plain_text


class Command(BaseCommand):
    help = (
        "List which columns hold personal data in the clear that should be encrypted, or that no key "
        "opens, with how many rows, and never a value. Reads every table. Exit code 1: there are some."
    )

    def handle(self, **options: Any) -> str:
        found = list(plain_text())
        for each in found:
            self.stdout.write(str(each))
        if left := [each for each in found if not each.by_choice]:
            raise CommandError(f"{len(left)} columns hold what they should not.", returncode=1)
        return "Nothing is in the clear that should be encrypted."
