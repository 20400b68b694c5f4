/* Two slots for content, one of them in use: see slots.h.
 *
 * How it holds. The number of the slot in use and the count of its readers are one word. So a reader gets its slot and is counted into it in one step:
 * there is no moment at which it knows the slot and the writer does not know of it. When the writer exchanges the word, it takes with it how often
 * the slot was entered, for good; the slot is free when it was left as often. Both counts run on from use to use, modulo 2^30, and only whether they
 * are the same is asked.
 *
 * Order. What the writer did to a slot is before its exchange (release), which is before the reader's addition (acquire). What the reader read is before
 * its second addition (release), which is before the writer's look at that count (acquire).
 *
 * The atomic operations are the compiler's own on 32-bit words. Where others are wanted, as in a kernel with a memory model of its own,
 * -DWEIR_ATOMICS='"file.h"' names a header that defines the four macros instead. */
#include "bytes.h"

#ifdef WEIR_ATOMICS
#include WEIR_ATOMICS
#else
#define WEIR_LOAD_ACQUIRE(word) __atomic_load_n((word), __ATOMIC_ACQUIRE)
#define WEIR_ADD_ACQUIRE(word, n) __atomic_fetch_add((word), (n), __ATOMIC_ACQUIRE) /* gives what it was */
#define WEIR_ADD_RELEASE(word, n) ((void)__atomic_fetch_add((word), (n), __ATOMIC_RELEASE))
#define WEIR_EXCHANGE(word, n) __atomic_exchange_n((word), (n), __ATOMIC_ACQ_REL)   /* gives what it was */
#endif

#define NO_SLOT 0u
#define SLOT_STATES 4u      /* values of the lowest two bits */
#define COUNT_MASK 0x3fffffffu

const struct weir_channel *weir_slots_enter(struct weir_slots *slots)
{
    const uint32_t slot = WEIR_ADD_ACQUIRE(&slots->state, SLOT_STATES) % SLOT_STATES;
    return slot == NO_SLOT ? NULL : &slots->channel[slot - 1];
}

void weir_slots_leave(struct weir_slots *slots, const struct weir_channel *channel)
{
    WEIR_ADD_RELEASE(&slots->left[channel == &slots->channel[1] ? 1 : 0], 1u);
}

/* The slot that is not in use; where none is, the one that holds something. */
static uint32_t spare_of(struct weir_slots *slots)
{
    const uint32_t slot = WEIR_LOAD_ACQUIRE(&slots->state) % SLOT_STATES;
    if (slot == NO_SLOT) return slots->channel[1].bytes != NULL ? 1 : 0;
    return slot == 1 ? 1 : 0;
}

/* Puts a slot (1, 2) or none into use, and keeps how often the one before was entered. */
static void put_into_use(struct weir_slots *slots, uint32_t slot)
{
    const uint32_t count = slot == NO_SLOT ? 0 : slots->entered[slot - 1];
    const uint32_t before = WEIR_EXCHANGE(&slots->state, count * SLOT_STATES + slot);
    if (before % SLOT_STATES != NO_SLOT) slots->entered[before % SLOT_STATES - 1] = before / SLOT_STATES;
}

int weir_slots_reclaim(struct weir_slots *slots, const uint8_t **bytes)
{
    const uint32_t spare = spare_of(slots);
    *bytes = NULL;
    if (slots->channel[spare].bytes == NULL) return 1;
    if (((WEIR_LOAD_ACQUIRE(&slots->left[spare]) - slots->entered[spare]) & COUNT_MASK) != 0) return 0;
    *bytes = slots->channel[spare].bytes;
    slots->channel[spare].bytes = NULL;
    return 1;
}

enum weir_slots_status weir_slots_open(struct weir_slots *slots, const uint8_t *bytes, size_t size, const struct weir_contract *contract,
                                       const struct weir_limits *limits, struct weir_verdict_on_file *verdict)
{
    const uint32_t spare = spare_of(slots);
    verdict->code = WEIR_ACCEPTED;
    verdict->offset = 0;
    if (slots->channel[spare].bytes != NULL) return WEIR_SLOTS_BUSY;
    *verdict = weir_open(bytes, size, contract, limits, &slots->channel[spare]);
    return verdict->code == WEIR_ACCEPTED ? WEIR_SLOTS_OK : WEIR_SLOTS_REFUSED;
}

enum weir_slots_status weir_slots_swap(struct weir_slots *slots)
{
    const uint32_t spare = spare_of(slots);
    if (slots->channel[spare].bytes == NULL) return WEIR_SLOTS_EMPTY;
    put_into_use(slots, spare + 1);
    return WEIR_SLOTS_OK;
}

enum weir_slots_status weir_slots_withdraw(struct weir_slots *slots)
{
    if (WEIR_LOAD_ACQUIRE(&slots->state) % SLOT_STATES == NO_SLOT) return WEIR_SLOTS_EMPTY;
    if (slots->channel[spare_of(slots)].bytes != NULL) return WEIR_SLOTS_BUSY;
    put_into_use(slots, NO_SLOT);
    return WEIR_SLOTS_OK;
}
