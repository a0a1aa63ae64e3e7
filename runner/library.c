#include "runner/library.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "runner/steps/step.h"

#include "base/banned.h"

/* As a person would write it: seen from the working directory if it is below that. */
static const char *plain_path(struct arena *a, const char *path)
{
    char whole[PATH_MAX], here[PATH_MAX];
    size_t len;

    if (!realpath(path, whole) || !getcwd(here, sizeof(here)))
        return path;
    len = strlen(here);
    if (strncmp(whole, here, len) == 0 && whole[len] == '/')
        return arena_strz(a, str_of(whole + len + 1));
    return arena_strz(a, str_of(whole));
}

bool library_locate(struct arena *a, const char *data, struct library *ret, struct err *err)
{
    const char *requirements, *features, *ending;

    *ret = (struct library){ .programs = file_program_dir(a) };
    ret->data = data ? data : arena_printf(a, "%s/../share/albspec", ret->programs);
    ret->suites = plain_path(a, arena_printf(a, "%s/suites", ret->data));
    ret->fixtures = plain_path(a, arena_printf(a, "%s/fixtures", ret->data));
    if (!file_exists(ret->suites))
        return err_set(err,
                       "there is no folder %s: --data DIR says where suites/ and fixtures/ are",
                       ret->suites);
    requirements = arena_printf(a, "%s/requirements", ret->suites);
    if (file_exists(requirements) && !(ret->requirements = requirements_load(a, requirements, err)))
        return false;
    ret->language = step_language(ret->requirements, ret->fixtures);
    features = arena_printf(a, "%s/features.yaml", ret->suites);
    if (file_exists(features) && !(ret->language.features = features_load(a, features, err)))
        return false;
    ending = arena_printf(a, "%s/every-case.yaml", ret->suites);
    if (file_exists(ending) && !(ret->ending = suite_load(a, ending, &ret->language, err)))
        return false;
    return true;
}

bool library_open(struct arena *a, const char *data, struct library *ret, struct err *err)
{
    return library_locate(a, data, ret, err) &&
           cases_load(a, ret->suites, &ret->language, &ret->cases, err) &&
           profiles_load(a, ret->suites, &ret->cases, &ret->language, &ret->profiles, err);
}
