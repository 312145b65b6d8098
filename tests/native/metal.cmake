# A double of Metal: the backend's kernels as C++ on an emulation of a GPU's threads, behind an Objective-C runtime that knows what the backend
# sends. The backend itself is the real one. Its context switch is written for Linux.
if(CMAKE_CROSSCOMPILING OR NOT CMAKE_SYSTEM_NAME STREQUAL "Linux")
  return()
endif()

set(SIGE_METAL ${PROJECT_SOURCE_DIR}/native/src/backends/metal)
file(GLOB SIGE_METAL_KERNELS CONFIGURE_DEPENDS ${SIGE_METAL}/kernels/*.metal)

file(GLOB SIGE_METAL_DOUBLE_SOURCES CONFIGURE_DEPENDS metal/emulation/*.cpp metal/objc/*.cpp)
add_library(sige_metal_double SHARED ${SIGE_METAL_DOUBLE_SOURCES} $<FILTER:$<TARGET_OBJECTS:sige_objects>,INCLUDE,/metal_source|/core/system/system>)
sige_add_tests_target(sige_metal_double)
target_include_directories(sige_metal_double PRIVATE metal/emulation/include)
# Libraries of mutated kernels find the emulation here.
set_target_properties(sige_metal_double PROPERTIES CXX_VISIBILITY_PRESET default)
# Attributes of Metal's, which a compiler of C++ does not know, and arguments that the kernels of a family share.
set_source_files_properties(metal/emulation/kernels.cpp PROPERTIES COMPILE_OPTIONS "-Wno-attributes;-Wno-unused-parameter")
target_link_libraries(sige_metal_double PRIVATE Threads::Threads ${CMAKE_DL_LIBS})

file(GLOB SIGE_METAL_TEST_SOURCES CONFIGURE_DEPENDS metal/tests/*.cpp)
add_executable(sige_metal_tests ${SIGE_METAL_TEST_SOURCES} harness/target/metal.cpp $<TARGET_OBJECTS:sige_device_tests>
                                $<TARGET_OBJECTS:sige_deferred_tests> $<TARGET_OBJECTS:sige_objects>)
sige_add_tests_target(sige_metal_tests)
target_link_libraries(sige_metal_tests PRIVATE sige_metal_double Threads::Threads ${CMAKE_DL_LIBS})

sige_add_groups(sige_metal_tests metal_ GROUPS ${SIGE_OPERATOR_GROUPS} ${SIGE_DEFERRED_GROUPS}
  metal_device metal_faults metal_messages metal_weights metal_work metal_wrap)

# The types and address spaces of Metal, which C++ does not tell apart.
find_program(SIGE_OPENCL_CLANG NAMES clang++-19)
if(SIGE_OPENCL_CLANG)
  set(lint ${CMAKE_COMMAND} -DCLANG=${SIGE_OPENCL_CLANG} -DNATIVE=${PROJECT_SOURCE_DIR}/native/src)
  set(check -P ${CMAKE_CURRENT_SOURCE_DIR}/metal/lint/check.cmake)
  add_test(NAME metal_lint COMMAND ${lint} -DFILE=${SIGE_METAL}/kernels/kernels.metal ${check})
  file(GLOB mistakes CONFIGURE_DEPENDS metal/lint/mistakes/*.metal)
  foreach(mistake IN LISTS mistakes)
    get_filename_component(name ${mistake} NAME_WE)
    add_test(NAME metal_lint_catches_${name} COMMAND ${lint} -DFILE=${mistake} -DMISTAKE=1 ${check})
  endforeach()
else()
  message(STATUS "clang++-19 was not found: the address spaces of the Metal kernels are not checked")
endif()

include(metal/mutations/mutations.cmake)
