"""WeasyPrint over HTTP: runs pdf.py as a bounded child for each request, as the Letter service does where it has Python itself.

POST /pdf?date=YYYY-MM-DD   HTML in, application/pdf out; every other answer says in its body, as plain text, what was wrong:
     400 no date or no length · 413 too long · 422 pdf.py could not make it · 503 too many at once · 504 it took too long
GET  /health                200 while it listens
"""
import argparse
import datetime
import os
import pathlib
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_HTML = 16 << 20
MOST_PDF = 32 << 20

given = argparse.ArgumentParser()
given.add_argument("--address", default="127.0.0.1")
given.add_argument("--port", type=int, default=0, help="0: a free one; it is printed")
given.add_argument("--python", default="/usr/bin/python3")
given.add_argument("--pdf", type=lambda path: pathlib.Path(path).resolve(), default=pathlib.Path(__file__).with_name("pdf.py"))
given.add_argument("--seconds", type=int, default=60, help="that one document may take")
given.add_argument("--megabytes", type=int, default=2048, help="of address space of one process")
given.add_argument("--at-once", type=int, default=2)
given.add_argument("--waiting", type=int, default=16, help="that may wait for a place")
given = given.parse_args()

admitted = threading.BoundedSemaphore(given.at_once + given.waiting)
places = threading.BoundedSemaphore(given.at_once)


class Refused(Exception):
    def __init__(self, status, why):
        super().__init__(why)
        self.status = status


class Left(Exception):
    """The caller closed the connection: nobody waits for the document."""


def environment(date):
    midnight = datetime.datetime.combine(date, datetime.time(), datetime.timezone.utc)
    known = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": tempfile.gettempdir(), "SOURCE_DATE_EPOCH": str(int(midnight.timestamp()))}
    return known | {"FONTCONFIG_FILE": str(given.pdf.with_name("fonts.conf"))}


def render(html, date, connection):
    """One run of pdf.py. Files instead of pipes: nothing can block, whatever the process reads and writes."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as pdf, tempfile.TemporaryFile() as errors:
        source.write(html)
        source.seek(0)
        child = subprocess.Popen(
            [given.python, "-I", given.pdf, str(given.seconds), str(given.megabytes)],
            stdin=source, stdout=pdf, stderr=errors, env=environment(date), cwd=tempfile.gettempdir(), start_new_session=True)
        try:
            wait(child, connection)
        finally:
            try:
                os.killpg(child.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            child.wait()
        if child.returncode != 0:
            raise Refused(422, f"exit code {child.returncode}: {last_line(errors)}")
        if pdf.seek(0, os.SEEK_END) > MOST_PDF:
            raise Refused(422, f"it wrote more than {MOST_PDF >> 20} MB")
        pdf.seek(0)
        return pdf.read()


def wait(child, connection):
    ends = time.monotonic() + given.seconds
    ended = os.pidfd_open(child.pid)
    try:
        either = select.poll()
        either.register(ended, select.POLLIN)
        either.register(connection, select.POLLIN)
        ready = {fd for fd, _ in either.poll(1000 * (ends - time.monotonic()))}
        if ended in ready:
            return
        # Readable without a byte: closed. A client that sends more before it has its answer is not served either.
        raise Left if ready else Refused(504, f"ended after {given.seconds} s")
    finally:
        os.close(ended)


def last_line(errors):
    errors.seek(max(0, errors.seek(0, os.SEEK_END) - 4096))
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no message"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # A sender that stalls is let go.
    timeout = 30

    def do_GET(self):
        if self.path == "/health":
            self.answer(200, "text/plain; charset=utf-8", b"healthy\n")
        else:
            self.answer(404, "text/plain; charset=utf-8", b"POST /pdf or GET /health\n")

    def do_POST(self):
        try:
            self.answer(200, "application/pdf", self.pdf())
        except Refused as refused:
            # The body may not have been read: what follows on this connection is no request.
            self.close_connection = True
            self.answer(refused.status, "text/plain; charset=utf-8", f"{refused}\n".encode())
        except (Left, ConnectionError, socket.timeout):
            self.close_connection = True

    def pdf(self):
        url = urllib.parse.urlsplit(self.path)
        if url.path != "/pdf":
            raise Refused(404, "POST /pdf or GET /health")
        try:
            date = datetime.date.fromisoformat(urllib.parse.parse_qs(url.query)["date"][0])
            length = int(self.headers["Content-Length"])
        except (KeyError, TypeError, ValueError):
            raise Refused(400, "?date=YYYY-MM-DD and Content-Length are required") from None
        if not 0 <= length <= MOST_HTML:
            raise Refused(413, f"more than {MOST_HTML >> 20} MB")
        if not admitted.acquire(blocking=False):
            raise Refused(503, "too many at once")
        try:
            html = self.rfile.read(length)
            if not places.acquire(timeout=given.seconds):
                raise Refused(503, f"no place within {given.seconds} s")
            try:
                return render(html, date, self.connection)
            finally:
                places.release()
        finally:
            admitted.release()

    def answer(self, status, media_type, body):
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        # Health is asked for every few seconds; a letter's body is never logged.
        if self.path != "/health":
            super().log_request(code, size)


class Server(ThreadingHTTPServer):
    # More than can be admitted is refused by us, not by the kernel.
    request_queue_size = 128


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    server = Server((given.address, given.port), Handler)
    print(f"listening on http://{given.address}:{server.server_port}", flush=True)
    server.serve_forever()
