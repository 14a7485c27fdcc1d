#!/usr/bin/env bash
# `watch_list` on a real shop: every p-value of every test computed anew in exact numbers, the warnings
# that remain of them, chances of return by their definition, and the same bytes on any number of threads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

data="$(cd "${REGULARS_DATA:-../shared/data}" && pwd)"
tmp="$(mktemp -d)"
trap 'rm -rf "$tmp"' EXIT

cargo build --locked --release --quiet --example watch_list
program="${CARGO_TARGET_DIR:-target}/release/examples/watch_list"
python3 "$data/online_retail_ii/combine.py" "$tmp/retail.csv" >/dev/null

"$program" >"$tmp/simulated.json"

# watch NAME FLAG...: the invoices of Online Retail II, line by line, and what came back.
watch() {
    "$program" --orders "$tmp/retail.csv" --customer customer_id --date invoice_date \
        --amount price --quantity quantity --id invoice --lines --currency GBP --scale 3 \
        "${@:2}" >"$tmp/$1.json"
}

watch short --offer-cost 2.50 --margin 0.4 --due-to-offer 0.5 --language zh
for q in 0.05 0.1 0.2 0.5; do
    watch "$q" --false-discoveries "$q" --budget 100000
done
watch spring --as-of 2011-03-10 --budget 100000
watch autumn --as-of 2011-09-10 --budget 100000
for threads in 1 3; do
    RAYON_NUM_THREADS=$threads watch again --budget 100000
    cmp "$tmp/0.1.json" "$tmp/again.json"
done

python3 - "$tmp" <<'END'
import collections, csv, functools, json, math, statistics, sys
from datetime import date, timedelta
from fractions import Fraction

def check(right, what):
    if not right:
        sys.exit(f"expected {what}")

def report(name):
    with open(f"{sys.argv[1]}/{name}.json") as file:
        return json.load(file)

# Of each customer and day thousandths of a pound, and the invoices on which something was bought.
spent = collections.defaultdict(lambda: collections.defaultdict(int))
invoices = collections.defaultdict(lambda: collections.defaultdict(set))
with open(f"{sys.argv[1]}/retail.csv", newline="") as file:
    for row in csv.DictReader(file):
        amount = round(1000 * float(row["price"])) * int(row["quantity"])
        if row["customer_id"] and amount:
            day = date.fromisoformat(row["invoice_date"][:10])
            spent[row["customer_id"]][day] += amount
            if 0 < amount:
                invoices[row["customer_id"]][day].add(row["invoice"])
END_DAY, RECENT, BEFORE = date(2011, 12, 9), timedelta(90), timedelta(365)

def fisher(x, marked, drawn, total):
    """The chance of at most `x` marks, and of the fewest that can be."""
    of = lambda i: math.comb(marked, i) * math.comb(total - marked, drawn - i)
    fewest, all_ways = max(0, marked + drawn - total), math.comb(total, drawn)
    return Fraction(sum(map(of, range(fewest, x + 1))), all_ways), Fraction(of(fewest), all_ways)

def mann_whitney(recent, before):
    """Choices of so many of all by the sum of their doubled mid-ranks."""
    both = sorted(recent + before)
    rank = lambda value: 2 * both.index(value) + both.count(value) + 1
    choices = collections.Counter({(0, 0): 1})
    for value in both:
        for (n, ranks), ways in list(choices.items()):
            if n < len(recent):
                choices[n + 1, ranks + rank(value)] += ways
    sums = {ranks: ways for (n, ranks), ways in choices.items() if n == len(recent)}
    found, total = sum(map(rank, recent)), sum(sums.values())
    return Fraction(sum(w for r, w in sums.items() if r <= found), total), Fraction(sums[min(sums)], total)

