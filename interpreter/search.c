/* Searching the tables: the texts, numbers and bytes of an event -> what is looked up.
 *
 * In:   an event that has started. Out: run->answers, run->woken.
 * Must hold: each table is asked about the value of its parameter, where that is present and there is room for its text. */
#include "windows.h"

/* The texts of the event that tables are of. */
/*@ requires run_in(run);
    requires WEIR_PROOF_IN(run->channel, TABLES);
    requires WEIR_PROOF_TABLES_PLAIN(run->channel, run->channel->section[WEIR_SECTION_TABLES].count);
    assigns WEIR_PROOF_TEXTS(run);
    ensures run: run_in(run);
    ensures stays: run_stays{Pre, Post}(run); */
static void make_texts(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    uint32_t ordinal_before = 0, view_before = 0;
    /*@ loop invariant range: 0 <= i <= c->section[WEIR_SECTION_TABLES].count;
        loop invariant run: run_in(run);
        loop invariant stays: run_stays{Pre, Here}(run);
        loop assigns i, ordinal_before, view_before, WEIR_PROOF_LOOP_TEXTS(run);
        loop variant c->section[WEIR_SECTION_TABLES].count - i; */
    for (uint32_t i = 0; i < c->section[WEIR_SECTION_TABLES].count; i++) {
        const size_t at = WEIR_RECORD(c, TABLES, i);
        const uint32_t ordinal = c->bytes[at + WEIR_TABLE_ORDINAL], view = c->bytes[at + WEIR_TABLE_VIEW];
        //@ assert place: at == c->section[WEIR_SECTION_TABLES].offset + WEIR_BYTES_TABLES * i && at + WEIR_BYTES_TABLES <= c->size;
        /*@ assert plain: table_plain{Pre}(c->bytes, c->section[WEIR_SECTION_TABLES].offset, c->section[WEIR_SECTION_PARAMETERS].offset, c->parameter_count, i); */
        //@ assert text: view != WEIR_VIEW_VALUE ==> is_text(WEIR_PROOF_TYPE(c, ordinal - 1));
        if (ordinal == ordinal_before && view == view_before) continue;
        ordinal_before = ordinal;
        view_before = view;
        if (view != WEIR_VIEW_VALUE && weir_input_of(run, ordinal - 1)->present) weir_view_of(run, ordinal - 1, view == WEIR_VIEW_FOLDED);
    }
}

/*@ requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, FILTERS) && WEIR_PROOF_IN(c, BUCKETS);
    requires \valid(asked) && \separated(asked, c);
    requires table.bucket_bits <= WEIR_MAX_BUCKET_BITS && table.gram <= WEIR_MAX_GRAM;
    requires places_of_table(table.gram, table.bucket_bits, table.bucket_first, table.filter_first, c->section[WEIR_SECTION_BUCKETS].count, c->section[WEIR_SECTION_FILTERS].count);
    assigns *asked;
    ensures text: asked->text.bytes == text.bytes && asked->text.eights == text.eights && asked->text.length == text.length && asked->text.last_eight == text.last_eight;
    ensures numbers: asked->bucket_bits == table.bucket_bits && asked->gram == table.gram;
    ensures buckets: asked->buckets == c->bytes + (c->section[WEIR_SECTION_BUCKETS].offset + WEIR_BYTES_BUCKETS * table.bucket_first);
    ensures entries: \valid_read(asked->buckets + (0 .. WEIR_BYTES_BUCKETS * pow2(table.bucket_bits) + 3));
    ensures bits: 1 <= asked->filter_bits <= 31;
    ensures filter: \valid_read(asked->filter + (0 .. (pow2(asked->filter_bits) - 1) / 8)); */
static void ask_table(const struct weir_channel *c, struct weir_table table, struct text text, struct asked *asked)
{
    asked->text.bytes = text.bytes;
    asked->text.eights = text.eights;
    asked->text.length = text.length;
    asked->text.last_eight = text.last_eight;
    asked->text.few = text.few;
    asked->filter = c->bytes + WEIR_RECORD(c, FILTERS, table.filter_first);
    asked->buckets = c->bytes + WEIR_RECORD(c, BUCKETS, table.bucket_first);
    asked->gram_mask = table.gram == 0 ? 0 : weir_gram_mask(table.gram);
    asked->filter_bits = (uint16_t)weir_filter_bits(table.bucket_bits);
    asked->bucket_bits = (uint16_t)table.bucket_bits;
    asked->gram = (uint16_t)table.gram;
}

