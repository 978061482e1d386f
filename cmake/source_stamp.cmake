# Writes OUTPUT: one constant that changes with any source file of the library, so that an answer kept by an earlier
# program is never taken for one of this program. Call: cmake -DROOT=... -DOUTPUT=... -P source_stamp.cmake
file(GLOB_RECURSE sources RELATIVE ${ROOT} ${ROOT}/src/*.c ${ROOT}/src/*.h ${ROOT}/src/*.def ${ROOT}/include/*.h)
list(SORT sources)
set(all "")
foreach(source IN LISTS sources)
  file(SHA256 ${ROOT}/${source} hash)
  string(APPEND all "${source} ${hash}\n")
endforeach()
string(SHA256 stamp "${all}")
file(WRITE ${OUTPUT} "#include \"study/cache.h\"\n\nconst char tli_source_stamp[] = \"${stamp}\";\n")
