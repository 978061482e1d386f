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
find_library(AMD_LIBRARY amd REQUIRED)
add_library(trunkline_klu INTERFACE)
target_include_directories(trunkline_klu SYSTEM INTERFACE $<BUILD_INTERFACE:${KLU_INCLUDE_DIR}>)
target_link_libraries(trunkline_klu INTERFACE $<BUILD_INTERFACE:${KLU_LIBRARY}> $<BUILD_INTERFACE:${AMD_LIBRARY}>
  $<INSTALL_INTERFACE:klu> $<INSTALL_INTERFACE:amd>)

# Clp and Ipopt have .pc files, but theirs name the folder "coin" itself and gcc's own folders; headers are included
# as <coin/...> and the linker finds the rest.
foreach(name IN ITEMS Clp_C_Interface.h IpStdCInterface.h)
  find_path(COIN_INCLUDE_${name} coin/${name} REQUIRED)
endforeach()
find_library(CLP_LIBRARY Clp REQUIRED)
find_library(IPOPT_LIBRARY ipopt REQUIRED)
add_library(trunkline_coin INTERFACE)
target_link_libraries(trunkline_coin INTERFACE $<BUILD_INTERFACE:${CLP_LIBRARY}> $<BUILD_INTERFACE:${IPOPT_LIBRARY}>
  $<INSTALL_INTERFACE:Clp> $<INSTALL_INTERFACE:ipopt>)

list(APPEND TRUNKLINE_DEPENDENCIES trunkline_klu trunkline_coin Threads::Threads m)
