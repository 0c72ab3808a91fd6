#!/usr/bin/env python3
"""What many tenants cost: 1,000 tenants with 10 Actions each, every component another one.

Prints the service's memory after all have been deployed and after each tenant has had a login, and how long a tenant's first login takes: its
settings, bindings and compiled Actions are then read for the first time. Needs target/release/vestibule (cargo build --release -p vestibule).

  tests/benchmarks/many-tenants.py [TENANTS] [ACTIONS]
"""
import concurrent.futures
import http.client
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VESTIBULE = pathlib.Path(os.environ.get("VESTIBULE_PROGRAM", ROOT / "target/release/vestibule"))
DATA = ROOT / "target/many-tenants"
TENANTS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
ACTIONS = int(sys.argv[2]) if len(sys.argv) > 2 else 10


def component():
    """The article's Action."""
    file = DATA / "action.wasm"
    action = ROOT / "example-actions/require-webauthn-for-admins"
    subprocess.run([VESTIBULE, "build", action, "--output", file], check=True, capture_output=True)
    return file.read_bytes()


def numbered(component, number):
    """The same component with a custom section of its own at the end, so that it is another one."""
    name, text = b"number", str(number).encode()
    section = bytes([len(name)]) + name + text
    return component + bytes([0, len(section)]) + section


def serve():
    command = [VESTIBULE, "serve", "--json", "--listen", "127.0.0.1:0", "--log", "warn", "--build-workers", "2", "--data", DATA]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    return process, json.loads(process.stdout.readline())["url"].removeprefix("http://")


def resident(process):
    """Resident memory in MiB, and what of it is the process's own."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    fields = dict(line.split(":", 1) for line in status.splitlines())
    return [int(fields[name].split()[0]) // 1024 for name in ("VmRSS", "RssAnon")]


def call(connection, token, method, path, body, kind="application/json"):
    headers = {"authorization": f"Bearer {token}", "content-type": kind}
    connection.request(method, path, body if isinstance(body, bytes) else json.dumps(body), headers)
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise SystemExit(f"{method} {path}: {answer.status} {text.decode()}")
    return json.loads(text)


def make(number):
    made = subprocess.run(
        [VESTIBULE, "tenant", "create", f"tenant-{number}", "--json", "--data", DATA], check=True, capture_output=True
    )
    return json.loads(made.stdout)


def fill(address, tenant, number, original):
    connection = http.client.HTTPConnection(address)
    names = []
    for place in range(ACTIONS):
        name = f"action {place}"
        body = {"name": name, "supported_triggers": [{"id": "post-login"}]}
        made = call(connection, tenant["token"], "POST", "/api/v2/actions/actions", body)
        path = f"/api/v2/actions/actions/{made['id']}"
        bytes_of_it = numbered(original, number * ACTIONS + place)
        call(connection, tenant["token"], "PUT", f"{path}/component", bytes_of_it, "application/wasm")
        call(connection, tenant["token"], "POST", f"{path}/deploy", {})
        names.append({"ref": {"value": name}})
    call(connection, tenant["token"], "PATCH", "/api/v2/actions/triggers/post-login/bindings", {"bindings": names})


def first_login(address, tenant):
    connection = http.client.HTTPConnection(address)
    event = {"event": {"user": {"user_id": "u"}, "authorization": {"roles": []}}}
    connection.connect()
    started = time.perf_counter()
    result = call(connection, tenant["flow_token"], "POST", "/v1/flows/post-login", event)
    taken = time.perf_counter() - started
    if result["status"] != "complete" or len(result["actions"]) != ACTIONS:
        raise SystemExit(f"unexpected: {result}")
    return taken * 1_000


def main():
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    original = component()
    process, address = serve()
    try:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            tenants = list(pool.map(make, range(TENANTS)))
            print(f"{TENANTS} tenants made; {resident(process)} MiB (all, own)", flush=True)
            started = time.monotonic()
            done = pool.map(lambda at: fill(address, tenants[at], at, original), range(TENANTS))
            for count, _ in enumerate(done, 1):
                if count % 100 == 0:
                    print(f"{count * ACTIONS} actions after {time.monotonic() - started:.0f} s; {resident(process)} MiB", flush=True)
        # A new process: everything is cold.
        process.send_signal(signal.SIGTERM)
        process.wait()
        process, address = serve()
        print(f"started again: {resident(process)} MiB", flush=True)
        times = sorted(first_login(address, tenant) for tenant in tenants)
        print(f"first logins with {ACTIONS} actions each: median {statistics.median(times):.1f} ms, "
              f"p99 {times[len(times) * 99 // 100]:.1f} ms; {resident(process)} MiB")
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(DATA, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