/*@ ghost
    // A table's buckets as they are asked: from where they start on.
    /@ requires p == c->bytes + (c->section[WEIR_SECTION_BUCKETS].offset + WEIR_BYTES_BUCKETS * table.bucket_first);
       requires \valid_read(p + (0 .. WEIR_BYTES_BUCKETS * pow2(table.bucket_bits) + 3));
       requires WEIR_PROOF_CHANNEL(c) && WEIR_PROOF_IN(c, BUCKETS) && WEIR_PROOF_TABLE(c, table, total);
       assigns \nothing;
       ensures buckets_of(p, table.bucket_bits, c->bytes, c->section[WEIR_SECTION_ENTRIES].offset, c->section[WEIR_SECTION_ENTRIES].count, total); @/
    static void buckets_are_asked(const struct weir_channel *c, struct weir_table table, uint32_t total, const uint8_t *p)
    {
        number_is_at(p, c->bytes, c->section[WEIR_SECTION_BUCKETS].offset + WEIR_BYTES_BUCKETS * table.bucket_first);
        /@ assert each: \forall integer k; 0 <= k < pow2(table.bucket_bits) ==>
             bucket_in(c->bytes, c->section[WEIR_SECTION_BUCKETS].offset, table.bucket_first, table.bucket_first + pow2(table.bucket_bits), table.bucket_first + k) ==>
             bucket_in(p, 0, 0, pow2(table.bucket_bits), k); @/
    }
*/
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    requires WEIR_PROOF_IN(s->run->channel, NUMBERS) && WEIR_PROOF_IN(s->run->channel, FILTERS) && WEIR_PROOF_IN(s->run->channel, BUCKETS);
    requires WEIR_PROOF_TABLE(s->run->channel, table, s->run->channel->section[WEIR_SECTION_NUMBERS].count);
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static void ask_number(const struct search *s, struct weir_table table, uint64_t number)
{
    const struct text none = {NULL, NULL, 0, 0, 0};
    struct asked asked;
    ask_table(s->run->channel, table, none, &asked);
    //@ ghost buckets_are_asked(s->run->channel, table, s->run->channel->section[WEIR_SECTION_NUMBERS].count, asked.buckets);
    weir_look_up_number(s, &asked, number);
}

