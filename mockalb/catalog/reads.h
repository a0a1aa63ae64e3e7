#ifndef MOCKALB_CATALOG_READS_H
#define MOCKALB_CATALOG_READS_H

/*
 * What each handler reads of its parameters, as sources.h finds it: a table
 * that readgen makes of the sources at build time.
 */

struct handler_reads {
    const char *product, *name; /* of ACTION(product, name); NULL ends the table */
    const char *const *names;   /* sorted; one that begins with = is read with all that is in it */
};

extern const struct handler_reads handler_reads[]; /* sorted by product and name */

#endif
