"""Answers that are remembered to be given again: encrypted for the tenant they are about."""

from __future__ import annotations

from uuid import UUID

from contracts import Call
from openbanking.fields import sealing
from openbanking.fields.encryption import Secret

CONTEXT = b"contracts.rememberedanswer.answer"
# What begins an answer under a tenant's data key, and one of no tenant under the master key.
OF_TENANT, OF_NONE = "tenant:", "service:"


def seal(call: Call, answer: str) -> str:
    """Return what is remembered of an answer."""
    if call.tenant is None:
        return f"{OF_NONE}{Secret.seal(answer).ciphertext}"
    kept = sealing.seal(answer, tenant=UUID(str(call.tenant.pk)), context=CONTEXT)
    return f"{OF_TENANT}{sealing.in_letters(kept)}"


def unseal(call: Call, kept: str) -> str:
    """Return an answer again; raises UnreadableText or UnreadableSecret once its key is gone.

    One from before answers were encrypted is JSON, and is forgotten within a day.
    """
    if kept.startswith(OF_TENANT):
        return sealing.opened(sealing.from_letters(kept.removeprefix(OF_TENANT)), context=CONTEXT)
    if kept.startswith(OF_NONE):
        return Secret(kept.removeprefix(OF_NONE)).reveal()
    return kept
