"""Times this crate's k-means beside scikit-learn's: see README.md in this folder."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.cluster import KMeans, kmeans_plusplus
from sklearn.metrics import silhouette_score
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[2]
CALLS = 5  # whose median is a round: the first find neither memory nor threads at hand


def numbers(text):
    return [int(part) for part in text.split(",")]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=numbers, default=[100_000])
    parser.add_argument("--features", type=numbers, default=[3, 8, 16])
    parser.add_argument("--clusters", type=numbers, default=[5, 8, 32, 64])
    parser.add_argument("--steps", default="fixed,converge,seed,predict,silhouette")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def matrix(rows, features, seed):
    """Twelve clouds, each of deviation 0.6, about centres from 0 to 4."""
    draw = np.random.default_rng(seed)
    middles = draw.uniform(0, 4, (12, features))
    return middles[draw.integers(0, 12, rows)] + draw.normal(0, 0.6, (rows, features))


def build():
    examples = ["kmeans", "kmeans_peer"]
    flags = [flag for name in examples for flag in ("--example", name)]
    subprocess.run(["cargo", "build", "--release", "--quiet", *flags], cwd=ROOT, check=True)
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    return [str(target / "release" / "examples" / name) for name in examples]


def run(command, threads):
    environment = {**os.environ, "RAYON_NUM_THREADS": str(threads)}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def timed(call):
    """What a call answers, and the median of its times in milliseconds."""
    times = []
    for _ in range(CALLS):
        start = time.perf_counter()
        found = call()
        times.append(1e3 * (time.perf_counter() - start))
    return found, median(times)


class Peers:
    """Both codes on one matrix, whose files are in a folder."""

    def __init__(self, binaries, folder, args, rows):
        (self.kmeans, self.peer), self.folder, self.args = binaries, folder, args
        self.rows, self.shape = rows, "{:,} × {}".format(*rows.shape)
        np.save(folder / "rows.npy", rows)

    def file(self, name):
        return str(self.folder / name)

    def duel(self, name, ours, theirs, same):
        """Lets them take turns, and prints a line of the table."""
        mine, other = [], []
        for _ in range(self.args.rounds):
            found, ms = ours()
            mine.append(ms)
            with threadpool_limits(self.args.threads):
                answer, ms = timed(theirs)
            other.append(ms)
        cells = [f"{pick(of):.2f}" for of in (mine, other) for pick in (min, median)]
        ratio = f"{min(other) / min(mine):.2f}"
        print("|", " | ".join([self.shape, name, *cells, ratio, same(found, answer)]), "|", flush=True)

    def fit(self, flags):
        out = self.file("labels.csv")
        command = [self.kmeans, "--matrix", self.file("rows.npy"), "--out", out]
        command += ["--repeat", str(CALLS), "--threads", str(self.args.threads), *flags]
        return run(command, self.args.threads)

    def iterate(self, k, most, tolerance, name):
        np.save(self.folder / "init.npy", self.first(k))
        flags = ["--k", str(k), "--init", self.file("init.npy")]
        flags += ["--max-iter", str(most), "--tol", str(tolerance)]

        def ours():
            found = self.fit(flags)
            return found, found["timings_ms"]["iterate"]

        def same(found, answer):
            if found["iterations"] != answer.n_iter_:
                sys.exit(f"{found['iterations']} and {answer.n_iter_} iterations")
            labels = np.loadtxt(self.file("labels.csv"), np.int64, delimiter=",", skiprows=1, usecols=1)
            off = abs(found["inertia"] / answer.inertia_ - 1)
            if not off <= 1e-10:
                sys.exit(f"inertia {found['inertia']} and {answer.inertia_}")
            moved = np.count_nonzero(labels != answer.labels_)
            return f"{found['iterations']} iterations; {moved} labels, inertia {off:.0e}"

        settings = dict(init=self.first(k), n_init=1, algorithm="lloyd", max_iter=most, tol=tolerance)
        self.duel(f"{name}, k = {k}", ours, lambda: KMeans(k, **settings).fit(self.rows), same)

    def first(self, k):
        """So many rows of the matrix."""
        return np.ascontiguousarray(self.rows[:: len(self.rows) // k][:k])

    def seeding(self, k):
        def ours():
            found = self.fit(["--k", str(k), "--restarts", "1", "--max-iter", "1"])
            return found, found["timings_ms"]["seed"]

        theirs = lambda: kmeans_plusplus(self.rows, k, random_state=self.args.seed)
        self.duel(f"seeding, k = {k}", ours, theirs, lambda *_: "")

    def predict(self, k):
        np.save(self.folder / "init.npy", self.first(k))
        settings = dict(init=self.first(k), n_init=1, max_iter=1)
        model = KMeans(k, **settings).fit(self.rows[: 100 * k])
        model.cluster_centers_ = self.first(k)
        files = [self.file(name) for name in ("rows.npy", "init.npy", "labels.npy")]

        def ours():
            found = run([self.peer, "predict", *files[:2], str(CALLS), files[2]], self.args.threads)
            return found, found["ms"]

        def same(_, answer):
            return f"{np.count_nonzero(np.load(files[2]) != answer)} labels"

        self.duel(f"predict, k = {k}", ours, lambda: model.predict(self.rows), same)

    def silhouette(self, k):
        labels = KMeans(k, init=self.first(k), n_init=1).fit(self.rows).labels_
        files = [self.file(name) for name in ("rows.npy", "labels.npy")]
        np.save(files[1], labels.astype(np.uint32))

        def ours():
            found = run([self.peer, "silhouette", *files, str(CALLS)], self.args.threads)
            return found, found["ms"]

        def same(found, answer):
            off = abs(found["mean"] - answer)
            return f"{off:.0e}" if off <= 1e-10 else sys.exit(f"{found['mean']} and {answer}")

        self.duel(f"silhouette, k = {k}", ours, lambda: silhouette_score(self.rows, labels), same)


def main():
    args = arguments()
    steps, binaries = args.steps.split(","), build()
    print("| rows | step | ours, least, ms | median | scikit-learn, least | median | ratio | same |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for rows in args.rows:
            for features in args.features:
                peers = Peers(binaries, Path(folder), args, matrix(rows, features, args.seed))
                for k in args.clusters:
                    if "fixed" in steps:
                        peers.iterate(k, 20, 0, "20 iterations")
                    if "converge" in steps:
                        peers.iterate(k, 300, 1e-4, "to convergence")
                    if "seed" in steps:
                        peers.seeding(k)
                    if "predict" in steps:
                        peers.predict(k)
        if "silhouette" in steps:
            Peers(binaries, Path(folder), args, matrix(20_000, 3, args.seed)).silhouette(5)


main()
