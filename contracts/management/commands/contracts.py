"""The registry on the command line."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from contracts.documents import as_yaml, document
from contracts.export import contract, exported
from contracts.registry import registry


class Command(BaseCommand):
    help = "List the operations, show one, or export all of them."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="A table of all operations.")
        show = actions.add_parser("show", help="One operation, whole.")
        show.add_argument("key", help="Its key, with @version for a certain one.")
        actions.add_parser("export", help="All operations with their schemas, as JSON.")
        actions.add_parser("openapi", help="The OpenAPI document, as YAML.")

    def handle(self, *, action: str, **options: Any) -> None:
        if action == "list":
            self._list()
        elif action == "show":
            self._show(options["key"])
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

    def _show(self, name: str) -> None:
        key, _, version = name.partition("@")
        found = registry.get(key, version or None)
        if found is None:
            raise CommandError(f"There is no operation {name}. List them with: contracts list")
        self.stdout.write(json.dumps(contract(found), indent=2, ensure_ascii=False))
        self.stdout.write(found.source)
