"""A loopback endpoint whose replies a test writes; it counts what it is asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PIECE = 97

Response = tuple[int, dict[str, str], bytes]
Respond = Callable[[str, int, dict[str, Any]], Response]
"""From the prompt, how often it has been asked, and the whole request."""


def says(text: object, finish: str = "stop", **more: object) -> Response:
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": finish}
    return 200, {}, json.dumps({"choices": [choice], **more}).encode()


@dataclass
class Server:
    respond: Respond
    pieces: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)
    starts: list[float] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    open: int = 0
    most_open: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def serving(respond: Respond, *, pieces: bool = False) -> Iterator[Server]:
    """Serves until the block ends; `pieces` sends every answer a few bytes at a time."""
    server = Server(respond, pieces)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_address[1]}/v1"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            prompt = body["messages"][0]["content"]
            with server.lock:
                server.starts.append(time.monotonic())
                server.requests.append({"path": self.path, "key": self.headers.get("authorization"), **body})
                server.asked.append(prompt)
                attempt = server.asked.count(prompt)
                server.open += 1
                server.most_open = max(server.most_open, server.open)
            try:
                self._send(*server.respond(prompt, attempt, body))
            except ConnectionError:
                pass
            finally:
                with server.lock:
                    server.open -= 1

        def _send(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            step = PIECE if server.pieces else max(1, len(content))
            for place in range(0, len(content), step):
                self.wfile.write(content[place : place + step])
                self.wfile.flush()
                if server.pieces:
                    time.sleep(0.001)

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
