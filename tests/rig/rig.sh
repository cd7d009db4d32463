# shellcheck shell=sh
# Read by the rigs: daemons, and TAP of many cases in one.

heloward=${HELOWARD:-./heloward}
play=${PLAY:-tests/rig/play}
dnsd=${DNSD:-tests/rig/dnsd}
group=
run=0
failed=0
daemon=
names=
rdns=

# Everything that is made lives here; users other than root must get through.
dir=$(mktemp -d "${TMPDIR:-/tmp}/rig.XXXXXX")
chmod 755 "$dir"

note() { # FILE: as comments
	sed 's/^/# /' "$1"
}

result() { # ok | "not ok", TEXT
	run=$((run + 1))
	[ "$1" = ok ] || failed=$((failed + 1))
	echo "$1 $run - $2"
}

# The TAP of one case, its numbers counted on; false when it has no end.
results() { # FILE
	awk -v n="$run" '
	/^1\.\./ { next }
	/^(not )?ok [0-9]+/ { sub(/[0-9]+/, ++n) }
	{ print }' "$1"
	run=$((run + $(grep -Ec '^(not )?ok ' "$1" || :)))
	failed=$((failed + $(grep -c '^not ok ' "$1" || :)))
	grep -q '^1\.\.' "$1"
}

# True when process $1 has ended within ten seconds.
has_ended() {
	left=100
	while kill -0 "$1" 2>/dev/null; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || return 1
		sleep 0.1
	done
}

# CONFIGURATION SOCKET LOG; more options in $group and $OPTIONS. What it says is
# kept in $LOGS, if that is a directory, where what stands on its standard output
# goes, too (there: "out"; else nowhere).
daemon_start() {
	rm -f "$2"
	: >"$3"
	daemon_log=$3
	# shellcheck disable=SC2086
	"$heloward" -f -c "$1" -o "socket=unix:$2" -o mode=enforce \
		-o control=none ${group:+-o "socket-group=$group"} \
		${OPTIONS-} $rdns 2>"$3" >>"${LOGS:-/dev/null}${LOGS:+/out}" \
		</dev/null &
	daemon=$!
	left=200
	while [ ! -S "$2" ]; do
		left=$((left - 1))
		if [ "$left" = 0 ] || ! kill -0 "$daemon" 2>/dev/null; then
			return 1
		fi
		sleep 0.05
	done
	# It has a name before it listens.
	sleep 0.05
}

daemon_stop() {
	[ -n "$daemon" ] || return 0
	kill "$daemon" 2>/dev/null || :
	has_ended "$daemon" || kill -9 "$daemon"
	status=0
	wait "$daemon" || status=$?
	daemon=
	[ -z "${LOGS-}" ] || cat "$daemon_log" >>"$LOGS/heloward"
	return $status
}

clean_up() {
	daemon_stop || :
	names_stop
	rig_stop
	[ -n "${KEEP-}" ] || rm -rf "$dir"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# CONFIGURATION NAME SOCKET, options and case of play
play_with() {
	conf=$1 name=$2 socket=$3
	shift 3
	if ! daemon_start "$conf" "$socket" "$dir/log"; then
		result "not ok" "$name: heloward does not start"
		note "$dir/log"
		daemon_stop || :
		return
	fi
	"$play" --log "$dir/log" "$@" >"$dir/out" 2>"$dir/err" || :
	before=$failed
	results "$dir/out" || result "not ok" "$name: play died"
	note "$dir/err"
	if daemon_stop; then
		result ok "$name: heloward ends well"
	else
		result "not ok" "$name: heloward ended with $status"
	fi
	[ "$before" = "$failed" ] || note "$dir/log"
}

# In a network namespace of our own: packets to any address come back to us, and
# every address may be called from.
own_network() {
	ip link set lo up
	ip route add local 0.0.0.0/0 dev lo
	ip route add local ::/0 dev lo
	ip address add 2001:db8::25/128 dev lo nodad
	echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind
}

# A name server, and a configuration that asks it.
names_start() { # CASE ZONE
	: >"$dir/port"
	"$dnsd" "$2" >>"$dir/port" 2>"$dir/err" </dev/null &
	names=$!
	left=100
	until grep -q '^port ' "$dir/port"; do
		left=$((left - 1))
		if [ "$left" = 0 ] || ! kill -0 "$names" 2>/dev/null; then
			return 1
		fi
		sleep 0.02
	done
	case $1 in
	/*) echo "include \"$1\"" ;;
	*) echo "include \"$PWD/$1\"" ;;
	esac >"$dir/conf"
	echo "set dns { server 127.0.0.1 $(cat "$dir/port") }" >>"$dir/conf"
}

names_stop() {
	[ -n "$names" ] || return 0
	kill "$names" 2>/dev/null || :
	wait "$names" || :
	names=
}

# Can they say what the transcript wants? Else a line that says why not.
names_can() { # ZONE
	:
}

# Answers are remembered: each transcript has a daemon of its own.
play_with_names() { # CASE SOCKET, options of play
	case=$1 socket=$2
	shift 2
	rm -rf "$dir/zones"
	mkdir "$dir/zones"
	if ! "$play" --zones "$dir/zones" "$case" >"$dir/out" 2>"$dir/err"; then
		result "not ok" "$case: no names"
		note "$dir/err"
	fi
	n=1
	while [ -e "$dir/zones/$n" ]; do
		if ! names_can "$dir/zones/$n"; then
			:
		elif names_start "$case" "$dir/zones/$n"; then
			play_with "$dir/conf" "$case, $n" "$socket" "$@" \
				--timeout 10 --only "$n" "$case"
		else
			result "not ok" "$case, $n: no name server"
			note "$dir/err"
		fi
		names_stop
		n=$((n + 1))
	done
}

play_case() { # CASE SOCKET, options of play
	if [ -n "${DNS-}" ]; then
		play_with_names "$@"
		return
	fi
	case=$1 socket=$2
	shift 2
	# What is known of names is what the MTA says.
	rdns="-o rdns=mta"
	play_with "$case" "$case" "$socket" "$@" "$case"
}

finish() {
	echo "1..$run"
	[ "$failed" = 0 ]
}
