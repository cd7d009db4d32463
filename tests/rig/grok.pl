#!/usr/bin/perl
# grok.pl PATTERNS NAME: lines of standard input that the grok pattern NAME does
# not match; of those that it does, "FIELD VALUE" of each field goes to standard
# error.
use strict;
use warnings;

my ($file, $name) = @ARGV;
my %pattern;
open(my $in, "<", $file) or die "$file: $!\n";
while (<$in>) {
	chomp;
	next if /^#/ || /^$/;
	my ($key, $text) = split / /, $_, 2;
	$pattern{$key} = $text;
}

sub expand {
	my ($text) = @_;
	$text =~ s{%\{(\w+)(?::(\w+))?\}}{
		my $inner = $pattern{$1} // die "no pattern $1\n";
		my $field = $2;
		$inner = expand($inner);
		defined $field ? "(?<$field>$inner)" : "(?:$inner)";
	}ge;
	return $text;
}

my $regex = expand($pattern{$name});
while (<STDIN>) {
	chomp;
	if (!/$regex/) {
		print "$_\n";
		next;
	}
	print STDERR "$_ $+{$_}\n" for sort keys %+;
}
