#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

/*
 * Whatever somebody outside can make grow has its limit here, by name.
 */

#define LIMIT_BODY_BYTES   (8u << 20)  /* a request body */
#define LIMIT_HEADER_BYTES (64u << 10) /* request line and headers of one connection */
#define LIMIT_CONNECTIONS  2048u       /* open at once on one server */
#define LIMIT_IDLE_SECONDS 120u        /* a connection without a request */
#define LIMIT_STREAM_BACKLOG                                                                       \
    (16u << 20) /* bytes waiting for one slow reader; past it the stream ends */
#define LIMIT_FETCH_BYTES     (64u << 20) /* a response that we collect */
#define LIMIT_PARAMS          4000u       /* parameters of one call, flattened */
#define LIMIT_LIST_INDEX      1000u       /* Rules.N: the largest N */
#define LIMIT_NESTING         64u         /* depth of a tree that a client sends */
#define LIMIT_REPLAY_CHANGES  8192u       /* changes that a store remembers for late watchers */
#define LIMIT_JOURNAL_ENTRIES 65536u      /* calls that the journal remembers */
#define LIMIT_JOURNAL_BYTES   (32u << 20) /* … and all of them together */
#define LIMIT_TOKENS          65536u      /* ClientTokens that are remembered */
#define LIMIT_TOKEN_BYTES     (16u << 20) /* … and what was answered to them, together */
#define LIMIT_NONCES          65536u      /* nonces of signatures that are surely remembered */
#define LIMIT_SNAPSHOTS       100u        /* of one tenant */
#define LIMIT_SNAPSHOT_BYTES  (64u << 20) /* … and all of them together */
#define LIMIT_TENANTS         256u        /* worlds in one mock */
#define LIMIT_TEMPORARY_KEYS  10000u      /* that AssumeRole made */
#define LIMIT_JOBS            65536u      /* asynchronous jobs that are remembered */
#define LIMIT_CERTIFICATES    10000u      /* that were uploaded */
#define LIMIT_YAML_BYTES      (4u << 20)  /* a suite or fixture */
#define LIMIT_YAML_NODES      100000u     /* of one document, aliases counted at each use */
#define LIMIT_STATE_BYTES     (64u << 20) /* a state document */
#define LIMIT_LOG_BYTES       (1u << 20)  /* kept of a program's output: its head and its tail */
#define LIMIT_EVENTS          4096u       /* Kubernetes events kept */

#define LIMIT_KUBE_OBJECTS    20000u       /* Kubernetes objects of all kinds */
#define LIMIT_KUBE_BODY_BYTES (3u << 20)   /* a request to the Kubernetes API */
#define LIMIT_KUBE_OBJECT     (16u << 20)  /* memory of one object */
#define LIMIT_KUBE_MEMORY     (256u << 20) /* memory of all objects */
#define LIMIT_KUBE_MEMBERS    2048u        /* of one list or map in an object */
#define LIMIT_KUBE_RESOURCES  512u         /* group, version and name, ever defined */
#define LIMIT_KUBE_RULES                                                                           \
    (2u << 20) /* bytes of rules in CEL, in all definitions: fifty times that in memory */
#define LIMIT_KUBE_SELECTOR  64u    /* requirements of one selector */
#define LIMIT_KUBE_PATCH_OPS 10000u /* operations of one JSON patch */

#endif
