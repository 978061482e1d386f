# cmake --install: public headers, both libraries, and how others find them; cli/ installs the program
# (find_package(Trunkline) and pkg-config trunkline). The test "house.install" builds a stranger's programs this way.
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Trunkline)

install(DIRECTORY ${CMAKE_SOURCE_DIR}/include/trunkline DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/data/machines DESTINATION ${CMAKE_INSTALL_DATADIR}/trunkline)
install(FILES LICENSE NOTICE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The shared library needs nothing of its dependencies at compile time; the static one needs them all. So they are
# two sets, and the second is read on request only: find_package(Trunkline COMPONENTS static).
set_target_properties(trunkline_shared PROPERTIES EXPORT_NAME trunkline)
install(TARGETS trunkline_shared EXPORT TrunklineTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT TrunklineTargets NAMESPACE Trunkline:: DESTINATION ${config_dir})
install(TARGETS trunkline_static trunkline_klu trunkline_coin EXPORT TrunklineStaticTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT TrunklineStaticTargets NAMESPACE Trunkline:: DESTINATION ${config_dir})

configure_package_config_file(cmake/TrunklineConfig.cmake.in ${CMAKE_BINARY_DIR}/TrunklineConfig.cmake
                              INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/TrunklineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/TrunklineConfig.cmake ${CMAKE_BINARY_DIR}/TrunklineConfigVersion.cmake
        DESTINATION ${config_dir})

# The .pc file finds its own place, so an installed tree may be moved.
file(RELATIVE_PATH prefix_from_pc /prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig /prefix)
# Plain names instead of Requires.private: that would ask who links the shared library for packages he does not need.
set(libs_private "-lklu -lamd -lClp -lipopt")
foreach(module IN LISTS TRUNKLINE_PKG_MODULES)
  string(TOUPPER ${module} name)
  list(TRANSFORM ${name}_LIBRARIES PREPEND "-l" OUTPUT_VARIABLE libraries)
  list(APPEND libs_private ${libraries})
endforeach()
list(JOIN libs_private " " libs_private)
string(APPEND libs_private " -lm -pthread")
configure_file(cmake/trunkline.pc.in ${CMAKE_BINARY_DIR}/trunkline.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/trunkline.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
