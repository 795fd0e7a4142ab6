"""Reports sent to servers on this machine: what arrives there, and what is said when nothing does."""

from __future__ import annotations

import contextlib
import email
import email.policy
import http.server
import json
import socket
import socketserver
import threading
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from recueil.errors import NotifyError, SettingsError
from recueil.reports.notify import notify
from recueil.reports.render import Severity
from recueil.settings import Settings, load_settings

TITLE = "1 act came in, 2 files failed — été"
BODY = """\
1 act came in, 2 files failed — été

## Failed

| file | attempts |
| --- | --: |
| délib\\_\\[1\\].pdf &lt;b&gt; | 3 |
"""
ADVICE = "Correct RECUEIL_NOTIFY, or see to the server; `recueil report` shows what was to be sent."


@dataclass
class Server:
    """A server, and what was sent to it."""

    port: int
    received: list[tuple[str, bytes]] = field(default_factory=list)


@contextlib.contextmanager
def serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[Server]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as listening:
        listening.daemon_threads = True
        server = Server(listening.server_address[1])
        listening.server = server  # type: ignore[attr-defined]
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        listening.shutdown()


class Webhook(http.server.BaseHTTPRequestHandler):
    """Answers with the status that the address asks for."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.server.server.received.append((f"{self.path}\n{self.headers}", body))  # type: ignore[attr-defined]
        self.send_response(int(self.path.rpartition("/")[2]))
        self.send_header("Location", "/moved/200")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: object) -> None:
        pass


class Mailbox(socketserver.StreamRequestHandler):
    """Takes mail for anyone but nobody@example.org."""

    def handle(self) -> None:
        self._say("220 ready")
        envelope: list[str] = []
        while line := self.rfile.readline().decode().strip():
            match command := line[:4].upper():
                case "DATA":
                    self._say("354 go on")
                    message = b"".join(iter(self.rfile.readline, b".\r\n"))
                    self.server.server.received.append(("\n".join(envelope), message))  # type: ignore[attr-defined]
                    envelope = []
                    self._say("250 taken")
                case "RCPT" if "nobody" in line:
                    self._say("550 unknown")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    envelope += [line] if command in ("MAIL", "RCPT") else []
                    self._say("250 fine")

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@pytest.fixture
def webhook() -> Iterator[Server]:
    with serving(Webhook) as server:
        yield server


@pytest.fixture
def mailbox() -> Iterator[Server]:
    with serving(Mailbox) as server:
        yield server


@pytest.fixture
def nowhere() -> int:
    """A port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def sent(*urls: str, seconds: float = 30) -> None:
    notify([SecretStr(url) for url in urls], TITLE, BODY, seconds=seconds)


def refused(*urls: str, seconds: float = 30) -> NotifyError:
    with pytest.raises(NotifyError) as caught:
        sent(*urls, seconds=seconds)
    return caught.value


def test_a_webhook_gets_the_whole_message(webhook: Server) -> None:
    sent(f"json://user:hunter2@127.0.0.1:{webhook.port}/hook/200?+X-Key=k")
    ((head, body),) = webhook.received
    ours = [line for line in head.rstrip().splitlines() if not line.startswith(("Accept", "Connection"))]
    assert ours == [
        "/hook/200",
        f"Host: 127.0.0.1:{webhook.port}",
        "User-Agent: Recueil",
        "Content-Type: application/json",
        "X-Key: k",
        f"Content-Length: {len(body)}",
        "Authorization: Basic dXNlcjpodW50ZXIy",
    ]
    assert json.loads(body) == {
        "version": "1.0",
        "title": TITLE,
        "message": BODY.rstrip(),
        "attachments": [],
        "type": "info",
    }


@pytest.mark.parametrize("severity", ["failure", "warning", "info"])
def test_a_message_carries_its_severity(webhook: Server, severity: Severity) -> None:
    notify([SecretStr(f"json://127.0.0.1:{webhook.port}/200")], TITLE, BODY, severity)
    ((_, body),) = webhook.received
    assert json.loads(body)["type"] == severity


HTML = """\
<p>1 act came in, 2 files failed — été</p>
<h2>Failed</h2>
<table>
<thead>
<tr>
<th>file</th>
<th style="text-align: right;">attempts</th>
</tr>
</thead>
<tbody>
<tr>
<td>délib_[1].pdf &lt;b&gt;</td>
<td style="text-align: right;">3</td>
</tr>
</tbody>
</table>"""
TEXT = """\
1 act came in, 2 files failed — été

Failed

file

attempts

délib_[1].pdf <b>

3"""


def test_a_mailbox_gets_the_whole_message(mailbox: Server) -> None:
    sent(f"mailto://127.0.0.1:{mailbox.port}/ops@example.org,two@example.org?from=Recueil<recueil@example.org>")
    assert [envelope.splitlines() for envelope, _ in mailbox.received] == [
        ["mail FROM:<recueil@example.org>", "rcpt TO:<ops@example.org>"],
        ["mail FROM:<recueil@example.org>", "rcpt TO:<two@example.org>"],
    ]
    received = mailbox.received[0][1].replace(b"\r\n", b"\n")
    message = email.message_from_bytes(received, policy=email.policy.default)
    for changing in ("Message-ID", "Date"):
        assert message[changing]
        del message[changing]
    boundary = message.get_boundary()
    assert dict(message.items()) == {
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        "MIME-Version": "1.0",
        "X-Application": "Recueil",
        "Subject": TITLE,
        "From": "Recueil <recueil@example.org>",
        "To": "ops@example.org",
    }
    parts = [(part.get_content_type(), part.get_content()) for part in message.iter_parts()]
    assert parts == [("text/plain", TEXT), ("text/html", HTML)]


