"""What a page may load and run: what this host serves, and nothing written into the page itself."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE

ADMIN = "/admin/"

_PAGES: dict[str, Any] = {
    "default-src": [NONE],
    "base-uri": [NONE],
    "connect-src": [SELF],
    "font-src": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
    "img-src": [SELF, "data:"],
    "script-src": [SELF],
    "style-src": [SELF],
    # Text becomes code nowhere; what becomes a part of a page passes the one rule of trusted.js.
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["default"],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _PAGES}

# The admin differs by styles alone. Unfold writes its colours into each page, which a nonce lets pass,
# one rule into lists without actions, known by its digest, and widths into attributes, which have none.
RULE_OF_LISTS = """
            #changelist table thead th:first-child {width: inherit}
        """
_DIGEST = base64.b64encode(hashlib.sha256(RULE_OF_LISTS.encode()).digest()).decode()
OF_ADMIN: dict[str, Any] = {
    **_PAGES,
    "style-src-elem": [SELF, NONCE, f"'sha256-{_DIGEST}'"],
    "style-src-attr": [UNSAFE_INLINE],
}
