# What the library links: all of it from the system's packages. Names: see tools/packages.txt.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)
pkg_check_modules(LIBFYAML REQUIRED IMPORTED_TARGET libfyaml)
pkg_check_modules(PROJ REQUIRED IMPORTED_TARGET proj)
# SuiteSparse has no .pc file on Debian 12.
find_path(KLU_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse REQUIRED)
find_library(KLU_LIBRARY klu REQUIRED)
add_library(trunkline_klu INTERFACE)
target_include_directories(trunkline_klu SYSTEM INTERFACE ${KLU_INCLUDE_DIR})
target_link_libraries(trunkline_klu INTERFACE ${KLU_LIBRARY})
set(TRUNKLINE_DEPENDENCIES trunkline_klu PkgConfig::JANSSON PkgConfig::LIBFYAML PkgConfig::PROJ Threads::Threads m)
