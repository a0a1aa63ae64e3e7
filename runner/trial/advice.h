#ifndef RUNNER_TRIAL_ADVICE_H
#define RUNNER_TRIAL_ADVICE_H

/*
 * From what a controller asked for and did not get to what its target file, or
 * its flags, should say instead. Surest first.
 */
#include "runner/trial/trial.h"

void advice_give(struct trial *t); /* fills its changes; none for one that passed */

#endif
