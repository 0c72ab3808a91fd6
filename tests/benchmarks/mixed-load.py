#!/usr/bin/env python3
"""Whether good logins notice bad ones: mixed load on one service, for ten minutes.

Of the logins 5 % are endless loops, 5 % take all memory, 5 % wait for an HTTP answer that never comes and 5 % have a malformed event; they are of one
tenant. The others are good, and of three more. Prints a line every 30 s, and then what was found: no good login may have failed, memory at rest, after the
first minute and after the last, may differ by 5 %, and there may be no more file descriptors and threads than at the start. Ends with 1 if that is not so.
Needs target/release/vestibule (cargo build --release -p vestibule).

  tests/benchmarks/mixed-load.py [SECONDS]
"""
import collections
import http.client
import json
import os
import pathlib
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
VESTIBULE = pathlib.Path(os.environ.get("VESTIBULE_PROGRAM", ROOT / "target/release/vestibule"))
DATA = ROOT / "target/mixed-load"
GUEST = DATA / "scripted.wasm"
SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 600
CONNECTIONS = 24
# A run that does not end is ended early, so that there are many of them, and the fuel of the bad tenant is not what ends the test.
LIMITS = {"time_milliseconds": 300, "fuel": 100_000_000_000}
FUEL_PER_SECOND = 1_000_000_000_000_000


