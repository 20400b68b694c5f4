/* Content that is replaced while events run: two slots, one in use, one with the last good content. Part of weir.h.
 *
 * A reader never waits, never tries again and is never refused: one atomic addition when an event begins, one when it ends. One writer at a time
 * (the sensor's own lock) opens new content in the spare slot and exchanges the two; what was in use stays in the spare slot, so that one more
 * exchange goes back to it. The writer never waits either: it is told whether readers are still in the spare slot, and asks again later.
 *
 * Must hold: all zero at the start. No more than 2^30 events are between enter and leave at one time. The structure is not moved or copied. */
#ifndef WEIR_SLOTS_H
#define WEIR_SLOTS_H

/* The members are for slots.c alone. */
struct weir_slots {
    uint32_t state;      /* lowest two bits: the slot in use, 1 or 2, or 0 for none; above: how often it was entered, modulo 2^30 */
    uint32_t entered[2]; /* how often a slot was, when it went out of use */
    uint32_t left[2];    /* how often a slot was left */
    struct weir_channel channel[2];
};

enum weir_slots_status {
    WEIR_SLOTS_OK = 0,
    WEIR_SLOTS_REFUSED, /* the file was: the verdict says why; nothing has changed */
    WEIR_SLOTS_BUSY,    /* the spare slot still holds content: weir_slots_reclaim it first */
    WEIR_SLOTS_EMPTY,   /* there is no content for it */
};

/* ---- one event, from any thread or interrupt ---- */

/* The content in use, or NULL where there is none. It stays as it is until it is left. */
const struct weir_channel *weir_slots_enter(struct weir_slots *slots);
/* The event is over. channel: what weir_slots_enter gave; not for NULL. */
void weir_slots_leave(struct weir_slots *slots, const struct weir_channel *channel);

/* ---- the writer, one at a time ---- */

/* 1: the spare slot is empty now, and *bytes is what it held, for the caller to free; NULL where it held nothing. From here on nothing goes back to it.
 * 0: an event is still running on it; nothing has changed. */
int weir_slots_reclaim(struct weir_slots *slots, const uint8_t **bytes);
/* Verifies a file into the spare slot, which must be empty. No event sees it yet. OK, REFUSED or BUSY; *verdict as weir_open gives it, accepted and 0 for BUSY. */
enum weir_slots_status weir_slots_open(struct weir_slots *slots, const uint8_t *bytes, size_t size, const struct weir_contract *contract,
                                       const struct weir_limits *limits, struct weir_verdict_on_file *verdict);
/* Exchanges the slots: events that begin from here on see what the spare slot held. Puts new content into use, and goes back to the last good one.
 * OK, or EMPTY where the spare slot holds nothing. */
enum weir_slots_status weir_slots_swap(struct weir_slots *slots);
/* Takes the content out of use: events that begin from here on see none. The spare slot must be empty, and holds it then. OK, BUSY or EMPTY. */
enum weir_slots_status weir_slots_withdraw(struct weir_slots *slots);

#endif
