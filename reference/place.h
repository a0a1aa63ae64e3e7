#ifndef REFERENCE_PLACE_H
#define REFERENCE_PLACE_H

/*
 * Where the controller runs. It is told by the machine's metadata (region,
 * VPC) and by the cluster (the uid of the namespace kube-system, which no
 * other cluster has), never by options.
 */

struct place {
    const char *region, *vpc, *cluster;
};

#endif
