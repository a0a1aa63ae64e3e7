#ifndef TESTS_TEST_H
#define TESTS_TEST_H

/*
 * What every test program needs: Check, and a main. A file of tests ends with
 *
 *     static Suite *suite(void) { … }
 *     TEST_MAIN(suite)
 */
#include <check.h>
#include <stdlib.h>

#define TEST_MAIN(make_suite)                                                                      \
    int main(void)                                                                                 \
    {                                                                                              \
        SRunner *runner = srunner_create(make_suite());                                            \
        srunner_run_all(runner, CK_NORMAL);                                                        \
        int failed = srunner_ntests_failed(runner);                                                \
        srunner_free(runner);                                                                      \
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;                                               \
    }

#endif