def test_nothing_is_sent_to_nobody() -> None:
    sent()


def test_an_error_of_the_server_is_told(webhook: Server) -> None:
    error = refused(f"json://user:hunter2@127.0.0.1:{webhook.port}/hidden/500")
    reason = "Failed to send JSON POST notification: Internal server error., error=500"
    assert error.message == f"The report was not sent: json://127.0.0.1:{webhook.port}: {reason}."
    assert error.advice == ADVICE


def test_a_webhook_that_is_away_is_told(nowhere: int) -> None:
    reason = "A Connection error occurred sending JSON notification to 127.0.0.1"
    message = f"The report was not sent: json://127.0.0.1:{nowhere}: {reason}."
    assert refused(f"json://user:hunter2@127.0.0.1:{nowhere}/hidden").message == message


def test_a_mail_server_that_is_away_is_told(nowhere: int) -> None:
    reason = 'Connection error while submitting email to "127.0.0.1"'
    message = f"The report was not sent: mailto://127.0.0.1:{nowhere}: {reason}."
    assert refused(f"mailto://127.0.0.1:{nowhere}/ops@example.org?from=a@example.org").message == message


def test_a_mailbox_that_is_unknown_is_told(mailbox: Server) -> None:
    reason = 'Sending email to "nobody@example.org" failed'
    message = f"The report was not sent: mailto://127.0.0.1:{mailbox.port}: {reason}."
    assert refused(f"mailto://127.0.0.1:{mailbox.port}/nobody@example.org?from=a@example.org").message == message


def test_a_message_that_is_sent_elsewhere_has_not_arrived(webhook: Server) -> None:
    assert "error=302" in refused(f"json://127.0.0.1:{webhook.port}/302").message
    assert len(webhook.received) == 1


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        error = refused(f"json://127.0.0.1:{mute.getsockname()[1]}/", seconds=0.2)
    assert "Service 'JSON' did not finish within" in error.message


def test_an_address_that_is_not_understood_is_told_by_its_place(webhook: Server) -> None:
    error = refused(f"json://127.0.0.1:{webhook.port}/200", "json://user:hunter2@", "mailto://user:hunter2@host")
    assert error.message == "The report was not sent: address 2 is not understood; address 3 is not understood."


def test_one_that_fails_does_not_keep_it_from_the_others(webhook: Server, nowhere: int) -> None:
    error = refused(f"json://127.0.0.1:{nowhere}/", f"json://127.0.0.1:{webhook.port}/200")
    assert str(webhook.port) not in error.message
    assert len(webhook.received) == 1


def test_a_password_is_never_sent_in_clear_where_encryption_is_asked_for(mailbox: Server) -> None:
    refused(f"mailtos://user:hunter2@127.0.0.1:{mailbox.port}/ops@example.org?from=a@example.org")
    assert mailbox.received == []


@pytest.mark.parametrize(
    "url",
    [
        "json://user:hunter2@127.0.0.1:{port}/hunter2",
        "json://127.0.0.1:{port}/?+Authorization=hunter2&-key=hunter2",
        "mailto://user:hunter2@127.0.0.1:{port}/a@example.org?from=a@example.org",
        "json://user:hunter2@",
        "json://user:hunter2@127.0.0.1:99999999/hunter2",
        "mailto://user:hunter2/@127.0.0.1",
    ],
)
def test_nothing_secret_is_told(
    url: str, nowhere: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level("INFO"):
        error = refused(url.format(port=nowhere))
    message = "".join(traceback.format_exception(error))
    assert "hunter2" not in message + caplog.text + "".join(capfd.readouterr())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def values(addresses: Sequence[SecretStr]) -> list[str]:
    return [address.get_secret_value() for address in addresses]


def test_addresses_are_set_in_the_environment_or_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert values(load_settings().notify) == []
    (folder / "recueil.toml").write_text('notify = ["jsons://a.example/x"]\nnotify_always = true\n')
    assert values(load_settings().notify) == ["jsons://a.example/x"]
    assert load_settings().notify_always
    monkeypatch.setenv("RECUEIL_NOTIFY", "jsons://b.example/x  MAILTOS://c.example/y@z.example,w@z.example")
    assert values(load_settings().notify) == [
        "jsons://b.example/x",
        "MAILTOS://c.example/y@z.example,w@z.example",
    ]


def test_the_settings_do_not_show_addresses(folder: Path) -> None:
    settings = Settings(notify=(SecretStr("json://user:hunter2@host"),))
    assert "hunter2" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    "address", ["file:///hunter2", "syslog://hunter2", "https://a.example/hunter2", "hunter2", "json:hunter2"]
)
def test_what_is_no_webhook_and_no_mail_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("RECUEIL_NOTIFY", f"json://a.example {address}")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    starts = "every address starts with one of json, jsons, mailto, mailtos and ://"
    assert caught.value.message == f"RECUEIL_NOTIFY: Value error, {starts}."
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))
