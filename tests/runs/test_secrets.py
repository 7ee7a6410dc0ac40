"""No password is in anything that commands print or leave behind, whatever becomes of them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from flows.cli import main
from flows.logs import redact
from tests.desk.server import desk
from tests.fresh_builds import prepare
from tests.shipped import copy_documents, environment

SECRET = "hunter2-swordfish"
FINDINGS = 3
COMMANDS = ("run", "check", "extract", "decide", "replies", "notices", "publish", "schedule", "serve")


def gouji(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command where every variable that can have a password has one, in a folder of its own."""
    address = f"//somebody:{SECRET}@127.0.0.1:1"
    secrets = {
        "PGPASSWORD": SECRET,
        "GOUJI_NOTIFY": f"json:{address}/ mailto:{address}/",
        "PREFECT_API_AUTH_STRING": SECRET,
    }
    places = {name: str(folder / "home") for name in ("HOME", "XDG_CACHE_HOME", "TMPDIR")}
    (folder / "home").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "flows.cli", *arguments]
    variables = environment(PYTHONPATH=str(Path.cwd()), **places, **secrets) | more
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=300, check=False)


def with_secret(folder: Path) -> list[Path]:
    """The files below a folder that have the secret in them."""
    paths = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [path for path in paths if SECRET.encode() in path.read_bytes()]


class Refusing(BaseHTTPRequestHandler):
    """A server that lets nobody in, and repeats nothing."""

    def answer(self) -> None:
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST = answer

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def refusing() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://somebody:{SECRET}@127.0.0.1:{server.server_port}/api"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_shows_no_password(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("PGPASSWORD", "GOUJI_NOTIFY", "PREFECT_API_AUTH_STRING"):
        monkeypatch.setenv(name, SECRET)
    with pytest.raises(SystemExit):
        main([command, "--help"])
    assert SECRET not in capsys.readouterr().out


@pytest.mark.slow
def test_no_password_is_in_what_commands_print_or_leave(tmp_path: Path) -> None:
    copy_documents(tmp_path / "raw", "hongze_district_2023.html")
    prepare(tmp_path / "warehouse")
    server = f"http://somebody:{SECRET}@127.0.0.1:1/api"
    done = [
        gouji(tmp_path, "run", "--fail-on", "must"),
        gouji(tmp_path, "run", "--full-refresh", PREFECT_API_URL=server),
        gouji(tmp_path, "publish", "--to", "postgresql://somebody@127.0.0.1:1/marts"),
        gouji(tmp_path, "publish", "--to", f"postgresql://somebody:{SECRET}@127.0.0.1:1/marts"),
        gouji(tmp_path, "publish", "--to", f"postgresql://127.0.0.1:1/marts?password={SECRET}"),
    ]
    with refusing() as server:
        done.append(gouji(tmp_path, "run", "--full-refresh", PREFECT_API_URL=server))
    (tmp_path / "raw/decisions.csv").write_text("broken\n")
    done.append(gouji(tmp_path, "run"))
    assert [one.returncode for one in done] == [FINDINGS, 1, 1, 2, 2, 1, 2]
    assert not [one for one in done if SECRET in one.stdout + one.stderr]
    assert not with_secret(tmp_path)


@pytest.mark.slow
def test_no_password_of_the_desk_is_kept_or_logged(tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    options = ("serve", "--passwords", str(passwords), "--add-user", "张三")
    command = [sys.executable, "-m", "flows.cli", *options]
    subprocess.run(command, input=f"{SECRET}\n", text=True, check=True, env=environment())
    with desk(tmp_path, "--passwords", str(passwords)) as running, running.client() as client:
        assert client.sign_in("张三", f"wrong-{SECRET}").status_code == 403
        client.post("/api/login", content=f'{{"name": "张三", "password": "{SECRET}"')
        assert client.get("/", headers={"Authorization": f"Basic {SECRET}"}).status_code == 303
        told = Path(f"/proc/{running.process.pid}/cmdline").read_text() if os.path.isdir("/proc/self") else ""
    assert SECRET not in told and not with_secret(tmp_path)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://u:p@host.example:4200/api", "http://***@host.example:4200/api"),
        ("http://u:p@ss/w?o#rd@host.example/api?token=t", "http://***@host.example/api?token=***"),
        ("https://host.example/send?id=1&key=k&to=a", "https://host.example/send?id=1&key=***&to=a"),
        ("http://127.0.0.1:4200/api", "http://127.0.0.1:4200/api"),
        ("nonsense", "nonsense"),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    assert redact(address) == shown
