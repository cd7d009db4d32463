# Reads smtp_command_vectors.tsv. Writes a transcript for each command that a
# mail server would ask its filter about, and to the file "want" a line
#	NUMBER  ok|error  ORIGIN  COMMAND
# for each; to "unheard" those that no filter hears of.

function quoted(s) {
	gsub(/\\/, "\\\\\\\\", s)
	gsub(/"/, "\\\\\"", s)
	return "\"" s "\""
}

# As the table has it, to bytes; the table's \\ is one.
function plain(s) {
	gsub(/\\\\/, "\\", s)
	return s
}

# The path ends at the first blank that is neither quoted nor in brackets.
function path_end(s,    i, c, inside, quote) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\")
			i++
		else if (c == "\"")
			quote = !quote
		else if (!quote && c == "<")
			inside = 1
		else if (!quote && c == ">")
			inside = 0
		else if (!quote && !inside && c == " ")
			return i - 1
	}
	return length(s)
}

# "<path> parameters" as arguments of a step.
function arguments(s,    n, i, word, all) {
	sub(/^ +/, "", s)
	n = path_end(s)
	all = quoted(substr(s, 1, n))
	n = split(substr(s, n + 1), word, / +/)
	for (i = 1; i <= n; i++)
		if (word[i] != "")
			all = all " " quoted(word[i])
	return all
}

BEGIN { FS = "\t" }
FNR == 1 { next }
{
	n++
	command = plain($1)
	origin = $4
	sub(/ .*/, "", origin)
	step = ""
	if (match(command, /^MAIL +FROM *: *[^ ]/))
		step = "mail " arguments(substr(command, RSTART + RLENGTH - 1))
	else if (match(command, /^RCPT +TO *: *[^ ]/))
		step = "mail <a@example.net>\n\trcpt " \
			arguments(substr(command, RSTART + RLENGTH - 1))
	else if (match(command, /^(EHLO|HELO) +[^ ]/))
		step = "ehlo " quoted(substr(command, RSTART + RLENGTH - 1)) \
			"\n\tmail <a@example.net>\n\trcpt <u@example.org>"
	if (step == "") {
		print n "\t" $1 >unheard
		next
	}
	print n "\t" (substr($3, 1, 2) == "ok" ? "ok" : "error") "\t" origin \
		"\t" $1 >want
	print "session \"" n "\""
	print "\tclient 203.0.113.9"
	if (step !~ /^ehlo/)
		print "\tehlo mail.example.net"
	print "\t" step
	if (step ~ /^mail .*$/ && step !~ /rcpt/)
		print "\trcpt <u@example.org>"
}
