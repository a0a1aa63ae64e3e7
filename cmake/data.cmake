# albspec looks for its suites and fixtures in ../share/albspec, seen from its own place: in the build
# tree these are links to the sources, so that an edited suite needs no build.
include(GNUInstallDirs)
set(ALBKIT_SHARE ${CMAKE_BINARY_DIR}/share/albspec)
file(MAKE_DIRECTORY ${ALBKIT_SHARE})
foreach(dir suites fixtures targets)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${dir} ${ALBKIT_SHARE}/${dir} SYMBOLIC)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${dir} DESTINATION ${CMAKE_INSTALL_DATADIR}/albspec)
endforeach()
