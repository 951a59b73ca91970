#!/usr/bin/env bash
# The story of Alice and Bob, played by real processes: every line of it is checked. See --help.
set -euo pipefail

help() {
  cat <<'END'
Usage: ./scenario.sh [--keep] [--compose] [--help]

Starts a directory and three peers, has Alice, Bob and Carol register, has Alice ask and Bob accept her, lets them talk, and checks every line of
what they then read. Stops Bob, has Alice write to him all the same, and brings him back. Has Alice make a room and invite Bob and Carol, lets all three talk there,
and has Carol go: what is said after that she does not read. Has all three talk in the public channel of their directory. Has Alice send Bob a file of 50 MB, and kills
Bob and then Alice as it comes. Searches all that the directory and the peers have on disk for what was said, and finds none of
it. Has both compare their safety number, and Alice confirm it. Prints the story; ends with 0 if it is true, with 1
if it is not.

  --keep      leave everything running afterwards, and tell how to talk to it and how to stop it
  --compose   play in the containers of docker-compose.yml, with Jaeger at http://localhost:16686
  --help      print this

Environment:
  CAUSERIE_PROFILE=release      debug, the default, is built sooner; release runs faster
  CAUSERIE_BIN_DIR=DIR          run the binaries that are there, and build nothing
  CARGO_TARGET_DIR=DIR          where cargo builds
  OTEL_EXPORTER_OTLP_ENDPOINT   where spans go, as in http://localhost:4317; the story then shows its traces
  JAEGER_UI=URL                 where they can be looked at; http://localhost:16686 unless told
  NO_COLOR=1                    no colours
END
}

keep='' compose=''
for word in "$@"; do
  case $word in
    --keep) keep=1 ;;
    --compose) compose=1 ;;
    --help | -h) help; exit 0 ;;
    *) echo "scenario.sh does not understand $word; see ./scenario.sh --help" >&2; exit 2 ;;
  esac
done

profile=${CAUSERIE_PROFILE:-debug}
jaeger=${JAEGER_UI:-http://localhost:16686}
bin=${CAUSERIE_BIN_DIR:+$(cd "$CAUSERIE_BIN_DIR" && pwd)}
cd "$(dirname "$0")"
# What else is set for somebody's own peer has no part in this one.
for name in $(compgen -e CAUSERIE_ || true); do
  case $name in CAUSERIE_LOG) ;; *) unset "$name" ;; esac
done
unset OTEL_SERVICE_NAME
# What it leads to is a receiver of traces; it is over before there is much to measure.
export OTEL_METRICS_EXPORTER=${OTEL_METRICS_EXPORTER:-none}
# So that there is something to search in the logs.
export CAUSERIE_LOG=${CAUSERIE_LOG:-debug}

