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

#ifdef __FRAMAC__ /* the same for one thread: what is proved is the code between these, not what threads do to each other */
/*@ requires \valid_read(word);
    assigns \nothing;
    ensures \result == *word; */
static inline uint32_t load(const uint32_t *word)
{
    return *word;
}

/*@ requires \valid(word);
    assigns *word;
    ensures *word == (\old(*word) + n > UINT32_MAX ? \old(*word) + n - UINT32_MAX - 1 : \old(*word) + n) && \result == \old(*word); */
static inline uint32_t add(uint32_t *word, uint32_t n)
{
    const uint32_t before = *word;
    *word = before > UINT32_MAX - n ? before - (UINT32_MAX - n) - 1 : before + n;
    return before;
}

/*@ requires \valid(word);
    assigns *word;
    ensures *word == n && \result == \old(*word); */
static inline uint32_t exchange(uint32_t *word, uint32_t n)
{
    const uint32_t before = *word;
    *word = n;
    return before;
}
#define WEIR_LOAD_ACQUIRE(word) load(word)
#define WEIR_ADD_ACQUIRE(word, n) add(word, n)
#define WEIR_ADD_RELEASE(word, n) ((void)add(word, n))
#define WEIR_EXCHANGE(word, n) exchange(word, n)
#elif defined WEIR_ATOMICS
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

/*@ // The slot in use, from 1 on, or 0.
    logic integer slot_of(integer state) = state % 4;
    logic integer after(integer count) = count == UINT32_MAX ? 0 : count + 1;
    // Counts fit behind the slot's number, and the slot in use holds content.
    predicate slots_ok{L}(struct weir_slots *slots) =
      slots->entered[0] <= COUNT_MASK && slots->entered[1] <= COUNT_MASK && slot_of(slots->state) <= 2 && (slot_of(slots->state) == 1 ==> slots->channel[0].bytes != \null) &&
      (slot_of(slots->state) == 2 ==> slots->channel[1].bytes != \null);
    // The slot that the writer may change, from 0 on.
    logic integer spare{L}(struct weir_slots *slots) =
      slot_of(slots->state) == 0 ? (slots->channel[1].bytes != \null ? 1 : 0) : slot_of(slots->state) == 1 ? 1 : 0;
*/

/*@ requires \valid(slots) && slots_ok(slots);
    assigns slots->state;
    ensures slots_ok(slots) && slot_of(slots->state) == slot_of(\old(slots->state));
    ensures \result == \null <==> slot_of(slots->state) == 0;
    ensures \result != \null ==> \result == &slots->channel[slot_of(slots->state) - 1] && \result->bytes != \null; */
const struct weir_channel *weir_slots_enter(struct weir_slots *slots)
{
    const uint32_t before = WEIR_ADD_ACQUIRE(&slots->state, SLOT_STATES), slot = before % SLOT_STATES;
    //@ assert added: slots->state == before + 4 || slots->state == before + 4 - 4294967296;
    //@ assert stays: slots->state % 4 == slot;
    return slot == NO_SLOT ? NULL : &slots->channel[slot - 1];
}

/*@ requires \valid(slots) && (channel == &slots->channel[0] || channel == &slots->channel[1]);
    assigns slots->left[0 .. 1];
    ensures channel == &slots->channel[0] ==> slots->left[0] == after(\old(slots->left[0])) && slots->left[1] == \old(slots->left[1]);
    ensures channel == &slots->channel[1] ==> slots->left[1] == after(\old(slots->left[1])) && slots->left[0] == \old(slots->left[0]); */
void weir_slots_leave(struct weir_slots *slots, const struct weir_channel *channel)
{
    const struct weir_channel *second = &slots->channel[1];
    const uint32_t slot = channel == second ? 1 : 0;
    //@ assert first: slot == 0 ==> channel == &slots->channel[0];
    //@ assert second: slot == 1 ==> channel == &slots->channel[1];
    WEIR_ADD_RELEASE(&slots->left[slot], 1u);
}

/* The slot that is not in use; where none is, the one that holds something. */
/*@ requires \valid(slots) && slots_ok(slots);
    assigns \nothing;
    ensures \result == spare(slots) && 0 <= \result <= 1 && \result + 1 != slot_of(slots->state); */
static uint32_t spare_of(struct weir_slots *slots)
{
    const uint32_t slot = WEIR_LOAD_ACQUIRE(&slots->state) % SLOT_STATES;
    if (slot == NO_SLOT) return slots->channel[1].bytes != NULL ? 1 : 0;
    return slot == 1 ? 1 : 0;
}

/* Puts a slot (1, 2) or none into use, and keeps how often the one before was entered. */
/*@ requires \valid(slots) && slots_ok(slots) && slot <= 2 && (slot != NO_SLOT ==> slots->channel[slot - 1].bytes != \null);
    assigns slots->state, slots->entered[0 .. 1];
    ensures slots_ok(slots) && slot_of(slots->state) == slot; */
static void put_into_use(struct weir_slots *slots, uint32_t slot)
{
    const uint32_t count = slot == NO_SLOT ? 0 : slots->entered[slot - 1];
    const uint32_t before = WEIR_EXCHANGE(&slots->state, count * SLOT_STATES + slot);
    if (before % SLOT_STATES != NO_SLOT) slots->entered[before % SLOT_STATES - 1] = before / SLOT_STATES;
}

