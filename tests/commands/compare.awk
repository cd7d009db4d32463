# differences, have (of heloctl replay --tsv), want (see cases.awk): one result a
# command, and one for each difference that is none any more.

function reason_of(command,    i) {
	for (i = 1; i <= rows; i++)
		if (theirs[i] == command || (begins[i] != "" &&
		    substr(command, 1, length(begins[i])) == begins[i]))
			return i
	return 0
}

FNR == 1 { nth++ }
nth == 1 && !/^#/ {
	rows++
	ours[rows] = $1
	theirs[rows] = $2
	if (sub(/\.\.\.$/, "", $2))
		begins[rows] = $2
	why[rows] = $3
}
nth == 2 { rule[$1] = $3 }
nth == 3 {
	said = rule[$1] == "-" ? "ok" : "error"
	row = said == $2 ? 0 : reason_of($4)
	good = said == $2 || (row > 0 && ours[row] == rule[$1])
	met[row] = 1
	print (good ? "ok 0" : "not ok 0") " - " substr($4, 1, 60) ": " $3 \
		" says " $2 ", we say " rule[$1] (row > 0 ? ": " why[row] : "")
}
END {
	for (i = 1; i <= rows; i++)
		if (!met[i])
			print "not ok 0 - it does not differ any more: " theirs[i]
}
