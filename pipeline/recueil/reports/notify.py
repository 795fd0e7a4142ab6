"""Send the report to its recipients (webhooks, e-mail) with Apprise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat, NotifyType
from pydantic import SecretStr

from recueil.errors import NotifyError
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from recueil.reports.render import Severity

_ADVICE = _("Correct RECUEIL_NOTIFY, or see to the server; `recueil report` shows what was to be sent.")


def notify(
    urls: Sequence[SecretStr], title: str, body: str, severity: Severity = "info", *, seconds: float = 30
) -> None:
    """Send a message with a Markdown body to each address, waiting at most ``seconds`` for each.

    ``severity`` becomes the Apprise message type, by which services sort or colour messages.

    Raise NotifyError, after trying all, which names the servers that failed but nothing secret.
    """
    # A redirected POST arrives as a GET, without its message.
    asset = AppriseAsset(app_id="Recueil", app_desc="Recueil", service_timeout=seconds, http_redirects=False)
    services = [Apprise.instantiate(url.get_secret_value(), asset=asset) for url in urls]
    tried = [_send(number, service, title, body, severity) for number, service in enumerate(services, 1)]
    if problems := list(filter(None, tried)):
        raise NotifyError(_("The report was not sent: {problems}.").format(problems="; ".join(problems)), _ADVICE)


def _send(number: int, service: NotifyBase | None, title: str, body: str, severity: Severity) -> str | None:
    """Send one message and return why it failed, or None."""
    if service is None:
        return _("address {number} is not understood").format(number=number)
    result = Apprise(service, asset=service.asset).notify(
        title=title, body=body, notify_type=NotifyType(severity), body_format=NotifyFormat.MARKDOWN
    )
    if result:
        return None
    # Only the public part of the address: the path of most webhooks is secret.
    address = f"{service.schema}://{service.host}" + (f":{service.port}" if service.port else "")
    logged = [entry.message for one in result.results for entry in one.logs()]
    return f"{address}: {logged[-1].rstrip('.') if logged else _('no reason is known')}"
