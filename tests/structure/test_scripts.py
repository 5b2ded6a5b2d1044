"""What `make run` says when something is in the way, and how it reads .env."""

import importlib.util
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

SCRIPTS = Path(settings.BASE_DIR, "scripts")


@pytest.fixture
def prepare():
    spec = importlib.util.spec_from_file_location("prepare", SCRIPTS / "prepare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_port_that_is_taken_is_told_with_the_way_out(prepare):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SystemExit) as end:
            prepare.check_port(port)
    assert str(end.value).startswith(f"Cổng {port} đang được dùng")
    assert "make run" in str(end.value)
    prepare.check_port(port)


@pytest.mark.parametrize("port", [0, 65536])
def test_a_number_that_is_no_port(prepare, port):
    with pytest.raises(SystemExit, match="không phải là số cổng"):
        prepare.check_port(port)


def read_env(folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess:
    """What the scripts make of a .env file with this text."""
    (folder / "scripts").mkdir()
    shutil.copy(SCRIPTS / "environment.sh", folder / "scripts")
    (folder / ".env").write_text(text)
    return subprocess.run(
        ["sh", "-euc", '. scripts/environment.sh; read_env_file; printf "%s|" "${A-}" "${B-}"', "scripts/any"],
        cwd=folder, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True,
    )  # fmt: skip


def test_an_env_file_is_read_and_never_executed(tmp_path):
    read = read_env(tmp_path, "# lời chú\n\nA=a b$(touch made)`touch made`=c\nB='quoted'")
    assert read.stdout == "a b$(touch made)`touch made`=c|quoted|"
    assert not (tmp_path / "made").exists()


def test_the_environment_goes_before_the_file(tmp_path):
    assert read_env(tmp_path, "A=file\nB=file\n", A="here", B="").stdout == "here||"


def test_a_line_that_is_no_variable_is_told(tmp_path):
    read = read_env(tmp_path, "A=1\nexport B=2\n")
    assert (read.returncode, read.stdout) == (1, "")
    assert read.stderr == "Tệp .env có dòng không đọc được: export B=2\n"


@pytest.mark.parametrize("script", ["run", "test", "lint", "lock", "bench"])
def test_every_script_can_be_started(script):
    assert os.access(SCRIPTS / script, os.X_OK)
    assert subprocess.run(["sh", "-n", SCRIPTS / script], check=False).returncode == 0
