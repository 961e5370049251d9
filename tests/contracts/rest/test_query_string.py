from __future__ import annotations

from decimal import Decimal

import pytest
from django.http import QueryDict

from contracts.problems import Invalid
from contracts.rest.query_string import input_from
from tests.amounts import WIDE
from tests.contracts.toyshop.operations import PriceInput


def read(address: str) -> dict[str, object]:
    return input_from(QueryDict(address), PriceInput)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("toyName=robot", {"toyName": "robot"}),
        ("toyName=7", {"toyName": "7"}),
        ("howMany=07", {"howMany": 7}),
        ("howMany=-1", {"howMany": -1}),
        ("howMany=30.0", {"howMany": 30}),
        ("least=0.10", {"least": Decimal("0.10")}),
        (f"least={WIDE}", {"least": WIDE}),
        ("giftWrapped=true", {"giftWrapped": True}),
        ("giftWrapped=false", {"giftWrapped": False}),
        ("colours=red", {"colours": ["red"]}),
        ("colours=red&colours=blue", {"colours": ["red", "blue"]}),
        ("colours=red,blue", {"colours": ["red", "blue"]}),
        ('input={"toyName":"robot","least":0.10}', {"toyName": "robot", "least": Decimal("0.10")}),
        ("least=1e3", {"least": Decimal(1000)}),
        ("", {}),
    ],
)
def test_text_is_read_as_the_field_wants_it(address, found):
    assert read(address) == found


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("howMany=many", {"howMany": "many"}),
        ("least=+1", {"least": " 1"}),
        ("least=١", {"least": "١"}),
        ("least=NaN", {"least": "NaN"}),
        ("giftWrapped=yes", {"giftWrapped": "yes"}),
    ],
)
def test_what_cannot_be_read_is_left_for_the_field_to_refuse(address, found):
    assert read(address) == found


@pytest.mark.parametrize(
    ("address", "path", "why"),
    [
        ("toyName=a&toyName=a", "toyName", "Send it once."),
        ("input={}&toyName=a", "input", "nothing beside it"),
        ("input={}&input={}", "input", "nothing beside it"),
        ("input={", "input", "Not JSON"),
        ("input=[]", "input", "Send one JSON object."),
        ('input={"toyName":"a","toyName":"b"}', "input", "names a key twice"),
    ],
)
def test_what_has_two_meanings_is_refused(address, path, why):
    with pytest.raises(Invalid) as refusal:
        read(address)
    [issue] = refusal.value.issues
    assert issue.path == path
    assert why in issue.message