# ---- how it looks ---------------------------------------------------------------------------------------------------

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ] && [ "${TERM:-dumb}" != dumb ]; then
  bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[0m'
else
  bold='' dim='' green='' red='' plain=''
fi

chapter() { printf '\n  %s%s%s\n' "$bold" "$1" "$plain"; }
# line WHO WHAT HOW MILLISECONDS
line() { printf '    %-16s' "$1" && rest "$2" "$3" "$4"; }
# said FROM TO WHAT HOW MILLISECONDS
said() { printf '    %-5s → %-8s' "$1" "$2" && rest "$3" "$4" "$5"; }
rest() { printf '%-46s%s%-10s%6s ms%s\n' "$1" "$dim" "$2" "$3" "$plain"; }

millis() {
  local clock=${EPOCHREALTIME:-}
  if [ -n "$clock" ]; then clock=${clock//[!0-9]/}; echo $((clock / 1000)); else echo "$(date +%s)000"; fi
}

# ---- how it ends ----------------------------------------------------------------------------------------------------

dir='' pids=() ended=''

die() {
  local log text
  printf '\n%sThe story is false: %s%s\n' "$red" "$1" "$plain" >&2
  if [ -n "$compose" ]; then
    containers logs --tail 20 2>&1 | sed 's/^/    /' >&2 || true
  elif [ -n "$dir" ]; then
    for log in "$dir"/*.log; do
      # How bytes moved is rarely why.
      text=$(sed '/ \(DEBUG\|TRACE\) /d; s/^/    /' "$log" | tail -n 20)
      [ -z "$text" ] || printf '  the end of %s:\n%s\n' "${log##*/}" "$text" >&2
    done
  fi
  exit 1
}

end() {
  local status=$?
  trap - EXIT INT TERM HUP
  [ -z "$ended" ] || exit "$status"
  if [ -n "$compose" ]; then
    containers down --volumes --timeout 5 >/dev/null 2>&1 || true
  fi
  if [ "${#pids[@]}" -gt 0 ]; then
    kill "${pids[@]}" 2>/dev/null || true
    for _ in {1..50}; do
      alive "${pids[@]}" || break
      sleep 0.1
    done
    kill -9 "${pids[@]}" 2>/dev/null || true
    wait "${pids[@]}" 2>/dev/null || true
  fi
  [ -z "$dir" ] || rm -rf "$dir"
  exit "$status"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP

alive() {
  local pid
  for pid in "$@"; do kill -0 "$pid" 2>/dev/null && return 0; done
  return 1
}

# ---- the stage ------------------------------------------------------------------------------------------------------

containers() { docker compose --project-name causerie-scenario "$@"; }

# ask WHO COMMAND…: what WHO types
ask() {
  local who=$1
  shift
  if [ -n "$compose" ]; then containers exec -T "$who" causerie "$@"; else "$bin/causerie" --data "$dir/$who" "$@"; fi
}

# start LOG COMMAND…: runs it in the background; its pid is the last of pids
start() {
  local log=$1
  shift
  if [ -n "$keep" ]; then set -- nohup "$@"; fi
  "$@" </dev/null >"$dir/$log.out" 2>"$dir/$log.log" &
  pids+=($!)
}

# heard LOG PATTERN: what LOG's process prints in its place, once it does
heard() {
  local deadline=$(($(millis) + 10000)) found
  while :; do
    found=$(sed -n "s|$2|\\1|p" "$dir/$1.out" | head -n 1)
    if [ -n "$found" ]; then echo "$found"; return; fi
    alive "${pids[${#pids[@]} - 1]}" || return 1
    [ "$(millis)" -lt "$deadline" ] || return 1
    sleep 0.02
  done
}

build() {
  if [ -z "$bin" ]; then
    local flags=()
    case $profile in
      release) flags=(--release) ;;
      debug) ;;
      *) echo "CAUSERIE_PROFILE is release or debug" >&2; exit 2 ;;
    esac
    cargo build --locked ${flags[@]+"${flags[@]}"} -p causerie-server -p causerie >&2
    bin=$(cargo metadata --locked --no-deps --format-version 1 | sed -n 's|.*"target_directory":"\([^"]*\)".*|\1|p')/$profile
  fi
  [ -x "$bin/causerie" ] && [ -x "$bin/causerie-server" ] || die "there are no binaries in $bin"
}

stage_here() {
  local begun url at
  domain=localhost
  dir=$(mktemp -d "${TMPDIR:-/tmp}/causerie.XXXXXX")
  if [ -n "${OTEL_EXPORTER_OTLP_ENDPOINT:-}" ]; then export CAUSERIE_TRACE=full; fi

  chapter 'The stage'
  begun=$(millis)
  "$bin/causerie-server" init --domain "$domain" --data "$dir/directory" >"$dir/init.out" 2>"$dir/init.log" ||
    die 'the directory could not be made'
  start directory "$bin/causerie-server" run --data "$dir/directory" --listen 127.0.0.1:0
  at=$(heard directory '^listening on https://\(.*\)$') || die 'the directory did not come up'
  url=https://localhost:${at##*:}
  line directory "$url" 'is up' $(($(millis) - begun))

  for who in bob alice carol; do
    begun=$(millis)
    "$bin/causerie" --data "$dir/$who" register "$who" --directory "$url" --root "$dir/directory/root.pem" \
      >"$dir/$who-register.out" 2>"$dir/$who-register.log" || die "$who could not register"
    line "$who" "$who@$domain" registers $(($(millis) - begun))
  done
  for who in bob alice carol; do comes "$who"; done
}

