"""The registry on the command line."""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from contracts.caller import Caller, Door
from contracts.documents import as_yaml, document
from contracts.encoding import decode, encode
from contracts.export import contract, exported
from contracts.problems import Problem
from contracts.registry import registry
from contracts.runner import run
from contracts.spec import Operation


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
        actions.add_parser("openapi", help="The OpenAPI document, as YAML.")

    def handle(self, *, action: str, **options: Any) -> None:
        if action == "list":
            self._list()
        elif action == "show":
            self._show(options["key"])
        elif action == "call":
            self._call(options["key"], options["input"], options["username"])
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
        caller = Caller(user=_user(username), door=Door.COMMAND)
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
