#!/usr/bin/env bash
# `score_orders` on real shops: the published figures to the last penny, and the same bytes
# with and without threads, however many there are, and in whatever order the rows come.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

# Builds the example with some features, and puts it aside: all have the same place.
build() {
    cargo build --locked --release --quiet --example score_orders "${@:2}"
    cp "${CARGO_TARGET_DIR:-target}/release/examples/score_orders" "$tmp/$1"
}

# retail PROGRAM FILE NAME FLAG...: the invoices of Online Retail II, line by line.
retail() {
    "$tmp/$1" --orders "$2" --customer customer_id --date invoice_date \
        --amount price --quantity quantity --id invoice --lines --returns ignore \
        --as-of 2011-12-10 --currency GBP --out "$tmp/$3.csv" "${@:4}" >"$tmp/$3.json"
}

# The same customers and, but for the times, the same report.
same() {
    cmp "$tmp/exact.csv" "$tmp/$1.csv"
    diff <(sed 's/"timings_ms":{[^}]*}//' "$tmp/exact.json") \
        <(sed 's/"timings_ms":{[^}]*}//' "$tmp/$1.json")
}

# The default last, so that it is what stays in the target folder: whoever times it there would
# otherwise time one thread.
build plain --no-default-features --features csv,serde
build default
if cmp -s "$tmp/default" "$tmp/plain"; then
    echo "both builds are one, expected one with threads and one without" >&2
    exit 1
fi

python3 "$data/online_retail_ii/combine.py" "$tmp/retail.csv" >/dev/null
{ head -n 1 "$tmp/retail.csv"; tail -n +2 "$tmp/retail.csv" | tac; } >"$tmp/backwards.csv"

retail default "$tmp/retail.csv" exact --scale 3
retail default "$tmp/retail.csv" pence --scale 2 --round half-even
retail plain "$tmp/retail.csv" plain --scale 3
same plain
retail default "$tmp/backwards.csv" backwards --scale 3
same backwards
for threads in 1 2 3 8; do
    RAYON_NUM_THREADS=$threads retail default "$tmp/retail.csv" "threads-$threads" --scale 3
    same "threads-$threads"
done

"$tmp/default" --orders "$data/rfm_r_package/rfm_data_orders.csv.gz" --customer customer_id \
    --date order_date --amount revenue --scale 0 --as-of 2006-12-31 --out "$tmp/sample.csv" \
    >"$tmp/sample.json"

# The segments of R's package, with its edges (it adds 1 to each quantile) and its names.
echo '{"r": [114, 180, 297, 481], "f": [3, 4, 5, 7], "m": [255, 381, 506, 665]}' >"$tmp/edges.json"
"$tmp/default" --orders "$data/rfm_r_package/rfm_data_orders.csv.gz" --customer customer_id \
    --date order_date --amount revenue --scale 0 --as-of 2006-12-31 --out "$tmp/named.csv" \
    --edges "$tmp/edges.json" --segments rfm10 >"$tmp/named.json"

python3 - "$tmp" <<'END'
import csv, json, sys
from decimal import Decimal

def check(found, expected):
    if found != expected:
        sys.exit(f"found {found}, expected {expected}")

def read(name):
    with open(f"{sys.argv[1]}/{name}.json") as file:
        report = json.load(file, parse_float=Decimal)
    with open(f"{sys.argv[1]}/{name}.csv", newline="") as file:
        return report, list(csv.DictReader(file))

for name, revenue in ("exact", "17431533.178"), ("pence", "17431533.16"):
    report, customers = read(name)
    dropped = {"unreadable": 0, "no_customer": 235287, "zero": 70, "return": 18446, "repeated": 0}
    rows = {"read": 1044847, "kept": 791044, "merged": 0, "dropped": dropped, "later": 0}
    check(report["rows"], rows)
    check((report["customers"], len(customers)), (5878, 5878))
    check(sum(int(row["orders"]) for row in customers), 36969)
    check(sum(int(row["purchase_days"]) for row in customers), 33107)
    check(sum(Decimal(row["revenue"]) for row in customers), Decimal(revenue))
    segments = report["segments"].values()
    check(sum(segment["customers"] for segment in segments), 5878)
    check(sum(segment["revenue"] for segment in segments), Decimal(revenue))
    check([row["customer"] for row in customers], sorted((row["customer"] for row in customers), key=int))

report, customers = read("sample")
check((report["rows"]["read"], report["rows"]["kept"], len(customers)), (4906, 4906, 995))
columns = "days_since_last", "orders", "revenue", "r", "f", "m"
scored = {row["customer"]: " ".join(row[column] for column in columns) for row in customers}
check(scored["Abbey O'Reilly"], "205 6 472 3 4 3")
check(scored["Add Senger"], "140 3 340 4 1 2")
check(scored["Aden Lesch"], "194 4 405 3 2 3")
check(scored["Aden Murphy"], "98 7 596 5 4 4")
check(scored["Admiral Senger"], "132 5 448 4 3 3")

report, customers = read("named")
published = {
    "about_to_sleep": (102, 283, 23449), "at_risk": (28, 216, 22227),
    "cannot_lose": (47, 274, 32446), "champions": (35, 316, 31646), "lost": (148, 393, 35324),
    "loyal_customers": (170, 799, 76562), "need_attention": (10, 57, 4562),
    "new_customers": (104, 329, 28837), "potential_loyalists": (342, 2211, 204856),
    "promising": (9, 28, 4249),
}
check(set(row["segment"] for row in customers), set(published))
for segment, figures in published.items():
    own = [row for row in customers if row["segment"] == segment]
    orders, revenue = (sum(int(row[column]) for row in own) for column in ("orders", "revenue"))
    check((segment, len(own), orders, revenue), (segment, *figures))
END
echo "the figures are those that were published, and the same bytes each time"
