#!/usr/bin/perl
# journal.pl DAYS SESSIONS: a made-up journal, about so many sessions a day, the
# same one at every call. Its rules are those of sets/standard.rules and one
# that is observed; in its first half the mode is observe.
use strict;
use warnings;
no warnings "redundant"; # of greetings without a number
use POSIX qw(strftime);

my ($days, $per_day) = @ARGV;
my $first = 1794700800; # 2026-11-15
srand 20261115;

# weight, verdict, rule, greeting, spread of client networks
my @kinds = (
	[600, "accept", "", "mail%d.example.net", 900],
	[150, "accept", "", "mx%d.example.com", 40],
	[40, "accept", "trusted-network", "app%d.example.org", 2],
	[70, "reject", "malformed", "WIN_%04d", 300],
	[60, "reject", "own-name", "mx.example.org", 120],
	[55, "reject", "suspicious", "dyn-%d.pool.example.edu", 500],
	[22, "reject", "no-greeting", "", 60],
	[30, "would-reject", "single-label", "server%d", 70],
	[14, "defer", "unresolvable", "smtp%d.example.invalid", 25],
	[25, "none", "", "scan%d.example.info", 10],
);
my $all = 0;
$all += $_->[0] for @kinds;

# A wave of one kind on some days, and the hours of an office.
sub weight {
	my ($kind, $day, $hour) = @_;
	my $weight = $kind->[0];
	$weight *= 1 + sin(3.14159 * ($hour - 4) / 24) ** 2 if $kind->[1] eq "accept";
	$weight *= 4 if $kind->[2] eq "own-name" && $day % 9 == 5;
	$weight *= 3 if $kind->[2] eq "suspicious" && $day % 6 == 3 && $hour < 9;
	return $weight;
}

sub choose {
	my ($day, $hour) = @_;
	my @weight = map { weight($_, $day, $hour) } @kinds;
	my $sum = 0;
	$sum += $_ for @weight;
	my $at = rand $sum;
	for my $i (0 .. $#kinds) {
		return $kinds[$i] if ($at -= $weight[$i]) < 0;
	}
	return $kinds[0];
}

my $number = 0;
sub session {
	my ($when, $kind) = @_;
	my (undef, $verdict, $rule, $greeting, $spread) = @$kind;
	my $n = int($spread * rand() ** 2);
	my $mode = $when - $first < $days * 43200 ? "observe" : "enforce";
	printf qq(session "S%07d"\n\tat "%s" "5d0c3b2a19f8e7d6" "%s"\n), ++$number,
	    strftime("%Y-%m-%dT%H:%M:%SZ", gmtime $when), $mode;
	printf qq(\tclient "%d.%d.%d.%d"\n), 198 + $n % 3, 18 + $n % 2,
	    $n >> 2 & 255, 1 + int rand 250;
	printf qq(\thelo "$greeting"\n), $n if $greeting ne "";
	if ($verdict ne "none") {
		print qq(\tmail "<a\@example.net>"\n\trcpt "<u\@example.org>"\n);
	}
	print qq(\texpect "would-reject" "$rule"\n) if $verdict eq "would-reject";
	if ($verdict =~ /accept|would/) {
		print qq(\tdata\n\tsize "4711"\n\texpect "accept");
		print qq( "$rule") if $rule ne "" && $verdict eq "accept";
		print qq( "250"\n);
	} elsif ($verdict ne "none") {
		printf qq(\texpect "%s" "%s" "%d"\n), $verdict, $rule,
		    $verdict eq "defer" ? 450 : 550;
	}
	print "\tquit\n";
}

for my $day (0 .. $days - 1) {
	for my $hour (0 .. 23) {
		my $load = 0.4 + 0.9 * sin(3.14159 * ($hour - 3) / 24) ** 2;
		$load *= 0.6 if (int($first / 86400) + $day + 4) % 7 >= 5;
		for (1 .. $per_day / 24 * $load) {
			session($first + $day * 86400 + $hour * 3600 + int rand 3600,
				choose($day, $hour));
		}
	}
}
