#ifndef MOCKALB_EXIT_H
#define MOCKALB_EXIT_H

/*
 * How mockalb ends.
 */
enum exit_code {
    EXIT_fine = 0,
    EXIT_unreached = 1, /* mockalb reach: a server is not reached */
    EXIT_usage = 2,     /* an unknown command, flag or value */
    EXIT_world = 3,     /* a port in use, a file that can't be read or written */
};

#endif
