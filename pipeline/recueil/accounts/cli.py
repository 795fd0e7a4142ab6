"""`recueil user`, `recueil token` and `recueil audit`: manage accounts and API tokens, print the audit
log.
"""

from __future__ import annotations

import getpass
import os
import pwd
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from recueil.cli.arguments import StoreOption, app, resolve_address
from recueil.cli.terminal import new_table, out, safe_text
from recueil.errors import SettingsError
from recueil.text import join_lines
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from recueil.accounts.audit import AuditEntry
    from recueil.accounts.schema import Role as StoreRole
    from recueil.accounts.store import Account
    from recueil.accounts.tokens import Token


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
        raise SettingsError(_("Nobody can be asked for a password here."), _("Give it with --password-stdin."))
    typed = getpass.getpass(_("Password: "))
    if getpass.getpass(_("The same again: ")) != typed:
        raise SettingsError(_("The two are not the same."), _("Run the command again."))
    return typed


def print_accounts(found: Iterable[Account]) -> None:
    table = new_table("name", "role", "since", "disabled")
    for account in found:
        table.add_row(account.name, account.role, _day(account.created), _day(account.disabled))
    out.print(table)


def print_tokens(found: Iterable[Token], now: datetime) -> None:
    table = new_table("number", "user", "name", "role", "until", "last used", "good")
    for token in found:
        until, used = _day(token.expires), _day(token.last_used) or _("never")
        good = _("yes") if token.is_good(now) else _("revoked") if token.revoked else _("expired")
        table.add_row(str(token.id), token.user, safe_text(token.name), token.role, until, used, good)
    out.print(table)


def print_entries(found: Iterable[AuditEntry]) -> None:
    """Print one line per entry as it arrives, since there may be very many."""
    for entry in found:
        details = " ".join(f"{name}={value}" for name, value in entry.details.items())
        when = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        columns = map(join_lines, (entry.who, entry.action, entry.subject or "", details))
        out.print(safe_text("  ".join([when, *filter(None, columns)])), soft_wrap=True)


def _day(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d}" if when else ""


Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


class Role(StrEnum):
    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"


class AuditFormat(StrEnum):
    TABLE = "table"
    CSV = "csv"
    JSONL = "jsonl"


accounts = typer.Typer(help="Manage the accounts that may use the pages and the API.", no_args_is_help=True)
tokens = typer.Typer(help="Manage the tokens with which programs use the API.", no_args_is_help=True)
app.add_typer(accounts, name="user")
app.add_typer(tokens, name="token")


@accounts.command("add")
def add_user(
    name: Name,
    role: Annotated[Role, typer.Option(help="Role of the account.")] = Role.READER,
    password_stdin: FromStdin = False,
    sso: Annotated[bool, typer.Option("--sso", help="Without a password, for OpenID Connect alone.")] = False,
    take_over: Annotated[
        bool,
        typer.Option("--take-over", help="Give it the dossiers and alerts that one of its name has left."),
    ] = False,
    store: StoreOption = None,
) -> None:
    """Create an account. Once there is one, the pages and the API require a login."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store), create=True) as opened:
        password = None if sso else read_password(from_stdin=password_stdin)
        now = datetime.now(UTC)
        account = opened.accounts.add(
            name, password, role.value, by=operator_name(), when=now, take_over=take_over
        )
    print(_("{name} is {role}.").format(name=account.name, role=account.role))


@accounts.command("list")
def list_users(store: StoreOption = None) -> None:
    """List the accounts."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        found = opened.accounts.all()
    if found:
        print_accounts(found)
    else:
        print(_("There is no account: whoever is at this machine may do everything."))


