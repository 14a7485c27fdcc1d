#!/usr/bin/env bash
# `migration` on a real shop: its rows and columns add up to the segments of both days, which
# another program finds with the model that this one saved.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

cargo build --locked --release --quiet --example migration --example score_orders
programs="${CARGO_TARGET_DIR:-target}/release/examples"
python3 "$data/online_retail_ii/combine.py" "$tmp/retail.csv" >/dev/null

# retail PROGRAM NAME FLAG...: the invoices of Online Retail II, line by line.
retail() {
    "$programs/$1" --orders "$tmp/retail.csv" --customer customer_id --date invoice_date \
        --amount price --quantity quantity --id invoice --lines --returns ignore \
        --currency GBP --scale 3 "${@:3}" >"$tmp/$2.json" 2>"$tmp/$2.txt"
}

migrate() { retail migration "$1" --from 2011-06-10 --to 2011-12-10 "${@:2}"; }
score() { retail score_orders "$1" --load-model "$tmp/model.json" --out "$tmp/$1.csv" "${@:2}"; }

migrate moved --save-model "$tmp/model.json"
score before --as-of 2011-06-10
score after --as-of 2011-12-10
cat "$tmp/moved.txt"

# A model that was saved scores the same in another process, on any number of threads, and does
# not learn from what it scores.
for threads in 1 2 3; do
    RAYON_NUM_THREADS=$threads migrate "threads-$threads" --load-model "$tmp/model.json" \
        --save-model "$tmp/again.json"
    cmp "$tmp/moved.json" "$tmp/threads-$threads.json"
    cmp "$tmp/model.json" "$tmp/again.json"
    RAYON_NUM_THREADS=$threads score "after-$threads" --as-of 2011-12-10
    cmp "$tmp/after.csv" "$tmp/after-$threads.csv"
done

python3 - "$tmp" <<'END'
import collections, csv, json, sys
from decimal import Decimal

def check(found, expected):
    if found != expected:
        sys.exit(f"found {found}, expected {expected}")

def read(name):
    with open(f"{sys.argv[1]}/{name}.json") as file:
        return json.load(file, parse_float=Decimal)

def customers(name):
    with open(f"{sys.argv[1]}/{name}.csv", newline="") as file:
        return {row["customer"]: row for row in csv.DictReader(file)}

def totals(report):
    own = {name: (total["customers"], total["revenue"]) for name, total in report["segments"].items()}
    return {name: total for name, total in own.items() if total[0]}

matrix = read("moved")
rows, columns = (collections.defaultdict(lambda: (0, Decimal(0))) for _ in "ab")
for from_, row in matrix.items():
    for to, moved in row.items():
        add = lambda sum, revenue: (sum[0] + moved["customers"], sum[1] + moved[revenue])
        rows[from_] = add(rows[from_], "revenue_before")
        columns[to] = add(columns[to], "revenue_after")

# Nobody vanishes from a ledger that drops its returns; who is new had bought nothing.
new = rows.pop("new")
check(new, (5878 - 4976, 0))
check("vanished" in columns, False)
check(dict(rows), totals(read("before")))
check(dict(columns), totals(read("after")))
check(sum(customers for customers, _ in columns.values()), 5878)

# Customer by customer.
before, after = customers("before"), customers("after")
pairs = collections.Counter(
    (before[key]["segment"] if key in before else "new", row["segment"]) for key, row in after.items()
)
check(pairs, {(f, t): moved["customers"] for f, row in matrix.items() for t, moved in row.items()})
END
echo "rows and columns add up to the segments of both days"
