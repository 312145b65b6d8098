set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(SIGE_ZIG_TARGET aarch64-linux-musl)
include(${CMAKE_CURRENT_LIST_DIR}/zig.cmake)
# A static program runs under qemu; zig links programs for musl so.
find_program(SIGE_QEMU NAMES qemu-aarch64-static qemu-aarch64)
if(SIGE_QEMU)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${SIGE_QEMU})
endif()
