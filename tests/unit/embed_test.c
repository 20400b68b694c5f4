/* What stands around the interpreter in a sensor: content replaced while events run, policy, the sensor's manifest. With threads; `make check-tsan` runs it too. */
#include <pthread.h>
#include <sched.h>

#include "check.h"

#include "channel_search.h"

/* ---- files ---- */

static void put_u32(uint8_t *p, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t u32_at(const uint8_t *p) { return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24; }

/* One text parameter, one instance that finds "evil" in it. */
static void build_one(struct build *b)
{
    build_start(b, 1, (const uint8_t[]){WEIR_TYPE_STRING});
    build_single(b, 7, WEIR_OP_CONTAINS, 0, 1, 0, build_string(b, WEIR_FORM_TEXT_FOLDED, "evil"));
    build_finish(b);
}

/* A copy of the file with a content revision of its own. */
static uint8_t *revision_of(const struct build *b, uint32_t revision)
{
    uint8_t *bytes = malloc(b->size);
    memcpy(bytes, b->bytes, b->size);
    put_u32(bytes + WEIR_AT_REVISION, revision);
    build_seal(bytes, b->size);
    return bytes;
}

static int count_hit(void *context, const struct weir_hit *hit)
{
    *(uint32_t *)context += hit->verdict == WEIR_MATCH && hit->id == 7;
    return 0;
}

static enum weir_slots_status open_slot(struct weir_slots *slots, const uint8_t *bytes, size_t size)
{
    struct weir_verdict_on_file verdict;
    return weir_slots_open(slots, bytes, size, NULL, NULL, &verdict);
}

/* ---- slots, step by step ---- */

static void test_slots_in_order(const struct build *b)
{
    struct weir_slots slots = {0};
    struct weir_verdict_on_file verdict = {99, 99};
    const uint8_t *freed = b->bytes;
    uint8_t *files[4];
    for (uint32_t i = 0; i < 4; i++) files[i] = revision_of(b, i + 1);

    CHECK(weir_slots_enter(&slots) == NULL);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_EMPTY);
    CHECK_INT(weir_slots_withdraw(&slots), WEIR_SLOTS_EMPTY);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 1);
    CHECK(freed == NULL);

    CHECK_INT(weir_slots_open(&slots, files[0], b->size, NULL, NULL, &verdict), WEIR_SLOTS_OK);
    CHECK_INT(verdict.code, WEIR_ACCEPTED);
    CHECK(weir_slots_enter(&slots) == NULL); /* verified, but not in use */
    CHECK_INT(open_slot(&slots, files[1], b->size), WEIR_SLOTS_BUSY);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_OK);
    const struct weir_channel *first = weir_slots_enter(&slots), *again = weir_slots_enter(&slots);
    CHECK(first != NULL && first == again);
    CHECK_INT(first->revision, 1);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_EMPTY); /* nothing to go back to yet */

    /* A file that is refused changes nothing. */
    files[3][b->size - 1] ^= 1;
    CHECK_INT(weir_slots_open(&slots, files[3], b->size, NULL, NULL, &verdict), WEIR_SLOTS_REFUSED);
    CHECK_INT(verdict.code, WEIR_REFUSED_DIGEST);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_EMPTY);
    CHECK(weir_slots_enter(&slots) == first);
    weir_slots_leave(&slots, first);

    /* New content; the old one stays for those who entered it. */
    CHECK_INT(open_slot(&slots, files[1], b->size), WEIR_SLOTS_OK);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_OK);
    const struct weir_channel *second = weir_slots_enter(&slots);
    CHECK_INT(second->revision, 2);
    CHECK_INT(first->revision, 1);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0);
    weir_slots_leave(&slots, first);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0);
    CHECK_INT(open_slot(&slots, files[2], b->size), WEIR_SLOTS_BUSY);

    /* Back to the last good one, and forth. */
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_OK);
    const struct weir_channel *back = weir_slots_enter(&slots);
    CHECK_INT(back->revision, 1);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0); /* an event is on the second */
    weir_slots_leave(&slots, second);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_OK);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0); /* two are on the first */
    weir_slots_leave(&slots, back);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0);
    weir_slots_leave(&slots, again);
    CHECK_INT(weir_slots_withdraw(&slots), WEIR_SLOTS_BUSY);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 1);
    CHECK(freed == files[0]);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_EMPTY);

    /* Out of use, back into use, and away. */
    CHECK_INT(weir_slots_withdraw(&slots), WEIR_SLOTS_OK);
    CHECK(weir_slots_enter(&slots) == NULL);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_OK);
    second = weir_slots_enter(&slots);
    CHECK_INT(second->revision, 2);
    CHECK_INT(weir_slots_withdraw(&slots), WEIR_SLOTS_OK);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0);
    weir_slots_leave(&slots, second);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 1);
    CHECK(freed == files[1]);
    for (uint32_t i = 0; i < 4; i++) free(files[i]);
}

