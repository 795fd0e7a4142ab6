"""Sending a report to those who are to have it: webhooks and e-mail, through Apprise."""

from __future__ import annotations

from collections.abc import Sequence

from apprise import Apprise, AppriseAsset, AppriseResult, NotifyBase, NotifyFormat
from pydantic import SecretStr

from recueil.errors import NotifyError

_ADVICE = "Correct RECUEIL_NOTIFY, or see to the server; `recueil report` shows what was to be sent."


def notify(urls: Sequence[SecretStr], title: str, body: str, *, seconds: float = 30) -> None:
    """Send a message, whose body is Markdown, to each address, and wait so long for each at most.

    NotifyError names the servers that did not take it, when all have been tried, but nothing secret.
    """
    # A redirected POST arrives as a GET, without its message.
    asset = AppriseAsset(app_id="Recueil", app_desc="Recueil", service_timeout=seconds, http_redirects=False)
    tried = (_problem(number, url.get_secret_value(), title, body, asset) for number, url in enumerate(urls, 1))
    if problems := [problem for problem in tried if problem]:
        raise NotifyError(f"The report was not sent: {'; '.join(problems)}.", _ADVICE)


def _problem(number: int, url: str, title: str, body: str, asset: AppriseAsset) -> str | None:
    """Why a message could not be sent, or nothing when it was."""
    service = Apprise.instantiate(url, asset=asset)
    if service is None:
        return f"address {number} is not understood"
    result = Apprise(service, asset=asset).notify(title=title, body=body, body_format=NotifyFormat.MARKDOWN)
    return None if result else f"{_server(service)}: {_reason(result)}"


def _server(service: NotifyBase) -> str:
    """All of an address that is no secret: the path of most webhooks is one."""
    return f"{service.schema}://{service.host}" + (f":{service.port}" if service.port else "")


def _reason(result: AppriseResult) -> str:
    logged = [entry.message for one in result.results for entry in one.logs()]
    return logged[-1].rstrip(".") if logged else "no reason is known"