# comes WHO: starts WHO's peer
comes() {
  local begun at who=$1
  begun=$(millis)
  if [ -n "$compose" ]; then
    containers up --wait --detach "$who" >/dev/null 2>&1 || die "$who did not come back"
    at=its-container
  else
    start "$who" "$bin/causerie" --data "$dir/$who" up
    at=$(heard "$who" "^$who@$domain is up: peers at \\([^,]*\\),.*") || die "$who did not come up"
  fi
  line "$who" "https://$at" 'is up' $(($(millis) - begun))
}

# leaves_bob: stops Bob's peer, the second that was started
leaves_bob() {
  local begun
  begun=$(millis)
  if [ -n "$compose" ]; then
    containers stop bob >/dev/null 2>&1 || die 'bob could not be stopped'
  else
    kill "${pids[1]}" && wait "${pids[1]}" 2>/dev/null || true
    pids=("${pids[0]}" "${pids[@]:2}")
  fi
  line bob '' 'goes away' $(($(millis) - begun))
}

stage_in_containers() {
  local begun
  domain=directory
  containers version >/dev/null 2>&1 || die 'docker compose is not installed here'
  # Leftovers of a story that was kept.
  containers down --volumes --timeout 5 >/dev/null 2>&1 || true

  chapter 'The stage'
  begun=$(millis)
  containers up --build --wait --detach || die 'the containers did not come up'
  line containers 'jaeger, directory, alice, bob, carol' 'are up' $(($(millis) - begun))
}

# ---- the story ------------------------------------------------------------------------------------------------------

# field NAME: a text or number of the JSON on standard input
field() { sed -n "s|.*\"$1\":\"\\{0,1\\}\\([^\",}]*\\).*|\\1|p"; }

told='' late='' traces=()

# tell FROM TO TEXT: says it, and checks that it arrived directly
tell() {
  local report state path took trace
  report=$(ask "$1" tell "$2" "$3" --wait 10 --json) || die "$1 could not tell $2: $3"
  state=$(field state <<<"$report") path=$(field path <<<"$report")
  [ "$state" = delivered ] || die "what $1 told $2 is $state, not delivered"
  [ "$path" = direct ] || die "what $1 told $2 went by ${path:-nothing}, not directly"
  took=$(($(field changed_at <<<"$report") - $(field sent_at <<<"$report")))
  said "$1" "$2" "$3" "$path" "$took"

  trace=$(field trace_id <<<"$report")
  if [ -n "$trace" ]; then
    traces+=("$trace")
  elif [ -n "${OTEL_EXPORTER_OTLP_ENDPOINT:-}$compose" ]; then
    die "what $1 told $2 was not traced"
  fi
  told+="$1@$domain|$2@$domain|$3|delivered|direct"$'\n'
}

# becomes ID STATE: waits until Alice sees that the message has come so far, and prints by which path
becomes() {
  local deadline=$(($(millis) + 20000)) one=''
  while [ "$(millis)" -lt "$deadline" ]; do
    one=$(ask alice conversation bob --peek --json | awk '{ gsub(/[}],[{]/, "}\n{"); print }' | grep -F "$1") || true
    if [ "$(field state <<<"$one")" = "$2" ]; then field path <<<"$one"; return; fi
    sleep 0.05
  done
  return 1
}