@functools.cache
def gaussian(m, n):
    """Orders of `m` small and `n` large numbers, by pairs that fall."""
    if m == 0 or n == 0:
        return [1]
    # The last is a large one, or a small one that all large ones exceed.
    large, small = gaussian(m, n - 1), [0] * n + gaussian(m - 1, n)
    return [a + b for a, b in zip(large + [0] * (m * n + 1 - len(large)), small)]

def mann_kendall(gaps):
    """Orders of the gaps by pairs that fall."""
    orders, placed = [1], 0
    for value in sorted(set(gaps)):
        more, orders_now = gaussian(placed, gaps.count(value)), collections.Counter()
        for i, a in enumerate(orders):
            for j, b in enumerate(more):
                orders_now[i + j] += a * b
        orders, placed = [orders_now[d] for d in range(max(orders_now) + 1)], placed + gaps.count(value)
    falls = sum(b < a for i, a in enumerate(gaps) for b in gaps[i + 1:])
    return Fraction(sum(orders[:falls + 1]), sum(orders)), Fraction(1, sum(orders))

def tests(customer):
    """Each test that can be done, with its p-value."""
    split, first = END_DAY - RECENT, min(invoices[customer])
    start = max(split - BEFORE, first)
    if split < start:
        return
    days = [d for d in sorted(invoices[customer]) if start < d or d == start == first]
    old, new = [d for d in days if d <= split], [d for d in days if split < d]
    known = (split - start).days
    counted = len(days) - (start == first)
    yield "frequency_drop", *fisher(len(new), counted, 90, known + 90)
    last = days[-21:]
    yield "interval_lengthening", *mann_kendall([(b - a).days for a, b in zip(last, last[1:])])
    if old and new:
        order = lambda d: Fraction(spent[customer][d], len(invoices[customer][d]))
        yield "spend_drop", *mann_whitney([order(d) for d in new[-10:]], [order(d) for d in old[-20:]])
        back = [d for d in spent[customer] if d not in invoices[customer] and spent[customer][d] < 0]
        following = dict(zip(days, days[1:] + [date.max]))
        kept = [d for d in days if not any(d < b < following[d] for b in back)]
        new_kept = sum(split < d for d in kept)
        yield "return_rate_rise", *fisher(new_kept, len(kept), len(new), len(days))

found = [
    (p, customer, code)
    for customer in invoices for code, p, least in tests(customer) if 20 * least <= 1
]
found.sort()
whole = report("0.1")
check(whole["tests"] == len(found), f"{len(found)} tests")
check(whole["tested"] == len({customer for _, customer, _ in found}), "as many customers tested")
for code, counts in whole["by_code"].items():
    own = [p for p, _, of in found if of == code]
    print(code, counts)
    check(counts["tested"] == len(own), f"{len(own)} of {code}")
    below = sum(20 * p <= 1 for p in own)
    check(counts["at_5_percent"] == below, f"{below} of {code} at 5 %")

# What the guide says of that day: tested, at 5 %, and what remains.
GUIDE = {
    "frequency_drop": [366, 7, 0], "interval_lengthening": [1363, 118, 2],
    "spend_drop": [693, 34, 1], "return_rate_rise": [191, 0, 0],
}
keys = ["tested", "at_5_percent", "kept"]
counts = {code: [counts[key] for key in keys] for code, counts in whole["by_code"].items()}
check(counts == GUIDE and (whole["customers"], whole["tested"]) == (5939, 1393), "the guide's figures")
drop = report("spring")["by_code"]["frequency_drop"]
check([drop[key] for key in keys] == [326, 47, 0], "the guide's figures of spring")

