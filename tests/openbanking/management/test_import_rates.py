"""import_rates as cron runs it: from where rates are published, or from a file."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from openbanking.models import ExchangeRate
from openbanking.sandbox.world.rates import AROUND, SENDER, rates

pytestmark = pytest.mark.django_db

BANK = "European Central Bank"


@pytest.fixture
def published(sandbox, settings):
    """The days for which the local Powens has rates, the newest last."""
    settings.ECB_RATES_URL = f"{sandbox.site}/rates"
    return list(rates(sandbox.clock.now()))


@pytest.fixture
def run(capsys):
    """Run the command and return its output."""

    def run(*arguments):
        call_command("import_rates", *arguments)
        return capsys.readouterr().out

    return run


def test_last_ninety_days_are_read(published, run):
    assert "0 corrected, 0 unchanged" in run()
    days = set(ExchangeRate.objects.values_list("day", flat=True))
    assert days == {day for day in published if (published[-1] - day).days < 90}


def test_newest_day_alone_is_read_when_that_is_wanted(published, run):
    run("--daily")
    rate = ExchangeRate.objects.get(currency="USD")
    assert (rate.day, rate.source) == (published[-1], SENDER)


def test_history_is_read_whole(published, run):
    run("--history")
    assert ExchangeRate.objects.count() == len(published) * len(AROUND)


def test_second_time_changes_nothing(published, run):
    run("--daily")
    assert f"0 added, 0 corrected, {len(AROUND)} unchanged" in run("--daily")


def test_file_is_read_instead(tmp_path, run):
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text("Date,USD,\n2026-03-02,1.085,\n")
    assert run("--file", str(file)) == (
        f"rates: 1 seen, 1 added, 0 corrected, 0 unchanged, up to 2026-03-02, by {BANK}\n"
    )


def test_correction_is_reported(tmp_path, run):
    file = tmp_path / "eurofxref-hist.csv"
    for units in ("1.085", "1.095"):
        file.write_text(f"Date,USD,\n2026-03-02,{units},\n")
        out = run("--file", str(file))
    assert "USD of 2026-03-02 was 1.085, is 1.095" in out


def test_rates_of_the_local_powens_and_of_the_bank_are_not_mixed(published, tmp_path, run):
    run("--daily")
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text(f"Date,USD,\n{published[-1]},1.085,\n")
    with pytest.raises(CommandError, match=f"by {SENDER}, and these are by {BANK}"):
        run("--file", str(file))


def test_file_that_is_not_there_is_named(tmp_path, run):
    with pytest.raises(CommandError, match=r"nowhere.xml: No such file or directory") as refusal:
        run("--file", str(tmp_path / "nowhere.xml"))
    assert refusal.value.returncode == 2


def test_file_that_cannot_be_read_stores_nothing(tmp_path, run):
    file = tmp_path / "eurofxref-hist.csv"
    file.write_text("Date,USD,\n2026-03-02,1.085,\n2026-02-27,many,\n")
    with pytest.raises(CommandError, match=r"hist.csv cannot be read. 2026-02-27, USD: the rate"):
        run("--file", str(file))
    assert not ExchangeRate.objects.exists()


def test_publisher_that_does_not_answer_is_named(settings, run):
    settings.ECB_RATES_URL = "http://127.0.0.1:1"
    with pytest.raises(CommandError, match="cannot be fetched: ConnectionError"):
        run()


def test_files_are_asked_for_one_at_a_time(run):
    with pytest.raises(CommandError, match="not allowed with"):
        run("--daily", "--history")
