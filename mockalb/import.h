#ifndef MOCKALB_IMPORT_H
#define MOCKALB_IMPORT_H

/*
 * mockalb import DIR: makes a state document of answers of the real APIs that
 * somebody has saved, one in a file, so that mockalb reach can look at it.
 */
int import_main(int argc, const char **argv);

#endif
