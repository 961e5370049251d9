"""What is the case now of what rules watch: few statements for all rules at once."""

from __future__ import annotations
