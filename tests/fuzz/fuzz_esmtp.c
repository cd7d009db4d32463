#include "target.h"

#include "esmtp.h"

int
fuzz_esmtp(const uint8_t *data, size_t size)
{
	struct str text = fuzz_input(data, size);
	struct str keyword = esmtp_keyword(text), value = esmtp_value(text);
	uint64_t bytes;

	assert(keyword.n + value.n <= text.n);
	for (int command = ESMTP_MAIL; command <= ESMTP_RCPT; command++) {
		enum esmtp_state state =
		    esmtp_state((enum esmtp_command)command, text);

		assert(state == ESMTP_MALFORMED || esmtp_is_keyword(keyword));
	}
	esmtp_size(value, &bytes);
	esmtp_size(text, &bytes);
	return 0;
}
