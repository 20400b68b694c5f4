/* Text and tables as HTML. Must hold: whatever a text is, it stays text. */
#ifndef CLI_HTML_H
#define CLI_HTML_H

#include "../xml.h"

/* Escaped; characters that nobody sees as \u{...}. */
static inline void html_text(FILE *out, struct str text) { xml_put_text(out, text); }
/* A name of the content, kept apart from the direction of what stands around it. */
void html_name(FILE *out, struct str name);
/* 1,234. */
void html_number(FILE *out, uint64_t number);
/* For those who hear the page. */
void html_heard(FILE *out, const char *text);

/* A table that may be long. html_list_row before each row; it says false where no more are written. */
struct html_list {
    FILE *out;
    const char *id;      /* of the table; a plain word */
    uint64_t rows, left_out;
};
struct html_column {
    const char *text;
    const char *sort;    /* "text", "number", "number-as-text" (by data-v), or NULL: not to be sorted by */
};
void html_list_begin(struct html_list *list, FILE *out, const char *id, const char *caption, const struct html_column *columns, size_t count);
bool html_list_row(struct html_list *list);
void html_list_end(struct html_list *list);

/* Around a table that may be wider than the page: it can be scrolled with the keyboard then. label: the id of what names it. */
void html_scroll_begin(FILE *out, const char *label);
void html_scroll_end(FILE *out);

/* How much of all, as a bar; said in words beside it. */
void html_bar(FILE *out, uint64_t part, uint64_t all);

#endif
