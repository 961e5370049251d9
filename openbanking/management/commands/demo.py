"""Show the whole service on this machine, with invented tenants and a local Powens."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from openbanking.demo import families, past, possessions
from openbanking.demo.logs import FILE, log_file, logging_to
from openbanking.demo.processes import DidNotStart, running
from openbanking.demo.table import RestClient, balance_table
from openbanking.models import Account, Tenant
from openbanking.sandbox import sandbox_users

WORLD = "family-office"


class Command(BaseCommand):
    help = "Set up two invented families, sync them from a local Powens and serve. For `make demo`."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Where to serve (8000).")

    def handle(self, *, port: int, **options: Any) -> None:
        powens = urlsplit(settings.POWENS_BASE_URL)
        if not settings.DEBUG or powens.hostname != "127.0.0.1" or not powens.port:
            raise CommandError("The demonstration runs by itself: make demo")
        _need_free(port, "Choose another with: make demo PORT=8001")
        _need_free(powens.port, "Choose another with: make demo SANDBOX_PORT=8901")
        # However it is ended, nothing it started is left behind; a shell that starts programs
        # in the background makes them deaf to Ctrl-C, which is undone here.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        # Piped into a file there is no width to fit: one line for each account all the same.
        console = Console(width=None if sys.stdout.isatty() else 160)
        try:
            self._run(console, port, powens.port)
        except DidNotStart as error:
            raise CommandError(str(error)) from None
        except KeyboardInterrupt:
            console.print("\nStopped.")

    def _run(self, console: Console, port: int, powens_port: int) -> None:
        log = log_file()
        console.print(f"Log lines go to {FILE}.")
        console.print("Preparing the database …")
        call_command("migrate", verbosity=0)
        sandbox = ("manage.py", "powens_sandbox", "--port", str(powens_port), "--world", WORLD)
        with running(*sandbox, port=powens_port, path="/2.0/connectors", log=log):
            console.print(f"A local Powens answers on port {powens_port}.")
            with logging_to(log):
                logins = families.settle(sandbox_users(WORLD))
                for tenant in Tenant.objects.all():
                    possessions.keep(tenant, now=timezone.now())
                self._sync(log)
                for tenant in Tenant.objects.all():
                    past.remember(tenant, now=timezone.now())
                self._import_rates(log)
            console.print(f"{Account.objects.live().count()} accounts are in sync with it.")
            # Its login page signs in with one click.
            os.environ["DEMO_PASSWORD"] = families.PASSWORD
            server = (
                *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
                *("--port", str(port), "--blocking-threads", "4", "--no-ws"),
                *("--no-access-log", "--log-level", "warning", "config.wsgi:application"),
            )
            with running(*server, port=port, path="/healthz", log=log) as process:
                self._show(console, port, logins)
                process.wait()

    def _sync(self, log: Path) -> None:
        """Sync with progress on the screen and the summary in the log."""
        with log.open("a") as output:
            try:
                call_command("sync_powens", stdout=output)
            except SystemExit as ended:
                # Some invented banks need their user: that is a partial run, not a failed one.
                if ended.code != 3:
                    raise CommandError(f"The sync failed; {FILE} says why.") from None

    def _import_rates(self, log: Path) -> None:
        """Import invented exchange rates: the local Powens serves them as the ECB does its own."""
        with log.open("a") as output:
            call_command("import_rates", "--history", stdout=output)

    def _show(self, console: Console, port: int, logins: list[families.Login]) -> None:
        token = families.api_token()
        names = {str(tenant.pk): tenant.name for tenant in Tenant.objects.all()}
        console.print(balance_table(RestClient(port, token), names, now=timezone.now()))
        site = f"http://127.0.0.1:{port}"
        tenant_id = next(iter(names))
        console.print(
            f"\nDashboard      {site}/"
            f"\nAdmin          {site}/admin/"
            f"\nDocumentation  {site}/contracts/"
            f"\nAPI            {site}/api/openapi.yaml\n",
            highlight=False,
        )
        for login in logins:
            console.print(f"{login.username:<16} {login.password}   {login.role}", highlight=False)
        console.print(
            f'\ncurl -H "Authorization: Bearer {token}" '
            f'"{site}/api/openbanking/accounts/list/v1?tenantId={tenant_id}"'
            "\n\nCtrl-C stops everything.",
            highlight=False,
            soft_wrap=True,
        )


def _need_free(port: int, advice: str) -> None:
    with socket.socket() as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(f"Port {port} is in use. {advice}") from None