/* The counts run over their 30 bits, and nothing is lost. */
static void test_slots_overflow(const struct build *b)
{
    const uint32_t most = (1u << 30) - 1;
    struct weir_slots slots = {0};
    const uint8_t *freed;
    uint8_t *files[2] = {revision_of(b, 1), revision_of(b, 2)};
    CHECK_INT(open_slot(&slots, files[0], b->size), WEIR_SLOTS_OK);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_OK);
    slots.state += most * 4; /* as if entered and left so often */
    slots.left[0] += most;
    const struct weir_channel *in = weir_slots_enter(&slots), *too = weir_slots_enter(&slots);
    CHECK(in != NULL && in == too);
    CHECK_INT(open_slot(&slots, files[1], b->size), WEIR_SLOTS_OK);
    CHECK_INT(weir_slots_swap(&slots), WEIR_SLOTS_OK);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0);
    weir_slots_leave(&slots, in);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 0);
    weir_slots_leave(&slots, too);
    CHECK_INT(weir_slots_reclaim(&slots, &freed), 1);
    CHECK(freed == files[0]);
    free(files[0]);
    free(files[1]);
}

/* ---- slots, with threads ---- */

enum { READERS = 3, SWAPS = 200 };
struct shared {
    struct weir_slots slots;
    uint32_t done; /* atomic */
    size_t size;
};
struct reader {
    struct shared *shared;
    uint64_t events, wrong, matches;
};

/* Every event sees one content, whole, and the same from its beginning to its end. */
static void *read_events(void *context)
{
    struct reader *r = context;
    const struct weir_input input = {(const uint8_t *)"an EVIL word", 12, 1, 0};
    uint64_t workspace[4096];
    while (!__atomic_load_n(&r->shared->done, __ATOMIC_ACQUIRE) || r->events == 0) {
        const struct weir_channel *channel = weir_slots_enter(&r->shared->slots);
        if (channel == NULL) continue;
        const uint32_t revision = channel->revision;
        uint32_t hits = 0;
        r->events++;
        r->wrong += weir_match(channel, &input, 1, workspace, sizeof workspace, count_hit, &hits) != WEIR_OK || hits != 1;
        r->wrong += channel->revision != revision || u32_at(channel->bytes + WEIR_AT_REVISION) != revision;
        r->matches += hits;
        weir_slots_leave(&r->shared->slots, channel);
    }
    return NULL;
}

/* Takes back what nobody is on any more, and spoils it, so that a reader would see it. */
static void reclaim_and_free(struct shared *shared)
{
    const uint8_t *bytes;
    while (!weir_slots_reclaim(&shared->slots, &bytes)) sched_yield();
    if (bytes == NULL) return;
    memset((void *)(uintptr_t)bytes, 0xdd, shared->size);
    free((void *)(uintptr_t)bytes);
}

static void replace_content(struct shared *shared, const struct build *b)
{
    for (uint32_t i = 1; i <= SWAPS; i++) {
        uint8_t *bytes = revision_of(b, i);
        reclaim_and_free(shared);
        if (i % 5 == 0) {
            bytes[i % b->size] ^= 0x10;
            CHECK_INT(open_slot(&shared->slots, bytes, b->size), WEIR_SLOTS_REFUSED);
            free(bytes);
            continue;
        }
        CHECK_INT(open_slot(&shared->slots, bytes, b->size), WEIR_SLOTS_OK);
        for (uint32_t swaps = i % 7 == 0 && i > 1 ? 3 : 1; swaps > 0; swaps--) {
            CHECK_INT(weir_slots_swap(&shared->slots), WEIR_SLOTS_OK);
            sched_yield();
        }
    }
}

