#!/usr/bin/env bash
# `backtest` and `score_orders --churn` on a real shop: published counts and areas under curves, the same
# on any number of threads, and risks that rank as their backtest says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

cargo build --locked --release --quiet --example backtest --example score_orders
programs="${CARGO_TARGET_DIR:-target}/release/examples"
python3 "$data/online_retail_ii/combine.py" "$tmp/retail.csv" >/dev/null

# retail PROGRAM FLAG...: the invoices of Online Retail II, line by line.
retail() {
    "$programs/$1" --orders "$tmp/retail.csv" --customer customer_id --date invoice_date \
        --amount price --quantity quantity --id invoice --lines --returns ignore \
        --currency GBP --scale 3 "${@:2}"
}

# What is learned from earlier days, from those of the published figure.
train="2010-12-12,2011-03-12,2011-06-11"
retail backtest --horizon 90 --cutoffs 2011-09-10 --engines all --train-cutoffs $train >"$tmp/one.json"
retail backtest --horizon 90 --cutoffs every:91 >"$tmp/every.json"
for threads in 1 3; do
    RAYON_NUM_THREADS=$threads retail backtest --horizon 90 --cutoffs 2011-09-10 \
        --train-cutoffs $train >"$tmp/again.json"
    cmp "$tmp/one.json" "$tmp/again.json"
done
for engine in p0 rate scorecard logistic; do
    retail score_orders --as-of 2011-09-10 --churn $engine --horizon 90 --out "$tmp/$engine.csv" \
        >/dev/null
done

python3 - "$tmp" <<'END'
import collections, csv, json, sys

def check(right, what):
    if not right:
        sys.exit(f"expected {what}")

def report(name):
    with open(f"{sys.argv[1]}/{name}.json") as file:
        return json.load(file)

# Of other scripts, whose rows of returns differ a little.
PUBLISHED = {"frequency": .7254, "recency": .7081, "lateness": .6431, "p0": .765, "p_alive": .5064}
found = report("one")["cutoffs"]["2011-09-10"]
for name, engine in found.items():
    print(name, engine["auc"], engine["top_decile_lift"], engine["brier"])
    check(engine["n"] == 4317, "4,317 customers")
    check(round(engine["base_rate"] * 4317) == 2129, "2,129 who bought nothing")
    if name in PUBLISHED:
        check(abs(engine["auc"] - PUBLISHED[name]) < .005, f"{PUBLISHED[name]} of {name}")
    low, high = engine["auc_ci"]
    check(low <= engine["auc"] <= high, "an interval about the area")
check(found["rate"]["auc"] >= .745, "a rate that is better than baselines")
check(found["logistic"]["auc"] >= .760, "a regression as good as was published")
check(found["scorecard"]["auc"] >= .755, "a scorecard nearly as good")

for day, engines in report("every")["cutoffs"].items():
    print(day, *(f"{name} {engine['auc']:.3f}" for name, engine in engines.items()))
    best = max(engines[name]["auc"] for name in ["base_rate", "recency", "lateness"])
    for name in ["p0", "logistic", "scorecard"]:
        check(best < engines[name]["auc"], f"{name} above the baselines")

for engine in ["p0", "rate", "scorecard", "logistic"]:
    with open(f"{sys.argv[1]}/{engine}.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    rated = [row for row in rows if row["risk"]]
    check(len(rated) == 4317, "a risk of everybody who is asked about")
    print(engine, dict(collections.Counter(row["risk_band"] for row in rated)))
    for row in rows:
        rest = [row[name] for name in ["risk_band", "reason_1", "reason_2"]]
        check(all(rest) == bool(row["risk"]), "a band and reasons where there is a risk")
        check(row["alert_by"] == "" or "2011-09-10" < row["alert_by"], "alerts that are to come")
END
