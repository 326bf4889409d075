"""Load: ready-made requests over a few kept-alive connections, and what the server used to answer them."""

import json
import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import psutil

CONNECTIONS = 4


@dataclass
class Went:
    """How one run went. Times in seconds; `cpu` is the server process's own, user and system."""

    seconds: float
    cpu: float
    times: list[float]

    @property
    def middle(self) -> float:
        return median(self.times)


def request(
    port: int, method: str, path: str, cookies: dict[str, str], body: Any = None, headers: dict[str, str] | None = None
) -> bytes:
    """One HTTP/1.1 request as bytes."""
    content = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    lines = [
        f"{method} {path} HTTP/1.1", f"Host: localhost:{port}", "X-Requested-With: foothold",
        "Sec-Fetch-Site: same-origin", f"Content-Length: {len(content)}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]  # fmt: skip
    if content:
        lines.append("Content-Type: application/json")
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def run(port: int, pid: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> tuple[Went, list[bytes]]:
    """Send them all. Returns how it went and the answers. Raises RuntimeError for one that is not 200."""
    process = psutil.Process(pid)
    answers: list[bytes] = [b""] * len(requests)
    times = [0.0] * len(requests)
    faults: list[str] = []
    wait = threading.Barrier(connections + 1)

    def work(first: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            wait.wait()
            try:
                for number in range(first, len(requests), connections):
                    began = time.perf_counter()
                    wire.sendall(requests[number])
                    answers[number] = _answer(wire)
                    times[number] = time.perf_counter() - began
            except (OSError, RuntimeError, ValueError) as fault:
                faults.append(str(fault))

    threads = [threading.Thread(target=work, args=(first,)) for first in range(connections)]
    for thread in threads:
        thread.start()
    wait.wait()
    before, began = process.cpu_times(), time.perf_counter()
    for thread in threads:
        thread.join()
    seconds, after = time.perf_counter() - began, process.cpu_times()
    if faults:
        raise RuntimeError(faults[0])
    cpu = after.user + after.system - before.user - before.system
    return Went(seconds, cpu, times), answers


def _answer(wire: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        more = wire.recv(65536)
        if not more:
            raise RuntimeError("the server hung up")
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    parts, size = [body], len(body)
    while size < length:
        more = wire.recv(262144)
        if not more:
            raise RuntimeError("the server hung up")
        parts.append(more)
        size += len(more)
    whole = b"".join(parts)
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{head[:60]!r} {whole[:300]!r}")
    return whole


def peak_memory(pid: int) -> int:
    """The most memory that a process ever held, in bytes (Linux: VmHWM)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return psutil.Process(pid).memory_info().rss
