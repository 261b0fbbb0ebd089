"""How many enqueues a second DBOS makes durable on SQLite. Run by bench/webhooks.py, in an environment of its own."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from typing import Any

dbos: Any = import_module("dbos")  # it is there only where this runs

DATABASE = "sqlite:///dbos.sqlite"
COUNT = 400


def speed(client: Any, writers: int) -> float:
    def enqueue(number: int) -> None:
        client.enqueue({"workflow_name": "tell", "queue_name": "webhooks"}, f"event {number}")

    began = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(enqueue, range(COUNT)))
    return COUNT / (time.perf_counter() - began)


def main() -> None:
    dbos.DBOS(config=dbos.DBOSConfig(name="bench", system_database_url=DATABASE, run_admin_server=False))

    def tell(event: str) -> None: ...

    dbos.DBOS.workflow(name="tell")(tell)
    dbos.DBOS.launch()
    dbos.DBOS.register_queue("webhooks")
    dbos.DBOS.destroy()  # the tables are there, and nothing that works beside it slows it down
    client = dbos.DBOSClient(system_database_url=DATABASE)
    print(json.dumps({"per_second": max(speed(client, writers) for writers in (1, 1, 8))}))


if __name__ == "__main__":
    main()