def silent_server():
    """Takes connections and says nothing."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    kept = collections.deque(maxlen=2_000)

    def accept():
        while True:
            kept.append(listener.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def serve():
    process = subprocess.Popen(
        [VESTIBULE, "serve", "--json", "--listen", "127.0.0.1:0", "--log", "error", "--data", DATA]
        + ["--outbound-address", "127.0.0.0/8", "--tenant-fuel-per-second", str(FUEL_PER_SECOND)],
        stdout=subprocess.PIPE,
    )
    return process, json.loads(process.stdout.readline())["url"].removeprefix("http://")


def tenant(address, name, host):
    made = json.loads(
        subprocess.run(
            [VESTIBULE, "tenant", "create", name, "--json", "--data", DATA], check=True, capture_output=True
        ).stdout
    )
    environment = os.environ | {"VESTIBULE_URL": f"http://{address}", "VESTIBULE_TOKEN": made["token"]}
    command = [VESTIBULE, "deploy", GUEST, "--name", "scripted", "--bind", "--allow-host", host]
    subprocess.run(command, check=True, capture_output=True, env=environment)
    connection = http.client.HTTPConnection(address)
    headers = {"authorization": f"Bearer {made['token']}", "content-type": "application/json"}

    def call(method, path, body=None):
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)

    actions = "/api/v2/actions/actions"
    path = f"{actions}/{call('GET', actions)['actions'][0]['id']}"
    call("PATCH", path, {"limits": LIMITS})
    call("POST", f"{path}/deploy", {})
    return made["flow_token"]


def login(steps):
    script = {"onExecutePostLogin": steps}
    event = {"user": {"user_id": "u", "email": "u@example.com"}, "configuration": {"script": script}}
    return json.dumps({"event": event})


def expectations(host):
    """Of each kind: its body, what its answer must be, and how often it comes."""
    claim = [{"call": "claimFromEvent", "arguments": ["email", "/user/email"]}]
    failed = lambda *kinds: lambda status, answer: status == 200 and answer["actions"][0]["error"]["kind"] in kinds
    complete = lambda status, answer: status == 200 and answer["status"] == "complete"
    return {
        "good": (login(claim), complete, 80),
        "loop": (login([{"call": "loop", "arguments": []}]), failed("time_limit"), 5),
        "memory": (login([{"call": "fill", "arguments": []}]), failed("memory_limit", "time_limit"), 5),
        "hanging": (login([{"call": "http.get", "arguments": [host, "x"]}]), failed("time_limit"), 5),
        "malformed": ('{"event": {"user": 7}}', lambda status, _: status == 400, 5),
    }


class Load:
    def __init__(self, address, good, bad, kinds):
        self.address, self.good, self.bad, self.kinds = address, good, bad, kinds
        self.lock = threading.Lock()
        self.times = collections.defaultdict(list)
        self.wrong = []
        self.ends = time.monotonic() + SECONDS
        self.go_on = threading.Event()
        self.go_on.set()
        self.together = threading.Barrier(CONNECTIONS)

    def work(self, seed):
        chance = random.Random(seed)
        names = list(self.kinds)
        weights = [weight for _, _, weight in self.kinds.values()]
        connection = http.client.HTTPConnection(self.address)
        # First all do the same at once, so that every place of the pool that will ever be used has been used for everything.
        for name in [name for name in names for _ in range(3)]:
            self.together.wait()
            self.login(connection, chance, name)
        while time.monotonic() < self.ends:
            self.go_on.wait()
            self.login(connection, chance, chance.choices(names, weights)[0])

    def login(self, connection, chance, name):
        body, right, _ = self.kinds[name]
        token = chance.choice(self.good) if name == "good" else self.bad
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        started = time.perf_counter()
        connection.request("POST", "/v1/flows/post-login", body, headers)
        answer = connection.getresponse()
        text = answer.read()
        taken = time.perf_counter() - started
        # A bad login that finds no place is told so; a good one has to find one.
        is_right = right(answer.status, json.loads(text)) or (name != "good" and answer.status == 429)
        with self.lock:
            self.times[name].append(taken)
            if not is_right:
                self.wrong.append(f"{name}: {answer.status} {text.decode()[:300]}")


def at_rest(process):
    """Resident memory in MiB with no login going on: those that take all they may, and come and go, are most of it otherwise."""
    time.sleep(3)
    return state(process)[0]


def state(process):
    status = dict(
        line.split(":", 1) for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines()
    )
    descriptors = len(os.listdir(f"/proc/{process.pid}/fd"))
    return int(status["VmRSS"].split()[0]) / 1024, descriptors, int(status["Threads"])


def main():
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    source = ROOT / "tests/guests/scripted-action"
    subprocess.run([VESTIBULE, "build", source, "--output", GUEST], check=True, capture_output=True)
    host = silent_server()
    process, address = serve()
    try:
        good = [tenant(address, f"good-{number}", host) for number in range(3)]
        load = Load(address, good, tenant(address, "bad", host), expectations(host))
        workers = [threading.Thread(target=load.work, args=(seed,)) for seed in range(CONNECTIONS)]
        started = time.monotonic()
        for worker in workers:
            worker.start()
        samples, first = [], None
        # The first seconds fill caches and pools.
        minute = min(60, SECONDS / 4)
        while any(worker.is_alive() for worker in workers):
            time.sleep(1)
            samples.append((time.monotonic() - started, *state(process)))
            if first is None and samples[-1][0] > 10 + minute:
                load.go_on.clear()
                first = at_rest(process)
                load.go_on.set()
            if len(samples) % 30 == 0:
                at, memory, descriptors, threads = samples[-1]
                print(f"{at:.0f} s: {memory:.0f} MiB, {descriptors} descriptors, {threads} threads", flush=True)
        memory = [first, at_rest(process)]
        early = [sample for sample in samples if 10 < sample[0] < 10 + minute]
        late = [sample for sample in samples if SECONDS - minute < sample[0] < SECONDS]
        means = [statistics.mean(sample[1] for sample in part) for part in (early, late)]
        most = [[max(sample[at] for sample in part) for part in (early, late)] for at in (2, 3)]
        for name, times in load.times.items():
            times.sort()
            print(f"{name}: {len(times)}, median {statistics.median(times) * 1000:.1f} ms, "
                  f"p99 {times[len(times) * 99 // 100] * 1000:.1f} ms")
        print(f"memory {memory[0]:.1f} and {memory[1]:.1f} MiB at rest (means under load {means[0]:.1f} and {means[1]:.1f}), descriptors {most[0]}, threads {most[1]}")
        for line in load.wrong[:10]:
            print(f"wrong: {line}")
        steady = abs(memory[1] - memory[0]) <= 0.05 * memory[0]
        leaks = any(last > first * 1.1 + 5 for first, last in most)
        if load.wrong or not steady or leaks or process.poll() is not None:
            raise SystemExit(f"{len(load.wrong)} wrong answers; memory is {'' if steady else 'not '}steady; leaks: {leaks}")
        print("no good login failed, memory is steady, nothing leaks")
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(DATA, ignore_errors=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    main()
