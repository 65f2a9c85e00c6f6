# What both launchers do: find the jar, find java, have an archive of classes made where there is
# none, become the JVM. What goes wrong with the archive is never told and never harms the run.
# shellcheck shell=bash

# A JVM for a service that is small and starts fast; PAIR_JAVA_OPTS comes after these and wins. Some
# of these are not known to each JVM. All that the first collections leave untouched is never
# resident, so the young generation starts small; under load it costs less than 1% of the time. The
# tables of strings and symbols start small too, and grow with what is in them. What is called often
# is compiled after five times as many calls as by default, by the second compiler after sixteen times
# as many: under load that is a fraction of a second later, and much of what the compilers would do for
# the start alone is not done. The archive is mapped at the address that it was made for: elsewhere, as
# is the default, each pointer in it has to be moved, which dirties all of it at each start; what is
# lost is that its address cannot be guessed, that of everything else still cannot. Netty's events for
# the flight recorder would load some fifty classes of it. The JVM's own warnings, of an archive that
# does not fit among them, would go to stdout.
JVM_OPTIONS=(
  -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:+UnlockExperimentalVMOptions
  -XX:+UseSerialGC -Xms9m -XX:NewSize=2m -XX:TrimNativeHeapInterval=2000
  -XX:StringTableSize=8192 -XX:SymbolTableSize=8192
  -XX:Tier3InvocationThreshold=1000 -XX:Tier3MinInvocationThreshold=500 -XX:Tier3CompileThreshold=5000
  -XX:Tier4InvocationThreshold=80000 -XX:Tier4MinInvocationThreshold=9600
  -XX:Tier4CompileThreshold=240000 -XX:Tier4BackEdgeThreshold=640000
  -XX:ArchiveRelocationMode=0 -XX:-UsePerfData -Xshare:auto -Xlog:disable
  -Dio.netty.jfr.enabled=false
)

# What the manifest of the jars says, which counts with java -jar alone. That reads the jar's directory
# of many thousand entries twice: once for the manifest, and, having closed the jar, for its classes.
readonly ACCESS_OPTIONS=(
  --enable-native-access=ALL-UNNAMED
  --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED
  --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/sun.nio.ch=ALL-UNNAMED
  --add-opens=java.management/sun.management=ALL-UNNAMED
  --add-opens=jdk.management/com.sun.management.internal=ALL-UNNAMED
)

# How long the making of an archive may take; a claim that is older was left by one that was killed.
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
  die "no $program.jar beside this script, in ../lib or in ../../$program/target; build it with: mvn package -DskipTests" 2
}

find_java() {
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/java ]]; then
    java=$JAVA_HOME/bin/java
  elif ! java=$(type -P java); then
    die 'no java, neither in JAVA_HOME nor in PATH; install with: apt-get install openjdk-17-jre-headless' 2
  fi
}

# Names the archive by what it depends on: the jar and where it is, and the JVM.
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

# Makes the archive, in a directory that only one process can make; renamed into place whole. A
# rehearsal lists the classes; the archive made of the list is a static one: a dynamic one
# (ArchiveClassesAtExit) takes less time to make, but leaves out classes in an old format, which the
# client's picocli has, and starts slower. For a subshell, as it sets traps and unsets variables.
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
  # What the user has set for the run is not for the rehearsal.
  for name in $(compgen -e ECHO_ || true); do
    unset "$name"
  done
  rehearse "$java" "${JVM_OPTIONS[@]}" "${ACCESS_OPTIONS[@]}" ${options[@]+"${options[@]}"} \
    "-XX:DumpLoadedClassList=$work/classes" -cp "$jar" "$main" || exit 1
  rehearsal=''
  "$java" "${JVM_OPTIONS[@]}" "${ACCESS_OPTIONS[@]}" ${options[@]+"${options[@]}"} -Xshare:dump \
    "-XX:SharedClassListFile=$work/classes" "-XX:SharedArchiveFile=$work/classes.jsa" -cp "$jar" || exit 1
  mv -f "$work/classes.jsa" "$archive" || exit 1
  # The archives of jars and JVMs that are no more; one that is still wanted is made anew.
  find "$cache" -name '*.jsa' -mtime +30 -delete
}

clean_up() {
  [[ -z $rehearsal ]] || kill -KILL "$rehearsal" || true
  rm -rf "$work"
}

# launch PROGRAM MAIN_CLASS ARGUMENT..., from the script in the directory $here. Each process that it
# starts first takes two milliseconds of what the user waits.
launch() {
  program=$1 main=$2
  shift 2
  local java jar archive cache options=() shared=()
  find_jar
  find_java
  name_archive
  if [[ -n $archive && ! -f $archive ]]; then
    case ${PAIR_ARCHIVE:-later} in
      # A grandchild: the JVM is not to have a child that it knows nothing of.
      later) (make_archive &) </dev/null >/dev/null 2>&1 ;;
      now) (make_archive &
        wait "$!") </dev/null >/dev/null 2>&1 || true ;;
    esac
  fi
  [[ ! -r $archive || ${PAIR_ARCHIVE:-} == off ]] || shared=("-XX:SharedArchiveFile=$archive")
  read -r -a options <<<"${PAIR_JAVA_OPTS:-}" || true
  # Fewer arenas of malloc: each keeps what was freed in it.
  export MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-1}
  exec "$java" "${JVM_OPTIONS[@]}" "${ACCESS_OPTIONS[@]}" ${shared[@]+"${shared[@]}"} \
    ${options[@]+"${options[@]}"} -cp "$jar" "$main" "$@"
}