/*@ requires \valid(slots) && slots_ok(slots) && \valid(bytes) && \separated(slots, bytes);
    assigns *bytes, slots->channel[0 .. 1].bytes;
    ensures slots_ok(slots);
    ensures in_use: \old(slot_of(slots->state)) == 1 ==> slots->channel[0].bytes == \old(slots->channel[0].bytes);
    ensures in_use: \old(slot_of(slots->state)) == 2 ==> slots->channel[1].bytes == \old(slots->channel[1].bytes);
    ensures \result == 0 ==> *bytes == \null && slots->channel[0].bytes == \old(slots->channel[0].bytes) && slots->channel[1].bytes == \old(slots->channel[1].bytes);
    ensures empty: \result != 0 ==> slots->channel[\old(spare(slots))].bytes == \null && *bytes == \old(slots->channel[spare(slots)].bytes); */
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

/* weir_open, of which only so much counts here: all that it shows of an accepted file would keep provers from the rest. */
/*@ requires WEIR_PROOF_OPEN(bytes, size, contract, limits) && \valid(channel) && \separated(channel, limits) && \separated(channel, contract);
    assigns *channel;
    ensures \result.code == WEIR_ACCEPTED ==> channel->bytes != \null && channel->bytes == bytes;
    ensures \result.code != WEIR_ACCEPTED ==> channel->bytes == \null; */
static struct weir_verdict_on_file open_into(struct weir_channel *channel, const uint8_t *bytes, size_t size, const struct weir_contract *contract, const struct weir_limits *limits)
{
    return weir_open(bytes, size, contract, limits, channel);
}

/*@ requires \valid(slots) && slots_ok(slots) && \valid(verdict) && \separated(slots, verdict);
    requires WEIR_PROOF_OPEN(bytes, size, contract, limits);
    requires \separated(slots, limits) && \separated(slots, contract) && \separated(verdict, limits) && \separated(verdict, contract);
    assigns *verdict, slots->channel[0 .. 1];
    ensures slots_ok(slots);
    ensures in_use: \old(slot_of(slots->state)) == 1 ==> slots->channel[0] == \old(slots->channel[0]);
    ensures in_use: \old(slot_of(slots->state)) == 2 ==> slots->channel[1] == \old(slots->channel[1]);
    ensures \result == WEIR_SLOTS_OK || \result == WEIR_SLOTS_REFUSED || \result == WEIR_SLOTS_BUSY;
    ensures \result == WEIR_SLOTS_REFUSED <==> verdict->code != WEIR_ACCEPTED;
    ensures \result == WEIR_SLOTS_OK ==> slots->channel[\old(spare(slots))].bytes == bytes;
    ensures \result == WEIR_SLOTS_REFUSED ==> slots->channel[\old(spare(slots))].bytes == \null; */
enum weir_slots_status weir_slots_open(struct weir_slots *slots, const uint8_t *bytes, size_t size, const struct weir_contract *contract,
                                       const struct weir_limits *limits, struct weir_verdict_on_file *verdict)
{
    const uint32_t spare = spare_of(slots);
    verdict->code = WEIR_ACCEPTED;
    verdict->offset = 0;
    if (slots->channel[spare].bytes != NULL) return WEIR_SLOTS_BUSY;
    *verdict = open_into(&slots->channel[spare], bytes, size, contract, limits);
    return verdict->code == WEIR_ACCEPTED ? WEIR_SLOTS_OK : WEIR_SLOTS_REFUSED;
}

/*@ requires \valid(slots) && slots_ok(slots);
    assigns slots->state, slots->entered[0 .. 1];
    ensures slots_ok(slots) && (\result == WEIR_SLOTS_OK || \result == WEIR_SLOTS_EMPTY);
    ensures \result == WEIR_SLOTS_OK ==> slot_of(slots->state) == \old(spare(slots)) + 1;
    ensures \result == WEIR_SLOTS_OK && \old(slot_of(slots->state)) != 0 ==> spare(slots) == \old(slot_of(slots->state)) - 1;
    ensures \result == WEIR_SLOTS_EMPTY ==> slots->state == \old(slots->state); */
enum weir_slots_status weir_slots_swap(struct weir_slots *slots)
{
    const uint32_t spare = spare_of(slots);
    if (slots->channel[spare].bytes == NULL) return WEIR_SLOTS_EMPTY;
    put_into_use(slots, spare + 1);
    return WEIR_SLOTS_OK;
}

/*@ requires \valid(slots) && slots_ok(slots);
    assigns slots->state, slots->entered[0 .. 1];
    ensures slots_ok(slots) && (\result == WEIR_SLOTS_OK || \result == WEIR_SLOTS_BUSY || \result == WEIR_SLOTS_EMPTY);
    ensures \result == WEIR_SLOTS_OK ==> slot_of(slots->state) == 0 && spare(slots) == \old(slot_of(slots->state)) - 1;
    ensures \result != WEIR_SLOTS_OK ==> slots->state == \old(slots->state); */
enum weir_slots_status weir_slots_withdraw(struct weir_slots *slots)
{
    if (WEIR_LOAD_ACQUIRE(&slots->state) % SLOT_STATES == NO_SLOT) return WEIR_SLOTS_EMPTY;
    if (slots->channel[spare_of(slots)].bytes != NULL) return WEIR_SLOTS_BUSY;
    put_into_use(slots, NO_SLOT);
    return WEIR_SLOTS_OK;
}
