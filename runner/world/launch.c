#include "runner/world/launch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

enum { MAX_ARGS = 32 };

/* The sanitizers' own settings go along, so that a sanitized mock says what a sanitized runner would. */
static const char *const *own_env(char room[4][4096], const char *env[5])
{
    static const char *const names[] = { "PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS" };
    size_t count = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        const char *value = getenv(names[i]);
        if (value) {
            snprintf(room[count], 4096, "%s=%s", names[i], value);
            env[count] = room[count];
            count++;
        }
    }
    env[count] = NULL;
    return env;
}

struct proc *launch_mockalb(struct loop *l, const struct mirror_options *o, struct proc_spec *to,
                            struct err *err)
{
    const char *argv[MAX_ARGS + 10] = { o->program, "serve", "--port", "0", "--seed" };
    char seed[32], log[4096], room[4][4096];
    const char *env[5];
    size_t count = 5;

    to->name = "mockalb";
    to->argv = argv;
    to->dir = o->dir;
    to->lines = true;
    snprintf(seed, sizeof(seed), "%llu", (unsigned long long)o->seed);
    snprintf(log, sizeof(log), "%s/mockalb.log", o->dir);
    argv[count++] = seed;
    if (o->region) {
        argv[count++] = "--region";
        argv[count++] = o->region;
    }
    for (size_t i = 0; o->args && o->args[i] && i < MAX_ARGS; i++)
        argv[count++] = o->args[i];
    to->env = own_env(room, env);
    to->log_path = log;
    return proc_start(l, to, err);
}
