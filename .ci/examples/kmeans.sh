#!/usr/bin/env bash
# `kmeans` on real customers: the same bytes on any number of threads, groups of which none has
# nearly everybody, and a number of groups with its evidence.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

cargo build --locked --release --quiet --example kmeans
kmeans="${CARGO_TARGET_DIR:-target}/release/examples/kmeans"

for threads in 1 2 3; do
    "$kmeans" --matrix "$data/cdnow/cdnow_summary_x_tx_T_zbar.csv" --columns x,t_x,zbar --k 4 \
        --prepare log-robust --threads "$threads" --out "$tmp/$threads.csv" >"$tmp/$threads.json"
    cmp "$tmp/1.csv" "$tmp/$threads.csv"
done

python3 - "$tmp/1.json" <<'END'
import json, sys

report = json.load(open(sys.argv[1]))
sizes = report["sizes"]
if not (report["converged"] and len(sizes) == 4 and max(sizes) <= 0.8 * sum(sizes) == 0.8 * 2357):
    sys.exit(f"found {report}")
print(f"sizes {sizes}, silhouette {report['silhouette']:.3f}, and the same bytes each time")
END

# The 39,999 customers of R's package `rfm` are made up, without groups: that is what is to be said.
gzip -dc "$data/rfm_r_package/rfm_data_customer.csv.gz" >"$tmp/rfm.csv"
"$kmeans" --matrix "$tmp/rfm.csv" --columns revenue,number_of_orders,recency_days --select 2..10 \
    --prepare log-robust --out "$tmp/selected.csv" >"$tmp/selected.json"

python3 - "$tmp/selected.json" <<'END'
import json, sys

report = json.load(open(sys.argv[1]))
numbers = [of["k"] for of in report["evidence"]]
if numbers != list(range(1, 11)) or report["choice"]["k"] != len(report["sizes"]):
    sys.exit(f"found {report}")
print(f"{report['choice']['k']} of 1 to 10: {report['choice']['text']}")
END
