"""`python -m tests.translations`: write the catalogues anew, and say what they lack."""

from __future__ import annotations

import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from tests import translations  # noqa: E402  (needs the models)

if __name__ == "__main__":
    lacking = 0
    for language in translations.LANGUAGES:
        lacking += (number := translations.update(language))
        print(f"{language}: {number} strings without a translation")
    sys.exit(1 if lacking else 0)
