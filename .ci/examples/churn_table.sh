#!/usr/bin/env bash
# `churn_table` on tables with labels: the published measures of a logistic regression, the same bytes
# each time, and what is wrong with two of the tables.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

cargo build --locked --release --quiet --example churn_table
table() {
    "${CARGO_TARGET_DIR:-target}/release/examples/churn_table" --table "$data/$1" --label "$2" --positive "$3" "${@:4}"
}

table telco_ibm/telco_customer_churn.csv Churn Yes --id customerID >"$tmp/telco.json"
table mlc_churn/mlc_churn.csv churn yes >"$tmp/mlc.json"
table iranian_churn/iranian_churn.csv Churn 1 --folds 5 --seed 0 >"$tmp/iranian.json"
table telco_ibm/telco_status_satisfaction.csv "Churn Label" Yes --id "Customer ID" >"$tmp/trap.json"
RAYON_NUM_THREADS=1 table iranian_churn/iranian_churn.csv Churn 1 | cmp - "$tmp/iranian.json"

python3 - "$tmp" <<'END'
import json, sys

def check(right, what):
    if not right:
        sys.exit(f"expected {what}")

def report(name):
    with open(f"{sys.argv[1]}/{name}.json") as file:
        return json.load(file)

# Of scikit-learn, by other folds: AUC within a hundredth, the others within a twentieth.
PUBLISHED = {
    "telco": (7043, .8452, 2.84, 10.289),
    "mlc": (5000, .8181, 3.62, 3.860),
    "iranian": (3150, .9305, 4.71, 6.370),
}
for name, (rows, auc, lift, empc) in PUBLISHED.items():
    found = report(name)
    print(name, found["auc"], found["top_decile_lift"], found["empc"], found["scorecard"]["auc"])
    check(found["n"] == rows, f"{rows} rows of {name}")
    check(abs(found["auc"] - auc) < .01, f"{auc} of {name}")
    check(abs(found["top_decile_lift"] / lift - 1) < .05, f"a lift of {lift} of {name}")
    check(abs(found["empc"] / empc - 1) < .05, f"a profit of {empc} of {name}")
    check(len(found["reasons"]) == 3, "reasons of three customers")
leaks = report("trap")["leakage"]
check("Satisfaction Score" in [leak["column"] for leak in leaks], "the planted leak")
check("repeated_rows" in [leak["code"] for leak in report("iranian")["leakage"]], "rows that repeat")
check(report("telco")["leakage"] == [], "no leak where none is")
END
