"""What DBOS does a second on SQLite: python measure.py enqueue|deliver plain|tuned RECEIVER

Run by bench/webhooks.py, in an environment and a folder of its own.
plain: as its documentation sets SQLite up, with nothing but a URL: a rollback journal, synchronous FULL. tuned: through an engine of one's
own, which it takes, too, with the settings of our ledger: a write-ahead log, synchronous FULL. Both are durable when a call returns.
enqueue: each call is one workflow in a transaction of its own, from as many threads as the answer names, while no worker runs.
deliver: one worker, with as many threads as it likes, takes up workflows that are in the queue already, and each tells the receiver in one
step, signed with a shared secret, over a connection that stays open. It ends when the last one is recorded as done.
"""

import base64
import hmac
import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.client import HTTPConnection
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

dbos: Any = import_module("dbos")  # it is there only where this runs
sqlalchemy: Any = import_module("sqlalchemy")

URL = "sqlite:///dbos.sqlite"
QUEUE, WORKFLOW = "webhooks", "tell"
ENQUEUED, DELIVERED = 300, 200
WRITERS = (1, 2, 8)
POLLING = 0.05  # seconds; it polls once a second by itself
SECRET = b"s" * 32
_kept = threading.local()


def event(number: int) -> dict[str, Any]:
    """The event that ours sends, with all that an envelope says of it."""
    return {
        "specversion": "1.0", "id": f"evt_{number:026d}", "source": "http://127.0.0.1:8420", "type": "thread.replied", "subject": "thr_0",
        "time": "2026-03-02T07:00:00Z", "datacontenttype": "application/json",
        "data": {"thread_id": "thr_0", "comment_id": "cmt_0", "text_digest": "d", "text": "It answers in four seconds."},
    }  # fmt: skip


def engine() -> Any:
    """SQLite with the settings of our ledger, and what DBOS itself sets."""
    made = sqlalchemy.create_engine(URL, pool_size=20)

    def connected(connection: Any, _: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        for setting in ("busy_timeout = 30000", "foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {setting}")

    sqlalchemy.event.listen(made, "connect", connected)
    return made


def define(receiver: str) -> None:
    """Make the one workflow that there is."""
    where = urlsplit(receiver)

    def post(told: dict[str, Any]) -> None:
        if not hasattr(_kept, "connection"):
            _kept.connection = HTTPConnection(where.hostname or "", where.port)
        body = json.dumps(told).encode()
        at = str(int(time.time()))
        signature = hmac.new(SECRET, f"{told['id']}.{at}.".encode() + body, sha256).digest()
        headers = {
            "Content-Type": "application/cloudevents+json", "webhook-id": told["id"], "webhook-timestamp": at,
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
        }  # fmt: skip
        _kept.connection.request("POST", where.path, body, headers)
        answer = _kept.connection.getresponse()
        answer.read()
        if answer.status != 204:
            raise SystemExit(f"the receiver answered {answer.status}")

    step = dbos.DBOS.step(name="post")(post)

    def tell(told: dict[str, Any]) -> None:
        step(told)

    dbos.DBOS.workflow(name=WORKFLOW)(tell)


def launch(settings: str) -> None:
    """Start DBOS."""
    more = {"system_database_engine": engine()} if settings == "tuned" else {}
    dbos.DBOS(config=dbos.DBOSConfig(name="bench", system_database_url=URL, run_admin_server=False, **more))
    dbos.DBOS.launch()
    dbos.DBOS.register_queue(QUEUE, polling_interval_sec=POLLING)


def client(settings: str) -> Any:
    """What enqueues from outside."""
    more = {"system_database_engine": engine()} if settings == "tuned" else {}
    return dbos.DBOSClient(system_database_url=URL, **more)


def enqueued(settings: str, writers: int) -> float:
    """Return how many calls a second return from so many threads."""
    asking = client(settings)

    def enqueue(number: int) -> None:
        asking.enqueue({"workflow_name": WORKFLOW, "queue_name": QUEUE}, event(number))

    began = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(enqueue, range(ENQUEUED)))
    return ENQUEUED / (time.perf_counter() - began)


def delivered(settings: str) -> float:
    """Return how many workflows a second are worked off."""
    asking, kept = client(settings), sqlalchemy.create_engine(URL)
    with kept.begin() as connection:
        for number in range(DELIVERED):
            asking.enqueue_in_transaction(connection, {"workflow_name": WORKFLOW, "queue_name": QUEUE}, event(number))
    began = time.perf_counter()
    launch(settings)
    while dbos.DBOS.list_workflows(status=["ENQUEUED", "PENDING"], limit=1, load_input=False):
        time.sleep(POLLING)
    return DELIVERED / (time.perf_counter() - began)


def main() -> None:
    what, settings, receiver = sys.argv[1:]
    define(receiver)
    launch(settings)
    dbos.DBOS.destroy()  # the tables and the queue are there, and nothing works beside what enqueues
    print(
        json.dumps(
            {"one worker": delivered(settings)} if what == "deliver" else {f"{one} threads": enqueued(settings, one) for one in WRITERS}
        )
    )


if __name__ == "__main__":
    main()
