"""Tell whether the audit is whole: no record was changed, removed, put in between, or cut off."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openbanking.models import AuditChain
from openbanking.trail.files import records_in
from openbanking.trail.verification import Anchor, Verified, parsed, verify, verify_part


class Command(BaseCommand):
    help = (
        "Read the whole audit and say whether it is as it was written. Prints the anchor of its end: "
        "kept outside of the database, it shows later that nothing before it was cut off. With --file "
        "what somebody took along is read instead, and no database. "
        "Exit codes: 0 sound, 1 not, 2 wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="SEQUENCE:HASH",
            help="An anchor that was printed earlier; may be repeated.",
        )
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FILE",
            help="Anchors of earlier times, one a line; the new one is added where the audit is sound.",
        )
        parser.add_argument(
            "--file",
            type=Path,
            metavar="FILE",
            help="Records exported as JSON lines, all or some; the anchor of the last is printed.",
        )
        parser.add_argument("--json", action="store_true", help="One JSON document, nothing else.")

    def handle(
        self, *, anchor: list[str], anchors: Path | None, file: Path | None, **options: Any
    ) -> None:
        known = _known(anchor, anchors)
        found = verify(known) if file is None else _verified(file, known)
        if file is None and found.is_sound:
            AuditChain.objects.update(verified_at=timezone.now())
            if anchors and found.last.sequence:
                _add(anchors, found.last)
        self.stdout.write(json.dumps(_as_json(found)) if options["json"] else _summary(found))
        if not found.is_sound:
            sys.exit(1)


def _known(given: list[str], file: Path | None) -> list[Anchor]:
    """Return the anchors that were given, and those of the file; there may be no such file yet."""
    try:
        lines = file.read_text().splitlines() if file and file.exists() else []
        return [parsed(each) for each in [*given, *lines] if each.strip()]
    except ValueError as error:
        raise CommandError(str(error), returncode=2) from None
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.", returncode=2) from None


def _verified(file: Path, known: list[Anchor]) -> Verified:
    try:
        with file.open(encoding="utf-8") as lines:
            return verify_part(records_in(lines), known)
    except ValueError as error:
        # Bytes that are no UTF-8 are not quoted: they may be a part of anything.
        text = "It is no text" if isinstance(error, UnicodeError) else error
        raise CommandError(f"{file}: {text}.", returncode=2) from None
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.", returncode=2) from None


def _add(file: Path, anchor: Anchor) -> None:
    try:
        with file.open("a") as lines:
            lines.write(f"{anchor}\n")
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.", returncode=2) from None


def _as_json(found: Verified) -> dict[str, Any]:
    return {
        "status": "sound" if found.is_sound else "broken",
        "records": found.records,
        "erased": found.erased,
        "leftOut": found.left_out,
        "first": found.first,
        "beganAt": found.began_at and found.began_at.isoformat(),
        "anchor": str(found.last),
        "findings": found.findings,
    }


def _summary(found: Verified) -> str:
    """Return what was found in a few plain lines, fit for a cron mail."""
    since = f", since {found.began_at:%-d %b %Y}" if found.began_at else ""
    erased = f", {found.erased} of them emptied by erasures" if found.erased else ""
    lines = [f"audit: {found.records} records{since}{erased}"]
    if found.left_out:
        lines.append(f"left out: {found.left_out} between them")
    sound = "is as it was written" if found.left_out else "follows the last"
    lines += [f"broken: {each}" for each in found.findings] or [f"sound: every record {sound}"]
    return "\n".join([*lines, f"anchor: {found.last}"])
