"""The OpenAPI 3.1 document: every entry is read off its operation."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Literal

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from contracts import problems
from contracts.openapi.refusals import meaning_of, refusals_of
from contracts.problems.json_schema import PROBLEM_SCHEMA
from contracts.schema.json_schema import schema_of
from contracts.spec import Auth, Kind, Operation, Stability
from contracts.versioning.digest import digest_of

Direction = Literal["request", "response"]

CONTRACT_HEADERS = {
    "Contract-Operation": "The operation's key.",
    "Contract-Version": "The version that answered.",
    "Contract-Stability": "How far it can be relied upon.",
    "Contract-Digest": "Digest of the schema that was answered under.",
}
RATE_HEADERS = {
    "RateLimit": "What is left of the rate, and for how many seconds.",
    "RateLimit-Policy": "The rate: so many calls in so many seconds.",
}
IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "Of your choice, one for each thing to do. Sent again with the same body within 24 "
    "hours, the command is not run again and its answer is repeated.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}


class OperationSchema(AutoSchema):
    """Describes a view by the operation it serves."""

    @property
    def operation(self) -> Operation:
        found: Operation = self.view.operation  # type: ignore[attr-defined]
        return found

    def get_operation_id(self) -> str:
        return f"{self.operation.meta.key}-v{self.operation.major}"

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
            return [IDEMPOTENCY_KEY]
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
        output = self.resolve_serializer(self.operation.io.output(), direction)
        described = dict(CONTRACT_HEADERS)
        if self.operation.policy.rate:
            described |= RATE_HEADERS
        headers = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in described.items()
        }
        result: dict[str, Any] = {
            "description": self.operation.meta.description,
            "headers": dict(headers),
            "content": {"application/json": {"schema": output.ref, **self._answers()}},
        }
        bodies = {"200": result}
        if self.operation.kind is Kind.QUERY:
            result["headers"]["ETag"] = {
                "description": "Version of the answer, for If-None-Match.",
                "schema": {"type": "string"},
            }
            bodies["304"] = {"description": "The caller has this answer already."}
        problem = self._problem()
        for status, kinds in refusals_of(self.operation).items():
            bodies[str(status)] = {
                "description": " ".join(meaning_of(kind) for kind in kinds),
                "content": {problems.CONTENT_TYPE: {"schema": problem.ref}},
            }
        return bodies

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
        operation, meta = self.operation, self.operation.meta
        return {
            "x-contract": {
                "key": meta.key,
                "version": meta.version,
                "kind": str(operation.kind),
                "stability": str(meta.stability),
                "owners": list(meta.owners),
                "goal": meta.goal,
                "context": meta.context,
                "auth": str(operation.policy.auth),
                "digest": digest_of(operation),
            }
        }

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


class ContractsGenerator(SchemaGenerator):
    """Builds the document of the registry's operations, and of nothing else."""

    def get_schema(self, request: Any = None, public: bool = True) -> dict[str, Any]:
        document: dict[str, Any] = super().get_schema(request=request, public=public)
        document["components"]["securitySchemes"] = {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token of this service.",
            },
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "sessionid",
                "description": "The browser's session; commands also need the CSRF token.",
            },
        }
        return document
