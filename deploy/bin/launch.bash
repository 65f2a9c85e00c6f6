# Functions of both launchers: find the jar, find java, make an archive of classes if there is none,
# become the JVM. A failure to make or read the archive is silent, and the program runs without it.
# shellcheck shell=bash

# Argument files of java. PAIR_JAVA_OPTS comes later and overrides them. The manifest of the jar asks for
# the same access, but the JVM reads it only with java -jar, and then it reads the directory of the jar, many
# thousand entries, twice: for the manifest and for the classes.
# shellcheck disable=SC2154 # the directory of the script that sources this file
JVM_OPTIONS=("@$here/jvm.options" "@$here/access.options")

# The time limit to make an archive. An older work directory belongs to a process that was killed.
readonly ARCHIVE_MINUTES=5

die() {
  echo "$program: $1" >&2
  exit "$2"
}

find_jar() {
  local place
  for place in "$here" "$here/../lib" "$here/../../$program/target"; do
    jar=$place/$program.jar
    if [[ -f $jar ]]; then
      [[ $place != *..* ]] || jar=$(cd "$place" && pwd)/$program.jar
      return
    fi
  done
  die "no $program.jar in the directory of this script, in ../lib or in ../../$program/target; build it with: mvn package -DskipTests" 2
}

find_java() {
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    java=$JAVA_HOME/bin/java
  elif ! java=$(type -P java); then
    die 'no java in JAVA_HOME or PATH; install it with: apt-get install openjdk-17-jre-headless' 2
  fi
}

# Names the archive after everything that it depends on: the path, size and time of the jar, and the JVM.
name_archive() {
  local stamp place=${jar//[^A-Za-z0-9.]/_}
  archive='' cache=${XDG_CACHE_HOME:-${HOME:-}/.cache}/echo-pair
  [[ $cache == /?*/echo-pair ]] || return 0
  # GNU, BSD and macOS.
  stamp=$(stat -L -c %s-%Y "$jar" "$java" 2>/dev/null || stat -L -f %z-%m "$jar" "$java" 2>/dev/null) ||
    return 0
  ((${#place} <= 100)) || place=${place: -100}
  archive=$cache/$place-${stamp//$'\n'/-}.jsa
}

# Makes the archive in a work directory, which only one process can create, and renames it. A run of
# the program lists the classes, and the JVM makes a static archive of the list. A dynamic archive
# (ArchiveClassesAtExit) takes less time to make, but starts slower and leaves out classes in an old
# format, such as those of picocli. Call this in a subshell: it sets traps and unsets variables.
make_archive() {
  local name options=()
  work=$archive.making rehearsal=''
  mkdir -p "$cache" || exit 1
  if [[ -n $(find "$work" -prune -mmin "+$ARCHIVE_MINUTES") ]]; then
    rm -rf "$work"
  fi
  mkdir "$work" || exit 1
  trap clean_up EXIT
  trap 'exit 1' INT TERM HUP
  read -r -a options <<<"${PAIR_JAVA_OPTS:-}"
  # Variables that configure the user's run must not configure this one.
  for name in $(compgen -e ECHO_ || true); do
    unset "$name"
  done
  rehearse "$java" "${JVM_OPTIONS[@]}" ${options[@]+"${options[@]}"} \
    "-XX:DumpLoadedClassList=$work/classes" -cp "$jar" "$main" || exit 1
  rehearsal=''
  "$java" "${JVM_OPTIONS[@]}" ${options[@]+"${options[@]}"} -Xshare:dump \
    "-XX:SharedClassListFile=$work/classes" "-XX:SharedArchiveFile=$work/classes.jsa" -cp "$jar" || exit 1
  mv -f "$work/classes.jsa" "$archive" || exit 1
  # Deletes archives of old jars and JVMs. If one is still needed, the next run makes it again.
  find "$cache" -name '*.jsa' -mtime +30 -delete
}

clean_up() {
  [[ -z $rehearsal ]] || kill -KILL "$rehearsal" || true
  rm -rf "$work"
}

# launch PROGRAM MAIN_CLASS ARGUMENT...: becomes the program. $here is the directory of the script.
# Each process that it starts before delays the program by two milliseconds.
launch() {
  program=$1 main=$2
  shift 2
  local java jar archive cache options=() shared=()
  find_jar
  find_java
  name_archive
  if [[ -n $archive && ! -f $archive ]]; then
    case ${PAIR_ARCHIVE:-later} in
      # A grandchild: the JVM must not have a child process that it does not know.
      later) (make_archive &) </dev/null >/dev/null 2>&1 ;;
      now) (make_archive &
        wait "$!") </dev/null >/dev/null 2>&1 || true ;;
    esac
  fi
  [[ ! -r $archive || ${PAIR_ARCHIVE:-} == off ]] || shared=("-XX:SharedArchiveFile=$archive")
  read -r -a options <<<"${PAIR_JAVA_OPTS:-}" || true
  # Fewer arenas of malloc: each arena keeps freed memory.
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1}
  exec "$java" "${JVM_OPTIONS[@]}" ${shared[@]+"${shared[@]}"} \
    ${options[@]+"${options[@]}"} -cp "$jar" "$main" "$@"
}
