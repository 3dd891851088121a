#!/usr/bin/env bash
# Publishes the sop console with NativeAOT, and lets the program make a key, encrypt, decrypt and verify.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

dotnet publish samples/SMail.Sop -c Release -p:PublishAot=true -o artifacts/sop --nologo -v quiet
sop=artifacts/sop/sop
"$sop" version --extended
for profile in compatible rfc9580; do
  "$sop" generate-key --profile=$profile '<alice@example.org>' >"$work/alice.key"
  "$sop" extract-cert <"$work/alice.key" >"$work/alice.cert"
  echo 'Only you can read this.' >"$work/text"
  "$sop" encrypt --sign-with="$work/alice.key" "$work/alice.cert" <"$work/text" >"$work/message"
  rm -f "$work/verdicts"
  "$sop" decrypt --verify-with="$work/alice.cert" --verifications-out="$work/verdicts" "$work/alice.key" <"$work/message" | cmp - "$work/text"
  test -s "$work/verdicts"
done
