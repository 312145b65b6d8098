# Cross-compiles for 64-bit ARM Linux with clang and runs what comes out under qemu. Clang, because GCC 12 for
# this target fails with an internal error in a vectorised reduction.
#   cmake -S . -B out/arm64 -DCMAKE_TOOLCHAIN_FILE=.build/toolchains/linux-arm64.cmake
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
find_program(SIGE_CLANG NAMES clang-19 clang REQUIRED)
find_program(SIGE_CLANGXX NAMES clang++-19 clang++ REQUIRED)
find_program(SIGE_LLD NAMES ld.lld-19 ld.lld REQUIRED)
find_program(SIGE_QEMU NAMES qemu-aarch64-static qemu-aarch64 REQUIRED)
set(CMAKE_C_COMPILER ${SIGE_CLANG})
set(CMAKE_CXX_COMPILER ${SIGE_CLANGXX})
set(CMAKE_C_COMPILER_TARGET aarch64-linux-gnu)
set(CMAKE_CXX_COMPILER_TARGET aarch64-linux-gnu)
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static --ld-path=${SIGE_LLD}")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "--ld-path=${SIGE_LLD}")
set(CMAKE_CROSSCOMPILING_EMULATOR ${SIGE_QEMU})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
