#!/bin/sh
# An auditor's two nights over 30 ledgers: what is new, what is gone, what could not be read, and the proof of it.
#
#   examples/auditors_night.sh [TAMIS] [DIRECTORY]
#
# TAMIS is the program (`tamis` of the PATH by default). All ledgers, lists and reports are made in DIRECTORY, which
# must not exist (by default a temporary one, removed at the end). Every name is invented. The script checks each exit
# status and each line that it expects, and ends with 1 at the first that is another.
set -eu

tamis=${1:-tamis}
case $tamis in */*) tamis=$(cd "$(dirname "$tamis")" && pwd)/$(basename "$tamis") ;; esac
if [ $# -ge 2 ]; then
    place=$2
    mkdir "$place"
else
    place=$(mktemp -d)
    trap 'rm -rf "$place"' EXIT
fi
cd "$place"

say() { printf '\n== %s\n' "$1"; }

# expect STATUS COMMAND...: runs a command and checks its exit status.
expect() {
    wanted=$1
    shift
    status=0
    "$@" > said.txt 2>&1 || status=$?
    shift
    printf '    tamis %s   (status %s)\n' "$*" "$status"
    if [ "$status" != "$wanted" ]; then
        cat said.txt
        echo "expected status $wanted" >&2
        exit 1
    fi
}

# said TEXT: the last command said this.
said() {
    grep -F -q -- "$1" said.txt || { cat said.txt; echo "expected to read: $1" >&2; exit 1; }
    grep -F -- "$1" said.txt | sed 's/^ */        /'
}

# lines NAME: standard input is what the last step must give, line by line; `found.txt` is what it gave.
lines() {
    cat > wanted.txt
    diff wanted.txt found.txt || { echo "$1: these lines were not expected (< expected, > found)" >&2; exit 1; }
    sed 's/^/        /' found.txt
}

# `since`, `since_reason`, verdict, party and entry of each line of a report's parties.csv, then what is gone and why.
parties() { awk -F, 'NR > 1 { print $3 "|" $4 "|" $5 "|" $7 "|" $9 }' "$1/parties.csv" > found.txt; }
gone() { awk -F, 'NR > 1 { print $1 "|" $8 "|" $5 }' "$1/gone.csv" > found.txt; }

# What the runs of both nights have in common; each name is one word.
night="screen ledgers --no-bundled --list ours.csv --as-of 2026-01-31 --no-bom --evidence"

say "30 ledgers of 20 vendors, and a list of our own"
mkdir ledgers
for plant in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
    awk -v plant="$plant" 'BEGIN {
        split("Harbour Meadow Lantern Copper Willow Granite Juniper Saddle Orchard Beacon", first, " ")
        split("Stationers Bakery Tools Paints Glass Timber Books Cycles Tiles Ropes", second, " ")
        print "Vendor No,Vendor Name,Country,Amount"
        for (n = 1; n <= 20; n++)
            printf "%s%03d,%s %s Ltd,Norway,%d\n", plant, n,
                first[(plant * 7 + n) % 10 + 1], second[(plant * 3 + n * 7) % 10 + 1], n * 100
    }' > "ledgers/plant-$plant.csv"
done
echo '03021,Qorvath Zeltmar Textiles Ltd,China,12000' >> ledgers/plant-03.csv
echo '17021,Brumhild Oxnacker Solar GmbH,Germany,7000' >> ledgers/plant-17.csv
gzip -n ledgers/plant-17.csv
echo '22021,Velbrunn Askatar Mining Ltd,Kenya,500' >> ledgers/plant-22.csv
cat > ours.csv <<'LIST'
# as of 2026-01-15
name,id,country
Qorvath Zeltmar Textiles Ltd,own-1,China
Brumhild Oxnacker Solar GmbH,own-2,Germany
LIST

say "the first night: two findings, all of them new to us"
expect 0 "$tamis" $night -o first
parties first
lines "first night" <<'WANTED'
||match|Qorvath Zeltmar Textiles Ltd|own-1
||match|Brumhild Oxnacker Solar GmbH|own-2
WANTED
# Every row has its line of proof, the clean ones too.
gzip -dc first/screened.csv.gz |
    awk -F, 'NR > 1 { n[$6]++ } END { print n["clean"] " clean, " n["match"] " match" }' > found.txt
lines "evidence" <<'WANTED'
601 clean, 2 match
WANTED
expect 0 "$tamis" verify first
said "verified: nothing changed"

say "the next day: plant 09 has a new vendor, our list a new entry, and plant 17 arrives torn"
echo '09021,Qorvath Zeltmar Textile Ltd,China,800' >> ledgers/plant-09.csv
echo 'Velbrunn Askatar Mining Ltd,own-3,Kenya' >> ours.csv
mv ledgers/plant-17.csv.gz plant-17.whole
head -c 200 plant-17.whole > ledgers/plant-17.csv.gz
expect 3 "$tamis" $night -o second --since first --fail-on new-review
said "plant-17.csv.gz"
parties second
lines "second night, torn" <<'WANTED'
known||match|Qorvath Zeltmar Textiles Ltd|own-1
new|new entry|match|Velbrunn Askatar Mining Ltd|own-3
new|new or changed row|match|Qorvath Zeltmar Textile Ltd|own-1
WANTED
gone second
lines "gone, torn" <<'WANTED'
ledger not read to its end|Brumhild Oxnacker Solar GmbH|own-2
WANTED

say "plant 17 is sent again: complete, and what is new sets the status"
mv plant-17.whole ledgers/plant-17.csv.gz
expect 1 "$tamis" $night -o second --force --since first --fail-on new-review
parties second
lines "second night" <<'WANTED'
known||match|Qorvath Zeltmar Textiles Ltd|own-1
known||match|Brumhild Oxnacker Solar GmbH|own-2
new|new entry|match|Velbrunn Askatar Mining Ltd|own-3
new|new or changed row|match|Qorvath Zeltmar Textile Ltd|own-1
WANTED
gone second
lines "gone" <<'WANTED'
WANTED
expect 0 "$tamis" $night -o third --since second --fail-on new-review

say "the proof: the second night is as it was, the first was made of other ledgers and another list"
expect 0 "$tamis" verify second
expect 1 "$tamis" verify first
said "plant-09.csv"
said "ours.csv has other bytes"

say "one byte of a report, and a ledger that is gone"
sed 's/Velbrunn/Velbrunm/' second/parties.csv > changed && cat changed > second/parties.csv
expect 1 "$tamis" verify second
said "parties.csv is not as MANIFEST.sha256 says"
rm ledgers/plant-30.csv
expect 3 "$tamis" verify third
said "plant-30.csv is missing"
expect 2 "$tamis" verify ledgers
said "is not a report of tamis"
expect 0 "$tamis" show third Askatar
said "Velbrunn Askatar Mining Ltd"

printf '\nBoth nights went as expected.\n'
