"""Render the systemd unit that runs ``recueil schedule`` from each start of the machine on."""

from __future__ import annotations

import os
import pwd
import shlex
import sys
from pathlib import Path

from recueil_flows.schedule import GRACE_SECONDS, HOST, NIGHTLY, PORT

_UNIT = """\
# recueil schedule --print-unit | sudo tee /etc/systemd/system/recueil.service
# sudo systemctl enable --now recueil
[Unit]
Description=Recueil: reads administrative acts every night
After=network.target

[Service]
User={user}
WorkingDirectory={folder}
# Settings that are not in recueil.toml. Not in here: everybody can read a unit, and a setting may be a password.
{settings}
ExecStart={command}
Restart=on-failure
RestartSec=30
# Only the command is told to end; it ends the rest in order.
KillMode=mixed
KillSignal=SIGTERM
TimeoutStopSec={patience}
# A document that uses up the memory costs its worker, not the service.
OOMPolicy=continue
NoNewPrivileges=yes
ProtectSystem=full
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes

[Install]
WantedBy=multi-user.target
"""


def render_unit(cron: str = NIGHTLY, host: str = HOST, port: int = PORT) -> str:
    """Render the systemd unit for this user and working folder. Raise SettingsError for an invalid cron."""
    from recueil_flows.deployments import deployment_specs

    deployment_specs(cron)
    folder = Path.cwd()
    command = [sys.executable, "-P", "-m", "recueil", "schedule"]
    options = ["--cron", cron, "--host", host, "--port", str(port)]
    return _UNIT.format(
        user=pwd.getpwuid(os.getuid()).pw_name,
        folder=_escape(str(folder)),
        settings=_environment_file(folder / "recueil.env"),
        command=_escape(shlex.join(command + options)).replace("$", "$$"),
        patience=GRACE_SECONDS + 20,
    )


def _environment_file(file: Path) -> str:
    """Render the EnvironmentFile line for a file of settings.

    The file is required if settings are in the environment now, as the service would start without them.
    """
    names = sorted(name for name in os.environ if name.startswith(("PREFECT_", "RECUEIL_")))
    if not names:
        return f"EnvironmentFile=-{_escape(str(file))}"
    return f"# In force when this was printed: {' '.join(names)}\nEnvironmentFile={_escape(str(file))}"


def _escape(text: str) -> str:
    """Escape ``%``, which systemd expands."""
    return text.replace("%", "%%")
