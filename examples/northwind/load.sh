#!/bin/sh
# Load the food trader's staff, customers and orders into a new ledger: ./load.sh [LEDGER]
set -eu
cd "$(dirname "$0")"
export SALESCTL_LEDGER="${1:-northwind.db}"
salesctl init --company "Northwind Traders" --currency USD --tz America/Los_Angeles --me 2 --name "Andrew Fuller"
salesctl person import people.csv
salesctl team edit Sales --lead 2
salesctl client import clients.csv
salesctl order import orders.csv
salesctl report summary 1997
salesctl ledger verify
