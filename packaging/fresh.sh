# shellcheck shell=bash
# What packaging/quickstart and tests/run share: a Debian with nothing installed
# becomes one that can build, and the tree is copied so that nothing is written
# to it. To be sourced by bash.

# What building heloward needs.
# shellcheck disable=SC2034 # read by those who source this
fresh_build_packages=(
	autoconf automake gcc libc-ares-dev libc6-dev libmilter-dev
	libpcre2-dev libpsl-dev libssl-dev make pkg-config
)

# fresh_root: only root installs packages and starts a Postfix.
fresh_root() {
	if [ "$(id -u)" != 0 ]; then
		echo "This needs root; say: sudo $0" >&2
		exit 2
	fi
	PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
	export PATH LC_ALL=C
	umask 022
}

# fresh_missing PACKAGE...: those that are not installed, one a line
fresh_missing() {
	local package

	for package; do
		dpkg-query -W -f '${Status}\n' "$package" 2>&1 |
			grep -q ' installed$' || echo "$package"
	done
}

# Package managers may be at work elsewhere: wait for them.
fresh_apt() {
	DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 \
		apt-get -y -o DPkg::Lock::Timeout=600 \
		-o Acquire::Retries=3 "$@"
}

# No service is started by being installed.
fresh_hold_services() {
	[ -e /usr/sbin/policy-rc.d ] && return
	trap 'rm -f /usr/sbin/policy-rc.d' EXIT
	trap 'exit 1' HUP INT TERM
	printf '#!/bin/sh\n# %s puts this here while it installs.\nexit 101\n' \
		heloward >/usr/sbin/policy-rc.d
	chmod 755 /usr/sbin/policy-rc.d
}

# Two of us do not disturb each other; nothing that is there is removed or
# upgraded.
fresh_install_locked() {
	local missing try

	exec 9>/run/heloward-install.lock
	flock 9
	mapfile -t missing < <(fresh_missing "$@")
	[ ${#missing[@]} = 0 ] && return
	fresh_hold_services
	for try in 1 2 3 4 5 6; do
		fresh_apt update 9>&- && break
		sleep $((5 * try))
	done
	# An empty configuration: Postfix is there and does nothing.
	if [[ " ${missing[*]} " == *" postfix "* ]]; then
		echo 'postfix postfix/main_mailer_type select No configuration' |
			debconf-set-selections
	fi
	fresh_apt install --no-install-recommends --no-remove --no-upgrade \
		"${missing[@]}" 9>&-
}

# fresh_install LOG PACKAGE...: install those that are missing
fresh_install() {
	local log=$1

	shift
	if ! command -v apt-get >/dev/null; then
		echo "There is no apt-get; install what Debian calls $*" >>"$log"
		return 1
	fi
	[ -z "$(fresh_missing "$@")" ] ||
		(fresh_install_locked "$@") >>"$log" 2>&1 </dev/null
}

# fresh_copy FROM TO: the tree without git's data and without what was built
fresh_copy() {
	mkdir -p "$2"
	tar -C "$1" -cf - --exclude-backups --anchored --exclude='./.git' \
		--exclude=./Makefile --exclude=./Makefile.in \
		--exclude='./config.*' --exclude='./configure' \
		--exclude=./aclocal.m4 --exclude=./autom4te.cache \
		--exclude=./build-aux --exclude='./heloward-[0-9]*' \
		--exclude=./heloward --exclude=./heloctl \
		--no-anchored --exclude='*.o' --exclude='*.a' \
		--exclude='*.log' --exclude='*.trs' --exclude=.deps \
		--exclude=.dirstamp . |
		tar -C "$2" -xf - --no-same-owner
}
