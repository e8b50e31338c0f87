# Sourced by the scripts beside it: runs roles of the built distribution by hand, below one folder that goes at the end.
# shellcheck shell=bash

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
dist=${WATCHWORD_DIST:-$root/cli/target/watchword}
watchword=$dist/bin/watchword
shop=$root/examples/shop

[ -x "$watchword" ] || {
  echo "no distribution in $dist; build it with \`mvn -Dquick -DskipTests -pl cli -am package\`, or name one in WATCHWORD_DIST" >&2
  exit 1
}

work=$(mktemp -d "${TMPDIR:-/tmp}/watchword-bench-XXXXXX")
declare -A pids=()

# Ends what was started, last first, and nothing else.
clean_up() {
  local name pid
  trap '' INT TERM
  for name in "${!pids[@]}"; do kill "${pids[$name]}" 2>/dev/null; done
  for name in "${!pids[@]}"; do
    pid=${pids[$name]}
    for _ in $(seq 50); do
      kill -0 "$pid" 2>/dev/null || break
      sleep 0.1
    done
    kill -9 "$pid" 2>/dev/null
  done
  wait 2>/dev/null
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "$*" >&2
  exit 1
}

note() { echo "$*" >&2; }

# start NAME COMMAND...: in the background, output to $work/NAME.log; the process id is that of COMMAND.
start() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 </dev/null &
  pids[$name]=$!
}

stop() {
  kill "${pids[$1]}" 2>/dev/null
  wait "${pids[$1]}" 2>/dev/null
  unset "pids[$1]"
}

# role NAME ROLE FILE: starts a role and waits until it says that it is ready. `start_ms[NAME]` is how long that took: from before the
# launcher's exec to the time of the ready file.
declare -A start_ms=()
role() {
  local name=$1 ready=$work/$1.ready begin
  rm -f "$ready"
  begin=$EPOCHREALTIME
  WATCHWORD_READY_FILE=$ready WATCHWORD_LOG=json start "$name" "$watchword" "$2" run -c "$3"
  for _ in $(seq 1200); do
    [ -e "$ready" ] && break
    kill -0 "${pids[$name]}" 2>/dev/null || break
    sleep 0.05
  done
  [ -e "$ready" ] || {
    tail -n 20 "$work/$name.log" >&2
    fail "$name did not become ready"
  }
  start_ms[$name]=$(awk -v a="$begin" -v b="$(stat -c %.9Y "$ready")" 'BEGIN { printf "%.0f", (b - a) * 1000 }')
}

free_ports() {
  python3 - "$1" <<'PY'
import socket, sys
held = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in held:
    s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in held])
PY
}

# CA and agent, with `web` and `orders` registered for whoever runs this script.
identities() {
  read -r ca_nodes ca_health agent_health < <(free_ports 3)
  admin=unix:$work/admin.sock
  workload_api=unix:$work/agent.sock
  cat >"$work/ca.yaml" <<YAML
trust-domain: example.org
state: $work/ca
nodes: { listen: "127.0.0.1:$ca_nodes" }
admin: "$admin"
health: 127.0.0.1:$ca_health
keys: embedded
YAML
  cat >"$work/agent.yaml" <<YAML
trust-domain: example.org
state: $work/agent
ca: { address: "127.0.0.1:$ca_nodes", token-file: $work/join-token }
workload-api: "$workload_api"
health: 127.0.0.1:$agent_health
YAML
  role ca ca "$work/ca.yaml"
  local agent=spiffe://example.org/watchword/agent/bench name
  "$watchword" token create --admin "$admin" --spiffe-id "$agent" >"$work/join-token" 2>"$work/token.log" || fail "no join token: $(cat "$work/token.log")"
  for name in web orders; do
    # The DNS name is for nginx, which cannot check a SPIFFE ID.
    "$watchword" entry create --admin "$admin" --spiffe-id "spiffe://example.org/ns/shop/sa/$name" --parent-id "$agent" \
      --selector "unix:uid:$(id -u)" --hint "$name" --dns-name "$name.shop.test" >"$work/entry.log" 2>&1 || fail "no entry: $(cat "$work/entry.log")"
  done
  role agent agent "$work/agent.yaml"
}

# Kilobytes of the process: resident, and its share of it.
rss_kb() { awk '/^VmRSS:/ { print $2 }' "/proc/$1/status"; }
pss_kb() { awk '/^Pss:/ { print $2 }' "/proc/$1/smaps_rollup" 2>/dev/null || echo 0; }

# CPU seconds that processes have used so far, user and system: utime and stime of /proc/PID/stat, in ticks.
ticks=$(getconf CLK_TCK)
cpu_seconds() {
  local pid
  for pid in "$@"; do cat "/proc/$pid/stat"; done | sed 's/^.*) //' | awk -v t="$ticks" '{ used += $12 + $13 } END { printf "%.2f", used / t }'
}

describe_machine() {
  local java_home
  java_home=$(dirname "$(dirname "$(readlink -f "/proc/${1:-$$}/exe")")")
  echo "# $(date -u +%Y-%m-%dT%H:%MZ), $(nproc) cores ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB, Linux $(uname -r)"
  [ ! -r "$java_home/release" ] || echo "# JDK $(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$java_home/release")"
  echo "# Watchword $("$watchword" --version | cut -d' ' -f2) at $(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo '?'); start-up caches: $(ls "$dist"/aot/*.aot 2>/dev/null | wc -l)"
  echo "# load average before: $(cut -d' ' -f1-3 /proc/loadavg)"
}
