# The one place that sets flags: every target of ours links albkit_policy.
add_library(albkit_policy INTERFACE)
target_include_directories(albkit_policy INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
target_compile_definitions(albkit_policy INTERFACE _GNU_SOURCE ALBKIT_VERSION="${PROJECT_VERSION}")
target_compile_options(albkit_policy INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wvla -Wwrite-strings -Wformat=2 -Wundef
  -Wmissing-prototypes -Wstrict-prototypes -Wold-style-definition -Wpointer-arith
  -Wcast-qual -Wswitch-enum -fno-common)
if(ALBKIT_WERROR)
  target_compile_options(albkit_policy INTERFACE -Werror)
endif()

set(ALBKIT_SANITIZE "" CACHE STRING "Value of -fsanitize=, for the asan preset")
if(ALBKIT_SANITIZE)
  target_compile_options(albkit_policy INTERFACE
    -fsanitize=${ALBKIT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(albkit_policy INTERFACE -fsanitize=${ALBKIT_SANITIZE})
endif()

option(ALBKIT_FUZZ "Let libFuzzer feed the fuzz targets (needs clang)" OFF)
if(ALBKIT_FUZZ)
  target_compile_options(albkit_policy INTERFACE -fsanitize=fuzzer-no-link)
endif()

option(ALBKIT_COVERAGE "Count executed lines" OFF)
if(ALBKIT_COVERAGE)
  target_compile_options(albkit_policy INTERFACE --coverage)
  target_link_options(albkit_policy INTERFACE --coverage)
endif()
