#!/usr/bin/env bash
# `linfa_pipeline`, with the feature that it needs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

cargo run --locked --release --quiet --example linfa_pipeline --features linfa
