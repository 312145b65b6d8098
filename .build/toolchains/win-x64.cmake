# Cross-compiles for 64-bit Windows with MinGW-w64; tests run under wine where it is installed.
#   cmake -S . -B out/windows -DCMAKE_TOOLCHAIN_FILE=.build/toolchains/win-x64.cmake
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
# The POSIX flavour has std::thread.
find_program(SIGE_MINGW_GCC NAMES x86_64-w64-mingw32-gcc-posix REQUIRED)
find_program(SIGE_MINGW_GXX NAMES x86_64-w64-mingw32-g++-posix REQUIRED)
find_program(SIGE_WINE NAMES wine64 wine PATHS /usr/lib/wine)
set(CMAKE_C_COMPILER ${SIGE_MINGW_GCC})
set(CMAKE_CXX_COMPILER ${SIGE_MINGW_GXX})
find_program(CMAKE_RC_COMPILER NAMES x86_64-w64-mingw32-windres)
if(SIGE_WINE)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${SIGE_WINE})
endif()
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
