"""Serve the page on this machine, by the command line of marimo."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from plastsmart.errors import InvalidValueError, MissingExtraError, PlastsmartError, shown
from plastsmart.labels import known_language

__all__ = ["APP", "HOST", "address", "command", "serve"]

APP: Final = Path(__file__).with_name("app.py")
"""The page."""

HOST: Final = "127.0.0.1"
"""This machine alone can open the page."""

_FIRST_PORT: Final = 2718
_PORTS: Final = 100
_LAST_PORT: Final = 65535
_LASTS: Final = 4 * 3600
"""For how long what a participant chose is kept when the page is closed or the machine sleeps [s]."""

_PATIENCE: Final = 60.0
_STEP: Final = 0.1
_GRACE: Final = 5.0


def command(port: int) -> list[str]:
    """Return what is run: marimo's server for the page, on this machine alone.

    Nothing is asked of the terminal, no browser opened, and the code of the page not sent.
    """
    return [
        sys.executable, "-m", "marimo", "--quiet", "--yes", "run", str(APP),
        "--headless", "--no-token", "--host", HOST, "--port", str(port),
        "--session-ttl", str(_LASTS),
    ]  # fmt: skip


def address(port: int, language: str) -> str:
    """Return where the page is.

    Examples
    --------
    >>> from plastsmart.workshop.server import address
    >>> address(2718, "no")
    'http://127.0.0.1:2718/?language=no'
    """
    return f"http://{HOST}:{port}/?language={language}"


def serve(
    language: str = "no",
    *,
    port: int | None = None,
    browser: bool = True,
    told: Callable[[str], None] = lambda _: None,
) -> int:
    """Serve the workshop until it is stopped.

    Parameters
    ----------
    language : {"en", "no"}
        That the page begins in; there is a link to the other on it.
    port : int, optional
        The first that is free from 2718 on, if left out.
    browser : bool
        Whether to open the page.
    told : callable
        Called with the address as soon as the page answers.

    Returns
    -------
    int
        0 when it was stopped.

    Raises
    ------
    MissingExtraError
        Without marimo.
    InvalidValueError
        If the language is unknown, or the port is no port or is in use.
    PlastsmartError
        If the server does not start, or ends by itself.
    """
    known_language(language)
    if find_spec("marimo") is None:
        raise MissingExtraError('the workshop needs marimo: pip install "plastsmart[workshop]"')
    chosen = _free_port() if port is None else _checked(port)
    with _stopped_by_signal():
        process = subprocess.Popen(command(chosen), stdin=subprocess.DEVNULL)
        try:
            _wait(process, chosen)
            where = address(chosen, language)
            told(where)
            if browser:
                webbrowser.open(where)
            process.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            _end(process)
    raise PlastsmartError(_ended(process))


@contextlib.contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """Let the signal that ends a process do as Ctrl+C does, so that the server ends too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _ended(process: subprocess.Popen[bytes]) -> str:
    return (
        f"the server of the workshop ended with status {process.returncode}; what marimo says stands "
        "above"
    )


def _is_free(port: int) -> bool:
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as tried:
        if os.name == "posix":  # elsewhere it would let two programs have one port
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError:
            return False
    return True


def _candidates() -> Iterator[int]:
    yield from range(_FIRST_PORT, _FIRST_PORT + _PORTS)


def _free_port() -> int:
    for port in _candidates():
        if _is_free(port):
            return port
    raise InvalidValueError(
        f"the ports {_FIRST_PORT} to {_FIRST_PORT + _PORTS - 1} are all in use; choose another with "
        "--port"
    )


def _checked(port: int) -> int:
    if isinstance(port, bool) or not isinstance(port, int) or not 1 <= port <= _LAST_PORT:
        raise InvalidValueError(
            f"the port is a whole number from 1 to {_LAST_PORT}, not {shown(port)}"
        )
    if not _is_free(port):
        raise InvalidValueError(
            f"the port {port} cannot be used: another program has it, or it is reserved; choose "
            "another, or leave it out"
        )
    return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the page answers; raise where the server ends before."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise PlastsmartError(_ended(process))
        if _answers(port):
            return
        time.sleep(_STEP)
    raise PlastsmartError(f"the server of the workshop did not answer within {_PATIENCE:g} seconds")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/health", timeout=1) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004 - as HTTP has it
    except OSError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
