# What the benchmarks share: errors, options, what has to be installed, the processors.
# shellcheck shell=bash

die() {
  echo "${0##*/}: $1" >&2
  exit "${2:-1}"
}

whole_number() {
  [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || die "$1 needs a whole number from 1 on, not '$2'" 2
}

missing=()

# Notes the packages of a program that is not there.
need() {
  local program=$1
  shift
  command -v "$program" >/dev/null || missing+=("$@")
}

die_of_missing() {
  ((${#missing[@]} == 0)) || die "missing; install with: apt-get install $(
    printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' '
  )" 2
}

# The processors that may be used, one a line.
processors() {
  local range
  for range in $(sed -n 's/^Cpus_allowed_list:\s*//p' /proc/self/status | tr ',' ' '); do
    seq "${range%-*}" "${range#*-}"
  done
}
