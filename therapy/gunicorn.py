"""How the web process listens, from the environment.

``PORT`` (8000), ``WEB_HOST`` (every address), ``WEB_PROCESSES`` (2), ``WEB_THREADS`` (8),
``TLS_CERT_FILE`` and ``TLS_KEY_FILE`` (both or neither).
"""

import os

bind = f"{os.environ.get('WEB_HOST', '0.0.0.0')}:{os.environ.get('PORT', '8000')}"  # noqa: S104 - a container listens on every address
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
worker_class = "gthread"
timeout = 30
graceful_timeout = 20
keepalive = 30
# The heartbeat file must not lie on a disk that can stall.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112 - a directory of the system, asked once at start
certfile = os.environ.get("TLS_CERT_FILE") or None
keyfile = os.environ.get("TLS_KEY_FILE") or None
accesslog = None
errorlog = "-"
loglevel = "warning"
