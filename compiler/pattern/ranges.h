/* Sets of code points as ranges, and the named groups of them that expressions know. */
#ifndef PATTERN_RANGES_H
#define PATTERN_RANGES_H

#include "../base/arena.h"

#define LAST_CODE_POINT 0x10FFFFu

struct range {
    uint32_t first, last;
};
/* Normal: ascending, neither overlapping nor touching. ranges_add may leave it otherwise; all else wants and gives normal ones. */
struct ranges {
    struct range *p;
    uint32_t count, room;
    bool unordered; /* something was added out of order since the last normalisation */
};
void ranges_add(struct arena *arena, struct ranges *set, uint32_t first, uint32_t last);
void ranges_normalise(struct ranges *set);
/* Adds what other holds; other is normal, set becomes so. */
void ranges_unite(struct arena *arena, struct ranges *set, const struct ranges *other);
void ranges_negate(struct arena *arena, struct ranges *set);
/* Adds every code point that simple folding takes for one in the set: k brings K and U+212A. */
void ranges_close_over_folding(struct arena *arena, struct ranges *set);

/* Named groups, by number. */
#define GROUP_NONE UINT32_MAX
uint32_t group_find_posix(struct str name);   /* "alpha" */
uint32_t group_find_perl(char letter);        /* 'd', 's', 'w' */
uint32_t group_find_unicode(struct str name); /* "Any", "L", "Lu", "Greek": as written in the Unicode database */
uint32_t group_count(void);
void group_ranges(struct arena *arena, uint32_t group, struct ranges *set); /* set is empty before */

#endif
