"""Real servers on loopback addresses that play calendars of the world, and a resolver that knows where they are."""

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "calendar.example"


@dataclass
class Server:
    """`answer` takes the handler of a request and writes the whole response; `seen` are the requests."""

    answer: Callable
    port: int = 0
    seen: list = field(default_factory=list)


@contextmanager
def serving(answer, *, address="127.0.0.1", tls=None, port=0):
    server = Server(answer)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            server.seen.append((self.path, dict(self.headers)))
            self.close_connection = True
            server.answer(self)

        def log_message(self, *_args):
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_args):
            pass

    listening = Quiet((address, port), Handler)
    if tls:
        listening.socket = tls.wrap_socket(listening.socket, server_side=True, do_handshake_on_connect=False)
    server.port = listening.server_address[1]
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()


def sends(body=b"", status=200, **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def leads_to(location, status=302):
    return sends(b"", status, Location=location)


def certificate_of(folder, *hosts):
    """A context of a server with a certificate for these hosts, and the file of who signed it."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")])
    now = dt.datetime.now(dt.UTC)
    names = [x509.IPAddress(ipaddress.ip_address(each)) if each[0].isdigit() else x509.DNSName(each) for each in hosts]
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
    builder = builder.not_valid_after(now + dt.timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + signed)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    trusted = folder / "trusted.pem"
    trusted.write_bytes(signed)
    return context, trusted


def resolver(**hosts):
    """Answers the addresses that a host is given, one set after another; the last one stays."""
    left = {host.replace("_", "."): list(answers) for host, answers in hosts.items()}

    def resolve(host, _port):
        if host not in left:
            raise OSError(host)
        answers = left[host]
        return list(answers.pop(0) if len(answers) > 1 else answers[0])

    return resolve
