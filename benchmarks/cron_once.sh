#!/bin/sh
# Let Debian's own cron run the lines of `salesctl job crontab` once, and show what it would have mailed.
#
#   sudo benchmarks/cron_once.sh            (salesctl on the PATH; it takes up to a minute and a few seconds)
#
# The system's crontabs are not touched: cron runs in a mount namespace of its own, with an empty /etc/cron.d and
# /etc/crontab, a spool of its own, and a sendmail that writes each mail to a file. Each line runs every minute there.
set -eu

if [ "${1:-}" != inside ]; then
    [ "$(id -u)" = 0 ] || { echo "cron_once: needs root, for cron and a mount namespace" >&2; exit 2; }
    place=$(mktemp -d) && trap 'rm -rf "$place"' EXIT
    unset XDG_STATE_HOME XDG_CONFIG_HOME XDG_CACHE_HOME
    export SALESCTL_LEDGER="$place/east.db" HOME="$place/home"
    mkdir "$HOME"
    salesctl init --company "East Trading" --currency CNY --tz Asia/Shanghai --me 1001 --name Lee --quiet
    salesctl person add robot Robot --roles robot --quiet
    salesctl person add 1007 Wang --quiet
    salesctl checkin --quiet
    mkdir "$place/spool" "$place/none" "$place/sbin" "$place/mail"
    : >"$place/nothing"
    salesctl job crontab --lang zh >"$place/lines"
    # Every line every minute, at home in the place made for it; the settings stay as they are.
    { echo "HOME=$HOME"; sed -E 's/^[0-9*]+ [0-9*]+ [0-9*]+ \* \*/* * * * */' "$place/lines"; } >"$place/spool/root"
    chmod 600 "$place/spool/root"
    cp "$(command -v cron || echo /usr/sbin/cron)" "$place/sbin/cron"
    printf '#!/bin/sh\nf=$(mktemp "%s/mail/XXXXXX") && { echo "sendmail $*"; cat; } >"$f"\n' "$place" >"$place/sbin/sendmail"
    chmod 755 "$place/sbin/sendmail"
    unshare --mount --propagation private "$0" inside "$place"
    exit
fi

place=$2
mount --bind "$place/none" /etc/cron.d
mount --bind "$place/nothing" /etc/crontab
mount --bind "$place/spool" /var/spool/cron/crontabs
mount --bind "$place/sbin" /usr/sbin
echo "-- the crontab"
cat "$place/spool/root"
env -i PATH=/usr/bin:/bin /usr/sbin/cron -f -L 0 &
cron=$!
trap 'kill "$cron" 2>/dev/null || true' EXIT
waited=0
until [ -e "$place/backups" ] && [ "$(ls "$place/mail" | wc -l)" -ge 2 ]; do
    [ "$waited" -lt 75 ] || { echo "cron_once: nothing came in $waited seconds" >&2; exit 1; }
    sleep 1
    waited=$((waited + 1))
done
sleep 3 # whatever else the same minute mails
kill "$cron"
for mail in "$place"/mail/*; do
    echo "-- a mail"
    cat "$mail"
done
echo "-- the backup"
ls -l "$place/backups"
