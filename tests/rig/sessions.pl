#!/usr/bin/perl
# sessions.pl SOCKET [TIMES]: a mail server's part on the milter socket. Reads
# sessions, a line each with tabs between: client's address, its name, greeting,
# sender, recipient, and a sixth column when a message follows, which is then
# sent to its end. Prints the last answer of each: "c", "y550 5.7.1 no" or, after
# a message, all there was ("h" a header field, "m" a change of one).
use strict;
use warnings;
use IO::Handle;
use Socket;

my ($path, $times) = (@ARGV, 1);

sub put {
	my ($letter, $data) = @_;
	print S pack("N", 1 + length $data), $letter, $data;
}

sub get {
	my ($head, $data) = ("", "");
	read(S, $head, 4) == 4 or die "no reply\n";
	read(S, $data, unpack "N", $head) or die "a reply cut short\n";
	return $data =~ s/\0$//r;
}

sub address {
	my $family = $_[0] =~ /:/ ? "6" : "4";
	return "$family\x80\x00$_[0]\0";
}

# Answers up to the last one, which is no change to the message.
sub answers {
	my (@all, $one);
	do {
		$one = get();
		push @all, $one =~ s/\0/ /gr;
	} while ($one =~ /^[hmiq+-]/);
	return join "|", @all;
}

sub message {
	my ($text) = @_;
	for (split /\\n/, $text) {
		my ($name, $value) = split /: /, $_, 2;
		put("L", "$name\0$value\0");
		get();
	}
	put("N", "");
	my $reply = get();
	return $reply if $reply ne "c";
	put("E", "");
	return answers();
}

sub session {
	my ($client, $name, $helo, $from, $to, $message) = @_;
	my $reply = "";
	socket(S, PF_UNIX, SOCK_STREAM, 0) or die $!;
	connect(S, sockaddr_un($path)) or die "$path: $!\n";
	S->autoflush(1);
	put("O", pack("NNN", 6, 0x1ff, 0));
	get();
	my @said = (["C", "$name\0" . address($client)], ["H", "$helo\0"],
		    ["M", "<$from>\0"], ["R", "<$to>\0"]);
	for my $said (@said) {
		put(@$said);
		$reply = get();
		last if $reply ne "c";
	}
	$reply = message($message) if defined $message && $reply eq "c";
	put("Q", "");
	close(S);
	return $reply;
}

$| = 1;
chomp(my @sessions = <STDIN>);
for (1 .. $times) {
	print session(split /\t/), "\n" for @sessions;
}