@accounts.command("role")
def set_role(
    name: Name,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="reader, editor or admin.")],
    store: StoreOption = None,
) -> None:
    """Change the role of an account."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        opened.accounts.set_role(name, role.value, by=operator_name(), when=datetime.now(UTC))
    print(_("{name} is {value}.").format(name=name, value=role.value))


@accounts.command("password")
def set_password(name: Name, password_stdin: FromStdin = False, store: StoreOption = None) -> None:
    """Change the password of an account and end its sessions."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        password = read_password(from_stdin=password_stdin)
        opened.accounts.set_password(name, password, by=operator_name(), when=datetime.now(UTC))
    print(_("{name} has a new password.").format(name=name))


@accounts.command()
def disable(name: Name, store: StoreOption = None) -> None:
    """Disable an account and its tokens."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        opened.accounts.disable(name, by=operator_name(), when=datetime.now(UTC))
    print(_("{name} is disabled.").format(name=name))


@accounts.command()
def enable(name: Name, store: StoreOption = None) -> None:
    """Enable an account again, or end its wait after failed logins."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        opened.accounts.enable(name, by=operator_name(), when=datetime.now(UTC))
    print(_("{name} is enabled.").format(name=name))


@accounts.command("remove")
def remove_user(
    name: Name,
    heir: Annotated[
        str | None, typer.Option(metavar="NAME", help="The account that its dossiers and alerts go to.")
    ] = None,
    delete_all: Annotated[
        bool, typer.Option("--delete-all", help="Delete its dossiers and alerts too, with their notes.")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Delete an account and its tokens. Its entries in the audit log stay."""
    from recueil.store.open import open_store

    if heir is not None and delete_all:
        raise typer.BadParameter(_("Take --heir or --delete-all, not both."))
    with open_store(resolve_address(store)) as opened:
        now = datetime.now(UTC)
        opened.accounts.remove(name, by=operator_name(), when=now, heir=heir, delete_all=delete_all)
        is_open = not opened.accounts.exist()
    print(_("{name} is removed.").format(name=name))
    if is_open:
        print(_("There is no account any more: whoever is at this machine may do everything."))


@tokens.command("add")
def add_token(
    user: Annotated[str, typer.Argument(metavar="USER", help="Account that the token belongs to.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the program that will use the token.")],
    role: Annotated[Role | None, typer.Option(help="Role of the token, if lower than that of its user.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="Days until the token expires.")] = 365,
    store: StoreOption = None,
) -> None:
    """Create a token and print it, only this once."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        store_role: StoreRole | None = role.value if role else None
        now = datetime.now(UTC)
        print(opened.tokens.add(user, name, store_role, days=days, by=operator_name(), when=now))


@tokens.command("list")
def list_tokens(
    user: Annotated[str | None, typer.Argument(metavar="[USER]", help="Only tokens of this account.")] = None,
    store: StoreOption = None,
) -> None:
    """List the tokens, including expired and revoked ones."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        found = opened.tokens.all(user)
    if found:
        print_tokens(found, datetime.now(UTC))
    else:
        print(_("There is no token."))


@tokens.command()
def revoke(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help="Number of the token, as printed by `recueil token list`.")
    ],
    store: StoreOption = None,
) -> None:
    """Revoke a token."""
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        opened.tokens.revoke(number, by=operator_name(), when=datetime.now(UTC))
    print(_("Token {number} is revoked.").format(number=number))


@app.command()
def audit(
    since: Annotated[
        str | None,
        typer.Option(help="Only entries since then: a date (2025-03-01, hier, 'mars 2024'), a time, 24h or 7d."),
    ] = None,
    format: Annotated[AuditFormat, typer.Option("--format", help="Output format.")] = AuditFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Print the audit log, latest first."""
    from recueil.cli.arguments import parse_since
    from recueil.export import csv as export
    from recueil.store.open import open_store

    with open_store(resolve_address(store)) as opened:
        entries = opened.audit.walk(parse_since(since, datetime.now(UTC)) if since else None)
        match format:
            case AuditFormat.CSV:
                export.write_audit_csv(entries, sys.stdout)
            case AuditFormat.JSONL:
                export.write_audit_jsonl(entries, sys.stdout)
            case AuditFormat.TABLE:
                print_entries(entries)