# knocks TEXT: what Alice tells Bob, who does not know her: he gets it as a request, and she hears nothing until he accepts her
knocks() {
  local report id trace begun took path asking='' deadline
  begun=$(millis)
  report=$(ask alice tell bob "$1" --wait 10 --json) || die "alice could not tell bob: $1"
  [ "$(field state <<<"$report")" = stored ] || die "what alice told bob, who does not know her, is $(field state <<<"$report"), not stored"
  id=$(field id <<<"$report") trace=$(field trace_id <<<"$report")
  [ -z "$trace" ] || traces+=("$trace")
  said alice bob "$1" stored $(($(millis) - begun))

  deadline=$(($(millis) + 20000))
  until [[ $asking == *"alice@$domain wants to talk to you: $1"* ]]; do
    [ "$(millis)" -lt "$deadline" ] || die "bob is not asked whether he wants to talk to alice, but: $asking"
    asking=$(ask bob contacts) || die 'bob could not look at who asks'
  done
  printf '    causerie contacts:\n'
  sed 's/^/      /' <<<"$asking"
  [ "$(ask alice conversation bob --peek --json | field state)" = stored ] || die 'alice was answered before bob accepted her'

  begun=$(millis)
  ask bob accept alice >/dev/null || die 'bob could not accept alice'
  path=$(becomes "$id" delivered) || die 'alice does not hear that it arrived, though bob accepted her'
  [ "$path" = mailbox ] || die "it went by ${path:-nothing}, not by the mailbox"
  took=$(($(millis) - begun))
  line bob 'accepts alice, who then' hears "$took"
  told+="alice@$domain|bob@$domain|$1|delivered|mailbox"$'\n'
  # A direct way that failed, as hers to somebody who did not know her, is left alone for a second or two.
  sleep 2
}

# waits TEXT: what Alice tells Bob while he is away, and how it reaches him when he is back
waits() {
  local report reason took trace begun path
  leaves_bob
  begun=$(millis)
  report=$(ask alice tell bob "$1" --wait 10 --json) || die "alice could not tell bob: $1"
  [ "$(field state <<<"$report")" = stored ] || die "what alice told bob is $(field state <<<"$report"), not stored"
  late=$(field id <<<"$report") trace=$(field trace_id <<<"$report")
  [ -z "$trace" ] || traces+=("$trace")
  said alice bob "$1" stored $(($(millis) - begun))
  reason=$(ask alice why "$late" --json) || die 'alice could not ask why'
  [ "$(field cause <<<"$reason")" = IN_MAILBOX ] || die "why it waits is not told, but: $reason"
  printf '    causerie why:\n'
  ask alice why "$late" | sed 's/^/      /'

  comes bob
  begun=$(millis)
  path=$(becomes "$late" delivered) || die 'what waited in the mailbox did not reach bob'
  [ "$path" = mailbox ] || die "it went by ${path:-nothing}, not by the mailbox"
  took=$(($(millis) - begun))
  line alice 'hears that it was' delivered "$took"
  told+="alice@$domain|bob@$domain|$1|delivered|mailbox"$'\n'
}

# sees: Bob reads, and Alice hears of it
sees() {
  local begun
  begun=$(millis)
  ask bob conversation alice >/dev/null || die 'bob could not read'
  becomes "$late" read >/dev/null || die 'alice did not hear that bob read it'
  line alice 'hears that bob has' 'read it' $(($(millis) - begun))
}

room='' roomed=''

# until_says WHAT PATTERN WHO COMMAND…: waits until what WHO's COMMAND prints has PATTERN in it
until_says() {
  local what=$1 pattern=$2 deadline=$(($(millis) + 20000)) printed=''
  shift 2
  until [[ $printed == *"$pattern"* ]]; do
    [ "$(millis)" -lt "$deadline" ] || die "$what, but: $printed"
    printed=$(ask "$@" 2>&1) || true
    sleep 0.05
  done
}

# meets: Alice makes a room, and Bob and Carol, whom she invites, come in; Bob and Carol do not know each other
meets() {
  local begun who
  begun=$(millis)
  room=$(ask alice room create 'Books' --json | field room)
  [[ $room =~ ^[0-9a-f]{32}$ ]] || die "alice could not make a room, but: $room"
  line alice '#books' 'makes' $(($(millis) - begun))
  for who in bob carol; do
    begun=$(millis)
    ask alice room invite "#$room" "$who" >/dev/null || die "alice could not invite $who"
    until_says "$who is not invited" "alice@$domain invites you" "$who" room list
    ask "$who" room join "#$room" >/dev/null || die "$who could not ask to come in"
    until_says "$who does not come in" '"standing":"member"' "$who" room list --json
    line "$who" '#books' 'comes into' $(($(millis) - begun))
  done
  for who in bob carol; do
    until_says "$who does not see who is there" "carol@$domain" "$who" room show "#$room"
  done
}

