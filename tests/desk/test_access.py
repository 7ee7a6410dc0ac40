"""Who gets in and may do what: hosts, origins, tokens, passwords, roles."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from flows.desk.passwords import PasswordError, add, users, verify
from flows.desk.serve import ServeError, serve
from flows.desk.sessions import Attempts
from flows.messages import table
from tests.desk.server import Running, desk, refused
from tests.shipped import shipped

DECISION = {"finding_id": "0123456789abcdef", "state": "confirmed", "by": "某人"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A desk that asks for passwords."""
    folder = tmp_path_factory.mktemp("desk")
    add(folder / "passwords", "张三", "decide", "correct horse")
    add(folder / "passwords", "李四", "read", "battery staple")
    (folder / "warehouse" / "site").mkdir(parents=True)
    (folder / "warehouse" / "site" / "index.html").write_text("总览")
    with desk(folder, "--passwords", str(folder / "passwords")) as running:
        yield running


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:1", "", "a@b:c", "[::1"])
def test_a_name_that_is_not_ours_is_not_answered(running: Running, host: str) -> None:
    with running.client() as client:
        answer = client.get("/api/session", headers={"Host": host})
    assert answer.status_code == 421 and "csrf" not in answer.text


def test_the_names_of_this_machine_are(running: Running) -> None:
    with running.client() as client:
        for name in ("localhost", "127.0.0.1"):
            port = urlsplit(running.url).port
            assert client.get("/api/session", headers={"Host": f"{name}:{port}"}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_request_of_another_page_is_refused(running: Running, origin: str) -> None:
    with running.client() as client:
        token = client.get("/api/session").json()["csrf"]
        headers = {"Origin": origin, "X-CSRF-Token": token}
        answer = client.post("/api/login", json={"name": "张三", "password": "correct horse"}, headers=headers)
    assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_who_is_taken_out_of_the_file_is_signed_out(tmp_path: Path) -> None:
    passwords = tmp_path / "passwords"
    add(passwords, "张三", "decide", "correct horse")
    add(passwords, "李四", "read", "battery staple")
    with desk(tmp_path, "--passwords", str(passwords)) as running, running.client() as client:
        client.sign_in("张三", "correct horse")
        assert client.get("/api/session").json()["role"] == "decide"
        add(passwords, "张三", "decide", "another password")
        assert client.get("/api/session").json()["role"] is None


@pytest.mark.parametrize("token", [None, "", "guessed", "é".encode()])
def test_a_request_without_the_token_is_refused(running: Running, token: str | bytes | None) -> None:
    with running.client() as client:
        assert client.sign_in("张三", "correct horse").status_code == 200
        headers = {} if token is None else {"X-CSRF-Token": token}
        answer = client.post("/api/decisions", json=DECISION, headers=headers)
    assert (answer.status_code, answer.json()) == (403, {"error": "页面已失效，请刷新后重试"})


def test_the_token_of_one_session_is_not_that_of_another(running: Running) -> None:
    with running.client() as one, running.client() as other:
        one.sign_in("张三", "correct horse")
        other.sign_in("张三", "correct horse")
        token = other.get("/api/session").json()["csrf"]
        assert one.post("/api/logout", headers={"X-CSRF-Token": token}).status_code == 403


def test_nothing_is_shown_to_who_has_not_signed_in(running: Running) -> None:
    with running.client() as client:
        page, answer = client.get("/"), client.get("/api/decisions")
        assert (page.status_code, page.headers["location"]) == (303, "/login")
        assert (answer.status_code, answer.json()) == (401, {"error": "请先登录"})
        assert client.get("/api/session").json()["role"] is None
        assert client.check(shipped("hongze_district_2023.html")).status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(running: Running) -> None:
    with running.client() as client:
        cookie = client.sign_in("张三", "correct horse").headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie
        assert client.get("/").text == "总览"


def test_signing_out_ends_the_session(running: Running) -> None:
    with running.client() as client:
        client.sign_in("李四", "battery staple")
        kept = dict(client.cookies)
        assert client.post_with_token("/api/logout").status_code == 200
        client.cookies.update(kept)
        assert client.get("/api/decisions").status_code == 401


def test_who_may_read_checks_drafts_and_decides_nothing(running: Running) -> None:
    with running.client() as client:
        assert client.sign_in("李四", "battery staple").json() == {"user": "李四", "role": "read"}
        answer = client.post_with_token("/api/decisions", json=DECISION)
        assert (answer.status_code, answer.json()) == (403, {"error": "您的账号只能查看，不能处理问题"})
        assert client.check(shipped("hongze_district_2023.html")).status_code == 200


def test_guessing_is_slowed_down(tmp_path: Path) -> None:
    add(tmp_path / "passwords", "张三", "decide", "correct horse")
    with desk(tmp_path, "--passwords", str(tmp_path / "passwords")) as running, running.client() as client:
        headers = {"X-CSRF-Token": client.get("/api/session").json()["csrf"]}

        def guess(password: str) -> str:
            content = {"name": "张三", "password": password}
            return str(client.post("/api/login", headers=headers, json=content).json()["error"])

        with ThreadPoolExecutor(8) as threads:
            told = list(threads.map(guess, ["wrong"] * 8))
    assert "用户名或口令不正确" in told and any(one.startswith("尝试过于频繁") for one in told)


def test_every_wrong_password_doubles_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("flows.desk.sessions.time.monotonic", lambda: now)
    attempts, waits = Attempts(), []
    for _ in range(8):
        assert attempts.wait("10.0.0.1") == 0
        waits.append(attempts.wait("10.0.0.1"))
        now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60] and attempts.wait("10.0.0.2") == 0


def test_others_are_let_in_with_a_password_file_only(tmp_path: Path) -> None:
    found = refused(tmp_path, "--host", "0.0.0.0")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr == "gouji: --host 0.0.0.0: others can reach it; name those who may with --passwords FILE\n"


def test_a_taken_port_is_one_line(running: Running, tmp_path: Path) -> None:
    found = refused(tmp_path, "--port", str(urlsplit(running.url).port))
    assert (
        found.returncode == 2 and "不能打开（端口已被占用），请用 --host 或者 --port 换一个地址或者端口" in found.stderr
    )
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("host", "why"),
    [("192.0.2.1", "本机没有这个地址"), ("no such name", "没有这个名称的地址")],
    ids=["of another machine", "of no machine"],
)
def test_an_address_that_is_none_of_this_machine_is_one_line(tmp_path: Path, host: str, why: str) -> None:
    add(tmp_path / "passwords", "张三", "read", "correct horse")
    found = refused(tmp_path, "--host", host, "--port", "0", "--passwords", str(tmp_path / "passwords"))
    assert found.returncode == 2 and found.stderr.startswith(f"gouji: {host}:0：不能打开（{why}")
    assert found.stderr.endswith("），请用 --host 或者 --port 换一个地址或者端口\n")


