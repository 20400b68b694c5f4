/* Text into XML 1.0. */
#ifndef CLI_XML_H
#define CLI_XML_H

#include <stdio.h>

#include "../compiler/base/str.h"

/* Characters that nobody sees are written as \u{...}: XML has no place for most of them, not even as references. */
void xml_put_text(FILE *stream, struct str text);
/* ` name="value"` */
void xml_put_attribute(FILE *stream, const char *name, struct str value);

#endif
