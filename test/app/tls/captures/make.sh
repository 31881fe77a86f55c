#!/usr/bin/env bash
# Makes the captures of this folder with openssl and tcpdump, on the loopback device of a network
# namespace of its own: unshare -n bash make.sh (as root). Each has its key log, and the plaintext
# that captures.test.js knows.
set -eu
cd "$(dirname "$0")"
server=(openssl s_server -accept 127.0.0.1:4433 -cert ../certificate/certificate.pem -key ../certificate/key.pem)
client=(openssl s_client -connect 127.0.0.1:4433)
ip link set lo up

# capture NAME SERVER-OPTIONS…: says what comes on standard input, a line each third of a second
capture() {
  name=$1
  shift
  tcpdump -i lo -U --immediate-mode -w "$name.pcap" 'port 4433' 2>/dev/null &
  tcpdump=$!
  "${server[@]}" "$@" >/dev/null 2>&1 < <(sleep 5) &
  openssl=$!
  sleep 1
  while read -r options; do
    # shellcheck disable=SC2086 # the options are words
    slowly | "${client[@]}" -keylogfile "$name.log" $options >/dev/null 2>&1 || true
  done
  kill $openssl || true
  sleep 0.5
  kill $tcpdump
  wait || true
  grep -v '^#' "$name.log" >"$name.keys"
  rm "$name.log"
}

# What the client says: lines that openssl takes as commands are single letters.
slowly() {
  for line in "${lines[@]}"; do
    echo "$line"
    sleep 0.3
  done
}

lines=(one K two k three Q)
capture key_update <<<''
lines=(one R two Q)
capture renegotiation -tls1_2 -client_renegotiation <<<'-tls1_2'
lines=(first Q)
session=$(mktemp)
early=$(mktemp)
echo 'early bird' >"$early"
capture early -early_data <<END
-sess_out $session
-sess_in $session -early_data $early
END
capture early_rejected <<<"-sess_in $session -early_data $early"
rm "$session" "$early"
lines=('GET / HTTP/1.0' '')
capture ccm8 -www -ciphersuites TLS_AES_128_CCM_8_SHA256 <<<'-ign_eof -ciphersuites TLS_AES_128_CCM_8_SHA256'
capture mac_then_encrypt -www -tls1_2 -no_etm -cipher ECDHE-ECDSA-AES128-SHA <<<'-ign_eof'
capture encrypt_then_mac -www -tls1_2 -cipher ECDHE-ECDSA-AES256-SHA384 <<<'-ign_eof'
