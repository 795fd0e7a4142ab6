"""Run commands where every address of the network leads to a server that counts what is sent to it.

Started in a network namespace of its own (``unshare --net``), as root without the right to open every file:
``jail.py COMMANDS OUTCOME``, two JSON files. Only the standard library: it runs beside what it watches.
"""

from __future__ import annotations

import json
import resource
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

TCP, UDP = (25, 80, 389, 443, 445), 53
"""The ports that links in files, and names of hosts, lead to."""


def main(commands: Path, outcome: Path) -> None:
    for line in ("link set lo up", "route add local default dev lo", "-6 route add local default dev lo"):
        subprocess.run(["ip", *line.split()], check=True)
    heard: list[str] = []
    for port in TCP:
        threading.Thread(target=_listen, args=(port, heard), daemon=True).start()
    threading.Thread(target=_resolve, args=(heard,), daemon=True).start()
    runs = []
    for each in json.loads(commands.read_text()):
        run = subprocess.run(each, capture_output=True)
        runs.append([run.returncode, run.stdout.decode("utf-8", "replace"), run.stderr.decode("utf-8", "replace")])
    sent = list(heard)
    # That nothing was heard means something only where something would have been.
    urllib.request.urlopen("http://198.51.100.7/control", timeout=10).close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    outcome.write_text(json.dumps({"runs": runs, "sent": sent, "control": heard[len(sent) :], "peak": peak}))


def _listen(port: int, heard: list[str]) -> None:
    with socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        while True:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(5)
                heard.append(f"{port}: {connection.recv(200)!r}")
                connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")


def _resolve(heard: list[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("0.0.0.0", UDP))
        while True:
            heard.append(f"{UDP}: {server.recv(200)!r}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
