"""servers/certificates.py: a private CA on disk, as servers and `ca_file` want it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Certificates:
    """PEM files: the CA, and a key and chain it issued for `localhost` and `127.0.0.1`."""

    ca_file: Path
    chain_file: Path
    key_file: Path

    @classmethod
    def issue(cls, folder: Path, *names: str) -> Certificates:
        """A fresh CA and one certificate for `names` (default: this machine's loopback names)."""
        ca = trustme.CA()
        cert = ca.issue_cert(*(names or ("localhost", "127.0.0.1")))
        made = cls(folder / "ca.pem", folder / "chain.pem", folder / "key.pem")
        ca.cert_pem.write_to_path(str(made.ca_file))
        cert.private_key_pem.write_to_path(str(made.key_file))
        made.chain_file.write_bytes(b"".join(blob.bytes() for blob in cert.cert_chain_pems))
        return made
