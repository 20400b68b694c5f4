/* A sensor in a Linux kernel, as small as it can be: content from a file that root names, events from whoever calls weir_sensor_on_call.
 *
 * In:   the path of a channel file, written to the parameter `content`. Out: for each event, whether it is to be blocked.
 * Must hold: events run in process context and do not sleep; content changes under a mutex, and the memory of old content is freed
 *            when no event is on it. */
#include <linux/delay.h>
#include <linux/kernel_read_file.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "interpreter/weir.h"

#include "example_call.h"

#include "sensor.h"

enum { WORKSPACE_BYTES = 64 << 10, CONTENT_BYTES = 32 << 20, TEXT_BYTES = 8 << 10, STEPS_PER_EVENT = 20000000, DRAIN_MS = 2000 };

static struct weir_slots slots;
static DEFINE_MUTEX(content_lock);
static DEFINE_PER_CPU(void *, workspace);
static const struct weir_policy policy = {{WEIR_OBSERVE, WEIR_OBSERVE, WEIR_DETECT, WEIR_DETECT, WEIR_PREVENT}};

/* ---- events ---- */

#define TEXT(SUPPLY, name, text) SUPPLY(name, (text) != NULL, text, (text) != NULL ? strlen(text) : 0)
#define CALL_SUPPLIES(SUPPLY)                                                 \
	TEXT(SUPPLY, CallerImage, call->caller_image)                             \
	SUPPLY(CallerHash, 0, NULL, 0)                                            \
	SUPPLY(CallerGuid, call->caller_guid != NULL, call->caller_guid)          \
	SUPPLY(CallerPid, 1, call->caller_pid)                                    \
	TEXT(SUPPLY, CallerUser, call->caller_user)                               \
	SUPPLY(CallerStarted, 1, call->started)                                   \
	SUPPLY(CallerElevated, 1, call->elevated)                                 \
	TEXT(SUPPLY, TargetImage, call->target_image)                             \
	SUPPLY(TargetHash, 0, NULL, 0)                                            \
	SUPPLY(TargetGuid, 0, NULL)                                               \
	SUPPLY(TargetPid, 1, call->target_pid)                                    \
	SUPPLY(TargetUser, 0, NULL, 0)                                            \
	SUPPLY(Nice, 1, call->nice)                                               \
	SUPPLY(Kind, 1, call->kind)                                               \
	SUPPLY(Access, 1, call->access)                                           \
	SUPPLY(RemoteAddress, 0, NULL, 0)                                         \
	SUPPLY(RemotePort, 0, 0)                                                  \
	SUPPLY(RemoteName, 0, NULL, 0)                                            \
	SUPPLY(Interface, 0, NULL, 0)                                             \
	TEXT(SUPPLY, Method, call->method)                                        \
	TEXT(SUPPLY, Arguments, call->arguments)

ExampleCall_SUPPLIED(CALL_SUPPLIES);

struct reaction {
	const struct weir_channel *channel;
	enum weir_action strongest;
};

static int on_hit(void *context, const struct weir_hit *hit)
{
	struct reaction *reaction = context;
	const enum weir_action action = weir_disposition(reaction->channel, &policy, hit);

	if (action >= WEIR_DETECT)
		pr_notice_ratelimited("instance %llu matched\n", hit->id);
	if (action > reaction->strongest)
		reaction->strongest = action;
	return 0;
}

/* true: the call is to be blocked. What cannot be evaluated is not blocked. */
bool weir_sensor_on_call(const struct weir_sensor_call *call)
{
	struct weir_input inputs[ExampleCall_parameter_count];
	struct reaction reaction = {weir_slots_enter(&slots), WEIR_OBSERVE};
	enum weir_status status;

	if (!reaction.channel)
		return false;
	ExampleCall_FILL(inputs, CALL_SUPPLIES);
	status = weir_match(reaction.channel, inputs, ExampleCall_parameter_count, *get_cpu_ptr(&workspace), WORKSPACE_BYTES, on_hit, &reaction);
	put_cpu_ptr(&workspace);
	weir_slots_leave(&slots, reaction.channel);
	return status == WEIR_OK && reaction.strongest == WEIR_PREVENT;
}
EXPORT_SYMBOL_GPL(weir_sensor_on_call);

/* ---- content ---- */

/* Waits for the last event on the spare content, and frees it. */
static int free_spare(void)
{
	const uint8_t *bytes;
	int waited;

	for (waited = 0; !weir_slots_reclaim(&slots, &bytes); waited += 10) {
		if (waited >= DRAIN_MS)
			return -EBUSY;
		msleep(10);
	}
	vfree(bytes);
	return 0;
}

static int load_content(const char *path)
{
	const struct weir_limits limits = {
		.file_bytes = CONTENT_BYTES, .steps_per_event = STEPS_PER_EVENT, .workspace_bytes = WORKSPACE_BYTES, .text_bytes = TEXT_BYTES, .channel = ExampleCall_channel,
	};
	struct weir_verdict_on_file verdict;
	void *bytes = NULL;
	ssize_t size = kernel_read_file_from_path(path, 0, &bytes, CONTENT_BYTES, NULL, READING_FIRMWARE);
	int error;

	if (size < 0)
		return (int)size;
	error = free_spare();
	if (error == 0 && weir_slots_open(&slots, bytes, (size_t)size, &ExampleCall_contract, &limits, &verdict) != WEIR_SLOTS_OK) {
		pr_err("content refused at byte %llu: V%03u %s; what was in use stays\n", verdict.offset, verdict.code, weir_refusal_name(verdict.code));
		error = -EINVAL;
	}
	if (error) {
		vfree(bytes);
		return error;
	}
	weir_slots_swap(&slots);
	return 0;
}

static int set_content(const char *value, const struct kernel_param *parameter)
{
	char path[256];
	int error;

	if (strscpy(path, value, sizeof(path)) < 0)
		return -ENAMETOOLONG;
	mutex_lock(&content_lock);
	error = load_content(strim(path));
	mutex_unlock(&content_lock);
	return error;
}

static const struct kernel_param_ops content_ops = {.set = set_content};
module_param_cb(content, &content_ops, NULL, 0200);
MODULE_PARM_DESC(content, "path of a channel file");

/* ---- the module ---- */

static void free_workspaces(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		kvfree(per_cpu(workspace, cpu));
		per_cpu(workspace, cpu) = NULL;
	}
}

static int __init sensor_init(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		per_cpu(workspace, cpu) = kvmalloc(WORKSPACE_BYTES, GFP_KERNEL);
		if (!per_cpu(workspace, cpu)) {
			free_workspaces();
			return -ENOMEM;
		}
	}
	return 0;
}

/* Nobody calls weir_sensor_on_call any more: its callers hold the module. */
static void __exit sensor_exit(void)
{
	while (free_spare())
		;
	if (weir_slots_withdraw(&slots) == WEIR_SLOTS_OK)
		while (free_spare())
			;
	free_workspaces();
}

module_init(sensor_init);
module_exit(sensor_exit);
MODULE_DESCRIPTION("Example of a sensor with Weir's Content Interpreter");
MODULE_LICENSE("Dual MIT/GPL");
