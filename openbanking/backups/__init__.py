"""All rows of the service in one sealed file, and back: a backup, and the way to another database.

A file holds rows by table, in a form that is the same whichever database they came from; the schema is
made anew by migrations. So a backup of SQLite is restored into PostgreSQL, and moving is nothing else.
docs/decisions/0041-one-portable-backup.md says why.
"""

from __future__ import annotations

from openbanking.backups.making import Made, back_up
from openbanking.backups.moving import move
from openbanking.backups.refusals import Refused
from openbanking.backups.restoring import Restored, examine, restore

__all__ = ["Made", "Refused", "Restored", "back_up", "examine", "move", "restore"]
