"""The registry on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from contracts.caller import Caller, Channel
from contracts.docs.openapi import as_yaml, document
from contracts.execution.runner import run
from contracts.problems import Problem
from contracts.registry import registry
from contracts.schema.exact_json import decode, encode
from contracts.spec import Operation
from contracts.versioning.compatibility import Effect
from contracts.versioning.export import contract, exported
from contracts.versioning.lock import NAME, Lock, differences, faults, locked, written


class Command(BaseCommand):
    help = "List the operations, show one, run one, or export all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="A table of all operations.")
        show = actions.add_parser("show", help="One operation, whole.")
        show.add_argument("key", help="Its key, with @version for a certain one.")
        actions.add_parser("export", help="All operations with their schemas, as JSON.")
        call = actions.add_parser("call", help="Run an operation and print its answer as JSON.")
        call.add_argument("key", help="Its key, with @version for a certain one.")
        call.add_argument("--input", default="{}", metavar="JSON", help="Its input; - reads stdin.")
        call.add_argument("--as", dest="username", metavar="USERNAME", help="In whose name.")
        actions.add_parser("lock", help=f"Write {NAME} anew.")
        actions.add_parser("check", help=f"Fail unless {NAME} is in step with the operations.")
        diff = actions.add_parser("diff", help="Say what changed since a base; fail if it breaks.")
        diff.add_argument("base", help="A lock file, or a git revision that has one.")
        actions.add_parser("openapi", help="The OpenAPI document, as YAML.")

    def handle(self, *, action: str, **options: Any) -> None:
        if action == "list":
            self._list()
        elif action == "show":
            self._show(options["key"])
        elif action == "call":
            self._call(options["key"], options["input"], options["username"])
        elif action == "lock":
            _file().write_text(written(locked(registry)))
            self.stdout.write(f"{NAME} is in step.")
        elif action == "check":
            self._check()
        elif action == "diff":
            self._diff(options["base"])
        elif action == "openapi":
            self.stdout.write(as_yaml(document()).decode(), ending="")
        else:
            self.stdout.write(json.dumps(exported(registry), indent=2, ensure_ascii=False))

    def _list(self) -> None:
        table = Table(box=None, header_style="bold", pad_edge=False)
        for heading in ("Key", "Version", "Kind", "Auth", "Stability", "Title"):
            table.add_column(heading, no_wrap=True)
        for each in registry:
            table.add_row(
                each.meta.key,
                each.meta.version,
                each.kind,
                each.policy.auth,
                each.meta.stability,
                each.title,
            )
        console = Console(width=160)
        with console.capture() as captured:
            console.print(table)
        self.stdout.write("\n".join(line.rstrip() for line in captured.get().splitlines()))

    def _call(self, name: str, text: str, username: str | None) -> None:
        """Print the answer, or the problem with exit code 1: the same documents as over REST."""
        operation = self._named(name)
        caller = Caller(user=_user(username), channel=Channel.COMMAND)
        try:
            data = decode((sys.stdin.read() if text == "-" else text).encode())
        except ValueError as error:
            raise CommandError(f"--input is not JSON: {error}.", returncode=2) from None
        if not isinstance(data, dict):
            raise CommandError("--input takes one JSON object.", returncode=2)
        try:
            answer = run(operation, caller, data)
        except Problem as problem:
            body = problem.body(
                instance=f"/api/{operation.path}", trace_id=uuid.uuid4().hex, operation=operation.named
            )
            self.stdout.write(encode(body).decode())
            sys.exit(1)
        self.stdout.write(encode(answer.body).decode())

    def _check(self) -> None:
        before = _lock_of(_file().read_text()) if _file().exists() else {}
        found = list(faults(before, locked(registry)))
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"{NAME} is in step with {len(registry)} operations.")

    def _diff(self, base: str) -> None:
        found = list(differences(_base(base), locked(registry)))
        for name, change in found:
            self.stdout.write(f"{change.effect:<14} {name}  {change.where}: {change.what}")
        breaking = sum(change.effect is Effect.BREAKING for _, change in found)
        self.stdout.write(f"{len(found)} changes, {breaking} of them breaking.")
        if breaking:
            raise CommandError("Clients of these versions would break. Give what changed a new major.")

    def _named(self, name: str) -> Operation:
        key, _, version = name.partition("@")
        found = registry.get(key, version or None)
        if found is None:
            raise CommandError(f"There is no operation {name}. List them with: contracts list")
        return found

    def _show(self, name: str) -> None:
        found = self._named(name)
        self.stdout.write(json.dumps(contract(found), indent=2, ensure_ascii=False))
        self.stdout.write(found.source)


def _user(username: str | None) -> Any:
    if username is None:
        return AnonymousUser()
    people = get_user_model()._default_manager
    found = people.filter(**{get_user_model().USERNAME_FIELD: username}, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no active user {username}.", returncode=2)
    return found


def _file() -> Path:
    return Path(settings.BASE_DIR) / NAME


def _base(name: str) -> Lock:
    """Read the lock of a base: a file if there is one of that name, else a revision of git."""
    if Path(name).is_file():
        return _lock_of(Path(name).read_text())
    if name.startswith("-"):
        raise CommandError(f"{name} is no file and no revision.", returncode=2)
    shown = subprocess.run(  # noqa: S603  (no shell, and no option can be smuggled in)
        ["git", "show", f"{name}:{NAME}"],  # noqa: S607  (the operator's own git)
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if shown.returncode:
        raise CommandError(f"{name} is no lock file, and no revision of git that has one.", returncode=2)
    return _lock_of(shown.stdout)


def _lock_of(text: str) -> Lock:
    try:
        found: Lock = json.loads(text)
    except (ValueError, RecursionError):
        raise CommandError("The lock file is not JSON. Write it anew with: contracts lock") from None
    return found
