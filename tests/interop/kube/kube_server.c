/* The embedded Kubernetes API as a program, for clients that are programs themselves. */
#include "runner/kube/serve.h"

#include "base/banned.h"

int main(int argc, const char **argv)
{
    return kube_main(argc - 1, argv + 1);
}
