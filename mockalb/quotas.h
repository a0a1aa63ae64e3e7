#ifndef MOCKALB_QUOTAS_H
#define MOCKALB_QUOTAS_H

/*
 * `mockalb quotas`: the limits that depend on what exists, from the build's own
 * table, with the ids that --quota takes.
 */
int quotas_main(int argc, const char **argv); /* what follows the command; returns the exit code */

#endif
