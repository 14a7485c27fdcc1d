#!/usr/bin/env bash
# `lifecycle` on a real shop: the same bytes on any number of threads, states of each day that
# `score_orders` finds by itself, and states that tell who buys next.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

cargo build --locked --release --quiet --example lifecycle --example score_orders
programs="${CARGO_TARGET_DIR:-target}/release/examples"
python3 "$data/online_retail_ii/combine.py" "$tmp/retail.csv" >/dev/null

# retail PROGRAM NAME FLAG...: the invoices of Online Retail II, line by line.
retail() {
    "$programs/$1" --orders "$tmp/retail.csv" --customer customer_id --date invoice_date \
        --amount price --quantity quantity --id invoice --lines --returns ignore \
        --currency GBP --scale 3 --out "$tmp/$2.csv" "${@:3}" >"$tmp/$2.json"
}

follow() { retail lifecycle "$1" --from 2010-12-09 --to 2011-12-09 --every 73 "${@:2}"; }

for rule in default emarsys omnisend clutch; do
    follow "$rule" --rule "$rule"
    retail score_orders "$rule-end" --as-of 2011-12-09 --lifecycle "$rule"
done
for threads in 1 3; do
    RAYON_NUM_THREADS=$threads follow "threads-$threads"
    cmp "$tmp/default.csv" "$tmp/threads-$threads.csv"
    diff <(sed 's/"timings_ms":{[^}]*}//' "$tmp/default.json") \
        <(sed 's/"timings_ms":{[^}]*}//' "$tmp/threads-$threads.json")
done
retail score_orders cut --as-of 2011-09-10 --lifecycle default

python3 - "$tmp" <<'END'
import collections, csv, datetime, json, sys

def check(right, what):
    if not right:
        sys.exit(f"expected {what}")

def rows(name):
    with open(f"{sys.argv[1]}/{name}.csv", newline="") as file:
        return list(csv.DictReader(file))

VALUE = {
    "prospect": "acquisition", "new": "acquisition", "growing": "growth", "reactivated": "growth",
    "mature": "maturity", "loyal": "maturity", "declining": "decline", "silent": "decline",
    "churned": "exit",
}
CONSUMER = {"prospect": "prospect", "new": "first_time", "loyal": "loyal", "churned": "churned"}

for rule in ["default", "emarsys", "omnisend", "clutch"]:
    with open(f"{sys.argv[1]}/{rule}.json") as file:
        report = json.load(file)
    keys = "dates matrix time_in_stage passage_to_churned forecast pulse timings_ms".split()
    check(sorted(report) == sorted(keys), f"the keys {keys}")
    customers = rows(f"{rule}-end")
    states = collections.Counter(row["state"] for row in customers)
    check(report["dates"]["2011-12-09"] == states, f"the same states by {rule}, found {states}")
    for row in customers:
        several = "repeat" if 1 < int(row["purchase_days"]) else "first_time"
        check(row["stage"] == CONSUMER.get(row["state"], several), "a stage of the state")
        check(row["value_stage"] == VALUE[row["state"]], "a value stage of the state")
    # The last change is the state, and each begins where the one before has ended.
    last = {}
    for row in rows(rule):
        before = last.get(row["customer"])
        check(before is None or (before["to"] == row["from"] and before["day"] < row["day"]), "a path")
        last[row["customer"]] = row
    for row in customers:
        if row["customer"] in last:
            change = last[row["customer"]]
            check((change["to"], change["day"]) == (row["state"], row["stage_since"]), "the last change")
    for row in report["matrix"].values():
        check(abs(sum(cell["probability"] for cell in row.values()) - 1) < 1e-12, "rows of 1")
        check(all(c["low"] <= c["probability"] <= c["high"] for c in row.values()), "intervals")
    print(rule, dict(states))

# Who of 2011-09-10 buys in the 90 days after it.
with open(f"{sys.argv[1]}/retail.csv", newline="") as file:
    then = datetime.date(2011, 9, 10)
    days = (then + datetime.timedelta(1), then + datetime.timedelta(90))
    span = [day.isoformat() for day in days]
    buyers = {
        row["customer_id"] for row in csv.DictReader(file)
        if span[0] <= row["invoice_date"][:10] <= span[1]
        and 0 < float(row["quantity"]) and 0 < float(row["price"]) and row["customer_id"]
    }
count, bought = collections.Counter(), collections.Counter()
for row in rows("cut"):
    count[row["state"]] += 1
    bought[row["state"]] += row["customer"] in buyers
share = {state: bought[state] / count[state] for state in count}
for state in sorted(share, key=share.get, reverse=True):
    print(f"{state}: {count[state]} customers, of whom {share[state]:.1%} buy within 90 days")
order = sorted(share, key=share.get)
check(order[0] == "churned" and order[1] == "silent" and order[-1] == "loyal", "that order")
END
