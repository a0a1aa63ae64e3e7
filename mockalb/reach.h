#ifndef MOCKALB_REACH_H
#define MOCKALB_REACH_H

/*
 * mockalb reach: draws, for a person, the way from load balancers to remote
 * servers in a state or a cloud document, and names the link that is missing.
 */
int reach_main(int argc, const char **argv);

#endif
