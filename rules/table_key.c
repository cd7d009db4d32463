#include "table_private.h"

#include "hostname.h"

#include <assert.h>

static void
mail_key(struct table_key *key, struct str entry)
{
	size_t cut = str_find_last(entry, '@');
	struct mailaddr mail = {.local = str_slice(entry, 0, cut)};

	key->text = hostname_plain(str_from(entry, cut + 1));
	key->local = mail.local;
	if (!str_begins(mail.local, STR("\"")))
		return;
	assert(mail.local.n <= sizeof key->unquoted);
	mail.quoted = true;
	key->local.n = mailaddr_unquote(&mail, key->unquoted);
	key->local.p = key->unquoted;
}

static void
net_key(struct table_key *key, struct str entry)
{
	if (!str_begins(entry, STR("["))) {
		net_parse(entry, &key->net);
		return;
	}
	hostname_literal(entry, &key->net.addr);
	key->net.bits = 128;
}

void
table_key_make(struct table_key *key, enum table_kind kind, struct str entry)
{
	key->kind = kind;
	if (kind == TABLE_MAIL)
		mail_key(key, entry);
	else if (kind == TABLE_NET)
		net_key(key, entry);
	else
		key->text = kind == TABLE_REGEX ? entry : hostname_plain(entry);
}

bool
table_key_equal(const struct table_key *a, const struct table_key *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case TABLE_NET:
		return a->net.bits == b->net.bits &&
		       addr_equal(&a->net.addr, &b->net.addr);
	case TABLE_MAIL:
		return str_ieq(a->text, b->text) && str_ieq(a->local, b->local);
	case TABLE_REGEX:
		return str_eq(a->text, b->text);
	default:
		return str_ieq(a->text, b->text);
	}
}
