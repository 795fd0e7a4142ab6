"""`recueil user`, `recueil token` and `recueil audit`: manage accounts and API tokens, print the audit
log.
"""

from __future__ import annotations

import getpass
import os
import pwd
import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from recueil.cli.format import new_table, out, safe_text
from recueil.errors import SettingsError
from recueil.harmless import join_lines

if TYPE_CHECKING:
    from recueil.accounts.audit import AuditEntry
    from recueil.accounts.store_tokens import Token
    from recueil.accounts.users import Account


def operator_name() -> str:
    """Return the name of the system user for the audit log: ``unix:…``, which cannot be an account's
    name.
    """
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return f"unix:{name}"


def read_password(*, from_stdin: bool) -> str:
    """Prompt for a password twice, without echo, or read the first line of standard input."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise SettingsError("Nobody can be asked for a password here.", "Give it with --password-stdin.")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("The same again: ") != typed:
        raise SettingsError("The two are not the same.", "Run the command again.")
    return typed


def print_accounts(found: Iterable[Account]) -> None:
    table = new_table("name", "role", "since", "disabled")
    for account in found:
        table.add_row(account.name, account.role, _day(account.created), _day(account.disabled))
    out.print(table)


def print_tokens(found: Iterable[Token], now: datetime) -> None:
    table = new_table("number", "user", "name", "role", "until", "last used", "good")
    for token in found:
        until, used = _day(token.expires), _day(token.last_used) or "never"
        good = "yes" if token.is_good(now) else "revoked" if token.revoked else "expired"
        table.add_row(str(token.id), token.user, safe_text(token.name), token.role, until, used, good)
    out.print(table)


def print_entries(found: Iterable[AuditEntry]) -> None:
    """Print one line per entry as it arrives, since there may be very many."""
    for entry in found:
        details = " ".join(f"{name}={value}" for name, value in entry.details.items())
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        told = map(join_lines, (entry.who, entry.action, entry.subject or "", details))
        out.print(safe_text("  ".join([when, *filter(None, told)])), soft_wrap=True)


def _day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else ""