/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    requires WEIR_PROOF_IN(s->run->channel, FILTERS) && WEIR_PROOF_IN(s->run->channel, BUCKETS);
    requires WEIR_PROOF_TABLE(s->run->channel, table, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    requires \valid_read(whole.data + (0 .. whole.length - 1));
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static void ask_whole(const struct search *s, struct weir_table table, struct weir_bytes whole)
{
    const struct text text = {whole.data, whole.data, 0, whole.length, 0};
    struct asked asked;
    ask_table(s->run->channel, table, text, &asked);
    //@ ghost buckets_are_asked(s->run->channel, table, (uint32_t)(s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1), asked.buckets);
    weir_look_up_whole(s, &asked);
}

static const uint8_t zeros[8] = {0};

/* Of a text that is there: with 8 bytes that can be read. */
/*@ requires \valid_read(view) && 1 <= view->length && \valid_read(view->data + (0 .. view->length - 1));
    assigns \nothing;
    ensures length: \result.length == view->length;
    ensures text: WEIR_PROOF_TEXT(\result); */
static inline struct text text_of(const struct weir_view *view)
{
    const bool few = view->length < 8;
    const struct text text = {view->data, few ? zeros : view->data, few ? weir_gram_at(view->data, view->length) : 0, view->length, few ? 0 : view->length - 8};
    return text;
}

/* One table more is asked about the text. */
/*@ requires \valid_read(s) && \valid_read(s->run) && WEIR_PROOF_CHANNEL(s->run->channel);
    requires WEIR_PROOF_IN(s->run->channel, FILTERS) && WEIR_PROOF_IN(s->run->channel, BUCKETS);
    requires WEIR_PROOF_TABLE(s->run->channel, table, s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
    requires \valid(w) && \separated(w, s, s->run, s->run->channel) && w->asked_count < MOST_ASKED && w->waiting_count <= MOST_WAITING;
    requires WEIR_PROOF_TEXT(text) && 1 <= table.gram && 1 <= s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count;
    requires WEIR_PROOF_ALL_ASKED(w, w->asked_count);
    requires WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
    requires WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    assigns w->asked_count, w->asked[0 .. MOST_ASKED - 1];
    ensures count: w->asked_count == \old(w->asked_count) + 1;
    ensures asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
    ensures buckets: WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
    ensures waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    ensures lengths: \forall integer k; 0 <= k < \old(w->asked_count) ==> w->asked[k].text.length == \old(w->asked[k].text.length);
    ensures length: w->asked[\old(w->asked_count)].text.length == text.length;
    ensures search: search_stays{Pre, Post}(s);
    ensures sections: sections_stay{Pre, Post}(s->run); */
static void ask_one_more(const struct search *s, struct windows *w, struct weir_table table, struct text text)
{
    //@ ghost const uint32_t count = w->asked_count;
    ask_table(s->run->channel, table, text, &w->asked[w->asked_count++]);
    //@ assert others: \forall integer k; 0 <= k < count ==> table_stays{Pre, Here}(w, k);
    //@ assert waiting: \forall integer k; 0 <= k < w->waiting_count ==> waiting_in{Pre}(w, k) ==> waiting_in(w, k);
    //@ ghost buckets_are_asked(s->run->channel, table, (uint32_t)(s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count - 1), w->asked[count].buckets);
}

/* The tables of windows of one view are asked about its text, from this number on: the first one behind them. */
/*@ requires \valid_read(s) && \valid_read(s->run) && WEIR_PROOF_CHANNEL(s->run->channel);
    requires WEIR_PROOF_IN(s->run->channel, TABLES) && WEIR_PROOF_IN(s->run->channel, FILTERS) && WEIR_PROOF_IN(s->run->channel, BUCKETS);
    requires WEIR_PROOF_TABLES_IN(s->run->channel, s->run->channel->section[WEIR_SECTION_TABLES].count);
    requires number < s->run->channel->section[WEIR_SECTION_TABLES].count && 1 <= s->run->channel->section[WEIR_SECTION_STRING_OFFSETS].count;
    requires table_gram(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_TABLES].offset, number) != 0;
    requires \valid(w) && \separated(w, s, s->run, s->run->channel) && w->asked_count <= MOST_ASKED - MOST_GRAMS && w->waiting_count <= MOST_WAITING;
    requires WEIR_PROOF_TEXT(text);
    requires WEIR_PROOF_ALL_ASKED(w, w->asked_count);
    requires WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
    requires WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    assigns w->asked_count, w->asked[0 .. MOST_ASKED - 1];
    ensures number: number < \result <= s->run->channel->section[WEIR_SECTION_TABLES].count;
    ensures count: \old(w->asked_count) < w->asked_count <= MOST_ASKED;
    ensures asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
    ensures buckets: WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
    ensures waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    ensures lengths: \forall integer k; \old(w->asked_count) <= k < w->asked_count ==> w->asked[k].text.length == text.length;
    ensures search: search_stays{Pre, Post}(s);
    ensures sections: sections_stay{Pre, Post}(s->run); */
static uint32_t ask_all_of_view(const struct search *s, struct windows *w, struct text text, uint32_t number)
{
    const struct weir_channel *c = s->run->channel;
    const uint32_t tables = c->section[WEIR_SECTION_TABLES].count;
    struct weir_table table = weir_table_at(c, number);
    const uint32_t ordinal = table.ordinal, kind = table.view;
    //@ assert this: WEIR_PROOF_TABLE_IN(c, number);
    //@ ghost const uint32_t first = w->asked_count, from = number;
    /*@ loop invariant number: from <= number < tables;
        loop invariant count: w->asked_count == first + (number - from);
        loop invariant gram: table.gram <= WEIR_SHORT_GRAM ? number - from < table.gram : table.gram == WEIR_MAX_GRAM && number - from <= WEIR_SHORT_GRAM;
        loop invariant table: WEIR_PROOF_TABLE(c, table, c->section[WEIR_SECTION_STRING_OFFSETS].count - 1);
        loop invariant key: table.gram == table_gram(c->bytes, c->section[WEIR_SECTION_TABLES].offset, number) && table.gram != 0;
        loop invariant ordinal: ordinal == table_ordinal(c->bytes, c->section[WEIR_SECTION_TABLES].offset, number);
        loop invariant kind: kind == table_view(c->bytes, c->section[WEIR_SECTION_TABLES].offset, number);
        loop invariant asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
        loop invariant buckets: WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
        loop invariant waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
        loop invariant lengths: \forall integer k; first <= k < w->asked_count ==> w->asked[k].text.length == text.length;
        loop invariant search: search_stays{Pre, Here}(s);
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop assigns number, table, w->asked_count, w->asked[0 .. MOST_ASKED - 1];
        loop variant tables - number; */
    do {
        ask_one_more(s, w, table, text);
        if (++number == tables) break;
        table = weir_table_at(c, number);
        //@ assert next: WEIR_PROOF_TABLE_IN(c, number);
    } while (table.ordinal == ordinal && table.view == kind);
    return number;
}

/* The windows of one view in its tables, from this number on: the first one behind them. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    requires WEIR_PROOF_IN(s->run->channel, TABLES) && WEIR_PROOF_IN(s->run->channel, FILTERS) && WEIR_PROOF_IN(s->run->channel, BUCKETS);
    requires WEIR_PROOF_TABLES_IN(s->run->channel, s->run->channel->section[WEIR_SECTION_TABLES].count);
    requires s->last_entry == (uint32_t)(s->run->channel->section[WEIR_SECTION_ENTRIES].count - 1);
    requires number < s->run->channel->section[WEIR_SECTION_TABLES].count;
    requires table_gram(s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_TABLES].offset, number) != 0;
    requires \valid_read(view) && 1 <= view->length && \valid_read(view->data + (0 .. view->length - 1));
    assigns *w, WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures number: number < \result <= s->run->channel->section[WEIR_SECTION_TABLES].count;
    ensures counts: WEIR_PROOF_WINDOWS_COUNTS(w);
    ensures asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
    ensures buckets: WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
    ensures waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    ensures last: s->last_entry + 1 == s->run->channel->section[WEIR_SECTION_ENTRIES].count && s->last_entry < WEIR_MAX_FILE_BYTES;
    ensures search: search_stays{Pre, Post}(s);
    ensures sections: sections_stay{Pre, Post}(s->run); */
static uint32_t ask_windows(const struct search *s, struct windows *w, const struct weir_view *view, uint32_t number)
{
    const struct weir_channel *c = s->run->channel;
    const struct text text = text_of(view);
    const struct weir_table table = weir_table_at(c, number);
    //@ assert this: WEIR_PROOF_TABLE_IN(c, number);
    const uint8_t *starts = c->bytes + WEIR_RECORD(c, FILTERS, table.filter_first - WEIR_STARTS_RECORDS);
    //@ assert entries: 1 <= c->section[WEIR_SECTION_ENTRIES].count;
    if (w->asked_count > MOST_ASKED - MOST_GRAMS) {
        weir_windows_look_up(s, w);
        w->asked_count = 0;
    }
    const uint32_t first = w->asked_count, behind = ask_all_of_view(s, w, text, number);
    weir_windows_find(s, w, starts, first);
    return behind;
}

/* The value of an input that is no text: a number, or bytes. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_INPUTS(s->run)
    requires WEIR_PROOF_IN(s->run->channel, NUMBERS) && WEIR_PROOF_IN(s->run->channel, FILTERS) && WEIR_PROOF_IN(s->run->channel, BUCKETS);
    requires 1 <= table.ordinal <= s->run->channel->parameter_count;
    requires WEIR_TYPE_RESERVED != WEIR_PROOF_TYPE(s->run->channel, table.ordinal - 1) && !is_text(WEIR_PROOF_TYPE(s->run->channel, table.ordinal - 1));
    requires WEIR_PROOF_TABLE(s->run->channel, table, WEIR_PROOF_VALUES_FOR(s->run->channel, table.ordinal - 1));
    assigns WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures sections_stay{Pre, Post}(s->run); */
static void ask_value(const struct search *s, struct weir_table table)
{
    const struct weir_channel *c = s->run->channel;
    const uint32_t parameter = table.ordinal - 1;
    const struct weir_input *input = weir_input_of(s->run, parameter);
    if (!input->present) return;
    const uint32_t type = c->bytes[WEIR_RECORD(c, PARAMETERS, parameter) + WEIR_PARAMETER_TYPE];
    //@ assert known: parameter_in(c->bytes, c->section[WEIR_SECTION_PARAMETERS].offset, c->section[WEIR_SECTION_MEMBERS].count, parameter);
    //@ assert input: input_in(input, type);
    if (weir_holds_numbers(type)) {
        ask_number(s, table, input->number);
        return;
    }
    ask_whole(s, table, weir_held_bytes(input, type));
}

/* Asks the table, and where it is of windows the others of its view too: the first one behind them. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    WEIR_PROOF_REQUIRES_INPUTS(s->run)
    WEIR_PROOF_REQUIRES_TABLES(s)
    requires number < s->run->channel->section[WEIR_SECTION_TABLES].count;
    assigns *w, WEIR_PROOF_HIT_ASSIGNS(s->run);
    ensures number: number < \result <= s->run->channel->section[WEIR_SECTION_TABLES].count;
    ensures counts: WEIR_PROOF_WINDOWS_COUNTS(w);
    ensures asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
    ensures buckets: WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
    ensures waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
    ensures last: w->asked_count > 0 ==> s->last_entry + 1 == s->run->channel->section[WEIR_SECTION_ENTRIES].count && s->last_entry < WEIR_MAX_FILE_BYTES;
    ensures event: event_stays{Pre, Post}(s->run);
    ensures search: search_stays{Pre, Post}(s);
    ensures sections: sections_stay{Pre, Post}(s->run); */
static uint32_t ask(const struct search *s, struct windows *w, uint32_t number)
{
    const struct weir_table table = weir_table_at(s->run->channel, number);
    //@ assert this: WEIR_PROOF_TABLE_IN(s->run->channel, number);
    if (table.view == WEIR_VIEW_VALUE) {
        ask_value(s, table);
        return number + 1;
    }
    const struct weir_view *view = (table.view == WEIR_VIEW_FOLDED ? s->run->folded : s->run->raw) + (table.ordinal - 1);
    //@ assert view: view_in(view);
    if (view->data == NULL) return number + 1; /* it is absent, or there was no room */
    if (table.gram != 0) return view->length == 0 ? number + 1 : ask_windows(s, w, view, number);
    const struct weir_bytes whole = {view->data, view->length};
    ask_whole(s, table, whole);
    return number + 1;
}

/* All tables, from the first one on, and what waits in the end. */
/*@ WEIR_PROOF_REQUIRES_SEARCH(s)
    WEIR_PROOF_REQUIRES_STRINGS(s)
    WEIR_PROOF_REQUIRES_WINDOWS(s, w)
    WEIR_PROOF_REQUIRES_INPUTS(s->run)
    WEIR_PROOF_REQUIRES_TABLES(s)
    requires \separated(w, s->run->inputs + (0 .. s->run->channel->parameter_count - 1));
    requires \separated(w, s->run->raw + (0 .. s->run->channel->parameter_count - 1));
    requires \separated(w, s->run->folded + (0 .. s->run->channel->parameter_count - 1));
    assigns *w, WEIR_PROOF_HIT_ASSIGNS(s->run); */
static void ask_all(const struct search *s, struct windows *w)
{
    const uint32_t tables = s->run->channel->section[WEIR_SECTION_TABLES].count;
    WEIR_STEPS(s->run, (uint64_t)WEIR_PARAMETER_STEPS * tables);
    /*@ loop invariant range: 0 <= i <= tables;
        loop invariant counts: WEIR_PROOF_WINDOWS_COUNTS(w);
        loop invariant asked: WEIR_PROOF_ALL_ASKED(w, w->asked_count);
        loop invariant buckets: WEIR_PROOF_ALL_BUCKETS(s, w, w->asked_count);
        loop invariant waiting: WEIR_PROOF_ALL_WAITING(w, w->waiting_count);
        loop invariant last: w->asked_count > 0 ==> s->last_entry + 1 == s->run->channel->section[WEIR_SECTION_ENTRIES].count && s->last_entry < WEIR_MAX_FILE_BYTES;
        loop invariant event: event_stays{Pre, Here}(s->run);
        loop invariant search: search_stays{Pre, Here}(s);
        loop invariant sections: sections_stay{Pre, Here}(s->run);
        loop invariant inputs: inputs_in(s->run->inputs, s->run->channel->bytes, s->run->channel->section[WEIR_SECTION_PARAMETERS].offset, s->run->channel->parameter_count);
        loop invariant raw: views_in(s->run->raw, s->run->channel->parameter_count);
        loop invariant folded: views_in(s->run->folded, s->run->channel->parameter_count);
        loop assigns i, *w, WEIR_PROOF_LOOP_HITS(s->run);
        loop variant tables - i; */
    for (uint32_t i = 0; i < tables;)
        i = ask(s, w, i);
    weir_windows_look_up(s, w);
}

/*@ WEIR_PROOF_REQUIRES_HITTING(run)
    WEIR_PROOF_REQUIRES_INPUTS(run)
    requires \separated(run, run->channel);
    requires WEIR_PROOF_STRINGS(run->channel) && WEIR_PROOF_SEARCH_SECTIONS(run->channel);
    requires WEIR_PROOF_ENTRIES_HITS_IN(run->channel, run->channel->section[WEIR_SECTION_ENTRIES].count, run->channel->section[WEIR_SECTION_HITS].count);
    requires WEIR_PROOF_TABLES_IN(run->channel, run->channel->section[WEIR_SECTION_TABLES].count);
    requires views_in(run->raw, run->channel->parameter_count) && views_in(run->folded, run->channel->parameter_count);
    assigns WEIR_PROOF_HIT_ASSIGNS(run); */
static void ask_tables(struct weir_run *run)
{
    const struct weir_channel *c = run->channel;
    const struct search s = {run, c->bytes + WEIR_RECORD(c, ENTRIES, 0), c->bytes + WEIR_RECORD(c, STRING_OFFSETS, 0), c->bytes + WEIR_RECORD(c, STRING_BYTES, 0),
                             c->section[WEIR_SECTION_ENTRIES].count - 1 /* a table has entries */};
    struct windows w;
    w.asked_count = w.waiting_count = 0;
    ask_all(&s, &w);
}

/*@ // Where its bytes are what they were, records of search tables anywhere in it are what they were:
    predicate wake_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer wakes, instances, k; 0 <= wakes && 0 <= k && wakes + 4 * k + 4 <= size ==> (wake_in{L1}(b, wakes, instances, k) <==> wake_in{L2}(b, wakes, instances, k));
    predicate hit_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer hits, questions, k; 0 <= hits && 0 <= k && hits + WEIR_BYTES_HITS * (k + 1) <= size ==>
         (hit_in{L1}(b, hits, questions, k) <==> hit_in{L2}(b, hits, questions, k));
    predicate entry_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer entries, hits, questions, k; 0 <= entries && 0 <= k && entries + WEIR_BYTES_ENTRIES * (k + 1) <= size ==>
         (entry_hits_in{L1}(b, entries, hits, questions, k) <==> entry_hits_in{L2}(b, entries, hits, questions, k));
    predicate below_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer entries, total, k; 0 <= entries && 0 <= k && entries + WEIR_BYTES_ENTRIES * (k + 1) <= size ==>
         (entry_below{L1}(b, entries, total, k) <==> entry_below{L2}(b, entries, total, k));
    predicate bucket_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer buckets, first, last, k; 0 <= buckets && 0 <= first <= k < last && buckets + WEIR_BYTES_BUCKETS * (last + 1) <= size ==>
         (bucket_in{L1}(b, buckets, first, last, k) <==> bucket_in{L2}(b, buckets, first, last, k));
    predicate start_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer buckets, k; 0 <= buckets && 0 <= k && buckets + WEIR_BYTES_BUCKETS * (k + 1) <= size ==> bucket_at{L1}(b, buckets, k) == bucket_at{L2}(b, buckets, k);
    predicate record_stays{L1, L2}(uint8_t *b, integer size) =
      \forall integer tables, i; 0 <= tables && 0 <= i && tables + WEIR_BYTES_TABLES * (i + 1) <= size ==>
         table_ordinal{L1}(b, tables, i) == table_ordinal{L2}(b, tables, i) && table_view{L1}(b, tables, i) == table_view{L2}(b, tables, i) &&
         table_gram{L1}(b, tables, i) == table_gram{L2}(b, tables, i) && table_bits{L1}(b, tables, i) == table_bits{L2}(b, tables, i) &&
         table_buckets{L1}(b, tables, i) == table_buckets{L2}(b, tables, i) && table_filter{L1}(b, tables, i) == table_filter{L2}(b, tables, i);
*/
void weir_search(struct weir_run *run)
{
    /*@ ghost
        const struct weir_channel *c = run->channel;
        const uint8_t *b = c->bytes;
        const uint32_t size = c->size, tables = c->section[WEIR_SECTION_TABLES].offset, count = c->section[WEIR_SECTION_TABLES].count, buckets = c->section[WEIR_SECTION_BUCKETS].offset;
    */
    //@ assert first: \forall integer i; 0 <= i < count ==> 0 <= table_buckets(b, tables, i);
    /*@ assert last: \forall integer i; 0 <= i < count ==> WEIR_PROOF_TABLE_PLACES(c, i) ==>
          buckets + WEIR_BYTES_BUCKETS * (table_buckets(b, tables, i) + pow2(table_bits(b, tables, i)) + 1) <= size; */
    //@ ghost before: ;
    make_texts(run);
    //@ assert words: words_stay{before, Here}(b, size);
    //@ assert wake: wake_stays{before, Here}(b, size);
    //@ assert hit: hit_stays{before, Here}(b, size);
    //@ assert entry: entry_stays{before, Here}(b, size);
    //@ assert low: below_stays{before, Here}(b, size);
    //@ assert bucket: bucket_stays{before, Here}(b, size);
    //@ assert start: start_stays{before, Here}(b, size);
    //@ assert record: record_stays{before, Here}(b, size);
    //@ assert types: types_stay{before, Here}(b, size);
    //@ assert rise: \forall integer q; 0 <= q < c->section[WEIR_SECTION_QUESTIONS].count ==> \at(WEIR_PROOF_WAKES_RISE(c, q), before) ==> WEIR_PROOF_WAKES_RISE(c, q);
    //@ assert plain: \forall integer i; 0 <= i < count ==> \at(WEIR_PROOF_TABLE_PLAIN(c, i), before) ==> WEIR_PROOF_TABLE_PLAIN(c, i);
    //@ assert rises: \forall integer i; 0 <= i < count ==> \at(WEIR_PROOF_TABLE_RISES(c, i), before) ==> WEIR_PROOF_TABLE_RISES(c, i);
    //@ assert places: \forall integer i; 0 <= i < count ==> \at(WEIR_PROOF_TABLE_PLACES(c, i), before) ==> WEIR_PROOF_TABLE_PLACES(c, i);
    /*@ assert starts: \forall integer i; 0 <= i < count ==> \at(WEIR_PROOF_TABLE_PLACES(c, i), before) ==>
          bucket_at{before}(b, buckets, table_buckets{before}(b, tables, i)) == bucket_at(b, buckets, table_buckets(b, tables, i)); */
    /*@ assert ends: \forall integer i; 0 <= i < count ==> \at(WEIR_PROOF_TABLE_PLACES(c, i), before) ==>
          bucket_at{before}(b, buckets, table_buckets{before}(b, tables, i) + pow2(table_bits{before}(b, tables, i))) ==
            bucket_at(b, buckets, table_buckets(b, tables, i) + pow2(table_bits(b, tables, i))); */
    //@ assert buckets: \forall integer i; 0 <= i < count ==> \at(WEIR_PROOF_TABLE_BUCKETS(c, i), before) ==> WEIR_PROOF_TABLE_BUCKETS(c, i);
    //@ assert below: \forall integer i; 0 <= i < count ==> \at(WEIR_PROOF_TABLE_ENTRIES(c, i), before) ==> WEIR_PROOF_TABLE_ENTRIES(c, i);
    ask_tables(run);
}
