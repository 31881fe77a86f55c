# For other scripts: apt with a root of its own, so that this machine's packages, architectures and
# sources stay as they are. As any user.
#
#   apt_root FOLDER ARCH [SOURCE-LINE …]   makes one, with this machine's sources or with those
#   lines apt_in_root COMMAND …                  apt-get in the one made last; quiet unless it fails
#   apt_unpack FOLDER                      unpacks the packages downloaded into it

apt_root() {
  local folder=$1 arch=$2
  shift 2
  mkdir -p "$folder"/{lists,archives}/partial
  : >"$folder/status"
  : >"$folder/sources.list"
  apt_folder=$folder
  apt_options=(-q -o "APT::Architecture=$arch" -o "APT::Architectures=$arch"
    -o APT::Install-Recommends=false -o APT::Sandbox::User=root -o "Dir::State::status=$folder/status"
    -o "Dir::State::lists=$folder/lists" -o "Dir::Cache=$folder" -o "Dir::Cache::archives=$folder/archives")
  if [ $# -gt 0 ]; then
    printf '%s\n' "$@" >"$folder/sources.list"
    apt_options+=(-o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=/dev/null)
  fi
  apt_in_root update
}

apt_in_root() {
  apt-get "${apt_options[@]}" "$@" >"$apt_folder/log" 2>&1 || { cat "$apt_folder/log" >&2; return 1; }
}

apt_unpack() {
  local package
  mkdir -p "$1"
  for package in "$apt_folder"/archives/*.deb; do dpkg-deb -x "$package" "$1"; done
}
