# What `make install` lays where. Most of it is relative to the prefix; the unit, its user and the configuration name absolute
# places, which are known when it is installed (cmake/install-service.cmake).
include(GNUInstallDirs)

add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/credex.1
  COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/tools/write-manual.mjs $<TARGET_FILE:credex> ${CMAKE_BINARY_DIR}/credex.1
  DEPENDS credex ${CMAKE_SOURCE_DIR}/tools/write-manual.mjs VERBATIM)
add_custom_target(manual ALL DEPENDS ${CMAKE_BINARY_DIR}/credex.1)

install(TARGETS credex RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_BINARY_DIR}/credex.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES README.md CHANGELOG.md SECURITY.md LICENCE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "*.svg" PATTERN "*.png")
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(CODE "set(CREDEX_SOURCE \"${CMAKE_SOURCE_DIR}\")
set(CREDEX_BINDIR \"${CMAKE_INSTALL_BINDIR}\")
set(CREDEX_DOCDIR \"${CMAKE_INSTALL_DOCDIR}\")")
install(SCRIPT cmake/install-service.cmake)
