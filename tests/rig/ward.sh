# shellcheck shell=sh
# Read by tests that run one heloward and talk to it. They set "conf" and "log"
# and call ward_start, ward_stop and the others.

builddir=$(cd "${builddir:-.}" && pwd)
srcdir=$(cd "${srcdir:-$(dirname "$0")/..}" && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/ward.XXXXXX")
conf=$tmp/conf
log=$tmp/log
ask=$tmp/ask # for heloctl: where the control socket is, whatever is in "conf"
# shellcheck disable=SC2034 # for those who read this
heloctl=$builddir/heloctl
sessions_pl=$srcdir/tests/rig/sessions.pl
ward=
run=0
failed=0
about= # what the next "ok" is about

ward_finish() {
	[ -z "$ward" ] || kill "$ward" 2>/dev/null || :
	rm -rf "$tmp"
}
trap ward_finish EXIT
trap 'exit 1' HUP INT TERM

# ok COMMAND...: does it succeed? The text is in "$about".
ok() {
	run=$((run + 1))
	if "$@" >"$tmp/why" 2>&1; then
		printf 'ok %d - %s\n' "$run" "$about"
	else
		failed=$((failed + 1))
		printf 'not ok %d - %s\n' "$run" "$about"
		sed 's/^/# /' "$tmp/why"
	fi
}

# same WANT-FILE HAVE-FILE
same() {
	diff "$1" "$2"
}

# Within twenty seconds.
wait_until() { # COMMAND...
	tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ "$tries" -lt 400 ] || return 1
		sleep 0.05
	done
}

serves() {
	grep -q "serving on" "$log"
}

# The configuration on standard input, with sockets and a name before it.
ward_conf() {
	cat - >"$conf.rules"
	echo "set control \"unix:$tmp/control\"" >"$ask"
	cat >"$conf" <<-END
		set hostname "mx.example.org"
		set socket "unix:$tmp/milter"
		set control "unix:$tmp/control"
		include "$conf.rules"
	END
}

# More options are in $OPTIONS, what runs it in $WRAPPER.
ward_start() {
	: >"$log"
	# shellcheck disable=SC2086
	${WRAPPER-} "$builddir/heloward" -f -c "$conf" ${OPTIONS-} 2>>"$log" </dev/null &
	ward=$!
	wait_until serves
}

ward_stop() {
	kill "$ward"
	wait "$ward" || return
	ward=
}

# Sessions on standard input, see sessions.pl: their answers.
sessions() {
	perl "$sessions_pl" "$tmp/milter"
}

# session CLIENT NAME HELO [FROM [TO [MESSAGE]]]: the answer to one
session() {
	printf '%s\t%s\t%s\t%s\t%s%s\n' "$1" "$2" "$3" \
		"${4-a@example.net}" "${5-u@example.org}" "${6+	$6}" |
		sessions
}

ward_done() {
	echo "1..$run"
	[ "$failed" = 0 ]
}