# says_there WHO TEXT READER…: says it in the room, and checks that each of these hears it
says_there() {
  local who=$1 text=$2 begun reader
  shift 2
  begun=$(millis)
  ask "$who" tell "#$room" "$text" --wait 10 --json >/dev/null || die "$who could not say in the room: $text"
  for reader in "$@"; do
    until_says "$reader does not hear “$text”" "\"text\":\"$text\"" "$reader" conversation "#$room" --peek --json
  done
  said "$who" '#books' "$text" "heard by $#" $(($(millis) - begun))
  roomed+="$who@$domain|room|$text||"$'\n'
}

# loses_carol TEXT: Carol has to go, and does not read what is said after that
loses_carol() {
  local begun shown
  begun=$(millis)
  ask alice room remove "#$room" carol >/dev/null || die 'carol could not be let go'
  until_says 'carol does not hear that she is out' '"standing":"gone"' carol room list --json
  until_says 'bob does not see that carol is out' '2 people' bob room show "#$room"
  line alice 'carol' 'lets go' $(($(millis) - begun))
  says_there alice "$1" bob
  # As long as it took Bob, and again.
  sleep 1
  shown=$(ask carol conversation "#$room" --peek --json) || die 'carol could not read'
  if [[ $shown == *"$1"* ]]; then die 'carol reads what was said after she was let go'; fi
  if ask carol tell "#$room" 'Am I still there?' >/dev/null 2>&1; then die 'carol speaks in a room that she is not in'; fi
  printf '    carol:\n'
  ask carol conversation "#$room" --peek | sed 's/^/      /'
}

# digest FILE: its SHA-256
digest() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }

