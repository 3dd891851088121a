#!/usr/bin/env bash
# Measures the engine on this machine, writes the raw logs and the plot into docs/performance/, and puts the logs
# into docs/performance.md. Takes about ten minutes; whatever else the machine does meanwhile is in the figures.
set -euo pipefail
cd "$(dirname "$0")/.."
out=docs/performance
sop=artifacts/sop
mkdir -p "$out" "$sop"
dotnet build benchmarks/SMail.Benchmarks -c Release
bench() { dotnet run --project benchmarks/SMail.Benchmarks -c Release --no-build -- "$@"; }

if [ -d samples/SMail.Sop ]; then
  dotnet publish samples/SMail.Sop -c Release -p:PublishAot=true --use-current-runtime -o "$sop"
  export SMAIL_SOP=$PWD/$sop/sop
fi

fill() { # the block between <!-- name --> and <!-- /name --> of the page becomes the log
  awk -v name="$1" -v log_file="$out/$1.txt" '
    $0 == "<!-- " name " -->" { print; print "```"; while ((getline line < log_file) > 0) print line; print "```"; skip = 1; next }
    $0 == "<!-- /" name " -->" { skip = 0 }
    !skip' docs/performance.md > "$out/page.tmp"
  mv "$out/page.tmp" docs/performance.md
}

{
  echo "commit $(git rev-parse --short HEAD)$(git diff --quiet HEAD -- src benchmarks || echo ' and changes')"
  sed -nE 's/^model name\s*: //p' /proc/cpuinfo | sort | uniq -c | sed -E 's/^ *([0-9]+) /\1 x /'
  sed -nE 's/^MemTotal: +([0-9]+) kB/\1/p' /proc/meminfo | awk '{ printf "%.0f GiB of memory\n", $1 / 1048576 }'
  uname -sr
  echo ".NET SDK $(dotnet --version)"
  echo "load before $(cut -d ' ' -f 1-3 /proc/loadavg)"
} | tee "$out/machine.txt"
bench --ratio --json "$out/ratio.json" | tee "$out/ratio.txt"
bench --peers | tee "$out/peers.txt"
bench --plot "$out/by-size.svg" | tee "$out/by-size.txt"
bench argon2 | tee "$out/argon2.txt"
bench login-timing | tee "$out/login-timing.txt"
bench delivery | tee "$out/delivery.txt"
for name in machine ratio peers by-size argon2 login-timing delivery; do fill "$name"; done
