# What the library links: all of it from the system's packages. Names: see tools/packages.txt.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

# Those with a .pc file. The same list goes into trunkline.pc and TrunklineConfig.cmake for who links statically.
set(TRUNKLINE_PKG_MODULES jansson libfyaml proj libxml-2.0 zlib geos netcdf shapelib)
set(TRUNKLINE_DEPENDENCIES)
foreach(module IN LISTS TRUNKLINE_PKG_MODULES)
  string(TOUPPER ${module} name)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET ${module})
  list(APPEND TRUNKLINE_DEPENDENCIES PkgConfig::${name})
endforeach()

# SuiteSparse has no .pc file on Debian 12.
find_path(KLU_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse REQUIRED)
find_library(KLU_LIBRARY klu REQUIRED)
add_library(trunkline_klu INTERFACE)
target_include_directories(trunkline_klu SYSTEM INTERFACE $<BUILD_INTERFACE:${KLU_INCLUDE_DIR}>)
target_link_libraries(trunkline_klu INTERFACE $<BUILD_INTERFACE:${KLU_LIBRARY}> $<INSTALL_INTERFACE:klu>)

# Of Clp only the C interface is used; its .pc file would ask for BLAS and LAPACK to link against, too.
find_path(CLP_INCLUDE_DIR coin/Clp_C_Interface.h REQUIRED)
find_library(CLP_LIBRARY Clp REQUIRED)
add_library(trunkline_clp INTERFACE)
target_include_directories(trunkline_clp SYSTEM INTERFACE $<BUILD_INTERFACE:${CLP_INCLUDE_DIR}>)
target_link_libraries(trunkline_clp INTERFACE $<BUILD_INTERFACE:${CLP_LIBRARY}> $<INSTALL_INTERFACE:Clp>)

list(APPEND TRUNKLINE_DEPENDENCIES trunkline_klu trunkline_clp Threads::Threads m)
