"""What encryption costs: `DATABASE_URL=postgresql://… python -m tests.benchmarks.encryption`.

Reads and syncs with it, and as if everything were in the clear, in turn, so that whatever slows the
machine slows both. Without an address PostgreSQL comes from a wheel. Medians in milliseconds, and
their ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import chain
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from rich.console import Console
from rich.table import Table

from tests.benchmarks.in_process import serving_in_process
from tests.benchmarks.measuring import in_turn

IBAN, NUMBER = "FR7630006000011234567890189", "00011234567"
# Rounds, and calls in each.
READS, SYNCS = (60, 5), (8, 1)
# What was opened once: that is not measured again.
KNOWN: dict[bytes, str] = {}
# A thing to measure: its name, what it does, rounds and calls.
Work = tuple[str, Callable[[], object], int, int]


def main() -> None:
    """Measure in a database of its own."""
    with serving_in_process(log_level="ERROR"):
        Console().print(_measured())


def _measured() -> Table:
    table = Table("What", "Encrypted, ms", "In the clear, ms", "Ratio")
    for name, work, rounds, calls in chain(_reads(), _syncs()):
        first, second = in_turn(work, nullcontext, _in_the_clear, rounds=rounds, calls=calls)
        table.add_row(name, f"{first:.2f}", f"{second:.2f}", f"{first / second:.3f}")
        Console(stderr=True).print(name, f"{first / second:.3f}")
    return table


@contextmanager
def _in_the_clear() -> Iterator[None]:
    """Have nothing encrypted or opened, as if columns held the text."""
    from openbanking.fields import sealing

    really = sealing.opened

    def opened(kept: bytes, *, context: bytes) -> str:
        if kept[:1] != sealing.FORM:
            return kept.decode()
        if kept not in KNOWN:
            KNOWN[kept] = really(kept, context=context)
        return KNOWN[kept]

    shown = "openbanking.operations.accounts.record"
    with ExitStack() as stack:
        for name, instead in {
            "openbanking.fields.sealing.seal": lambda text, **where: text.encode(),
            "openbanking.fields.sealing.opened": opened,
            "openbanking.fields.sealing.blind_index": lambda text, **where: text[:16].encode(),
            f"{shown}._iban": lambda kept: IBAN,
            f"{shown}._number": lambda kept: NUMBER,
        }.items():
            stack.enter_context(patch(name, instead))
        yield


def _reads() -> Iterator[Work]:
    from openbanking.models import Account
    from tests.benchmarks import answers

    reads = answers.reads()
    for account in Account.objects.all():
        account.iban, account.number = IBAN, NUMBER
        account.save()
    with connection.cursor() as cursor:
        cursor.execute("analyze")
    for each in reads:
        yield each.name, each.ask, *READS


def _syncs() -> Iterator[Work]:
    """Yield a sync that finds nothing new, and one that writes every account anew."""
    from openbanking.models import Account
    from openbanking.sandbox import Sandbox
    from openbanking.sync import Scope, run_sync
    from tests import factories

    with Sandbox(world="wealth") as sandbox:
        settings.POWENS_BASE_URL = sandbox.base_url
        for known in sandbox.users:
            member = factories.make_user(f"member-{known.id_user}")
            family = factories.make_tenant(f"family-{known.id_user}", member)
            factories.make_powens_user(family, member, external_id=str(known.id_user), token=known.token)

        def sync() -> None:
            run_sync(Scope())

        def again() -> None:
            synced = Account.objects.filter(tenant__slug__startswith="family-")
            synced.update(iban=b"", number=b"", iban_index=b"", iban_tail=b"", matching_iban=b"")
            run_sync(Scope())

        sync()
        yield "a sync that finds nothing new", sync, *SYNCS
        yield "a sync that writes all numbers", again, *SYNCS


if __name__ == "__main__":
    main()
