#!/bin/sh
# Load the sales assistant's year by channel into a new ledger: ./load.sh [LEDGER]
set -eu
cd "$(dirname "$0")"
export SALESCTL_LEDGER="${1:-assistant-year.db}"
salesctl init --company 示例商贸 --currency CNY --tz Asia/Shanghai --me 1004 --name 周雯
salesctl order import orders.csv
salesctl payment import payments.csv
salesctl report summary 2007 --by channel
salesctl ledger verify
