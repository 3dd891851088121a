#!/usr/bin/env bash
# Writes every public member that is not listed yet into its project's PublicAPI.Unshipped.txt, and
# drops the lines of members that are gone. The diff is then reviewed like any other.
set -euo pipefail
cd "$(dirname "$0")/.."
for file in src/*/PublicAPI.Unshipped.txt; do printf '#nullable enable\n' > "$file"; done
for project in src/*/*.csproj; do
  list="$(dirname "$project")/PublicAPI.Unshipped.txt"
  dotnet build "$project" --no-incremental -p:TreatWarningsAsErrors=false -p:BuildProjectReferences=true 2>&1 |
    grep -F "$(basename "$project")" | grep -oP "RS0016: Symbol '\K.*(?=' is not part of the declared)" | sort -u > "$list.new" || true
  { printf '#nullable enable\n'; LC_ALL=C sort -u "$list.new"; } > "$list"
  rm "$list.new"
done
