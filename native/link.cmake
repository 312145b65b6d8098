# How the library is linked: the C++ runtime inside, nothing exported but sige_*, no symbol table, and the same bytes from the same sources.
target_link_options(sige PRIVATE $<$<CONFIG:Release>:-s>)
if(MINGW AND NOT SIGE_ZIG)
  # Of its own accord the linker takes the address that the library would like to have from the path of its file.
  target_link_options(sige PRIVATE -static -Wl,--no-insert-timestamp -Wl,--disable-auto-image-base)
elseif(WIN32 AND SIGE_ZIG)
  include(unwinder.cmake)
  # zig writes the time of linking into the header, behind a stub of a fixed size, and has no option that leaves it out.
  find_program(SIGE_DD dd)
  if(SIGE_DD)
    add_custom_command(TARGET sige POST_BUILD VERBATIM
      COMMAND ${SIGE_DD} if=/dev/zero of=$<TARGET_FILE:sige> bs=1 seek=128 count=4 conv=notrunc status=none)
  endif()
elseif(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  # What nobody calls is left out with all that it needs: of the C++ runtime, std::random_device and with it arc4random of glibc 2.36.
  target_link_options(sige PRIVATE "-Wl,--version-script=${CMAKE_CURRENT_SOURCE_DIR}/exports.map" -Wl,--gc-sections
                      -Wl,-z,defs -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
  set_target_properties(sige PROPERTIES LINK_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/exports.map")
  if(NOT SIGE_ZIG)
    target_link_options(sige PRIVATE -static-libstdc++ -static-libgcc)
    target_sources(sige PRIVATE ${SIGE_GLIBC_SOURCES})
    # Where threads and dlopen are part of libc, an older one still has to look for them in the libraries that they were in.
    sige_find_old_libraries(SIGE_OLD_LIBRARIES)
    if(SIGE_OLD_LIBRARIES)
      target_link_options(sige PRIVATE -Wl,--no-as-needed -l:libpthread.so.0 -l:libdl.so.2 -Wl,--as-needed)
    endif()
  endif()
elseif(DEFINED SIGE_LINK_RULE)
  # The toolchain file has a way of its own.
  set(CMAKE_CXX_CREATE_SHARED_LIBRARY "${SIGE_LINK_RULE}")
endif()
