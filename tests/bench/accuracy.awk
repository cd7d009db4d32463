# The tables of tests/bench/accuracy; -v what= says which.

BEGIN {
	FS = "\t"
	# What the figures in the sets are about.
	nspam = split("trec07p/mx/spam spamassassin-public/mx/spam " \
		      "csdmc2010/mx/spam", spam, " ")
	nham = split("ml/list/ham_list trec07p/list/ham", ham, " ")
}

FNR == 1 {
	nth++
}

# ---- Sessions and verdicts -------------------------------------------------

what ~ /^(verdicts|rules|curve|gate)$/ && nth == 1 {
	if (half != "" && $4 != half)
		next
	group[$1] = $2
	n[$1] = $3
	if (!($2 in tuples))
		name[++groups] = $2
	tuples[$2]++
	messages[$2] += $3
	next
}

function is_refusal(verdict)
{
	return verdict ~ /^(reject|close|discard)$/
}

what ~ /^(verdicts|rules|curve|gate)$/ && nth == 2 {
	if (!($1 in group))
		next
	g = group[$1]
	kind = is_refusal($2) ? "caught" : $2 == "defer" ? "deferred" : \
	       $5 != "0" ? "scored" : "passed"
	t[g, kind]++
	m[g, kind] += n[$1]
	caught[$1] = kind == "caught"
	# What a rule refuses by itself is refused at any sum.
	sum = caught[$1] && $3 !~ /suspicious$/ ? 99 : $5 + 0
	for (at = 1; what == "curve" && at <= 8; at++)
		curve[g, at] += sum >= at
	next
}

function percent(part, all, digits)
{
	return sprintf("%.*f", digits, all == 0 ? 0 : 100 * part / all)
}

# By name, so that one run can be compared with another.
function sort_groups(    i, j, swap)
{
	for (i = 2; i <= groups; i++)
		for (j = i; j > 1 && name[j - 1] > name[j]; j--) {
			swap = name[j]
			name[j] = name[j - 1]
			name[j - 1] = swap
		}
}

function verdicts(    i, k, g, kind, kinds)
{
	kinds = split("caught scored deferred passed", kind, " ")
	sort_groups()
	printf "%-32s %7s", "", "tuples"
	for (k = 1; k <= kinds; k++)
		printf " %8s", kind[k]
	printf " %9s", "messages"
	for (k = 1; k <= kinds; k++)
		printf " %8s", kind[k]
	print ""
	for (i = 1; i <= groups; i++) {
		g = name[i]
		printf "%-32s %7d", g, tuples[g]
		for (k = 1; k <= kinds; k++)
			printf " %8s", percent(t[g, kind[k]], tuples[g], 2)
		printf " %9d", messages[g]
		for (k = 1; k <= kinds; k++)
			printf " %8s", percent(m[g, kind[k]], messages[g], 2)
		print ""
	}
}

# What the sets are meant to refuse at least, and at most.
function gate(    least, most, i, bad, p)
{
	if (set == "standard") {
		split("50 20 40", least, " ")
		split("0.02 0.8", most, " ")
	} else {
		split("65 25 55", least, " ")
		split("0.08 1.3", most, " ")
	}
	for (i = 1; i <= nspam; i++) {
		p = percent(t[spam[i], "caught"], tuples[spam[i]], 2)
		printf "%s: %s %s %%, at least %s\n", set, spam[i], p, least[i]
		bad += p + 0 < least[i] + 0
	}
	for (i = 1; i <= nham; i++) {
		p = percent(t[ham[i], "caught"], tuples[ham[i]], 3)
		printf "%s: %s %s %%, at most %s\n", set, ham[i], p, most[i]
		bad += tuples[ham[i]] == 0 || p + 0 > most[i] + 0
	}
	exit bad > 0
}

# ---- Rules -----------------------------------------------------------------

what == "rules" && nth == 3 {
	if (!($1 in group))
		next
	count = split($6 == "-" ? "" : $6, matched, " ")
	for (i = 1; i <= count; i++)
		if (!(($1, matched[i]) in seen)) {
			seen[$1, matched[i]] = 1
			alone[group[$1], matched[i]]++
		}
	next
}

