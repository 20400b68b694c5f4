/* The questions of a channel file: its criteria, each different one once.
 *
 * In:  the criteria with their sets as numbered in the file. Out: plan.questions in the file's order, and in plan.asked the question of each criterion. */
#include <stdlib.h>

#include "plan.h"

/* As the file orders them: ordinal, operator, flags, other ordinal, set. */
static uint64_t key_of(const struct plan_criterion *c)
{
    const uint32_t high = ((((uint32_t)c->ordinal << 6 | c->op) << 1 | c->flags) << 7) | c->other;
    return (uint64_t)high << 32 | c->set;
}

void plan_ask(struct plan *plan)
{
    const size_t count = plan->criteria.count;
    if (count == 0)
        return;
    struct vec sorted = {.exhausted = plan->model->arena->exhausted}, room = sorted;
    struct plan_record *records = vec_extend(&sorted, count, sizeof *records);
    for (size_t i = 0; i < count; i++)
        records[i] = (struct plan_record){.key = key_of(MODEL_AT(plan->criteria, struct plan_criterion, i)), .question = (uint32_t)i};
    plan_sort(records, vec_extend(&room, count, sizeof *records), count);
    vec_free(&room);
    uint32_t *asked = vec_extend(&plan->asked, count, sizeof *asked);
    struct plan_question *question = NULL;
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || records[i].key != records[i - 1].key) {
            question = vec_push(&plan->questions, sizeof *question);
            const struct plan_criterion *c = MODEL_AT(plan->criteria, struct plan_criterion, records[i].question);
            *question = (struct plan_question){.criterion = records[i].question, .required = WEIR_NO_SET, .op = c->op, .ordinal = c->ordinal};
        }
        question->asked++;
        asked[records[i].question] = (uint32_t)plan->questions.count - 1;
    }
    vec_free(&sorted);
    if (plan->questions.count > WEIR_ASKED_QUESTION)
        BUG("%zu questions", plan->questions.count);
}
