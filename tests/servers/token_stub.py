"""servers/token_stub.py: a token endpoint on loopback, also for Dovecot's introspection; it misbehaves on demand.

    stub.give("tok-1", refresh="r-2")      the next answer; without any, tokens tok-1, tok-2 ... are given
    stub.refuse("invalid_grant", "AADSTS700082: expired")
    stub.raw(200, b"<html>")               these bytes, as they are
    stub.delay = 3.0                       seconds before each answer
    stub.asked                             the forms that came, in order
    stub.good                              access tokens the mail servers take; others are refused
"""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from mailtriage.config import OAuth
from tests.servers.certificates import Certificates

SECRET = "app-s3cret-value"


class TokenStub:
    def __init__(self, certificates: Certificates | None = None) -> None:
        self.asked: list[dict[str, str]] = []
        self.good: set[str] = set()
        self.delay = 0.0
        self._next: deque[tuple[int, bytes]] = deque()
        self._given = 0
        self._certificates = certificates
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stub._get(self)

            def do_POST(self) -> None:
                stub._post(self)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if certificates:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificates.chain_file, certificates.key_file)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.daemon_threads = True
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> TokenStub:
        self._thread.start()
        return self

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def base(self) -> str:
        scheme = "https" if self._certificates else "http"
        return f"{scheme}://127.0.0.1:{self.server.server_port}/tenant"

    def oauth(self, **keys: object) -> OAuth:
        """The `[mailbox.oauth]` section; the secret is in MAILTRIAGE_TEST_SECRET."""
        ca_file = str(self._certificates.ca_file) if self._certificates else ""
        return OAuth.model_validate({
            "provider": "microsoft", "tenant": "t", "client_id": "app", "timeout": "2 seconds", "ca_file": ca_file,
            "client_secret_env": "MAILTRIAGE_TEST_SECRET", "token_endpoint": f"{self.base}/oauth2/v2.0/token", **keys,
        })

    def give(self, access: str, *, refresh: str = "", lifetime: object = 3600, **more: object) -> None:
        answer = {"token_type": "Bearer", "access_token": access, "expires_in": lifetime, **more}
        self.raw(200, json.dumps(answer | ({"refresh_token": refresh} if refresh else {})).encode())
        self.good.add(access)

    def refuse(self, error: str, description: str = "", status: int = 400) -> None:
        self.raw(status, json.dumps({"error": error, "error_description": description}).encode())

    def raw(self, status: int, body: bytes) -> None:
        self._next.append((status, body))

    # Inside

    def _post(self, request: BaseHTTPRequestHandler) -> None:
        form = parse_qs(request.rfile.read(int(request.headers.get("Content-Length", 0))).decode())
        flat = {key: value[0] for key, value in form.items()}
        if request.path.endswith("/devicecode"):
            self._answer(request, 200, json.dumps({
                "user_code": "ABCD-EFGH", "device_code": "d", "verification_uri": "https://device.example",
                "expires_in": 60, "interval": 1, "message": "m"}).encode())
            return
        self.asked.append(flat)
        time.sleep(self.delay)
        if not self._next:
            self._given += 1
            self.give(f"tok-{self._given}")
        self._answer(request, *self._next.popleft())

    def _get(self, request: BaseHTTPRequestHandler) -> None:
        if request.path.endswith("/openid-configuration"):
            self._answer(request, 200, json.dumps({
                "token_endpoint": f"{self.base}/oauth2/v2.0/token", "issuer": self.base,
                "authorization_endpoint": f"{self.base}/oauth2/v2.0/authorize",
                "device_authorization_endpoint": f"{self.base}/oauth2/v2.0/devicecode"}).encode())
            return
        given = parse_qs(urlsplit(request.path).query).get("access_token", [""])[0]
        header = request.headers.get("Authorization", "").removeprefix("Bearer ")
        right = (given or header) in self.good
        user = urlsplit(request.path).path.strip("/")
        found: dict[str, Any] = {"username": user, "active": True} if right else {"error": "invalid_token"}
        self._answer(request, 200 if right else 401, json.dumps(found).encode())

    @staticmethod
    def _answer(request: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
        try:
            request.send_response(status)
            request.send_header("Content-Type", "application/json")
            request.send_header("Content-Length", str(len(body)))
            if status in (301, 302, 307):
                request.send_header("Location", body.decode())
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            pass            # the client gave up waiting: that is what a slow server is for