what == "rules" && nth == 4 {
	split($0, word, " ")
	rule[++rules] = word[2]
	next
}

# What is caught, and would not be without this rule.
what == "rules" {
	if (FNR == 1) {
		without = FILENAME
		sub(/.*\/without\./, "", without)
	}
	if (($1 in group) && caught[$1] && !is_refusal($2))
		adds[group[$1], without]++
	next
}

function figures(of, key,    i, out)
{
	out = "spam"
	for (i = 1; i <= nspam; i++)
		out = out sprintf(" %5s", percent(of[spam[i], key], \
						  tuples[spam[i]], 2))
	out = out "   ham"
	for (i = 1; i <= nham; i++)
		out = out sprintf(" %s", percent(of[ham[i], key], \
						 tuples[ham[i]], 3))
	return out
}

function rule_table(    i, k)
{
	sort_groups()
	for (i = 1; i <= groups; i++)
		all[name[i], "all"] = t[name[i], "caught"]
	printf "%-22s %-9s %s\n", "the whole set", "all:", figures(all, "all")
	for (k = 1; k <= rules; k++) {
		printf "%-22s %-9s %s\n", rule[k], "alone:", \
			figures(alone, rule[k])
		printf "%-22s %-9s %s\n", "", "it adds:", figures(adds, rule[k])
	}
	print ""
	for (i = 1; i <= groups; i++)
		printf "%22s %2d %s (%d)\n", "", i, name[i], tuples[name[i]]
	printf "%-22s", "alone"
	for (i = 1; i <= groups; i++)
		printf " %6d", i
	print ""
	for (k = 1; k <= rules; k++) {
		printf "%-22s", rule[k]
		for (i = 1; i <= groups; i++)
			printf " %6s", percent(alone[name[i], rule[k]], \
					       tuples[name[i]], 2)
		print ""
	}
}

# ---- The comments in a set -------------------------------------------------

# "rule  alone:  spam ..." and below it "it adds:  spam ..."
what == "write" && nth == 1 {
	if (match($0, /(all|alone|it adds):/)) {
		kind = substr($0, RSTART, RLENGTH)
		rest = substr($0, RSTART + RLENGTH)
		sub(/^ */, "", rest)
		if (kind != "it adds:") {
			of = $0
			sub(/ .*/, "", of)
		}
		text[kind == "all:" ? "" : of, kind] = rest
	}
	next
}

