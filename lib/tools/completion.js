'use strict';

// `pcap completion bash`: what a shell needs to complete the command line. The scripts ask the
// commands for their options, so that they fit the version that is installed.

const fs = require('node:fs');

const SHELLS = {
  bash: String.raw`_pcap_options() {
  pcap "$1" --help 2>/dev/null | grep -oE '^ {4}(-[A-Za-z#]|--[a-z-]+)(, --?[A-Za-z-]+)?' | grep -oE -- '--?[A-Za-z#][a-z-]*'
}
_pcap() {
  local word=${'${COMP_WORDS[COMP_CWORD]}'} before=${'${COMP_WORDS[COMP_CWORD-1]}'} command=${'${COMP_WORDS[1]}'}
  local words
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=$(pcap --help | sed -nE 's/^  pcap ([a-z]+) .*/\1/p')
  elif [ "$before" = -i ]; then
    words=$(pcap dump -D 2>/dev/null | sed -E 's/^[0-9]+\.([^ ]+).*/\1/')
  elif [ "$before" = --color ]; then
    words='always auto never'
  elif [ "$before" = --time ]; then
    words='absolute iso epoch delta relative'
  elif [[ $word == -* ]]; then
    words=$(_pcap_options "$command")
  else
    COMPREPLY=($(compgen -f -- "$word"))
    return
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o filenames -F _pcap pcap
`,
  zsh: String.raw`#compdef pcap
_pcap() {
  local before=$words[CURRENT-1] command=$words[2]
  if (( CURRENT == 2 )); then
    compadd -- $(pcap --help | sed -nE 's/^  pcap ([a-z]+) .*/\1/p')
  elif [[ $before == -i ]]; then
    compadd -- $(pcap dump -D 2>/dev/null | sed -E 's/^[0-9]+\.([^ ]+).*/\1/')
  elif [[ $before == --color ]]; then
    compadd -- always auto never
  elif [[ $before == --time ]]; then
    compadd -- absolute iso epoch delta relative
  elif [[ $words[CURRENT] == -* ]]; then
    compadd -- $(pcap $command --help 2>/dev/null | grep -oE '^ {4}(-[A-Za-z#]|--[a-z-]+)(, --?[A-Za-z-]+)?' | grep -oE -- '--?[A-Za-z#][a-z-]*')
  else
    _files
  fi
}
if [[ $funcstack[1] == _pcap ]]; then _pcap "$@"; else compdef _pcap pcap; fi
`,
  fish: String.raw`function __pcap_options
  pcap (commandline -opc)[2] --help 2>/dev/null | string match -ra -- '^ {4}(?:-[A-Za-z#]|--[a-z-]+)(?:, --?[A-Za-z-]+)?' | string match -ra -- '--?[A-Za-z#][a-z-]*'
end
function __pcap_devices
  pcap dump -D 2>/dev/null | string replace -r '^[0-9]+\.([^ ]+).*' '$1'
end
complete -c pcap -n 'test (count (commandline -opc)) -eq 1' -f -a "(pcap --help | string replace -rf '^  pcap ([a-z]+) .*' '\$1')"
complete -c pcap -n 'test (count (commandline -opc)) -gt 1; and string match -q -- "-*" (commandline -ct)' -f -a '(__pcap_options)'
complete -c pcap -n 'test (commandline -opc)[-1] = -i' -f -a '(__pcap_devices)'
complete -c pcap -n 'test (commandline -opc)[-1] = --color' -f -a 'always auto never'
complete -c pcap -n 'test (commandline -opc)[-1] = --time' -f -a 'absolute iso epoch delta relative'
`,
};

const USAGE = `usage: pcap completion bash | zsh | fish

bash: eval "$(pcap completion bash)" in ~/.bashrc
zsh:  eval "$(pcap completion zsh)" in ~/.zshrc, after compinit
fish: pcap completion fish >~/.config/fish/completions/pcap.fish
`;

const [shell] = process.argv.slice(2);
const script = Object.hasOwn(SHELLS, shell ?? '') ? SHELLS[shell] : undefined;
const wants_help = shell === '--help' || shell === '-h';
const status = script !== undefined || wants_help ? 0 : 1;
fs.writeSync(status === 0 ? 1 : 2, script ?? USAGE);
process.exitCode = status;