_FREE_FROM = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start")


@pytest.mark.skipif(
    not _FREE_FROM.exists() or int(_FREE_FROM.read_text()) < 2, reason="there is no port that is not for everybody"
)
def test_a_port_that_is_not_for_everybody_is_told_as_such(tmp_path: Path) -> None:
    table()
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        with pytest.raises(ServeError, match=r"^127\.0\.0\.1:1：不能打开（没有使用该端口的权限），请用 --host"):
            serve(tmp_path, tmp_path, "127.0.0.1", 1, None)
    finally:
        os.seteuid(user)


@pytest.mark.parametrize("content", ["", "张三:read", "张三:chief:scrypt$a$b", "张三:read:plain text"])
def test_a_password_file_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "passwords").write_text(content)
    found = refused(tmp_path, "--passwords", str(tmp_path / "passwords"))
    assert found.returncode == 2 and found.stderr.startswith(f"gouji: {tmp_path / 'passwords'}:")


def test_a_password_is_written_as_a_hash_that_only_its_owner_can_read(tmp_path: Path) -> None:
    path = tmp_path / "passwords"
    options = ("--passwords", str(path), "--role", "decide", "--add-user")
    assert refused(tmp_path, *options, "张三", password="correct horse\n").returncode == 0
    assert refused(tmp_path, *options, "李四", password="short\n").returncode == 2
    (user,) = users(path).values()
    assert user[:2] == ("张三", "decide") and "correct horse" not in path.read_text()
    assert verify(user, "correct horse") and not verify(user, "correct horses") and not verify(None, "correct horse")
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", " ", "a:b", "a\nb", "a" * 300])
def test_a_name_that_would_break_the_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PasswordError):
        add(tmp_path / "passwords", name, "read", "correct horse")
