#ifndef MOCKALB_COVERAGE_H
#define MOCKALB_COVERAGE_H

/*
 * `mockalb coverage`: how many of the actions that the catalog knows are
 * mocked, product by product, from the tables that this build has.
 */
int coverage_main(int argc,
                  const char **argv); /* what follows the command; returns the exit code */

#endif
