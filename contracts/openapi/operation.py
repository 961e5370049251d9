"""An operation as an entry of the OpenAPI document: all of it is read off the declaration."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Literal

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from contracts import problems
from contracts.openapi.amounts import with_text_amounts
from contracts.openapi.headers import headers_of
from contracts.problems.json_schema import PROBLEM_SCHEMA
from contracts.registry import registry
from contracts.schema.exact_json import Amounts
from contracts.schema.json_schema import schema_of
from contracts.spec import (
    IDEMPOTENCY_KEY,
    LONGEST_IDEMPOTENCY_KEY,
    Auth,
    Kind,
    Link,
    Operation,
    Stability,
)
from contracts.versioning.digest import digest_of
from contracts.versioning.export import facts_of
from contracts.versioning.refusals import meaning_of, refusals_of

Direction = Literal["request", "response"]

IDEMPOTENCY_HEADER: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Of your choice, one for each thing to do. Sent again with the same body within 24 "
    "hours, the command is not run again and its answer is repeated.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST_IDEMPOTENCY_KEY,
        "pattern": IDEMPOTENCY_KEY,
    },
}


def operation_id(operation: Operation) -> str:
    """Return what names the operation in the document."""
    return f"{operation.meta.key}-v{operation.major}"


class OperationSchema(AutoSchema):
    """Describes a view by the operation it serves."""

    @property
    def operation(self) -> Operation:
        found: Operation = self.view.operation  # type: ignore[attr-defined]
        return found

    def get_operation_id(self) -> str:
        return operation_id(self.operation)

    def get_summary(self) -> str:
        return self.operation.title

    def get_description(self) -> str:  # type: ignore[override]
        meta = self.operation.meta
        return f"{meta.description}\n\n**Goal.** {meta.goal}\n\n**Context.** {meta.context}"

    def get_tags(self) -> list[str]:
        return list(self.operation.meta.tags)

    def is_deprecated(self) -> bool:
        return self.operation.meta.stability is Stability.DEPRECATED

    def get_auth(self) -> list[dict[str, Any]]:
        known: list[dict[str, Any]] = [{"bearer": []}, {"session": []}]
        return [*known, {}] if self.operation.policy.auth is Auth.ANONYMOUS else known

    def get_request_serializer(self) -> Any:
        return self.operation.io.input if self.operation.kind is Kind.COMMAND else None

    def get_response_serializers(self) -> Any:
        return self.operation.io.output

    def get_override_parameters(self) -> list[Any]:
        return []

    def _get_parameters(self) -> list[dict[str, Any]]:
        if self.operation.kind is Kind.COMMAND:
            return [IDEMPOTENCY_HEADER]
        schema = schema_of(self.operation.io.input)
        required = schema.get("required", [])
        return [
            _parameter(name, dict(described), required=name in required, example=self._sent().get(name))
            for name, described in schema.get("properties", {}).items()
        ]

    def _sent(self) -> Mapping[str, Any]:
        """Return the input of the first example."""
        return self.operation.examples[0].input if self.operation.examples else {}

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies = {"200": self._result(direction)}
        if self.operation.kind is Kind.QUERY:
            bodies["304"] = {
                "description": "The caller has this answer already.",
                "headers": headers_of(self.operation, 304, self.registry),
            }
        problem = self._problem()
        for status, kinds in refusals_of(self.operation).items():
            bodies[str(status)] = {
                "description": " ".join(meaning_of(kind) for kind in kinds),
                "headers": headers_of(self.operation, status, self.registry),
                "content": {problems.CONTENT_TYPE: {"schema": problem.ref}},
            }
        return bodies

    def _result(self, direction: Direction) -> dict[str, Any]:
        operation = self.operation
        output = self.resolve_serializer(operation.io.output(), direction)
        result: dict[str, Any] = {
            "description": operation.meta.description,
            "headers": headers_of(operation, 200, self.registry),
            "content": {Amounts.NUMBER.media_type: {"schema": output.ref, **self._answers()}},
        }
        in_text = with_text_amounts(operation.io.output, self.registry)
        if in_text:
            result["content"][Amounts.TEXT.media_type] = {"schema": in_text}
        if operation.links:
            result["links"] = {each.key: _link(each) for each in operation.links}
        return result

    def _answers(self) -> dict[str, Any]:
        """Return the answers of the examples, by their titles."""
        examples = {
            each.title: {"value": each.answer}
            for each in self.operation.examples
            if each.answer is not None
        }
        return {"examples": examples} if examples else {}

    def _get_request_body(self, direction: Direction = "request") -> dict[str, Any] | None:
        body: dict[str, Any] | None = super()._get_request_body(direction)
        if body and self.operation.examples:
            examples = {each.title: {"value": dict(each.input)} for each in self.operation.examples}
            body["content"]["application/json"]["examples"] = examples
        return body

    def get_extensions(self) -> dict[str, Any]:
        return {"x-contract": {**facts_of(self.operation), "digest": digest_of(self.operation)}}

    def _problem(self) -> ResolvedComponent:
        component = ResolvedComponent(
            name="Problem",
            type=ResolvedComponent.SCHEMA,
            object="Problem",
            # A copy: drf-spectacular rewrites what it is given.
            schema=deepcopy(PROBLEM_SCHEMA),
        )
        self.registry.register_on_missing(component)
        return component


def _link(link: Link) -> dict[str, Any]:
    """Return an OpenAPI Link Object: the query, and where in the answer its input is."""
    return {
        "operationId": operation_id(registry[link.key]),
        "parameters": {name: f"$response.body#/{place}" for name, place in link.parameters.items()},
    }


def _parameter(name: str, schema: dict[str, Any], *, required: bool, example: Any) -> dict[str, Any]:
    parameter: dict[str, Any] = {
        "in": "query",
        "name": name,
        "description": schema.pop("description", ""),
        "schema": schema,
    }
    if required:
        parameter["required"] = True
    if example is not None:
        parameter["example"] = example
    if schema.get("type") == "array":
        parameter |= {"style": "form", "explode": True}
    return parameter