static void test_slots_threads(const struct build *b)
{
    struct shared *shared = calloc(1, sizeof *shared);
    struct reader readers[READERS];
    pthread_t threads[READERS];
    shared->size = b->size;
    for (int i = 0; i < READERS; i++) {
        readers[i] = (struct reader){.shared = shared};
        CHECK_INT(pthread_create(&threads[i], NULL, read_events, &readers[i]), 0);
    }
    replace_content(shared, b);
    __atomic_store_n(&shared->done, 1, __ATOMIC_RELEASE);
    for (int i = 0; i < READERS; i++) {
        pthread_join(threads[i], NULL);
        CHECK(readers[i].events > 0);
        CHECK_INT(readers[i].wrong, 0);
        CHECK_INT(readers[i].matches, readers[i].events);
    }
    reclaim_and_free(shared);
    CHECK_INT(weir_slots_withdraw(&shared->slots), WEIR_SLOTS_OK);
    reclaim_and_free(shared);
    CHECK(weir_slots_enter(&shared->slots) == NULL);
    free(shared);
}

/* ---- policy ---- */

/* The strongest action that nobody forbids, found the slow way. */
static uint32_t strongest(uint32_t asked, uint32_t policy, uint32_t actions, bool pre)
{
    uint32_t best = WEIR_OBSERVE;
    for (uint32_t action = 0; action < WEIR_ACTION_COUNT; action++)
        if (action <= asked && action <= policy && (actions >> action) % 2 != 0 && (pre || action != WEIR_PREVENT)) best = action;
    return best;
}

static void test_policy(const struct build *b)
{
    struct weir_channel channel;
    uint8_t *bytes = revision_of(b, 1);
    CHECK_INT(weir_open(bytes, b->size, NULL, NULL, &channel).code, WEIR_ACCEPTED);
    uint8_t *type = bytes + channel.section[WEIR_SECTION_TEMPLATE].offset;
    for (uint32_t all = 0; all < 8u * 2 * 3 * 3 * 5; all++) {
        const uint32_t actions = all % 8, phase = all / 8 % 2, asked = all / 16 % 3, allowed = all / 48 % 3, severity = all / 144;
        struct weir_policy policy = {{0}};
        struct weir_hit hit = {0, 7, (uint8_t)severity, (uint8_t)asked, WEIR_MATCH};
        type[WEIR_TEMPLATE_ACTIONS] = (uint8_t)actions;
        type[WEIR_TEMPLATE_PHASE] = (uint8_t)phase;
        policy.strongest[severity] = (uint8_t)allowed;
        CHECK_INT(weir_disposition(&channel, &policy, &hit), strongest(asked, allowed, actions, phase == WEIR_PHASE_PRE));
        hit.verdict = WEIR_CANNOT_DECIDE;
        CHECK_INT(weir_disposition(&channel, &policy, &hit), WEIR_OBSERVE);
        hit.verdict = WEIR_MATCH;
        CHECK_INT(weir_disposition(&channel, NULL, &hit), WEIR_OBSERVE);
        hit.severity = (uint8_t)((severity + 1) % WEIR_SEVERITY_COUNT); /* the policy is that severity's alone */
        CHECK_INT(weir_disposition(&channel, &policy, &hit), WEIR_OBSERVE);
    }
    type[WEIR_TEMPLATE_ACTIONS] = 7;
    type[WEIR_TEMPLATE_PHASE] = WEIR_PHASE_PRE;
    struct weir_policy broken = {{9, 9, 9, 9, 9}};
    const struct weir_policy all = {{2, 2, 2, 2, 2}};
    CHECK_INT(weir_disposition(&channel, &broken, &(struct weir_hit){0, 7, WEIR_HIGH, WEIR_PREVENT, WEIR_MATCH}), WEIR_OBSERVE);
    CHECK_INT(weir_disposition(&channel, &all, &(struct weir_hit){0, 7, WEIR_SEVERITY_COUNT, WEIR_PREVENT, WEIR_MATCH}), WEIR_OBSERVE);
    CHECK_INT(weir_disposition(&channel, &all, &(struct weir_hit){0, 7, WEIR_HIGH, 200, WEIR_MATCH}), WEIR_OBSERVE);
    CHECK_INT(weir_disposition(&channel, &all, &(struct weir_hit){0, 7, WEIR_HIGH, WEIR_PREVENT, WEIR_MATCH}), WEIR_PREVENT);
    free(bytes);
}

