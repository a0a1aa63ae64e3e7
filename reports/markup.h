#ifndef REPORTS_MARKUP_H
#define REPORTS_MARKUP_H

/*
 * Text inside of XML and HTML: what would be markup is escaped, and bytes that are no text come out
 * as '?', so that whatever a controller wrote stays what it wrote.
 */
#include "base/buf.h"

void markup_text(struct buf *to, const char *text); /* NULL: nothing */
/* ' name="text"'; in an attribute a line's end becomes a blank anyhow. */
void markup_attribute(struct buf *to, const char *name, const char *text);

#endif