before = set()
for q in ["0.05", "0.1", "0.2", "0.5"]:
    told = report(q)
    remain = [k for k, (p, *_) in enumerate(found, 1) if p * len(found) <= Fraction(q) * k]
    expected = {(customer, code): p for p, customer, code in found[:max(remain, default=0)]}
    kept = {(of["customer"], w["code"]): w for of in told["watch_list"] for w in of["warnings"]}
    print(q, len(kept))
    check(set(kept) == set(expected), f"{len(expected)} warnings at {q}")
    check(all(abs(kept[of]["p_value"] / p - 1) < 1e-9 for of, p in expected.items()), "these p-values")
    check(told["warnings"] == len(kept) and before <= set(kept), "no less at a higher level")
    before = set(kept)
    revenue = [of["revenue"] for of in told["watch_list"]]
    check(revenue == sorted(revenue, reverse=True), "the most valuable first")
    for of in told["watch_list"]:
        check(abs(of["revenue"] - sum(spent[of["customer"]].values()) / 1000) < 1e-6, "their revenue")
    for (customer, code), warning in kept.items():
        if code == "spend_drop":
            order = lambda d: spent[customer][d] / 1000 / len(invoices[customer][d])
            new = [order(d) for d in sorted(invoices[customer]) if END_DAY - RECENT < d][-10:]
            check(abs(statistics.median(new) - warning["observed"]) < 1e-6, "the median order")
check(before, "warnings at the highest level")

# Kaplan and Meier's estimate of how long lapses last, and what it says of the customers on the list.
def returns(as_of, cost, share, listed):
    ended, all_of, silence = collections.Counter(), collections.Counter(), {}
    for customer, days in invoices.items():
        days = sorted(d for d in days if d <= as_of)
        if days:
            silence[customer] = (as_of - days[-1]).days
            for gap in [(b - a).days for a, b in zip(days, days[1:])]:
                ended[gap - 180] += 1
                all_of[gap - 180] += 1
            all_of[silence[customer] - 180] += 1
    at_risk = lambda day: sum(n for days, n in all_of.items() if day <= days)
    survive, lasting = 1.0, [1.0]
    for day in range(1, max(all_of) + 1):
        survive *= 1 - ended[day] / at_risk(day)
        lasting.append(survive)
    chance = lambda days: 1 - lasting[days + 90] / lasting[days]
    for of in listed:
        lapsed = silence[of["customer"]] - 180
        check(0 < lapsed and 30 <= at_risk(lapsed + 1), "who has lapsed, and is no rarity")
        check(abs(of["p_return"] - chance(lapsed)) < 1e-9, "chances by their definition")
        profit = share * of["p_return"] * of["value"] - cost
        check(abs(of["expected_profit"] - profit) < 1e-6 and 0 < profit, "profits by their formula")
        check(as_of.isoformat() <= of["closes"], "offers that still pay")
    profits = [of["expected_profit"] for of in listed]
    check(profits == sorted(profits, reverse=True), "the most profitable first")

simulated = report("simulated")
check(len(simulated["watch_list"]) == len(simulated["win_back"]) == 20, "lists of a simulated shop")
short = report("short")
check(len(short["win_back"]) == 20 and len(short["watch_list"]) <= 20, "no more than the budget")
check("已" in short["win_back"][0]["text"], "Chinese")
returns(END_DAY, 2.5, 0.5, short["win_back"])
for of in short["win_back"]:
    own = 0.4 * sum(spent[of["customer"]].values()) / 1000 / len(invoices[of["customer"]])
    check(abs(of["value"] - own) < 1e-6, "what they spent on a purchase day")
for name, guide in [("spring", (953, 183, 166)), ("autumn", (2089, 274, 540))]:
    told = report(name)
    as_of = date.fromisoformat(told["as_of"])
    returns(as_of, 5, 1, told["win_back"])
    back = [
        any(as_of < d <= as_of + RECENT for d in invoices[of["customer"]])
        for of in sorted(told["win_back"], key=lambda of: -of["p_return"])
    ]
    chances = sum(of["p_return"] for of in told["win_back"])
    print(f"{as_of}: {len(back)} offers, {chances:.0f} returns expected, {sum(back)} found")
    check((len(back), round(chances), sum(back)) == guide, "the guide's figures")
    half = len(back) // 2
    check(sum(back[half:]) < sum(back[:half]), "more returns of those who are likelier to")
END
