#!/bin/sh
# Load 200 made-up clients into a new ledger: ./load.sh [LEDGER]
set -eu
cd "$(dirname "$0")"
export SALESCTL_LEDGER="${1:-clients-200.db}"
salesctl init --company 示例商贸 --currency CNY --tz Asia/Shanghai --me 1001 --name 李敏
salesctl client import clients.csv
salesctl ledger verify
