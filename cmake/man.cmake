# Manual pages, made from what the programs say of themselves; without help2man there are none.
find_program(HELP2MAN help2man)
if(HELP2MAN)
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/man/albspec.1
    COMMAND ${PROJECT_SOURCE_DIR}/tools/man-pages ${CMAKE_RUNTIME_OUTPUT_DIRECTORY} ${CMAKE_BINARY_DIR}/man
    DEPENDS albspec mockalb albref ${PROJECT_SOURCE_DIR}/tools/man-pages
    COMMENT "Making the manual pages" VERBATIM)
  add_custom_target(man ALL DEPENDS ${CMAKE_BINARY_DIR}/man/albspec.1)
  install(DIRECTORY ${CMAKE_BINARY_DIR}/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
endif()
