# Postfix's own dialogues as transcripts, and the restrictions in force as the
# rules that the manual has for them.
#
# awk -v dir=DIRECTORY -f cases.awk RULES DIALOGUES
#
# RULES: rules below comments that name a restriction. DIALOGUES: as
# postfix_dialogues.tsv. Each list of restrictions becomes DIRECTORY/N.rules,
# with the transcripts behind; a line "N.rules, name, verdict, code" a case goes
# to the standard output.

BEGIN {
	FS = "\t"
	alias["reject_invalid_hostname"] = "reject_invalid_helo_hostname"
	alias["reject_non_fqdn_hostname"] = "reject_non_fqdn_helo_hostname"
	alias["reject_unknown_hostname"] = "reject_unknown_helo_hostname"
	alias["reject_unknown_client"] = "reject_unknown_client_hostname"
	alias["reject_maps_rbl"] = "reject_rbl_client"
	rule["permit"] = "accept permit\n"
	rule["reject"] = "reject rest with 554 5.7.1\n"
	rule["defer"] = "defer rest with 444 4.3.2\n"
	# Those of senders, recipients and relaying are not of this page.
	rule["check_relay_domains"] = rule["check_sender_access"] = ""
	rule["reject_unauth_destination"] = ""
	# What the dialogues take for granted of Postfix's test domain.
	zone = "dns spike.porcupine.org A 168.100.3.2 " \
	       "dns fist.porcupine.org A 168.100.3.4 " \
	       "dns www.porcupine.org A 168.100.3.3 " \
	       "dns nullmx.porcupine.org A 168.100.3.5 " \
	       "dns xn--1xa.porcupine.org MX 10 spike.porcupine.org "
	lists = "dns 2.0.0.127.dnsbltest.porcupine.org A 127.0.0.2 " \
		"dns 3.0.0.127.dnsbltest.porcupine.org A 127.0.0.3 " \
		"dns 2.3.100.168.wild.porcupine.org A 127.0.0.2 " \
		"dns example.tld.dnswl.porcupine.org A 127.0.0.2 " \
		"dns example.tld.rhsbl.porcupine.org A 127.0.0.2 "
}

# ---- The manual's rules ----------------------------------------------------

NR == FNR && /^# / {
	restriction = substr($0, 3)
	next
}

NR == FNR && restriction != "" && $0 != "" {
	rule[restriction] = rule[restriction] $0 "\n"
	next
}

NR == FNR {
	next
}

# ---- Restrictions as rules -------------------------------------------------

# What stands behind a restriction in the list is its argument.
function rules_of(list, what,    n, i, word, name, text, all)
{
	n = split(list, word, ",")
	for (i = 1; i <= n; i++) {
		name = word[i]
		if (name ~ /^(hash|inline):/)
			name = "check_" what "_access"
		if (name in alias)
			name = alias[name]
		if (!(name in rule))
			return "?" name
		text = rule[name]
		if (word[i] == "reject_maps_rbl")
			gsub(/bl\.example\.org/, blocklists, text)
		else if (text ~ /(bl|wl)\.example\.org/)
			text = with_zone(text, word[++i])
		else if (word[i] ~ /^check_.*_access$/)
			i++
		all = all text
	}
	return all
}

function with_zone(text, argument,    part)
{
	split(argument, part, "=")
	gsub(/(bl|wl)\.example\.org/, part[1], text)
	if (part[2] != "")
		sub(/\) exists/, ") is " part[2], text)
	return text
}

function tables()
{
	gsub(/,/, " ", networks)
	return "table mynetworks { " networks " }\n" \
	       "table refused { bad.domain .bad.domain 131.155.210.0/24 " \
	       "spike.porcupine.org 168.100.3.2 }\n" \
	       "table welcome { friend.bad.domain 131.155.210.17 }\n"
}

# ---- Cases -----------------------------------------------------------------

function world()
{
	if (filter ~ /error/)
		return "dns default fails dns nxdomain.porcupine.org none "
	return zone (filter ~ /no-a\./ ? "" : lists)
}

function emit(restrictions, what, helo, verdict,    text, key, name)
{
	text = rules_of(restrictions, what)
	name = $1 " " $2
	if (text ~ /^\?/) {
		print "-\t" name "\t" substr(text, 2) "\t-"
		return
	}
	key = networks restrictions what
	if (!(key in file)) {
		file[key] = ++files ".rules"
		printf "%s%s", tables(), text > (dir "/" file[key])
	}
	printf "session \"%s\" client %s %s%s%s mail <a@b.example> " \
	       "rcpt <c@d.example>\n", name, client, world(),
		helo == "" ? "" : "ehlo ", helo > (dir "/" file[key])
	print file[key] "\t" name "\t" \
		(verdict ~ /^5/ ? "reject" : verdict ~ /^4/ ? "defer" : \
		 "accept") "\t" (verdict == "OK" ? 250 : substr(verdict, 1, 3))
}

FNR == 1 || $3 ~ /^#/ {
	next
}

$1 != suite {
	suite = $1
	client = "192.0.2.1"
	helo_list = client_list = rcpt_list = helo = filter = ""
	networks = "127.0.0.0/8"
}

{
	split($3, word, " ")
	argument = word[2]
}

word[1] == "mynetworks" { networks = argument }
word[1] == "maps_rbl_domains" { blocklists = argument }
word[1] == "smtpd_dns_reply_filter" { filter = argument }
word[1] == "helo_restrictions" { helo_list = argument }
word[1] == "client_restrictions" { client_list = argument }
word[1] == "recipient_restrictions" { rcpt_list = argument }

word[1] == "client" {
	client = word[3] (word[2] == "unknown" ? "" : " " word[2])
	if (client_list != "")
		emit(client_list, "client", "\"h.example\"", $4)
}

word[1] == "helo" {
	helo = "\"" argument "\""
	if (helo_list != "")
		emit(helo_list, "helo", helo, $4)
}

# Of those at RCPT, the ones that ask about client or greeting.
word[1] == "rcpt" && rcpt_list ~ /client|helo/ && \
	rcpt_list !~ /sender|destination/ && \
	$4 !~ /Relay access denied|Sender address|4.3.5/ {
	emit(rcpt_list, rcpt_list ~ /helo/ ? "helo" : "client", helo, $4)
}
