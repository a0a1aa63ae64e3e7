#ifndef RUNNER_COMMAND_H
#define RUNNER_COMMAND_H

/*
 * The commands of albspec: each is a file and a row of main.c's table, and gets
 * argv from its own name on. They return an exit code.
 */
typedef int command_fn(int argc, const char **argv);

int command_run(int argc, const char **argv);
int command_compare(int argc, const char **argv);
int command_target(int argc, const char **argv);
int command_env(int argc, const char **argv);
int command_list(int argc, const char **argv);
int command_explain(int argc, const char **argv);
int command_trace(int argc, const char **argv);
int command_merge(int argc, const char **argv);
int command_selftest(int argc, const char **argv);

/* For the run that started us, one case and a world that cases share; not in help. */
int command_case(int argc, const char **argv);
int command_world(int argc, const char **argv);

#endif
