"""The machine's own certificate for phones in the same network."""

import datetime as dt
import stat
from pathlib import Path

from cryptography import x509

from therapy.operations.certificate import certificate_for_this_machine, network_addresses

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def _load(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_it_names_this_machine_and_its_addresses(tmp_path: Path) -> None:
    files = certificate_for_this_machine(tmp_path, now=NOW)
    certificate = _load(files.certificate_file)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    assert {"127.0.0.1", *network_addresses()} <= addresses
    assert "localhost" in names.get_values_for_type(x509.DNSName)


def test_nobody_else_may_read_the_key(tmp_path: Path) -> None:
    files = certificate_for_this_machine(tmp_path, now=NOW)
    assert stat.S_IMODE(files.key_file.stat().st_mode) == 0o600


def test_it_is_kept_while_it_is_good_and_made_anew_before_it_ends(tmp_path: Path) -> None:
    first = _load(certificate_for_this_machine(tmp_path, now=NOW).certificate_file)
    same = _load(certificate_for_this_machine(tmp_path, now=NOW).certificate_file)
    assert same.serial_number == first.serial_number
    late = NOW + dt.timedelta(days=350)
    renewed = _load(certificate_for_this_machine(tmp_path, now=late).certificate_file)
    assert renewed.serial_number != first.serial_number
    assert renewed.not_valid_after_utc > late
