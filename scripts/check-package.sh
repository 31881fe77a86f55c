#!/usr/bin/env bash
# Checks the package as it would be published: what the tarball holds, its exports and types, code
# and dependencies that nothing uses, and that version, changelog and tag agree.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

echo 'version, changelog and tag'
version=$(node -p 'require("./package.json").version')
first=$(sed -nE 's/^## ([0-9][^ ]*).*/\1/p' CHANGELOG.md | head -n 1)
[ "$version" = "$first" ] || { echo "package.json: $version, CHANGELOG.md: $first"; exit 1; }
locked=$(node -p 'require("./package-lock.json").version')
[ "$version" = "$locked" ] || { echo "package.json: $version, package-lock.json: $locked"; exit 1; }
tag=$(git describe --exact-match --tags HEAD 2>/dev/null || true)
[ -z "$tag" ] || [ "$tag" = "v$version" ] || { echo "package.json: $version, tag: $tag"; exit 1; }

echo 'content of the tarball'
node scripts/pack.js "$work" >/dev/null
tarball=$(echo "$work"/*.tgz)
node scripts/check-content.js "$tarball"

echo 'publint'
npx publint run --strict "$tarball"

echo 'are the types wrong'
npx attw "$tarball" --profile node16 --no-emoji --no-color --format table-flipped

echo 'knip'
# Not among devDependencies: its parser comes in twenty binaries that every clone would lock.
# It does not follow members of what require() returns, so it can not judge exports.
npx --yes knip@6 --no-progress --include files,dependencies,unlisted,unresolved,binaries

echo 'types'
npx tsc --project tsconfig.json