/* ---- the manifest ---- */

struct page {
    char text[1024];
    size_t n, stop_at;
};
static int put_page(void *context, const char *text, size_t bytes)
{
    struct page *page = context;
    if (page->stop_at != 0 && page->n + bytes > page->stop_at) return 5;
    memcpy(page->text + page->n, text, bytes);
    page->n += bytes;
    return 0;
}

static void test_manifest(void)
{
    static const struct weir_contract one = {1, 2, WEIR_LINUX, 1, NULL}, large = {1, 4294967295u, WEIR_LINUX, 1, NULL}, other = {1, 1, WEIR_MACOS, 1, NULL};
    static const struct weir_contract nowhere = {1, 1, WEIR_PLATFORM_COUNT, 1, NULL};
    static const char *const inputs[] = {"{ \"name\": \"A\", \"type\": \"u32\"", " }", NULL};
    const struct weir_supply first = {&one, "First", inputs}, second = {&large, "Second", inputs}, third = {&other, "Third", inputs}, fourth = {&nowhere, "Fourth", inputs};
    const struct weir_supply *supplies[] = {&first, &second, &third};
    struct page page = {.n = 0};
    CHECK_INT(weir_manifest("7 \"x\" \\ \n\x1f\xc3\xa4", supplies, 2, put_page, &page), 0);
    CHECK_STR(((struct str){page.text, (uint32_t)page.n}),
              "{ \"sensor\": \"7 \\\"x\\\" \\\\ \\u000a\\u001f\xc3\xa4\", \"platform\": \"linux\",\n  \"supplies\": [\n"
              "    { \"template\": \"First\", \"version\": 2,\n      \"inputs\": [\n        { \"name\": \"A\", \"type\": \"u32\" }\n      ] },\n"
              "    { \"template\": \"Second\", \"version\": 4294967295,\n      \"inputs\": [\n        { \"name\": \"A\", \"type\": \"u32\" }\n      ] }\n  ] }\n");
    page = (struct page){.stop_at = 40};
    CHECK_INT(weir_manifest("7", supplies, 1, put_page, &page), 5);
    CHECK(page.n <= 40);
    page = (struct page){.n = 0};
    CHECK_INT(weir_manifest("7", supplies, 0, put_page, &page), -1);
    CHECK_INT(weir_manifest("7", supplies, 3, put_page, &page), -1);
    supplies[0] = &fourth;
    CHECK_INT(weir_manifest("7", supplies, 1, put_page, &page), -1);
    CHECK_INT(page.n, 0);
}

/* ---- inputs ---- */

static void test_inputs(void)
{
    const uint8_t guid[16] = {1};
    CHECK_INT(weir_input_absent().present, 0);
    CHECK_INT(weir_input_text(0, "a", 1).present, 0);
    CHECK(weir_input_text(0, "a", 1).data == NULL);
    CHECK_INT(weir_input_text(1, "abc", 3).length, 3);
    CHECK_INT(weir_input_text(1, "abc", 3).present, 1);
    if (SIZE_MAX > UINT32_MAX) CHECK_INT(weir_input_text(1, "abc", (size_t)UINT32_MAX + 2).length, UINT32_MAX);
    CHECK(weir_input_bytes(1, guid, 16).data == guid);
    CHECK_INT(weir_input_bytes(1, guid, 16).length, 16);
    CHECK_INT(weir_input_bytes(0, guid, 16).length, 0);
    CHECK(weir_input_number(1, UINT64_MAX).number == UINT64_MAX);
    CHECK_INT(weir_input_number(0, 7).number, 0);
}

int main(void)
{
    struct build b;
    build_one(&b);
    test_slots_in_order(&b);
    test_slots_overflow(&b);
    test_slots_threads(&b);
    test_policy(&b);
    test_manifest();
    test_inputs();
    build_free(&b);
    return CHECK_DONE("embed");
}
