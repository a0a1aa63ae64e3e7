#ifndef MOCKALB_COVERAGE_H
#define MOCKALB_COVERAGE_H

/*
 * `mockalb coverage`: which of the actions that the catalog knows are mocked, and what is done
 * with each of their parameters (mockalb/covered.h), as text, JSON, or the page docs/coverage.md.
 */
int coverage_main(int argc,
                  const char **argv); /* what follows the command; returns the exit code */

#endif