# arrived FOLDER: how much of what is on its way into it is written, in KiB; nothing once it has its name
arrived() { du -k "$1"/.causerie-parts/* 2>/dev/null | cut -f 1 | head -n 1 || true; }

# cut WHO KIB: kills WHO's peer with no word of warning once so much of the file has been written, and starts it again
cut_at() {
  local who=$1 kib=$2 deadline=$(($(millis) + 30000)) here='' last
  if [ -n "$compose" ]; then
    containers kill --signal KILL "$who" >/dev/null 2>&1 || die "$who could not be killed"
  else
    until [ "${here:-0}" -ge "$kib" ]; do
      [ "$(millis)" -lt "$deadline" ] || die "the file does not come: ${here:-0} KiB of it are here"
      [ ! -e "$dir/in/lighthouse.bin" ] || die 'all of the file was there before it was cut'
      here=$(arrived "$dir/in") || true
    done
    # Alice is the second that was started and still runs, Bob the last.
    last=$((${#pids[@]} - 1))
    if [ "$who" = alice ]; then last=1; fi
    kill -9 "${pids[$last]}" && wait "${pids[$last]}" 2>/dev/null || true
    pids=("${pids[@]:0:$last}" "${pids[@]:$((last + 1))}")
  fi
  line "$who" "at ${here:+$((here / 1024)) MiB}" 'is killed' 0
  comes "$who"
}

# sends_file: Alice sends Bob a file of 50 MB, and it comes whole although both are killed meanwhile
sends_file() {
  local begun file=lighthouse.bin id sent got from to
  begun=$(millis)
  if [ -n "$compose" ]; then dir=$(mktemp -d "${TMPDIR:-/tmp}/causerie.XXXXXX"); fi
  head -c 50000000 /dev/urandom >"$dir/$file"
  sent=$(digest "$dir/$file") from=$dir/$file to=$dir/in
  if [ -n "$compose" ]; then
    containers cp "$dir/$file" "alice:/data/$file" >/dev/null 2>&1 || die 'alice could not be given the file'
    from=/data/$file to=/data/in
  fi
  id=$(ask alice send bob "$from" --caption 'The book itself' --json | sed -n 's|.*"file":{"id":"\([0-9a-f]*\)".*|\1|p')
  [[ $id =~ ^[0-9a-f]{32}$ ]] || die "alice could not send the file, but: $id"
  said alice bob "(file $file, 50 MB)" sent $(($(millis) - begun))
  until_says 'bob does not hear of the file' "$id" bob files --json

  begun=$(millis)
  ask bob fetch "$id" --to "$to" --no-wait >/dev/null || die 'bob could not begin to fetch it'
  cut_at bob 10000
  cut_at alice 25000
  ask bob fetch "$id" --to "$to" >/dev/null || die 'the file did not come'
  if [ -n "$compose" ]; then containers cp "bob:/data/in/$file" "$dir/got" >/dev/null 2>&1; else cp "$to/$file" "$dir/got"; fi
  got=$(digest "$dir/got")
  line bob "has all of it" 'fetched' $(($(millis) - begun))
  [ "$sent" = "$got" ] || die "what bob has is not what alice sent: $got is not $sent"
  printf '    both have SHA-256 %s\n' "$got"
  if [ -n "$compose" ]; then
    rm -rf "$dir"
    dir=''
  fi
}

# says_to_all WHO TEXT READER…: says it in the public channel, and checks that each of these hears it there
says_to_all() {
  local who=$1 text=$2 begun reader channel
  shift 2
  begun=$(millis)
  channel=$(ask "$who" all "$text" --wait 0 --json | field to) || die "$who could not say to all: $text"
  [[ $channel =~ ^#[0-9a-f]{32}$ ]] || die "$who said to all in no room, but: $channel"
  for reader in "$@"; do
    until_says "$reader does not hear “$text”" "\"text\":\"$text\"" "$reader" conversation "$channel" --peek --json
  done
  said "$who" '#public' "$text" "heard by $#" $(($(millis) - begun))
  roomed+="$who@$domain|all|$text||"$'\n'
}

# reads WHO WITH: checks that WHO reads exactly what was told, and shows it
reads() {
  local json messages
  json=$(ask "$1" conversation "$2" --peek --json) || die "$1 could not read"
  messages=$(awk '{ gsub(/[}],[{]/, "}\n{"); print }' <<<"$json" | while IFS= read -r one; do
    printf '%s|%s|%s|%s|%s\n' "$(field from <<<"$one")" "$(field to <<<"$one")" \
      "$(sed -n 's|.*"text":"\([^"]*\)".*|\1|p' <<<"$one")" "$(field state <<<"$one")" "$(field path <<<"$one")"
  done)
  [ "$messages" = "${told%$'\n'}" ] || die "$1 does not read what was told, but:
$messages
  and should read:
$told"
  printf '    %s:\n' "$1"
  ask "$1" conversation "$2" --peek | sed 's/^/      /'
}

# bytes FILE…: how many there are in all
bytes() { cat "$@" | wc -c | tr -d ' '; }

# holds WORDS FILE…: whether they stand in one of the files
holds() { LC_ALL=C grep -qaF -- "$@"; }

# searched WHAT FILE…: checks that nothing told is in the files, which are WHAT, and shows how much was searched
searched() {
  local what=$1 text
  shift
  while IFS='|' read -r _ _ text _; do
    if holds "$text" "$@"; then die "“$text” stands in $what"; fi
  done <<<"${told%$'\n'}${roomed:+$'\n'}${roomed%$'\n'}"
  printf '    %-32s%12s bytes: %snone of it%s\n' "$what" "$(bytes "$@")" "$green" "$plain"
}

# The files as they are while everybody runs. A log of writes (-wal) has what passed through a database of late, so also
# the envelopes as they crossed the wire.
sealed() {
  local where=$dir who database
  if [ -n "$compose" ]; then
    where=$(mktemp -d "${TMPDIR:-/tmp}/causerie.XXXXXX")
    dir=$where
    for who in directory alice bob carol; do
      containers cp "$who:/data" "$where/$who" >/dev/null 2>&1 || die "what $who has on disk cannot be looked at"
    done
    containers logs --no-color >"$where/containers.log" 2>&1 || die 'the logs cannot be looked at'
  fi
  for database in "$where"/{directory/directory,alice/peer,bob/peer,carol/peer}.db; do
    # Where a search finds nothing, it is not because it cannot find anything.
    holds 'CREATE TABLE' "$database"* || die "$database cannot be searched"
  done
  searched "the directory's database" "$where"/directory/directory.db*
  for who in alice bob carol; do
    searched "$who's database" "$where/$who"/peer.db*
    if holds "@$domain" "$where/$who"/peer.db*; then die "a name stands in $who's database"; fi
  done
  searched 'all logs' "$where"/*.log
  if [ -n "$compose" ]; then
    rm -rf "$where"
    dir=''
  fi
}

# number WHO WITH: the safety number that WHO sees
number() {
  local json
  json=$(ask "$1" verify "$2" --json) || die "$1 could not look at $2's key"
  field safety_number <<<"$json"
}

# digits NUMBER: its twelve groups, in three lines
digits() { fold -w 24 <<<"$1" | sed 's/^/      /; s/ $//'; }

verified() {
  local hers his json wrong=0
  hers=$(number alice bob) his=$(number bob alice)
  [[ $hers =~ ^([0-9]{5}\ ){11}[0-9]{5}$ ]] || die "alice sees no safety number, but: $hers"
  [ "$hers" = "$his" ] || die "alice sees $hers, and bob $his"
  printf '    alice and bob both see:\n'
  digits "$hers"

  # The same groups in another order are another number.
  ask alice verify bob --confirm "${his#* } ${his%% *}" >/dev/null 2>&1 || wrong=$?
  [ "$wrong" = 1 ] || die "alice confirmed digits that are not bob's, and that ended with $wrong"
  ask alice verify bob --confirm "$his" >/dev/null || die 'alice could not confirm what bob read to her'
  json=$(ask alice verify bob --json) || die "alice could not look at bob's key"
  [[ $(field verified_at <<<"$json") =~ ^[0-9]+$ ]] || die 'bob is not verified'
  printf '    bob reads them to alice, and she confirms: %sverified%s\n' "$green" "$plain"
}

if [ -z "$compose" ]; then build; fi
begun=$(millis)
printf '%sAlice and Bob%s\n' "$bold" "$plain"
if [ -n "$compose" ]; then stage_in_containers; else stage_here; fi

chapter 'A request'
knocks 'Hello, Bob!'

chapter 'The talk'
tell bob alice 'Hello, Alice! You came straight to me.'
tell alice bob 'No one in between. See you tonight?'

chapter 'Bob is away'
waits 'The last train leaves at eleven.'

chapter 'What each of them reads'
reads alice bob
reads bob alice
sees

chapter 'A room'
meets
says_there alice 'Which one do we read next?' bob carol
says_there bob 'The one about the lighthouse.' alice carol
says_there carol 'I have read it already!' alice bob
loses_carol 'Then we read it without her.'

chapter 'The public channel'
says_to_all alice 'Anybody here?'
says_to_all bob 'I am.' alice
says_to_all carol 'And who wants my books?' alice bob
printf '    carol:\n'
ask carol conversation '#public' --peek | sed 's/^/      /'

chapter 'A file'
sends_file

chapter 'What others can see of it'
sealed

chapter 'Who is who'
verified

if [ "${#traces[@]}" -gt 0 ]; then
  chapter 'The traces'
  for trace in "${traces[@]}"; do printf '    %s/trace/%s\n' "$jaeger" "$trace"; done
fi

printf '\n%sThe story is true%s: four messages between two, two delivered directly and two by the mailbox, four in a room and three in the public channel, read by whom they were for and by nobody else; and a file of 50 MB, cut twice, that came whole (%s ms in all).\n' \
  "$green" "$plain" $(($(millis) - begun))

if [ -n "$keep" ]; then
  ended=1
  chapter 'It goes on'
  if [ -n "$compose" ]; then
    run='docker compose -p causerie-scenario'
    printf '    %s\n' "talk:  $run exec alice causerie tell bob \"Are you still there?\"" \
      "read:  $run exec bob causerie conversation alice --follow" "stop:  $run down --volumes"
  else
    printf '    %s\n' "talk:  $bin/causerie --data $dir/alice tell bob \"Are you still there?\"" \
      "read:  $bin/causerie --data $dir/bob conversation alice --follow" \
      "logs:  $dir/*.log" "stop:  kill ${pids[*]} && rm -r $dir"
  fi
fi
