"""The lock file: what was promised, committed beside the code so that no promise changes unseen."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contracts.schema.json_schema import schema_of
from contracts.spec import Auth, Operation, version_tuple
from contracts.versioning.compatibility import Change, Effect, Side, changes
from contracts.versioning.digest import digest_of

Lock = Mapping[str, Mapping[str, Mapping[str, Any]]]
STRICTNESS = {each: position for position, each in enumerate(Auth)}
PROSE = ("description", "goal", "context", "owners", "tags", "stability")


def locked(operations: Iterable[Operation]) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the promises of operations: by key, then by major, the version, digest and schemas."""
    lock: dict[str, dict[str, dict[str, Any]]] = {}
    for operation in operations:
        meta = operation.meta
        lock.setdefault(meta.key, {})[str(operation.major)] = {
            "version": meta.version,
            "digest": digest_of(operation),
            "kind": str(operation.kind),
            "auth": str(operation.policy.auth),
            "stability": str(meta.stability),
            "description": meta.description,
            "goal": meta.goal,
            "context": meta.context,
            "owners": list(meta.owners),
            "tags": list(meta.tags),
            "input": schema_of(operation.io.input),
            "output": schema_of(operation.io.output),
        }
    return lock


def written(lock: Lock) -> str:
    """Return the lock as the text of its file."""
    return json.dumps(lock, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def faults(before: Lock, after: Lock) -> Iterator[str]:
    """Yield what is wrong with the code against its lock, each with what to do about it."""
    for key, major in sorted(_names(before) | _names(after)):
        old, new = before.get(key, {}).get(major), after.get(key, {}).get(major)
        if old is None or new is None:
            what = "is not in the lock file" if old is None else "is in the lock file only"
            yield f"{key} {major}: {what}. Run: make contracts"
            continue
        if version_tuple(new["version"]) < version_tuple(old["version"]):
            yield f"{key} {new['version']}: is older than the locked {old['version']}. Raise it."
        elif new["version"] == old["version"] and new["digest"] != old["digest"]:
            yield (
                f"{key} {new['version']}: its schema changed and its version did not. Raise it, the "
                "major if a client breaks, then run: make contracts"
            )
        elif any(change.effect is Effect.BREAKING for change in compare(old, new)):
            yield f"{key} {new['version']}: breaks clients of {old['version']}. It needs a new major."
        elif dict(old) != dict(new):
            yield f"{key} {new['version']}: the lock file is behind. Run: make contracts"


def differences(before: Lock, after: Lock) -> Iterator[tuple[str, Change]]:
    """Yield every change between two locks with the operation it concerns."""
    for key, major in sorted(_names(before) | _names(after)):
        old, new = before.get(key, {}).get(major), after.get(key, {}).get(major)
        name = f"{key} v{major}"
        if old is None:
            yield name, Change(Effect.COMPATIBLE, "operation", "added")
        elif new is None:
            yield name, Change(Effect.BREAKING, "operation", "removed")
        else:
            for change in compare(old, new):
                yield name, change


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Yield the changes between two promises of one operation and major."""
    if old["kind"] != new["kind"]:
        yield Change(Effect.BREAKING, "kind", f"{old['kind']} became {new['kind']}")
    if old["auth"] != new["auth"]:
        stricter = STRICTNESS[Auth(new["auth"])] > STRICTNESS[Auth(old["auth"])]
        effect = Effect.BREAKING if stricter else Effect.COMPATIBLE
        yield Change(effect, "policy", f"{old['auth']} became {new['auth']}")
    for side in Side:
        yield from changes(old[side], new[side], side)
    for name in PROSE:
        if old[name] != new[name]:
            yield Change(Effect.DOCUMENTATION, name, "changed")


def _names(lock: Lock) -> set[tuple[str, str]]:
    return {(key, major) for key, majors in lock.items() for major in majors}
