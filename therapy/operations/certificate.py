"""A certificate of this machine's own, for phones in the same network.

Browsers give a camera only to secure pages.  A self-made certificate is encrypted but not
vouched for: the browser asks once whether to go on.  Production uses a real one in its proxy.
"""

import contextlib
import datetime as dt
import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID_DAYS = 365
RENEW_BEFORE_DAYS = 30


@dataclass(frozen=True)
class Certificate:
    """Files of a certificate and its key."""

    certificate_file: Path
    key_file: Path


def network_addresses() -> list[str]:
    """Return this machine's addresses in its network, the likeliest first.

    No packet is sent: connecting a datagram socket only asks the system which address it
    would use.
    """
    found = []
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe,
        contextlib.suppress(OSError),
    ):
        probe.connect(("192.0.2.1", 9))
        found.append(str(probe.getsockname()[0]))
    with contextlib.suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None)]
    usable = [
        address
        for address in dict.fromkeys(found)
        if not ipaddress.ip_address(address.partition("%")[0]).is_loopback and "%" not in address
    ]
    return sorted(usable, key=lambda address: ":" in address)


def certificate_for_this_machine(folder: Path, *, now: dt.datetime) -> Certificate:
    """Return the machine's certificate, made anew when it is absent, old or for other addresses."""
    names = [socket.gethostname(), "localhost"]
    addresses = ["127.0.0.1", *network_addresses()]
    files = Certificate(folder / "certificate.pem", folder / "key.pem")
    if _still_good(files, addresses, now):
        return files
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Plumbline on this machine")])
    alternatives = [x509.DNSName(name) for name in names]
    alternatives += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]  # type: ignore[misc]  # both are GeneralName
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=VALID_DAYS))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    files.certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    _write_private(
        files.key_file,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )
    return files


def _still_good(files: Certificate, addresses: list[str], now: dt.datetime) -> bool:
    if not (files.certificate_file.exists() and files.key_file.exists()):
        return False
    certificate = x509.load_pem_x509_certificate(files.certificate_file.read_bytes())
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    late = certificate.not_valid_after_utc - dt.timedelta(days=RENEW_BEFORE_DAYS)
    return now < late and set(addresses) <= covered


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
