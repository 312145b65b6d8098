# Links a library for macOS from objects that zig compiled. zig's linker exports the whole C++ runtime, whose names dyld would then share
# with other libraries; lld exports what it is told. From zig come the runtime and the list of what macOS itself has.
#   cmake -DZIG= -DTARGET= -DARCHITECTURE= -DOUTPUT= -P macos-link.cmake -- OBJECT...
find_program(SIGE_LLD NAMES ld64.lld-19 ld64.lld REQUIRED)
set(objects)
foreach(index RANGE ${CMAKE_ARGC})
  if(CMAKE_ARGV${index} MATCHES "\\.o$")
    list(APPEND objects "${CMAKE_ARGV${index}}")
  endif()
endforeach()

# What zig says of a link of its own names the archives of its runtime, which it builds at the first.
set(empty ${OUTPUT}.empty)
file(WRITE ${empty}.cpp "extern \"C\" void empty() {}\n")
execute_process(COMMAND ${CMAKE_COMMAND} -E env ZIG_VERBOSE_LINK=1 ${ZIG} c++ -target ${TARGET} -O3 -s -shared -o ${empty} ${empty}.cpp
                RESULT_VARIABLE result ERROR_VARIABLE said)
file(REMOVE ${empty} ${empty}.cpp)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "zig does not link for ${TARGET}:\n${said}")
endif()
string(REGEX MATCHALL "[^ \n]+\\.a" archives "${said}")
get_filename_component(folder ${ZIG} REALPATH)
get_filename_component(folder ${folder} DIRECTORY)

execute_process(
  COMMAND ${SIGE_LLD} -arch ${ARCHITECTURE} -platform_version macos 11.0 11.0 -dylib -o ${OUTPUT} -install_name @rpath/libsige.dylib
          -exported_symbol _sige_* -dead_strip -S -x -adhoc_codesign ${objects} ${archives} ${folder}/lib/libc/darwin/libSystem.11.tbd
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${SIGE_LLD} ended with ${result}")
endif()
