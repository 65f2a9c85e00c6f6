# Functions of all benchmarks: errors, options, required programs, processors.
# shellcheck shell=bash

die() {
  echo "${0##*/}: $1" >&2
  exit "${2:-1}"
}

whole_number() {
  [[ $2 =~ ^[1-9][0-9]{0,8}$ ]] || die "$1 needs a whole number, 1 or more; found: '$2'" 2
}

missing=()

# need PROGRAM PACKAGE...: remembers the packages of a program that is missing.
need() {
  local program=$1
  shift
  command -v "$program" >/dev/null || missing+=("$@")
}

die_of_missing() {
  ((${#missing[@]} == 0)) || die "programs are missing; install them with: apt-get install $(
    printf '%s\n' "${missing[@]}" | sort -u | tr '\n' ' '
  )" 2
}

# Prints the processors that this process may use, one per line.
processors() {
  local range
  for range in $(sed -n 's/^Cpus_allowed_list:\s*//p' /proc/self/status | tr ',' ' '); do
    seq "${range%-*}" "${range#*-}"
  done
}
