"""`python -m tests.translations`: write the catalogues anew, and say what they lack."""

from __future__ import annotations

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from tests.translations import catalogues  # noqa: E402  (needs the models)

if __name__ == "__main__":
    lacking = 0
    for language in catalogues.LANGUAGES:
        lacking += (number := catalogues.update(language))
        print(f"{language}: {number} strings without a translation")
    sys.exit(1 if lacking else 0)
