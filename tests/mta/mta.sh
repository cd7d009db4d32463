# shellcheck shell=sh
# Read by postfix-start and sendmail-start.

me=${0##*/}

say() {
	echo "$me: $*" >&2
}

stop_pid() { # FILE
	[ -s "$1" ] || return 0
	pid=$(tr -d ' ' <"$1")
	kill "$pid" 2>/dev/null || return 0
	tries=0
	while kill -0 "$pid" 2>/dev/null; do
		tries=$((tries + 1))
		if [ "$tries" = 100 ]; then
			say "process $pid does not end"
			return 1
		fi
		sleep 0.1
	done
}

# DIRECTORY/{openssl.cnf,key.pem,cert.pem}, the certificate of mx.example.org.
# The system's OpenSSL may refuse what is old; tests of old things may not.
make_certificate() { # DIRECTORY
	cat >"$1/openssl.cnf" <<-EOF
	openssl_conf = conf
	[conf]
	ssl_conf = ssl
	[ssl]
	system_default = defaults
	[defaults]
	MinProtocol = TLSv1
	CipherString = ALL:@SECLEVEL=0
	[req]
	distinguished_name = name
	[name]
	EOF
	openssl req -config "$1/openssl.cnf" -x509 -newkey rsa:2048 -nodes \
		-subj /CN=mx.example.org -days 2 -keyout "$1/key.pem" \
		-out "$1/cert.pem" >"$1/openssl.log" 2>&1 && return
	cat "$1/openssl.log" >&2
	return 1
}