# Comments wait for the rule they stand above.
what == "write" {
	line[++lines] = $0
	if ($0 ~ /^(observe|off)?$/ || $0 ~ /^#/)
		next
	split($0, word, " ")
	of = word[1] == "score" ? word[3] : word[2]
	if (word[1] ~ /^(reject|defer|close|score|observe|enforce)$/)
		flush(of)
	else
		flush("")
	next
}

function flush(of,    i, kind)
{
	for (i = 1; i <= lines; i++) {
		if (match(line[i], /^# (all|alone|it adds):/)) {
			kind = substr(line[i], 3, RLENGTH - 2)
			key = kind == "all:" ? "" : of
			if ((key, kind) in text)
				line[i] = sprintf("# %-9s %s", kind, \
						  text[key, kind])
		}
		print line[i]
	}
	lines = 0
}

# ---- The curve, and others -------------------------------------------------

function curve_table(    at)
{
	print "sum\tspam\t\t\tham"
	for (at = 1; at <= 8; at++) {
		printf "%d", at
		for (i = 1; i <= nspam; i++)
			printf "\t%s", percent(curve[spam[i], at], \
					       tuples[spam[i]], 2)
		for (i = 1; i <= nham; i++)
			printf "\t%s", percent(curve[ham[i], at], \
					       tuples[ham[i]], 3)
		print ""
	}
}

what == "rivals" {
	if (NF < 2)
		next
	if ($0 ~ /tuples=|msgs=/) {
		for (i = 2; i <= NF; i++)
			printf "%s%d %s\n", i == 2 ? "" : "", i - 1, $i
		printf "%-40s", ""
		for (i = 2; i <= NF; i++)
			printf " %6d", i - 1
		print ""
		next
	}
	printf "%-40s", substr($1, 1, 40)
	for (i = 2; i <= NF; i++)
		printf " %6s", substr($i, 1, length($i) - 1)
	print ""
}

# Others on the same greetings: what matched whom, and what they are called.
what == "others" && nth == 1 {
	if (half != "" && $4 != half)
		next
	group[$1] = $2
	tuples[$2]++
	hits[$2, "fqrdns"] += $5 == "fqrdns"
	next
}

what == "others" && nth == 2 {
	count = split(($1 in group) && $6 != "-" ? $6 : "", matched, " ")
	for (i = 1; i <= count; i++)
		if (!(($1, matched[i]) in seen)) {
			seen[$1, matched[i]] = 1
			hits[group[$1], matched[i]]++
		}
	next
}

what == "others" {
	others($1, $2)
	next
}

function others(of, name)
{
	printf "%-62s %s\n", name, figures(hits, of)
}

# All that others do, the first figures of each: theirs on these greetings, or
# else those that the file of rivals has, which have two digits.
function other(name, first, second, caught_by_it)
{
	if (name in known)
		return
	known[name] = 1
	rival[++rivals] = name
	cost[rivals, 1] = first
	cost[rivals, 2] = second
	catch[rivals] = caught_by_it
}

what == "against" && nth == 1 {
	count = split($0, word, " ")
	called = $0
	sub(/ *spam [0-9. ]*ham.*/, "", called)
	other(called, word[count - 1] + 0.0005, word[count] + 0.0005,
	      word[count - 5])
	next
}

what == "against" && FILENAME ~ /\.tsv$/ {
	if (/msgs=/)
		done = 1
	if (done || NF < 2)
		next
	if (/tuples=/) {
		for (i = 2; i <= NF; i++) {
			split($i, word, " ")
			column[word[1]] = i
		}
		next
	}
	other($1, $(column[ham[1]]) + 0.005, $(column[ham[2]]) + 0.005,
	      $(column[spam[1]]) + 0)
	next
}

function ours(name, first, second, caught_by_it,    k)
{
	for (k = 1; k <= rivals; k++)
		if (first + 0 <= cost[k, 1] && second + 0 <= cost[k, 2] &&
		    caught_by_it + 0 > best[k]) {
			best[k] = caught_by_it + 0
			by[k] = name
		}
}

# A rule of ours alone, too, is a way to refuse.
what == "against" && FILENAME ~ /\.figures$/ {
	# Lists write in their own name: their ham says nothing of this one.
	if ($0 !~ /alone: / || /^senders-domain/)
		next
	split($0, word, " ")
	ours(word[1] " alone", word[8], word[9], word[4])
	next
}

what == "against" && FNR > 1 {
	set = FILENAME
	sub(/.*\//, "", set)
	sub(/\.curve$/, "", set)
	ours(set ", " $1, $5, $6, $2)
}

function against(    k)
{
	printf "%-54s %6s %6s  %6s %6s %6s %s\n", "", "ham", "ham", "spam", \
		"ours", "times", "set and sum"
	for (k = 1; k <= rivals; k++)
		printf "%-54s %6.3f %6.3f  %6.2f %6.2f %6s %s\n", \
			substr(rival[k], 1, 54), cost[k, 1], cost[k, 2], \
			catch[k], best[k], catch[k] == 0 ? "-" : \
			sprintf("%.2f", best[k] / catch[k]), \
			by[k] == "" ? "-" : by[k]
}

END {
	if (what == "verdicts")
		verdicts()
	else if (what == "rules")
		rule_table()
	else if (what == "curve")
		curve_table()
	else if (what == "against")
		against()
	else if (what == "write")
		flush("")
	else if (what == "gate")
		gate()
	else if (what == "others")
		others("fqrdns", "fqrdns.pcre REJECT on rDNS")
}
