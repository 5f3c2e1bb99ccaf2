#!/usr/bin/env python3
"""Clean build times, side by side: the service beside the smallest Worker that uses sqlx-d1.

Both are built for wasm32-unknown-unknown in the dev profile, each into an empty target folder of its own, in turns,
with everything downloaded before. The service is 17 named queries, 11 tables and all of its handlers; the other has
one table and one query, checked against a file as miniflare keeps it.

    python3 bench/build/compare.py [ROUNDS]
"""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OTHER = HERE / "sqlx-d1"
TARGET = "wasm32-unknown-unknown"


def run(folder, *arguments, **environment):
    subprocess.run(["cargo", *arguments], cwd=folder, check=True, env=os.environ | environment)


def miniflare():
    """The database that sqlx-d1 checks against, where it looks for it."""
    state = OTHER / ".wrangler/state/v3/d1/miniflare-D1DatabaseObject"
    shutil.rmtree(OTHER / ".wrangler", ignore_errors=True)
    state.mkdir(parents=True)
    with sqlite3.connect(state / "0.sqlite") as database:
        database.execute("CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, age INTEGER)")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    miniflare()
    builds = {"williw": (ROOT, ["-p", "williw"]), "sqlx-d1": (OTHER, [])}
    for folder, _ in builds.values():
        run(folder, "fetch")
    times = {name: [] for name in builds}
    for number in range(1, rounds + 1):
        for name, (folder, package) in builds.items():
            with tempfile.TemporaryDirectory() as target:
                start = time.monotonic()
                run(folder, "build", "--quiet", "--offline", "--target", TARGET, *package, CARGO_TARGET_DIR=target)
                seconds = time.monotonic() - start
            times[name].append(seconds)
            print(f"round {number}: {name} {seconds:.1f} s", flush=True)
    for name, seconds in times.items():
        print(f"{name}: median {statistics.median(seconds):.1f} s of {len(seconds)}")


if __name__ == "__main__":
    main()
