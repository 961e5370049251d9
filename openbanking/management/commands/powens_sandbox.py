"""Serve a local Powens."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openbanking.sandbox import CLIENT_ID, CLIENT_SECRET, WORLDS, Sandbox, UnknownWorld


class Command(BaseCommand):
    help = "Serve a local Powens with invented families on 127.0.0.1, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8900, help="Where to serve (8900).")
        parser.add_argument(
            "--world",
            default="family-office",
            metavar="NAME",
            help=f"What it stands for: {', '.join(WORLDS)}.",
        )
        parser.add_argument(
            "--calls-per-minute",
            type=int,
            default=0,
            metavar="N",
            help="Refuse more calls a minute with 429, as Powens' own sandbox does at 30.",
        )

    def handle(self, *, port: int, world: str, calls_per_minute: int, **options: Any) -> None:
        if not 0 <= port <= 65535:
            raise CommandError("--port takes a number from 0 to 65535.", returncode=2)
        try:
            sandbox = Sandbox(world=world, port=port, calls_per_minute=calls_per_minute)
        except UnknownWorld as error:
            raise CommandError(str(error), returncode=2) from None
        except OSError:
            raise CommandError(
                f"Port {port} is in use. Choose another with --port.", returncode=2
            ) from None
        self.stdout.write(
            f"POWENS_BASE_URL={sandbox.base_url}\n"
            f"POWENS_CLIENT_ID={CLIENT_ID}\n"
            f"POWENS_CLIENT_SECRET={CLIENT_SECRET}\n"
        )
        for user in sandbox.users:
            self.stdout.write(f"Family {user.family}: user {user.id_user}, token {user.token}")
        self.stdout.write("Nothing here is secret: everything is invented. Ctrl-C stops it.")
        self.stdout.flush()
        try:
            sandbox.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
