"""One measurement in a process of its own: `python -m tests.benchmarks.syncs.measure ours …`.

Prints what it took as JSON: seconds, rows and users read, the most memory there was in MB, and the bytes
that PostgreSQL logged. The database has to have our tables already.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable

import django


def main() -> None:
    """Do one thing, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contestant", choices=["ours", "bare", "orm"])
    parser.add_argument("--bank", required=True, help="base URL of the bank")
    parser.add_argument("--users", type=int, default=1)
    parser.add_argument("--only", default="", help="the one user that is read, by its number")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--again", action="store_true", help="everything anew, over what is there")
    options = parser.parse_args()
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "ERROR"}
    django.setup()
    from django.conf import settings
    from django.db import connection

    settings.POWENS_BASE_URL = options.bank
    work = {"ours": _ours, "bare": _bare, "orm": _orm}[options.contestant](options)
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_wal_insert_lsn()")
        logged = cursor.fetchone()[0]
        began = time.perf_counter()
        rows = work()
        seconds = time.perf_counter() - began
        cursor.execute("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)", [logged])
        found = {
            "seconds": seconds,
            "rows": rows,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "logged": int(cursor.fetchone()[0]),
        }
    print(json.dumps(found))


def _ours(options: argparse.Namespace) -> Callable[[], int]:
    from openbanking.models import PowensUser
    from openbanking.sync import Scope, run_sync

    link(options.users)
    users = PowensUser.objects.filter(external_id=options.only) if options.only else ()
    scope = Scope(full=options.again, powens_user_ids=[str(user.pk) for user in users])

    def work() -> int:
        report = run_sync(scope, workers=options.workers)
        assert report.status == "ok", report.as_json()
        return report.totals.transactions.seen

    return work


def link(users: int) -> None:
    """Link so many users, each of a family of its own, if none is linked yet."""
    from openbanking.models import PowensUser
    from tests import factories

    if PowensUser.objects.exists():
        return
    for number in range(1, users + 1):
        member = factories.make_user(f"member{number}")
        family = factories.make_tenant(f"family{number}", member)
        factories.make_powens_user(family, member, external_id=str(number), token=f"token-{number}")


def _bare(options: argparse.Namespace) -> Callable[[], int]:
    import psycopg
    from django.conf import settings

    from tests.benchmarks.syncs import bare

    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    if not options.again:
        bare.make(connection)

    def work() -> int:
        return bare.mirror(connection, settings.POWENS_BASE_URL, "token-1")

    return work


def _orm(options: argparse.Namespace) -> Callable[[], int]:
    """Do as a first draft would: a row of ours for each row, asked for and saved by itself."""
    from zoneinfo import ZoneInfo

    from django.conf import settings
    from django.db import transaction

    from openbanking.models import Account, PowensUser, Transaction
    from openbanking.powens import PowensClient
    from openbanking.sync.mapping.transactions import transaction_columns
    from tests import factories

    link(1)
    account = Account.objects.first() or factories.make_account(
        factories.make_connection(PowensUser.objects.get())
    )
    client = PowensClient.for_user(
        settings.POWENS_BASE_URL, token="token-1", zone=ZoneInfo("Europe/Paris")
    )

    def work() -> int:
        rows = 0
        with transaction.atomic():
            for row in (row for page in client.transactions() for row in page.rows):
                columns = transaction_columns(row, client.clock)._asdict()
                Transaction.objects.update_or_create(
                    account=account, external_id=columns.pop("external_id"), defaults=columns
                )
                rows += 1
        return rows

    return work


if __name__ == "__main__":
    main()
