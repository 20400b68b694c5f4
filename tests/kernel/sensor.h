/* One event, as the hooks of the example module hand it over. Texts are terminated UTF-8, or NULL. */
#ifndef WEIR_SENSOR_H
#define WEIR_SENSOR_H

#include <linux/types.h>

struct weir_sensor_call {
	const char *caller_image, *caller_user, *target_image, *method, *arguments;
	const u8 *caller_guid; /* 16 bytes, or NULL */
	u32 caller_pid, target_pid;
	u64 started, access, kind;
	s64 nice;
	bool elevated;
};

bool weir_sensor_on_call(const struct weir_sensor_call *call);

#endif
