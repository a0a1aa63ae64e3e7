#ifndef RUNNER_KUBE_SERVE_H
#define RUNNER_KUBE_SERVE_H

/*
 * "albspec kube": the embedded Kubernetes API alone, for trying a controller or
 * a client by hand. Prints one line when it is ready and runs until SIGTERM or
 * SIGINT.
 */

/* argv[0] is the word before the options. Returns the exit code. */
int kube_main(int argc, const char **argv);

#endif
