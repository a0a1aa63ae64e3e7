#include "runner/library.h"

#include "base/file.h"
#include "runner/steps/step.h"

#include "base/banned.h"

bool library_locate(struct arena *a, const char *data, struct library *ret, struct err *err)
{
    const char *requirements;

    *ret = (struct library){ .programs = file_program_dir(a) };
    ret->data = data ? data : arena_printf(a, "%s/../share/albspec", ret->programs);
    ret->suites = arena_printf(a, "%s/suites", ret->data);
    ret->fixtures = arena_printf(a, "%s/fixtures", ret->data);
    if (!file_exists(ret->suites))
        return err_set(err,
                       "there is no folder %s: --data DIR says where suites/ and fixtures/ are",
                       ret->suites);
    requirements = arena_printf(a, "%s/requirements", ret->suites);
    if (file_exists(requirements) && !(ret->requirements = requirements_load(a, requirements, err)))
        return false;
    ret->language = step_language(ret->requirements, ret->fixtures);
    return true;
}

bool library_open(struct arena *a, const char *data, struct library *ret, struct err *err)
{
    return library_locate(a, data, ret, err) &&
           cases_load(a, ret->suites, &ret->language, &ret->cases, err);
}
