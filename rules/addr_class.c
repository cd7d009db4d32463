#include "addr.h"

/* clang-format off */
#define V4(a, b, c, d, length) \
	{{{[10] = 0xff, 0xff, a, b, c, d}}, 96 + (length)}
#define V6(a, b, c, d, length) \
	{{{(a) >> 8, (a) & 0xff, (b) >> 8, (b) & 0xff, \
	   (c) >> 8, (c) & 0xff, (d) >> 8, (d) & 0xff}}, (length)}

/*
 * One row a registration; the longest prefix wins. Space that is merely not
 * given out yet has no row: it will be one day, and old tables would then
 * call mail servers bogus.
 */
static const struct {
	struct net net;
	const char *word;
} rows[] = {
    {V4(0, 0, 0, 0, 8), "this-network"},	  /* RFC 791, 3.2 */
    {V4(0, 0, 0, 0, 32), "unspecified"},	  /* RFC 1122, 3.2.1.3 */
    {V4(10, 0, 0, 0, 8), "private"},		  /* RFC 1918 */
    {V4(100, 64, 0, 0, 10), "shared"},		  /* RFC 6598 */
    {V4(127, 0, 0, 0, 8), "loopback"},		  /* RFC 1122, 3.2.1.3 */
    {V4(169, 254, 0, 0, 16), "link-local"},	  /* RFC 3927 */
    {V4(172, 16, 0, 0, 12), "private"},		  /* RFC 1918 */
    {V4(192, 0, 0, 0, 24), "protocol"},		  /* RFC 6890, 2.1 */
    {V4(192, 0, 0, 170, 31), "nat64"},		  /* RFC 7050: DNS64 */
    {V4(192, 0, 2, 0, 24), "documentation"},	  /* RFC 5737 */
    {V4(192, 31, 196, 0, 24), "as112"},		  /* RFC 7535 */
    {V4(192, 52, 193, 0, 24), "protocol"},	  /* RFC 7450: AMT */
    {V4(192, 88, 99, 0, 24), "6to4"},		  /* RFC 7526 */
    {V4(192, 168, 0, 0, 16), "private"},	  /* RFC 1918 */
    {V4(192, 175, 48, 0, 24), "as112"},		  /* RFC 7534 */
    {V4(198, 18, 0, 0, 15), "benchmarking"},	  /* RFC 2544 */
    {V4(198, 51, 100, 0, 24), "documentation"},	  /* RFC 5737 */
    {V4(203, 0, 113, 0, 24), "documentation"},	  /* RFC 5737 */
    {V4(224, 0, 0, 0, 4), "multicast"},		  /* RFC 5771 */
    {V4(240, 0, 0, 0, 4), "reserved"},		  /* RFC 1112, 4 */
    {V4(255, 255, 255, 255, 32), "broadcast"},	  /* RFC 8190 */
    {V6(0, 0, 0, 0, 96), "reserved"},		  /* RFC 4291, 2.5.5.1 */
    {V6(0, 0, 0, 0, 128), "unspecified"},	  /* RFC 4291, 2.5.2 */
    {{{{[15] = 1}}, 128}, "loopback"},		  /* RFC 4291, 2.5.3 */
    {V6(0x64, 0xff9b, 0, 0, 96), "nat64"},	  /* RFC 6052 */
    {V6(0x64, 0xff9b, 1, 0, 48), "nat64"},	  /* RFC 8215 */
    {V6(0x100, 0, 0, 0, 64), "discard"},	  /* RFC 6666 */
    {V6(0x100, 0, 0, 1, 64), "discard"},	  /* RFC 9780 */
    {V6(0x2001, 0, 0, 0, 23), "protocol"},	  /* RFC 2928 */
    {V6(0x2001, 0, 0, 0, 32), "teredo"},	  /* RFC 4380 */
    {V6(0x2001, 2, 0, 0, 48), "benchmarking"},	  /* RFC 5180 */
    {V6(0x2001, 4, 0x112, 0, 48), "as112"},	  /* RFC 7535 */
    {V6(0x2001, 0x10, 0, 0, 28), "orchid"},	  /* RFC 4843 */
    {V6(0x2001, 0x20, 0, 0, 28), "orchid"},	  /* RFC 7343 */
    {V6(0x2001, 0xdb8, 0, 0, 32), "documentation"}, /* RFC 3849 */
    {V6(0x2002, 0, 0, 0, 16), "6to4"},		  /* RFC 3056 */
    {V6(0x2620, 0x4f, 0x8000, 0, 48), "as112"},	  /* RFC 7534 */
    {V6(0x3fff, 0, 0, 0, 20), "documentation"},	  /* RFC 9637 */
    {V6(0x5f00, 0, 0, 0, 16), "protocol"},	  /* RFC 9602: SRv6 */
    {V6(0xfc00, 0, 0, 0, 7), "private"},	  /* RFC 4193 */
    {V6(0xfe80, 0, 0, 0, 10), "link-local"},	  /* RFC 4291, 2.5.6 */
    {V6(0xfec0, 0, 0, 0, 10), "private"},	  /* RFC 3879 */
    {V6(0xff00, 0, 0, 0, 8), "multicast"},	  /* RFC 4291, 2.7 */
};
/* clang-format on */

const char addr_class_words[] =
    "public private loopback link-local shared documentation benchmarking "
    "multicast broadcast unspecified this-network reserved 6to4 teredo orchid "
    "nat64 discard as112 protocol";

const char *
addr_class(const struct addr *a)
{
	const char *word = "public";
	int best = -1;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct net *net = &rows[i].net;

		if ((int)net->bits > best && net_contains(net, a)) {
			best = net->bits;
			word = rows[i].word;
		}
	}
	return word;
}
