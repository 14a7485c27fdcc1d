#!/usr/bin/env bash
# `fit_clv` on real customers: the published parameters and likelihoods, and the same bytes on any
# number of threads, whether customers come as orders or as a row each.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

cargo build --locked --release --quiet --example fit_clv --example score_orders
programs="${CARGO_TARGET_DIR:-target}/release/examples"

# cdnow NAME FLAG...: the summary that the papers fit, in weeks; forecasts of the 39 that followed.
cdnow() {
    "$programs/fit_clv" --summary "$data/cdnow/cdnow_summary_x_tx_T_zbar.csv" --x x --tx t_x --t T \
        --m zbar --predict "$tmp/$1.csv" --horizon 39 "${@:2}" >"$tmp/$1.json"
}

# retail PROGRAM NAME FLAG...: the invoices of Online Retail II, line by line, a summer ago.
retail() {
    "$programs/$1" --orders "$tmp/retail.csv" --customer customer_id --date invoice_date \
        --amount price --quantity quantity --id invoice --lines --returns ignore \
        --currency GBP --scale 3 --as-of 2011-09-10 "${@:3}" >"$tmp/$2.json"
}

for model in bg_nbd mbg_nbd pareto_nbd auto; do
    cdnow "$model" --model "$model"
done
published="r=0.243,alpha=4.414,a=0.793,b=2.426,p=6.25,q=3.74,v=15.44"
cdnow given --model bg_nbd --params "$published"

python3 "$data/online_retail_ii/combine.py" "$tmp/retail.csv" >/dev/null
retail fit_clv shop --model bg_nbd --predict "$tmp/shop.csv" --horizon 13
retail fit_clv all --model auto --predict "$tmp/all.csv" --horizon 13
retail score_orders scored --clv bg_nbd --out "$tmp/scored.csv"

# The forecasts' own keys are a summary.
"$programs/fit_clv" --summary "$tmp/shop.csv" --x x --tx t_x --t T --model bg_nbd >"$tmp/again.json"

# The same customers and, but for the times, the same report.
for threads in 1 2 3; do
    export RAYON_NUM_THREADS=$threads
    retail fit_clv "threads-$threads" --model bg_nbd --predict "$tmp/threads-$threads.csv" --horizon 13
    cmp "$tmp/shop.csv" "$tmp/threads-$threads.csv"
    diff <(sed 's/"timings_ms":{[^}]*}//' "$tmp/shop.json") \
        <(sed 's/"timings_ms":{[^}]*}//' "$tmp/threads-$threads.json")
done

python3 - "$tmp" <<'END'
import csv, json, math, sys

def check(found, expected):
    if found != expected:
        sys.exit(f"found {found}, expected {expected}")

def close(found, expected, within):
    if not abs(found - expected) <= within:
        sys.exit(f"found {found}, expected {expected}")

def read(name):
    with open(f"{sys.argv[1]}/{name}.json") as file:
        return json.load(file)

def rows(name):
    with open(f"{sys.argv[1]}/{name}.csv", newline="") as file:
        return list(csv.DictReader(file))

def fit(report, params, ll):
    for name, value in params.items():
        close(report["params"][name] / value, 1, 1e-3)
    close(report["ll"], ll, 1e-3)

published = {
    "bg_nbd": (dict(r=0.2426, alpha=4.4135, a=0.7929, b=2.4258), -9582.4256),
    "mbg_nbd": (dict(r=0.5248, alpha=6.1830, a=0.8914, b=1.6140), -9582.1327),
    "pareto_nbd": (dict(r=0.5533, alpha=10.5776, s=0.6062, beta=11.6679), -9594.9739),
}
for model, (params, ll) in published.items():
    report = read(model)
    check((report["model"], report["n"], report["converged"]), (model, 2357, True))
    fit(report, params, ll)
    fit(report["gamma_gamma"], dict(p=6.2488, q=3.7446, v=15.4477), -4055.9232)
    check(all(0 < error for error in report["se"].values()), True)

# The two families that differ in the first purchase alone cannot be told apart.
ranking = [(model["model"], model["tied"]) for model in read("auto")["ranking"]]
check(ranking, [("mbg_nbd", True), ("bg_nbd", True), ("pareto_nbd", False)])

# Customer 1 under the published parameters: 1.226 orders (Fader, Hardie & Lee 2005).
first = rows("given")[0]
check(list(first), ["ID", "x", "t_x", "T", "p_alive", "p_silent", "orders", "value"])
check([first[key] for key in ("ID", "x", "t_x", "T")], ["1", "2", "30.43", "38.86"])
close(float(first["orders"]), 1.226, 1e-3)

# The wholesaler, with cancelled invoices left out.
shop = dict(r=0.6352, alpha=8.946, a=0.1746, b=2.737)
for name in "shop", "again":
    report = read(name)
    fit(report, shop, -69618.568)
    check((report["n"], report["converged"]), (5281, True))
check(read("shop")["cells"], read("again")["cells"])
report = read("all")
check(report["model"], report["ranking"][0]["model"])
# A rhythm of 1 is the plain family, and is left out.
check(3 <= len(report["ranking"]) <= 5, True)
check(report["aic"] < read("shop")["aic"], True)

for name in "bg_nbd", "mbg_nbd", "pareto_nbd", "shop", "all":
    for row in rows(name):
        alive, silent, orders, value = (float(row[key]) for key in list(row)[4:])
        # Who is silent for sure has no orders, and who orders is not.
        good = 0 <= alive <= 1 and 0 <= silent <= 1 and 1 - silent <= orders + 1e-9
        check(good and 0 <= value < math.inf, True)

scored, own = rows("scored"), rows("shop")
fit(read("scored")["clv"], shop, -69618.568)
check([row["customer"] for row in scored], [row["customer"] for row in own])
check([row["p_alive"] for row in scored], [row["p_alive"] for row in own])
END
echo "the parameters are those that were published, and the same bytes each time"
