#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

/*
 * A fuzz target is one function, fed with bytes. Built with clang and
 * ALBKIT_FUZZ it gets them from libFuzzer; otherwise replay.c feeds it the files
 * of tests/fuzz/<target>/, in which every crash found is kept.
 */
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
