/* See html.h. No attribute `style` anywhere: the page's policy would refuse it. */
#include "html.h"

#include <inttypes.h>

#include "report.h"

void html_name(FILE *out, struct str name)
{
    fputs("<bdi>", out);
    html_text(out, name);
    fputs("</bdi>", out);
}

void html_number(FILE *out, uint64_t number)
{
    char text[CLI_NUMBER_BYTES];
    fputs(cli_thousands(number, text), out);
}

void html_heard(FILE *out, const char *text) { fprintf(out, "<span class=\"heard\">%s</span>", text); }

void html_scroll_begin(FILE *out, const char *label) { fprintf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"%s\">\n", label); }
void html_scroll_end(FILE *out) { fputs("</div>\n", out); }

void html_list_begin(struct html_list *list, FILE *out, const char *id, const char *caption, const struct html_column *columns, size_t count)
{
    char label[64];
    *list = (struct html_list){.out = out, .id = id};
    snprintf(label, sizeof label, "%s-caption", id);
    html_scroll_begin(out, label);
    fprintf(out, "<table class=\"list\" id=\"%s\">\n<caption id=\"%s\">%s</caption>\n<thead><tr>", id, label, caption);
    for (size_t i = 0; i < count; i++) {
        fputs("<th scope=\"col\"", out);
        if (columns[i].sort) fprintf(out, " data-sort=\"%s\"", columns[i].sort);
        if (columns[i].sort && strcmp(columns[i].sort, "number") == 0) fputs(" class=\"number\"", out);
        fprintf(out, ">%s</th>", columns[i].text);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
}

bool html_list_row(struct html_list *list)
{
    if (list->rows == REPORT_ROWS_MOST) {
        list->left_out++;
        return false;
    }
    if (list->rows++ == REPORT_ROWS_SHOWN) {
        fputs("</tbody></table>\n", list->out);
        html_scroll_end(list->out);
        fprintf(list->out, "<template data-more=\"%s\"><table><tbody>\n", list->id);
    }
    return true;
}

void html_list_end(struct html_list *list)
{
    fputs("</tbody></table>\n", list->out);
    if (list->rows <= REPORT_ROWS_SHOWN) html_scroll_end(list->out);
    else fputs("</template>\n", list->out);
    if (list->rows > REPORT_ROWS_SHOWN) {
        fputs("<p class=\"scriptless\">Without scripts the first ", list->out);
        html_number(list->out, REPORT_ROWS_SHOWN);
        fputs(" of ", list->out);
        html_number(list->out, list->rows);
        fputs(" rows are shown.</p>\n", list->out);
    }
    if (list->left_out) {
        fputs("<p class=\"said\">Left out of this page: ", list->out);
        html_number(list->out, list->left_out);
        fputs(" more rows.</p>\n", list->out);
    }
}

/* Drawn with attributes of SVG, which are no styles. */
void html_bar(FILE *out, uint64_t part, uint64_t all)
{
    const double share = all ? 100.0 * (double)part / (double)all : 0.0;
    fprintf(out, "<svg class=\"bar\" viewBox=\"0 0 100 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"whole\" width=\"100\" height=\"6\" /><rect class=\"part\" width=\"%.2f\" height=\"6\" /></svg>", share > 100 ? 100 : share);
}
