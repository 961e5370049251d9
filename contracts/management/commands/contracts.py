"""The registry on the command line."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from contracts.caller import Caller, Channel
from contracts.conf import path_of
from contracts.docs.committed import (
    NotALock,
    committed_faults,
    lock_at,
    write_lock,
    write_openapi,
)
from contracts.docs.openapi import document, yaml_of
from contracts.execution.runner import run
from contracts.problems import Problem
from contracts.registry import registry
from contracts.schema.exact_json import decode, encode
from contracts.spec import Operation
from contracts.versioning.compatibility import Effect
from contracts.versioning.export import contract, exported
from contracts.versioning.lock import differences, locked


class Command(BaseCommand):
    help = "List the operations, show one, run one, export all of them, or check what was promised."

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
        actions.add_parser("write", help="Write the lock file and the OpenAPI document anew.")
        actions.add_parser("lock", help="Write the lock file anew.")
        actions.add_parser("check", help="Fail unless both documents are in sync with the operations.")
        diff = actions.add_parser("diff", help="List what changed since a base; fail if it breaks.")
        diff.add_argument("base", help="A lock file, or a git revision that has one.")
        actions.add_parser("openapi", help="The OpenAPI document, as YAML.")

    def handle(self, *, action: str, **options: Any) -> None:
        actions: dict[str, Callable[[], None]] = {
            "list": self._list,
            "show": lambda: self._show(options["key"]),
            "export": self._export,
            "call": lambda: self._call(options["key"], options["input"], options["username"]),
            "write": self._write,
            "lock": self._lock,
            "check": self._check,
            "diff": lambda: self._diff(options["base"]),
            "openapi": self._openapi,
        }
        actions[action]()

    def _list(self) -> None:
        table = Table(box=None, header_style="bold", pad_edge=False)
        for heading in ("Key", "Version", "Kind", "Auth", "Stability", "Description"):
            table.add_column(heading, no_wrap=True)
        for each in registry:
            table.add_row(
                each.meta.key,
                each.meta.version,
                each.kind,
                each.policy.auth,
                each.meta.stability,
                each.meta.description,
            )
        console = Console(width=200)
        with console.capture() as captured:
            console.print(table)
        self.stdout.write("\n".join(line.rstrip() for line in captured.get().splitlines()))

    def _show(self, name: str) -> None:
        operation = _named(name)
        self.stdout.write(json.dumps(contract(operation), indent=2, ensure_ascii=False))
        self.stdout.write(operation.source)

    def _export(self) -> None:
        self.stdout.write(json.dumps(exported(registry), indent=2, ensure_ascii=False))

    def _call(self, name: str, text: str, username: str | None) -> None:
        """Print the answer, or the problem with exit code 1: the same documents as over REST."""
        operation = _named(name)
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
                instance=path_of(operation.path),
                trace_id=uuid.uuid4().hex,
                operation=operation.named,
            )
            self.stdout.write(encode(body).decode())
            sys.exit(1)
        self.stdout.write(encode(answer.body).decode())

    def _write(self) -> None:
        write_lock(registry)
        write_openapi(registry)
        self.stdout.write(f"The documents are in sync with {len(registry)} operations.")

    def _lock(self) -> None:
        write_lock(registry)
        self.stdout.write("The lock file is in sync.")

    def _check(self) -> None:
        try:
            found = list(committed_faults(registry))
        except NotALock as error:
            raise CommandError(str(error)) from None
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"The documents are in sync with {len(registry)} operations.")

    def _diff(self, base: str) -> None:
        try:
            before = lock_at(base)
        except NotALock as error:
            raise CommandError(str(error)) from None
        if before is None:
            text = f"{base} is no lock file, and no revision of git that has one."
            raise CommandError(text, returncode=2)
        found = list(differences(before, locked(registry)))
        for name, change in found:
            self.stdout.write(f"{change.effect:<14} {name}  {change.where}: {change.what}")
        breaking = sum(change.effect is Effect.BREAKING for _, change in found)
        self.stdout.write(f"{len(found)} changes, {breaking} of them breaking.")
        if breaking:
            raise CommandError("Clients of these versions would break. Give what changed a new major.")

    def _openapi(self) -> None:
        self.stdout.write(yaml_of(document()).decode(), ending="")


def _named(name: str) -> Operation:
    key, _, version = name.partition("@")
    found = registry.get(key, version or None)
    if found is None:
        raise CommandError(f"There is no operation {name}. List them with: contracts list")
    return found


def _user(username: str | None) -> AbstractBaseUser | AnonymousUser:
    if username is None:
        return AnonymousUser()
    users = get_user_model()._default_manager
    found = users.filter(**{get_user_model().USERNAME_FIELD: username}, is_active=True).first()
    if found is None:
        raise CommandError(f"There is no active user {username}.", returncode=2)
    return found
