#!/bin/sh
# Load the bicycle maker's staff and stores into a new ledger: ./load.sh [LEDGER]
set -eu
cd "$(dirname "$0")"
export SALESCTL_LEDGER="${1:-adventureworks.db}"
salesctl init --company "Adventure Works Cycles" --currency USD --tz America/Los_Angeles --me 1 --name "Ken J Sánchez"
salesctl person import people.csv
salesctl team edit Sales --lead 273
salesctl client import clients.csv
salesctl rules apply quotas.toml --add --yes
salesctl ledger verify
