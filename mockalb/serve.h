#ifndef MOCKALB_SERVE_H
#define MOCKALB_SERVE_H

/*
 * `mockalb serve`: a mock that answers until it is told to stop. It prints one
 * line when it is ready, with the port it got; SIGTERM and SIGINT end it with
 * exit code 0.
 *
 * --state FILE is loaded if the file is there, and written back at a clean end;
 * --cloud FILE.yaml is what there is at the beginning when no state was loaded.
 */
int serve_main(int argc, const char **argv); /* what follows the command; returns the exit code */

#endif
