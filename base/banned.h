#ifndef BASE_BANNED_H
#define BASE_BANNED_H

/*
 * Functions that we do not use, and what we use instead. Included last by
 * every .c file: a use of one does not compile.
 *
 *   strcpy strcat strncpy strncat sprintf vsprintf   struct buf, arena_printf
 *   strtok                                           str_cut
 *   atoi atol atoll                                  str_int
 *   sleep usleep nanosleep                           a timer
 *   gets system popen tmpnam                         nothing
 *   malloc calloc realloc strdup                     arena, must_alloc, must_resize, must_copy
 *                                                    (poisoned outside must.c by tests/style)
 */
#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok strtok_r
#pragma GCC poison atoi atol atoll sleep usleep nanosleep gets system popen tmpnam

#endif
