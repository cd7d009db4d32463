# Real greetings as transcripts: a line of a table of the form of
# helo_real.tsv becomes a session, called by its number.
#
# -v psl=FILE	the public suffix list: what is a real top-level domain?
# -v facts=FILE	to be written: number, group, messages, half, and whether
#		fqrdns.pcre refuses, if the table says so
#
# The world the sessions live in:
#  - The reverse name is as the receiver recorded it. "ok": it points back to
#    the client. "forged", "ptr_unverified": it does not. "unrecorded": nothing
#    is known of it, and so it has one that is in order: what is caught then is
#    caught by the greeting alone. Else there is none.
#  - A greeting that is the verified reverse name has the client's address.
#    Another fully qualified name with a real top-level domain has another
#    address; any other name is not in the DNS.
#  - Who had logged in is left out.
# The halves are by the client's network (the first two numbers of IPv4, the
# first three groups of IPv6): no network is in both.

BEGIN {
	FS = "\t"
	while ((getline line < psl) > 0) {
		if (line ~ /BEGIN PRIVATE/)
			break
		if (line ~ /^[^\/ ]/) {
			n = split(line, label, ".")
			real[label[n]] = 1
		}
	}
	if (n == 0) {
		print "accuracy: cannot read " psl > "/dev/stderr"
		failed = 1
		exit 1
	}
	for (n = 1; n < 256; n++)
		code[sprintf("%c", n)] = n
}

# The table's escapes are those of transcripts; a backslash that is none is
# meant as one.
function quoted(text,    out, c)
{
	if (text !~ /["\\]/)
		return "\"" text "\""
	while (match(text, /["\\]/)) {
		out = out substr(text, 1, RSTART - 1)
		text = substr(text, RSTART)
		c = 1
		if (text ~ /^\\x[0-9A-Fa-f][0-9A-Fa-f]/)
			c = 4
		else if (text ~ /^\\[\\tnr]/)
			c = 2
		out = out (c == 1 ? "\\" : "") substr(text, 1, c)
		text = substr(text, c + 1)
	}
	return "\"" out text "\""
}

function is_resolvable(name,    n, label)
{
	name = tolower(name)
	n = split(name, label, ".")
	return n > 1 && (label[n] in real) &&
	       name ~ /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/
}

# What cannot be a name in a transcript's DNS.
function is_name(text)
{
	return length(text) < 254 && text ~ /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/
}

function is_ipv4(text,    n, part)
{
	if (text !~ /^[0-9.]+$/ || split(text, part, ".") != 4)
		return 0
	for (n in part)
		if (part[n] !~ /^[0-9]+$/ || part[n] > 255 ||
		    part[n] != part[n] + 0 "")
			return 0
	return 1
}

function is_ipv6(text,    n, k, part)
{
	if (text !~ /^[0-9A-Fa-f:]+$/ || text ~ /:::|::.*::|^:[^:]|[^:]:$/)
		return 0
	n = split(text, part, ":")
	for (k in part)
		if (length(part[k]) > 4)
			return 0
	return text ~ /::/ ? n <= 8 : n == 8
}

function half(ip,    n, part, net, sum)
{
	n = split(tolower(ip), part, ip ~ /:/ ? ":" : ".")
	net = part[1] "." part[2] (ip ~ /:/ ? "." part[3] : "")
	for (n = 1; n <= length(net); n++)
		sum = (sum * 31 + code[substr(net, n, 1)]) % 65521
	return sum % 2 ? "check" : "train"
}

function group()
{
	sub(/:.*/, "", $at["corpus"])
	return $at["corpus"] "/" $at["hop"] "/" $at["label"]
}

function fqrdns()
{
	return ("x_fqrdns_rdns" in at) && $at["x_fqrdns_rdns"] == "REJECT" ? \
	       "fqrdns" : "-"
}

FNR == 1 {
	split("label corpus hop n client_ip rdns rdns_state helo auth " \
	      "by_host mailfrom_domain null_sender", need, " ")
	delete at
	for (n = 1; n <= NF; n++)
		at[$n] = n
	for (n in need)
		if (!(need[n] in at)) {
			print "accuracy: " FILENAME ": no column " need[n] \
				> "/dev/stderr"
			failed = 1
			exit 1
		}
	next
}

$at["auth"] == 1 || !(is_ipv4($at["client_ip"]) ||
			is_ipv6($at["client_ip"])) {
	next
}

{
	ip = $at["client_ip"]
	rdns = $at["rdns"]
	state = $at["rdns_state"]
	helo = $at["helo"]
	sub(/\.$/, "", rdns)
	mine = $at["by_host"] == "" ? "mx.example.org" : $at["by_host"]
	from = $at["mailfrom_domain"] == "" ? "example.net" : \
	       $at["mailfrom_domain"]
	printf "session %d server %s client %s", ++rows, quoted(mine), ip
	if (state == "unrecorded")
		printf " mail.unrecorded.example"
	else if (!is_name(rdns))
		state = "none"
	else if (state == "ok")
		printf " %s", quoted(rdns)
	else
		printf " dns %s PTR %s", ip, quoted(rdns)
	if (is_resolvable(helo) &&
	    !(state == "ok" && tolower(helo) == tolower(rdns)))
		printf " dns %s A 198.18.0.1", quoted(helo)
	printf " ehlo %s mail %s rcpt <user@example.org>\n", quoted(helo),
		$at["null_sender"] == 1 ? "<>" : quoted("<someone@" from ">")
	printf "%d\t%s\t%d\t%s\t%s\n", rows, group(), $at["n"], half(ip),
		fqrdns() > facts
}

END {
	if (!failed && rows == 0)
		print "accuracy: no sessions" > "/dev/stderr"
	exit failed || rows == 0
}
