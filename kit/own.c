/* Our own interpreter as a subject of the kit: the slots of a sensor, weir_open and weir_match, in this process. See kit.h.
 *
 * Must hold: each file lies in memory of exactly its size, so that a sanitizer sees a byte read too many. */
#include "kit.h"

#include <stdlib.h>

static uint8_t *copy_file(struct kit_own *own, const struct kit_file *file)
{
    uint8_t *copy = malloc(file->size ? file->size : 1);
    if (!copy) longjmp(*own->exhausted, 1);
    if (file->size) memcpy(copy, file->bytes, file->size);
    return copy;
}

static void say(struct kit_reply *reply, struct weir_verdict_on_file verdict)
{
    reply->answer = verdict.code == WEIR_ACCEPTED ? KIT_ACCEPTED : KIT_REFUSED;
    const char *name = weir_refusal_name(verdict.code);
    memcpy(reply->code, name, strlen(name) + 1);
}

/* Memory of a gigabyte that nobody touches. */
static void open_grown(struct kit_own *own, const struct kit_file *file, struct kit_reply *reply)
{
    struct weir_channel channel;
    uint8_t *bytes = calloc((size_t)file->grown, 1);
    if (!bytes) longjmp(*own->exhausted, 1);
    memcpy(bytes, file->bytes, file->size);
    say(reply, weir_open(bytes, (size_t)file->grown, file->contract, &file->limits, &channel));
    free(bytes);
}

static void own_open(void *context, const struct kit_file *file, struct kit_reply *reply)
{
    struct kit_own *own = context;
    struct weir_verdict_on_file verdict;
    const uint8_t *old;
    if (file->grown) {
        open_grown(own, file, reply);
        return;
    }
    uint8_t *bytes = copy_file(own, file);
    if (!weir_slots_reclaim(&own->slots, &old)) BUG("a slot is busy without a reader");
    for (int i = 0; i < 2 && old; i++)
        if (own->bytes[i] == old) {
            free(own->bytes[i]);
            own->bytes[i] = NULL;
        }
    if (weir_slots_open(&own->slots, bytes, file->size, file->contract, &file->limits, &verdict) != WEIR_SLOTS_OK) {
        free(bytes);
    } else {
        own->bytes[own->bytes[0] ? 1 : 0] = bytes;
        weir_slots_swap(&own->slots);
    }
    say(reply, verdict);
}

static int on_hit(void *context, const struct weir_hit *hit)
{
    struct kit_reply *reply = context;
    if (reply->hit_count == KIT_MOST_HITS) return 1;
    reply->hits[reply->hit_count++] = (struct kit_hit){hit->id, hit->verdict};
    return 0;
}

static void own_match(void *context, const struct kit_event *event, struct kit_reply *reply)
{
    struct kit_own *own = context;
    const struct weir_channel *channel = weir_slots_enter(&own->slots);
    reply->answer = KIT_NO_CONTENT;
    if (!channel) return;
    size_t text_bytes = 0;
    for (uint32_t i = 0; i < event->count; i++)
        if (event->inputs[i].present) text_bytes += event->inputs[i].length;
    const size_t bytes = weir_workspace_bytes(channel, text_bytes);
    if (bytes > own->workspace.count) vec_extend(&own->workspace, bytes - own->workspace.count, 1);
    const enum weir_status status = weir_match(channel, event->inputs, event->count, own->workspace.p, own->workspace.count, on_hit, reply);
    reply->answer = status == WEIR_OK ? KIT_VERDICTS : status == WEIR_WRONG_INPUT_COUNT ? KIT_WRONG_COUNT : KIT_BROKEN;
    if (reply->answer == KIT_BROKEN) memcpy(reply->why, "weir_match does not take it", sizeof "weir_match does not take it");
    weir_slots_leave(&own->slots, channel);
}

struct kit_subject kit_own_subject(struct kit_own *own, jmp_buf *exhausted)
{
    *own = (struct kit_own){.exhausted = exhausted, .workspace.exhausted = exhausted};
    return (struct kit_subject){own, own_open, own_match};
}

void kit_own_free(struct kit_own *own)
{
    free(own->bytes[0]);
    free(own->bytes[1]);
    vec_free(&own->workspace);
}
