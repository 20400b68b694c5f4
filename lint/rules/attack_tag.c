/* L168: a tag `attack.` that is no tactic and has not the form of a technique, group, software or other number of ATT&CK. Which techniques there are changes with each release of
 * ATT&CK and is not known here: of a technique only the form is checked. */
#include "../fix.h"
#include "../rules.h"

static const struct str tactics[] = {
#define TACTIC(text) {text, sizeof text - 1},
    TACTIC("reconnaissance") TACTIC("resource-development") TACTIC("initial-access") TACTIC("execution") TACTIC("persistence")
    TACTIC("privilege-escalation") TACTIC("defense-evasion") TACTIC("stealth") TACTIC("defense-impairment") TACTIC("credential-access") TACTIC("discovery") TACTIC("lateral-movement")
    TACTIC("collection") TACTIC("command-and-control") TACTIC("exfiltration") TACTIC("impact")
    TACTIC("inhibit-response-function") TACTIC("impair-process-control") TACTIC("evasion") TACTIC("network-effects") TACTIC("remote-service-effects")
#undef TACTIC
};
enum { TACTICS = sizeof tactics / sizeof tactics[0] };

static uint32_t digits_at(struct str s, uint32_t at)
{
    uint32_t n = 0;
    while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9') n++;
    return n;
}

/* t1059, t1059.001, g0016, s0002, m1036, c0012, ta0002, ds0009, dc0032, det0001, an0001: letters and four digits, of a technique three more. */
static bool is_number(struct str s)
{
    static const struct str kinds[] = {{"t", 1}, {"g", 1}, {"s", 1}, {"m", 1}, {"c", 1}, {"a", 1}, {"ta", 2}, {"ds", 2}, {"dc", 2}, {"an", 2}, {"det", 3}};
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++) {
        const uint32_t n = kinds[k].n;
        if (s.n < n + 4 || memcmp(s.p, kinds[k].p, n) != 0 || digits_at(s, n) != 4) continue;
        if (s.n == n + 4) return true;
        if (k == 0 && s.p[n + 4] == '.' && s.n == n + 8 && digits_at(s, n + 5) == 3) return true;
    }
    return false;
}

static void look(struct lint *lint, const struct attribute *tag)
{
    char rest[64];
    if (tag->text.n <= 7 || memcmp(tag->text.p, "attack.", 7) != 0) return;
    struct str name = {tag->text.p + 7, tag->text.n - 7};
    if (name.n < sizeof rest) {
        for (uint32_t i = 0; i < name.n; i++) rest[i] = (char)(name.p[i] == '_' ? '-' : name.p[i] >= 'A' && name.p[i] <= 'Z' ? name.p[i] + 32 : name.p[i]);
        name.p = rest;
        for (uint32_t t = 0; t < TACTICS; t++)
            if (str_equal(name, tactics[t])) return;
        if (is_number(name)) return;
    }
    struct diag *d = lint_report(lint, DIAG_ATTACK_TAG, tag->span, "'" STR_FMT "' is neither a tactic nor a number of ATT&CK", STR_ARG(tag->text));
    const size_t near = str_nearest(name, tactics, TACTICS);
    if (d == NULL || near >= TACTICS) return;
    diag_set_label(lint->model->sink, d, "did you mean 'attack." STR_FMT "'?", STR_ARG(tactics[near]));
    const struct str source = sources_text(lint->model->sources, tag->span), text = arena_printf(lint->model->arena, "attack." STR_FMT, STR_ARG(tactics[near]));
    lint_wish_replace(lint, d, tag->span, source.n && strchr("'\"", source.p[0]) ? lint_quoted(lint->model->arena, text) : text);
}

void lint_rule_attack_tag(struct lint *lint)
{
    for (uint32_t i = 0; i < lint->model->instances.count && !lint_is_off(lint, DIAG_ATTACK_TAG); i++) {
        const struct instance *instance = lint_instance(lint, i);
        for (uint32_t n = 0; n < instance->attribute_count; n++)
            if (lint_attribute_at(lint, instance, n)->key == ATTRIBUTE_TAGS) look(lint, lint_attribute_at(lint, instance, n));
    }
}
